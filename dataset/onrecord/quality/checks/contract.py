"""The contract as checks: the rules of each row, and the rules across tables one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord import store, validation
from onrecord.errors import first_line
from onrecord.quality import opening
from onrecord.quality.model import Check
from onrecord.quality.rules import CannotRun, Fault, FunctionRule, QueryRule, Rule
from onrecord.quality.settings import Settings
from onrecord_schemas import MODELS, RELEASE_MODELS, Model, arrow_schema
from onrecord_schemas import RULES as ACROSS

#: Rows validated at a time; documents bring long lists of regions along.
_BATCH = {"documents": 20_000, "turns": 100_000, "people": 100_000}
_KEYS = {"documents": ("document_id",), "turns": ("document_id", "turn_index"), "people": ()}


def _rows(found: opening.Opened, _settings: Settings) -> tuple[Iterable[Fault], int]:
    """The rows that break a rule of their table, from the tables whose schema is the contract's."""
    tables = [table for table in opening.TABLES if _is_as_agreed(found, table)]
    if not tables:
        raise CannotRun("no table has the columns and types of the contract")
    looked_at = sum(found.rows[table] for table in tables)
    return (fault for table in tables for fault in _broken(found, table)), looked_at


def _is_as_agreed(found: opening.Opened, table: str) -> bool:
    return table in found.files and not any(
        problem.key == table or problem.key.startswith(f"{table}.") for problem in found.problems
    )


def _broken(found: opening.Opened, table: str) -> Iterator[Fault]:
    """Failures as faults; a file that turns out unreadable becomes a problem of files."""
    try:
        for batch in _batches(found, table):
            yield from _faults(table, batch, _model(found, table))
    except (pa.ArrowException, OSError) as error:
        problem = opening.Problem("files_can_be_read", table, first_line(error))
        if problem not in found.problems:
            found.problems.append(problem)


def _model(found: opening.Opened, table: str) -> Model:
    """The contract of a table: a release that withholds words goes by one of its own."""
    return (RELEASE_MODELS if store.withholds(found.manifest or {}) else MODELS)[table]


def _faults(table: str, batch: Any, model: Model) -> Iterator[Fault]:
    for failure in validation.check_table(table, batch, model):
        value = f"{failure.check}: {failure.value}" if failure.value else failure.check
        if failure.row is None:
            yield Fault(None, value=value)
            continue
        row = batch.slice(failure.row, 1)
        keys = [row[column][0].as_py() for column in _KEYS[table]]
        if table == "people":
            yield Fault(None, value=value, key=row["person_id"][0].as_py())
        elif table == "turns":
            start, end = row["char_start"][0].as_py(), row["char_end"][0].as_py()
            yield Fault(keys[0], keys[1], start, end, value)
        else:
            yield Fault(keys[0], value=value)


def _batches(found: opening.Opened, table: str) -> Iterator[Any]:
    schema, size = arrow_schema(_model(found, table)), _BATCH[table]

    def pieces() -> Iterator[Any]:
        for path in found.files[table]:
            file = pq.ParquetFile(path, pre_buffer=False)
            for piece in file.iter_batches(size, columns=schema.names):
                yield pa.Table.from_batches([piece]).cast(schema)

    return validation.in_whole_documents(table, pieces(), size)


class _Told(NamedTuple):
    """What the contract does not say of a rule across tables: where it fails, and so what."""

    table: str
    needs: str
    why: str


_SPOKEN = "turns.document_id turns.turn_index turns.kind turns.person_id turns.n_words"
_TOLD = {
    "document_id_is_unique": _Told(
        "documents", "documents.document_id", "a join counts its turns twice"
    ),
    "source_uri_is_unique": _Told(
        "documents", "documents.source_uri", "nobody can tell which source a row came from"
    ),
    "turn_key_is_unique": _Told(
        "turns", "turns.document_id turns.turn_index", "a turn cannot be named, or is counted twice"
    ),
    "person_id_is_unique": _Told(
        "people", "people.person_id", "a join counts that person's turns twice"
    ),
    "speaker_goes_on": _Told(
        "turns",
        "turns.document_id turns.turn_index turns.continues turns.person_id",
        "an interrupted sentence is joined to somebody else's",
    ),
    "turn_has_a_document": _Told(
        "documents",
        "turns.document_id documents.document_id",
        "turns without a document have no date, programme or source",
    ),
    "document_has_turns": _Told(
        "documents", "turns.document_id documents.document_id", "a document without words is empty"
    ),
    "speaker_has_a_person": _Told(
        "people", "turns.person_id people.person_id", "a turn's speaker has no name"
    ),
    "person_has_a_turn": _Told(
        "people", "turns.person_id people.person_id", "people are counted who never speak"
    ),
    "story_has_a_document": _Told(
        "documents", "documents.document_id documents.story_id", "copies point to no original"
    ),
    "turn_index_is_dense": _Told(
        "documents", "turns.document_id turns.turn_index", "turns are missing or out of order"
    ),
    "document_counts_agree": _Told(
        "documents",
        f"{_SPOKEN} documents.n_turns documents.n_people documents.n_words",
        "counts that lie make every share wrong, and show that rows were lost or added",
    ),
    "person_counts_agree": _Told(
        "people",
        f"{_SPOKEN} people.n_turns people.n_documents people.n_words",
        "counts that lie make every share wrong, and show that rows were lost or added",
    ),
    "document_scope_is_one_document": _Told(
        "people",
        f"{_SPOKEN} people.scope",
        "an unnamed voice of one document is taken for one of another",
    ),
    "slices_lie_inside_the_source": _Told(
        "documents",
        "turns.document_id turns.char_end documents.document_id documents.regions",
        "the words cannot be found in their source",
    ),
}

_AS_FAULTS = """
    SELECT CASE WHEN key LIKE 'doc-%' THEN split_part(key, ':', 1) END AS document_id,
           CASE WHEN key LIKE 'doc-%:%' THEN TRY_CAST(split_part(key, ':', 2) AS INTEGER) END
               AS turn_index,
           key, key AS value
    FROM ({query}) AS broken(key)
"""


#: A rule that names what is missing is asked for the rows that miss it.
_ROWS = {
    "story_has_a_document": "SELECT document_id FROM documents WHERE story_id NOT IN"
    " (SELECT document_id FROM documents WHERE document_id IS NOT NULL)",
}


def _across(name: str, says: str, query: str) -> QueryRule:
    told = _TOLD[name]
    return QueryRule(
        Check(
            id=name,
            severity="error",
            table=told.table,
            description=says,
            why=told.why,
            fix="build the dataset again; if rows were changed by hand, change sources, recipe or"
            " people file instead",
            needs=tuple(told.needs.split()),
        ),
        query=_AS_FAULTS.format(query=_ROWS.get(name, query)),
        of=told.table,
    )


RULES: tuple[Rule, ...] = (
    FunctionRule(
        Check(
            id="rows_keep_the_contract",
            severity="error",
            table="dataset",
            description="every row keeps the rules of its table in the contract",
            why="what users rely on without looking: keys, vocabularies, ranges, order",
            fix="onrecord validate lists every rule with its rows",
        ),
        _rows,
        beside=True,
    ),
    *(_across(rule.name, rule.says, rule.query) for rule in ACROSS),
)
