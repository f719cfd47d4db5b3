"""The ledger of failing rows: a DuckDB table that counts, samples and scores are read from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from onrecord.quality.model import Sample, shorten
from onrecord.quality.opening import Opened
from onrecord.quality.rules import Fault

_SCHEMA = pa.schema(
    [
        ("document_id", pa.string()),
        ("turn_index", pa.int64()),
        ("char_start", pa.int64()),
        ("char_end", pa.int64()),
        ("value", pa.string()),
        ("key", pa.string()),
    ]
)
COLUMNS = tuple(_SCHEMA.names)
_TYPES = ("VARCHAR", "BIGINT", "BIGINT", "BIGINT", "VARCHAR", "VARCHAR")
_BATCH = 10_000
#: How many failing rows of a check are shown.
SAMPLES = 5


class Tally(NamedTuple):
    """Failing rows of a check, those that are silenced, and the documents of the failing."""

    failing: int
    silenced: int
    documents: int


class Ledger:
    """The failing rows of all checks, kept in DuckDB, which spills them to disk if need be."""

    def __init__(self, found: Opened):
        self.found = found
        self.connection = found.connection
        columns = ", ".join(f"{name} {kind}" for name, kind in zip(COLUMNS, _TYPES, strict=True))
        self.found.row(f"CREATE TABLE faults (check_id VARCHAR, {columns}, silenced BOOLEAN)")

    def add_query(self, check_id: str, query: str) -> None:
        """Enter the rows of a query; of the columns of a fault, those it lacks are null."""
        described = self.connection.execute(f"DESCRIBE ({query})").fetchall()
        names = {row[0] for row in described}
        columns = [
            f"left({name}::VARCHAR, 300)" if name == "value" and name in names
            else f"TRY_CAST({name} AS {kind})" if name in names
            else "NULL"
            for name, kind in zip(COLUMNS, _TYPES, strict=True)
        ]  # fmt: skip
        self.connection.execute(
            f"INSERT INTO faults SELECT ?, {', '.join(columns)}, false FROM ({query}) AS q",
            [check_id],
        )

    def add_faults(self, check_id: str, faults: Iterable[Fault]) -> None:
        """Enter rows found by a function, a batch at a time."""
        batch: list[Fault] = []
        for fault in faults:
            batch.append(fault)
            if len(batch) == _BATCH:
                self._insert(check_id, batch)
                batch = []
        if batch:
            self._insert(check_id, batch)

    def _insert(self, check_id: str, batch: list[Fault]) -> None:
        columns = zip(*batch, strict=True)
        arrays = [
            pa.array(list(values), kind)
            for values, kind in zip(columns, _SCHEMA.types, strict=True)
        ]
        self.connection.register("batch", pa.Table.from_arrays(arrays, schema=_SCHEMA))
        self.connection.execute("INSERT INTO faults SELECT ?, *, false FROM batch", [check_id])
        self.connection.unregister("batch")

    def forget(self, check_ids: Sequence[str]) -> None:
        """Strike out what was entered for some checks."""
        self.connection.execute(
            "DELETE FROM faults WHERE list_contains(?, check_id)", [list(check_ids)]
        )

    def silence(self, check_id: str, document_ids: Sequence[str]) -> int:
        """Excuse a check in some documents; how many rows that silences."""
        row = self.found.row(
            "UPDATE faults SET silenced = true WHERE check_id = ? AND list_contains(?, document_id)",
            [check_id, list(document_ids)],
        )
        return int(row[0]) if row else 0

    def tally(self, check_id: str) -> Tally:
        """What was entered for a check."""
        row = self.found.row(
            "SELECT count(*) FILTER (NOT silenced), count(*) FILTER (silenced),"
            " count(DISTINCT document_id) FILTER (NOT silenced) FROM faults WHERE check_id = ?",
            [check_id],
        )
        return Tally(*row) if row else Tally(0, 0, 0)

    def samples(self, check_id: str) -> tuple[Sample, ...]:
        """The first failing rows of a check by key, with where to look in the source."""
        rows = self.connection.execute(
            f"SELECT {', '.join(COLUMNS)} FROM faults WHERE check_id = ? AND NOT silenced"
            f" ORDER BY document_id, turn_index, key, char_start, value LIMIT {SAMPLES}",
            [check_id],
        ).fetchall()
        return tuple(self._sample(Fault(*row)) for row in rows)

    def _sample(self, fault: Fault) -> Sample:
        import duckdb

        try:
            return self._located(fault)
        except duckdb.Error:  # a damaged file cannot tell where
            return Sample(fault.document_id, fault.turn_index, value=shorten(fault.value or ""))

    def _located(self, fault: Fault) -> Sample:
        if fault.document_id is None and fault.key is not None:
            fault = self._first_turn(fault)
        elif fault.turn_index is not None and None in (fault.char_start, fault.value):
            fault = self._placed(fault)
        return Sample(
            fault.document_id,
            fault.turn_index,
            self._source_uri(fault.document_id),
            fault.char_start,
            fault.char_end,
            shorten(fault.value or ""),
            fault.key,
        )

    def _first_turn(self, fault: Fault) -> Fault:
        """A fault of a person, placed where that person speaks first."""
        needs = tuple(
            f"turns.{c}" for c in ("document_id", "turn_index", "person_id", "char_start")
        )
        if not (fault.key or "").startswith("per-") or self.found.missing(needs):
            return fault
        row = self.found.row(
            "SELECT document_id, turn_index, char_start, char_end FROM turns WHERE person_id = ?"
            " ORDER BY document_id, turn_index LIMIT 1",
            [fault.key],
        )
        document_id, turn_index, start, end = row or (None, None, None, None)
        return Fault(document_id, turn_index, start, end, fault.value, fault.key)

    def _placed(self, fault: Fault) -> Fault:
        """A fault of a turn with the turn's place in the source and, where it shows nothing, its words."""
        needs = ("document_id", "turn_index", "char_start", "char_end", "text")
        if self.found.missing(tuple(f"turns.{column}" for column in needs)):
            return fault
        row = self.found.row(
            "SELECT char_start, char_end, left(text, 200) FROM turns"
            " WHERE document_id = ? AND turn_index = ? LIMIT 1",
            [fault.document_id, fault.turn_index],
        )
        if row is None:
            return fault
        value = row[2] if fault.value is None else fault.value
        return fault._replace(char_start=row[0], char_end=row[1], value=value)

    def _source_uri(self, document_id: str | None) -> str | None:
        needs = ("documents.document_id", "documents.source_uri")
        if document_id is None or self.found.missing(needs):
            return None
        row = self.found.row(
            "SELECT source_uri FROM documents WHERE document_id = ? LIMIT 1", [document_id]
        )
        return row[0] if row else None

    def arrow(self, query: str, parameters: Any = None) -> Any:
        """A query on the ledger as a `pyarrow.Table`."""
        return self.connection.sql(query, params=parameters or []).to_arrow_table()
