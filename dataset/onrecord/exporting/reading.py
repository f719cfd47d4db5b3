"""A dataset read as conversations, in order, a batch of whole documents at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, groupby
from operator import attrgetter
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from onrecord.errors import CallError, DatasetError, first_line
from onrecord.exporting.model import Conversation, Row, Turn
from onrecord.interleaving import find_runs
from onrecord_schemas import MODELS, arrow_schema

if TYPE_CHECKING:
    from onrecord.dataset import Dataset

#: Turns held at a time; a document is never divided.
BATCH = 20_000
#: Rows of documents and people read at a time.
ROWS = 2_000

_AS_TEXT = "CAST({0} AS VARCHAR)"
#: A float32 as the shortest decimal that means it; what JSON has no number for is null.
_DECIMAL = "CASE WHEN isfinite({0}) THEN CAST(CAST({0} AS VARCHAR) AS DOUBLE) END"


class Reading:
    """The rows of a dataset, or of some of its documents: one stream a table, each in key order."""

    def __init__(
        self,
        connection: Any,
        folder: Any,
        documents: Sequence[str],
        without: Sequence[str],
        sort: bool,
    ):
        self._connection = connection
        self._without = without
        self._folder = folder
        self._where = self._select(documents) if documents else ""
        self._by_document = " ORDER BY document_id" if sort else ""
        self._by_turn = " ORDER BY document_id, turn_index" if sort else ""
        self._people_columns = self._columns("people")

    def _select(self, documents: Sequence[str]) -> str:
        """The clause that selects documents, each named by its id, its source_uri or the end of it."""
        ids = sorted({self._find(wanted) for wanted in documents})
        quoted = ", ".join("'" + one.replace("'", "''") + "'" for one in ids)
        return f"WHERE document_id IN ({quoted})"

    def _find(self, wanted: str) -> str:
        query = """SELECT document_id, source_uri FROM documents
            WHERE document_id = $1 OR ends_with('/' || source_uri, '/' || $1) ORDER BY 1 LIMIT 6"""
        found = self._connection.execute(query, [wanted]).fetchall()
        exact = [row for row in found if wanted in row] or found
        if len(exact) != 1:
            names = ", ".join(uri for _, uri in exact[:5])
            what = f"means several documents: {names}" if exact else "is no document of it"
            raise CallError(
                f"{self._folder}: {wanted!r} {what}; give a document_id or a source_uri"
            )
        return str(exact[0][0])

    def count(self) -> int:
        """How many documents there are to read."""
        query = f"SELECT count(*) FROM documents {self._where}"
        return int(self._connection.execute(query).fetchone()[0])

    def conversations(self, *, with_people: bool = True) -> Iterator[Conversation]:
        """The documents with their turns and people. Raises `DatasetError` where keys do not fit."""
        documents = self._documents()
        for batch in self._batches():
            people = (
                self._people_of(turn for _, turns in batch for turn in turns) if with_people else {}
            )
            for document_id, turns in batch:
                document = next(documents, None)
                if document is None or document["document_id"] != document_id:
                    raise self._unfit(f"turns of {document_id} do not follow a row of documents")
                yield Conversation(
                    document, turns, self._present(turns, people) if with_people else {}
                )
        if document := next(documents, None):
            raise self._unfit(
                f"{document['document_id']} has no turns, or they are not in its place"
            )

    def _present(self, turns: list[Turn], people: dict[str, Row]) -> dict[str, Row]:
        """The people who speak these turns, in the order in which they first do."""
        ids = dict.fromkeys(turn.person_id for turn in turns if turn.person_id)
        if unknown := [one for one in ids if one not in people]:
            raise self._unfit(f"{unknown[0]} speaks and has no row of people")
        return {one: people[one] for one in ids}

    def people(self) -> Iterator[Row]:
        """The people who speak in the documents, in order."""
        spoken = f"WHERE person_id IN (SELECT person_id FROM turns {self._where})"
        where = spoken if self._where else ""
        query = f"SELECT {self._people_columns} FROM people {where} ORDER BY person_id"
        return self._rows(query)

    def _documents(self) -> Iterator[Row]:
        columns = self._columns("documents")
        return self._rows(f"SELECT {columns} FROM documents {self._where}{self._by_document}")

    def _rows(self, query: str) -> Iterator[Row]:
        for batch in self._connection.cursor().sql(query).to_arrow_reader(ROWS):
            yield from batch.to_pylist()

    def _turns(self) -> Iterator[Turn]:
        query = f"SELECT {self._columns('turns')} FROM turns {self._where}{self._by_turn}"
        reader = self._connection.cursor().sql(query).to_arrow_reader(BATCH)
        batches = (
            zip(*(column.to_pylist() for column in batch.columns), strict=True) for batch in reader
        )
        return map(Turn._make, chain.from_iterable(batches))

    def _batches(self) -> Iterator[list[tuple[str, list[Turn]]]]:
        """Documents with their turns, so many at a time that they hold `BATCH` turns or more."""
        held: list[tuple[str, list[Turn]]] = []
        count, before = 0, ""
        for document_id, group in groupby(self._turns(), key=attrgetter("document_id")):
            if document_id <= before:
                raise self._unfit(f"turns are not in order at {document_id}")
            turns = list(group)
            if [turn.turn_index for turn in turns] != list(range(len(turns))):
                raise self._unfit(f"turns of {document_id} are not numbered from 0 in their order")
            held.append((document_id, turns))
            count, before = count + len(turns), document_id
            if count >= BATCH:
                yield held
                held, count = [], 0
        if held:
            yield held

    def _people_of(self, turns: Iterable[Turn]) -> dict[str, Row]:
        """The people who speak these turns, by person_id."""
        ids = sorted({turn.person_id for turn in turns if turn.person_id})
        query = f"SELECT {self._people_columns} FROM people WHERE person_id IN (SELECT unnest($1))"
        found = self._connection.cursor().sql(query, params=[ids]).to_arrow_table().to_pylist()
        return {row["person_id"]: row for row in found}

    def _columns(self, table: str) -> str:
        """The contract's columns of a table as SQL; what a table may lack and lacks is null."""
        present = {row[0] for row in self._connection.execute(f"DESCRIBE {table}").fetchall()}
        required = arrow_schema(MODELS[table]).names
        columns = []
        for field in arrow_schema(MODELS[table], optional=True):
            if table == "documents" and field.name in self._without:
                continue
            if field.name in present:
                columns.append(f'{_expression(field)} AS "{field.name}"')
            elif field.name in required:
                if not field.nullable:
                    raise self._unfit(_missing(table, field.name))
                columns.append(f'NULL AS "{field.name}"')
        return ", ".join(columns)

    def _unfit(self, what: str) -> DatasetError:
        return DatasetError(f"{self._folder}: {what}; run onrecord validate")


