"""A dataset under pseudonyms: the same people, none of them named, for whoever lacks the key.

A pseudonym is a keyed hash (HMAC-SHA256) of the person's id: the same key gives the same pseudonyms
in every build and version. Ids of documents and sources are keyed too, and places in the source are
left out: they would lead to the source, or to an earlier version with names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from onrecord import staging, store
from onrecord.dataset import Dataset
from onrecord.errors import CallError
from onrecord.foreign.sql import parquet
from onrecord.keys import Key
from onrecord.redaction import Mentions, Redaction, Target, forms_of, names_of, redact_tables
from onrecord.redaction.model import AMBIGUOUS
from onrecord.rights.opening import open_whole
from onrecord.rights.redacting import recount
from onrecord.tables import conform_table
from onrecord_schemas import MODELS

_BATCH = 50_000

NO_LONGER_PROMISED = (
    "That nobody can be recognised: these are pseudonyms, not anonymity. Words, dates, programmes and "
    "roles stay, and whoever has the source, an earlier version or a search engine can find who spoke.",
    "That no name is left: people who are only spoken of keep their names, and nicknames, "
    "misspellings, initials, offices and circumstances were not looked for.",
    "That text is verbatim: where a speaker was named, a pseudonym stands; words that are also names "
    "may have been taken for one.",
    "That rows can be traced: sources, their hashes, places in them and biographies are left out, "
    "and ids are not those of other versions.",
)


@dataclass(frozen=True)
class Pseudonymised:
    """A dataset under pseudonyms: where, how many people, and what it no longer promises."""

    out: Path
    people: int
    no_longer_promised: tuple[str, ...] = NO_LONGER_PROMISED


def pseudonym(key: Key, person_id: str) -> Target:
    """The new id and the name that stand for a person; without forms to look for."""
    digest = key.digest("person", person_id)
    return Target(f"Person-{_letters(digest[20:])}", f"per-{digest[:20]}", frozenset())


def _letters(digits: str) -> str:
    """Ten letters for hexadecimal digits: whatever counts as a name has no digits."""
    number = int(digits, 16)
    letters = ""
    for _ in range(10):
        number, letter = divmod(number, 26)
        letters += ascii_lowercase[letter]
    return letters.capitalize()


def pseudonymise_dataset(folder: Path, out: Path, key: Key) -> Pseudonymised:
    """The dataset at `folder` with every person under a pseudonym, made at `out`.

    Raises `CallError` for a release with words withheld: those are made from a pseudonymised dataset.
    """
    dataset = open_whole(folder)
    if store.withholds(dataset.manifest):
        raise CallError(f"{folder} withholds words: pseudonymise the full dataset, then withhold")
    redaction = Redaction(_targets(dataset, key), whole=True)
    paths = {name: dataset.files(name) for name in MODELS}
    with (
        staging.staged(out) as staged,
        TemporaryDirectory(prefix=".names-", dir=staged) as scratch,
    ):
        renamed = Path(scratch)
        redact_tables(paths, renamed, redaction, lambda _uri: False, rebuilt=True)
        files = _rekey(renamed, staged, key, dataset)
        store.write_manifest(staged, _manifest(dataset, redaction, files))
    return Pseudonymised(out, len(redaction.people))


def _targets(dataset: Dataset, key: Key) -> dict[str, Target]:
    people = dataset.arrow("people").select(["person_id", "name", "aliases", "kind"])
    targets = {}
    for row in people.to_pylist():
        target = pseudonym(key, row["person_id"])
        names = names_of(row["name"], row["aliases"]) if row["kind"] == "named" else []
        targets[row["person_id"]] = Target(target.place, target.person_id, forms_of(names))
    return targets


def _document_id(key: Key, document_id: str) -> str:
    return f"doc-{key.digest('document', document_id)[:20]}"


_TURNS = f"""
SELECT turns.* REPLACE (
    new AS document_id, NULL AS char_start, NULL AS char_end, NULL AS role_label,
    CASE WHEN person_id IS NULL AND speaker_label IS NOT NULL THEN '{AMBIGUOUS}' ELSE speaker_label END
        AS speaker_label
) FROM turns JOIN ids ON old = document_id ORDER BY document_id, turn_index
"""
_DOCUMENTS = """
SELECT documents.* REPLACE (
    ids.new AS document_id, stories.new AS story_id, 'source/' || ids.new AS source_uri,
    ids.source AS source_sha256, greatest(1, 2 ** ceil(log2(source_bytes)))::BIGINT AS source_bytes,
    NULL AS url, [] AS regions
) FROM documents JOIN ids ON ids.old = document_id JOIN ids AS stories ON stories.old = story_id
ORDER BY document_id
"""
_REJECTS = """
SELECT rejects.* REPLACE (
    NULL AS source_uri, NULL AS document_id, NULL AS key, NULL AS value,
    'left out: ' || "check" AS message
) FROM rejects ORDER BY ALL
"""
_QUERIES = {
    "documents": _DOCUMENTS,
    "turns": _TURNS,
    "people": "FROM people ORDER BY person_id",
    "rejects": _REJECTS,
}


def _rekey(renamed: Path, out: Path, key: Key, dataset: Dataset) -> list[store.StoredFile]:
    """The tables under keyed ids, in the order of those, without what leads to a source."""
    import duckdb

    files: list[store.StoredFile] = []
    with duckdb.connect(config={"temp_directory": str(renamed / "spill")}) as connection:
        for name in MODELS:
            paths = sorted(renamed.glob(f"{name}*/*.parquet")) or [renamed / f"{name}.parquet"]
            connection.execute(f"CREATE VIEW {name} AS FROM {parquet(paths)}")
        connection.register("ids", _ids(connection, key))
        for name, query in _QUERIES.items():
            schema = store.read_schema(dataset.files(name)[0])
            tables = _tables(connection, query, name, schema)
            files += store.write_table(out, name, schema, tables)
    return files


def _ids(connection: Any, key: Key) -> Any:
    rows = connection.execute("SELECT document_id, source_sha256 FROM documents").fetchall()
    return pa.table(
        {
            "old": pa.array([row[0] for row in rows], pa.string()),
            "new": pa.array([_document_id(key, row[0]) for row in rows], pa.string()),
            "source": pa.array([key.digest("source", row[1]) for row in rows], pa.string()),
        }
    )


def _tables(connection: Any, query: str, name: str, schema: Any) -> Iterator[Any]:
    for batch in connection.sql(query).to_arrow_reader(_BATCH):
        yield conform_table(name, pa.Table.from_batches([batch]), schema)


def _manifest(
    dataset: Dataset, redaction: Redaction, files: list[store.StoredFile]
) -> Mapping[str, Any]:
    old = dataset.manifest
    names = Mentions(
        [(form, one.place) for one in redaction.targets for form in one.forms if form.anywhere],
        ambiguous=AMBIGUOUS,
    )
    before = old.get("redaction") or {}
    kept = ("name", "version", "license", "schema_version", "made_with")
    return {
        **{name: old[name] for name in kept if name in old},
        "description": names.replace(str(old.get("description") or "")),
        "recipe_sha256": None,
        "counts": recount(old.get("counts", {}), list(old.get("sources", ())), files),
        "files": [file._asdict() for file in files],
        "sources": [],
        "identity": {"decisions": [], "people_file": []},
        "redaction": {
            **before,
            "pseudonyms": len(redaction.people),
            "changes_words": True,
            "no_longer_promised": [*NO_LONGER_PROMISED, *before.get("no_longer_promised", ())],
        },
    }
