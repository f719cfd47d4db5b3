"""A redaction applied to the tables of a dataset: turns first, then what is counted from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord import store
from onrecord.redaction.model import Redaction
from onrecord.redaction.scrubbing import Scrubber
from onrecord.redaction.tables import (
    redact_documents,
    redact_people,
    redact_rejects,
    surviving_stories,
)
from onrecord.redaction.turns import redact_turns

Paths = Mapping[str, Sequence[Path]]

_SPEAKERS = """
SELECT document_id, list(DISTINCT person_id ORDER BY person_id) FROM turns
SEMI JOIN redacted USING (person_id) GROUP BY document_id
"""
_SILENT = """
SELECT document_id FROM turns WHERE kind <> 'cue' GROUP BY document_id
HAVING count(*) FILTER (person_id IS NULL OR person_id NOT IN (SELECT person_id FROM removed)) = 0
"""
_TOUCHED = "SELECT DISTINCT person_id FROM turns SEMI JOIN gone USING (document_id) WHERE person_id IS NOT NULL"
_DOCUMENTS = """
SELECT document_id, count(*) FILTER (kind <> 'cue') AS n_turns, count(DISTINCT person_id) AS n_people,
       coalesce(sum(n_words) FILTER (kind <> 'cue'), 0) AS n_words
FROM turns GROUP BY document_id
"""
_PEOPLE = """
SELECT person_id, count(DISTINCT document_id) AS n_documents, count(*) AS n_turns,
       coalesce(sum(turns.n_words), 0) AS n_words, min(published_on) AS first_seen,
       max(published_on) AS last_seen, list(DISTINCT role::VARCHAR) AS roles,
       list(DISTINCT concat_ws(' ', speaker_label, role_label)) AS labels
FROM turns JOIN documents USING (document_id) WHERE person_id IS NOT NULL GROUP BY person_id
"""


def redact_tables(
    paths: Paths,
    out: Path,
    redaction: Redaction,
    gone: Callable[[str | None], bool],
    *,
    rebuilt: bool,
) -> tuple[list[store.StoredFile], Redaction]:
    """The files written to `out` from those of a dataset, and the redaction with all documents it cost.

    A document in which only removed people spoke is removed too. `gone` tells of a source by its URI
    whether it was removed. Unless the dataset was `rebuilt` without the removed documents, what they
    told of people who speak elsewhere is taken out.
    """
    with _connected(paths) as connection:
        redaction, speakers, touched = _prepare(connection, redaction)
    scrubber = Scrubber(redaction, speakers)
    groups = store.read_groups(paths["turns"], "turns")
    schema = store.read_schema(paths["turns"][0])
    turns = (redact_turns(group, redaction, scrubber) for group in groups)
    files = store.write_table(out, "turns", schema, turns)
    made = {**paths, "turns": [out / file.path for file in files]}
    with _connected(made) as connection:
        counts = _rows(connection, _DOCUMENTS)
        people_counts = _rows(connection, _PEOPLE)
    stories = surviving_stories(_stories(paths["documents"]), counts)
    documents = (
        redact_documents(group, redaction, scrubber, counts, stories)
        for group in store.read_groups(paths["documents"], "documents")
    )
    schema = store.read_schema(paths["documents"][0])
    files = [*store.write_table(out, "documents", schema, documents), *files]
    people = redact_people(
        _whole(paths, "people"),
        redaction,
        scrubber,
        people_counts,
        frozenset() if rebuilt else touched,
    )
    files += store.write_table(out, "people", people.schema, [people])
    rejects = redact_rejects(_whole(paths, "rejects"), redaction, scrubber, gone)
    files += store.write_table(out, "rejects", rejects.schema, [rejects])
    return files, redaction


def _prepare(
    connection: Any, redaction: Redaction
) -> tuple[Redaction, dict[str, list[str]], frozenset[str]]:
    """The redaction with the documents nobody is left in; who is redacted where; whom it touches."""
    for name, column, values in (
        ("redacted", "person_id", redaction.people),
        ("removed", "person_id", redaction.removed),
    ):
        connection.register(name, _column(column, values))
    silent = {row[0] for row in connection.execute(_SILENT).fetchall()}
    redaction = replace(redaction, documents=redaction.documents | silent)
    speakers = dict(connection.execute(_SPEAKERS).fetchall())
    connection.register("gone", _column("document_id", redaction.documents))
    touched = {row[0] for row in connection.execute(_TOUCHED).fetchall()}
    return redaction, speakers, frozenset(touched)


def _column(name: str, values: Iterable[str]) -> Any:
    return pa.table({name: pa.array(sorted(values), pa.string())})


def _connected(paths: Paths) -> Any:
    """A DuckDB connection with a view of each table."""
    import duckdb

    connection = duckdb.connect()
    for table, files in paths.items():
        names = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet([{names}])")
    return connection


def _rows(connection: Any, query: str) -> dict[str, dict[str, Any]]:
    """The rows of a query by their first column."""
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description]
    found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    while rows := cursor.fetchmany(10_000):
        for row in rows:
            found[row[0]] = dict(zip(names, row, strict=True))
    return dict(found)


def _stories(paths: Sequence[Path]) -> dict[str, str]:
    """The story of each document."""
    tables = [pq.read_table(path, columns=["document_id", "story_id"]) for path in paths]
    whole = pa.concat_tables(tables)
    return dict(zip(whole["document_id"].to_pylist(), whole["story_id"].to_pylist(), strict=True))


def _whole(paths: Paths, name: str) -> Any:
    return pa.concat_tables(
        [
            store.read_schema(paths[name][0]).empty_table(),
            *store.read_groups(paths[name], name),
        ]
    )