def _expression(field: Any) -> str:
    import pyarrow as pa

    name = f'"{field.name}"'
    if pa.types.is_dictionary(field.type) or pa.types.is_date(field.type):
        return _AS_TEXT.format(name)
    return _DECIMAL.format(name) if pa.types.is_floating(field.type) else name


def _missing(table: str, column: str) -> str:
    if (table, column) == ("turns", "text"):
        return "turns have no column text: their words are withheld, and must be put back first"
    return f"{table} has no column {column}"


@contextmanager
def open_reading(
    dataset: Dataset, documents: Sequence[str], without: Sequence[str] = ()
) -> Iterator[Reading]:
    """A `Reading` of a dataset, or of the documents named, `without` some of their columns.

    Raises `CallError`, `DatasetError`.
    """
    import duckdb

    try:
        with (
            dataset.duckdb() as connection,
            TemporaryDirectory(prefix="onrecord-export-") as scratch,
        ):
            connection.execute("SET temp_directory = $1", [scratch])
            yield Reading(
                connection, dataset.folder, documents, without, sort=not _lie_in_order(dataset)
            )
    except (duckdb.Error, UnicodeDecodeError) as error:
        raise DatasetError(
            f"{dataset.folder}: cannot be read: {first_line(error)}; run onrecord verify"
        ) from None


def _lie_in_order(dataset: Dataset) -> bool:
    """Whether documents and turns lie in the order of their keys; files by split do not."""
    return all(len(find_runs(dataset.files(name))) == 1 for name in ("documents", "turns"))
