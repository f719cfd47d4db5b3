"""Documents as one row each: ``document_id`` and ``turns``, the list of its turns in order.

Turns lie sorted by document, so a document's list is a slice of the columns: nothing is copied or
grouped. A document whose rows lie in two row groups, or files, is put together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from onrecord.dataset.outputs import Outputs
from onrecord.errors import DatasetError

if TYPE_CHECKING:
    import pyarrow as pa

    from onrecord.dataset.table import Table

_KEY = "document_id"


@dataclass(frozen=True)
class Conversations(Outputs):
    """The documents of a table of turns, one row each."""

    table: Table

    def arrow(self) -> pa.Table:
        """All documents as a `pyarrow.Table`."""
        import pyarrow as pa

        batches = list(self.batches())
        return pa.Table.from_batches(batches) if batches else self._nest(self._keyed().arrow())

    def batches(self, rows: int = 8_192) -> Iterator[pa.RecordBatch]:
        """The documents in order, at most `rows` at a time."""
        import pyarrow as pa

        held: pa.Table | None = None
        seen: set[Any] = set()
        for batch in self._keyed().batches():
            table = pa.Table.from_batches([batch])
            held = table if held is None else pa.concat_tables([held, table])
            last = _last_start(held)
            if last:
                yield from self._pieces(held.slice(0, last), rows, seen)
                held = held.slice(last)
        if held is not None:
            yield from self._pieces(held, rows, seen)

    def shard(self, index: int, of: int) -> list[Conversations]:
        """One of `of` parts of the documents: neighbours, so that few row groups are read twice."""
        import numpy as np

        ids = self._document_ids()
        cuts = np.linspace(0, len(ids), of + 1).astype(int)
        begin, end = int(cuts[index]), int(cuts[index + 1])
        if begin == end:
            return []
        import pyarrow.compute as pc

        key = pc.field(_KEY)
        span = (key >= ids[begin]) & (key <= ids[end - 1])
        return [Conversations(self.table.where(span))]

    def _document_ids(self) -> Any:
        """The ids of all documents that have rows here, in order."""
        keys = replace(self.table, columns=(_KEY,)).arrow()[_KEY]
        return keys.unique().sort()

    def _keyed(self) -> Table:
        columns = self.table.columns
        if columns is None or _KEY in columns:
            return self.table
        return self.table.select(_KEY, *columns)

    def _pieces(self, turns: Any, rows: int, seen: set[Any]) -> Iterator[Any]:
        nested = self._nest(turns)
        for key in nested[_KEY].to_pylist():
            if key in seen:
                raise DatasetError(
                    f"{self.table.contents.place.shown}: the turns of {key} do not lie together; "
                    "sort them by document_id and turn_index"
                )
            seen.add(key)
        yield from nested.to_batches(max_chunksize=rows)

    def _nest(self, turns: Any) -> Any:
        """Neighbouring rows of one document as one row."""
        import pyarrow as pa

        whole = turns.combine_chunks()
        keys, starts = _runs(whole)
        offsets = pa.array([*starts, len(whole)], pa.int32())
        rest = whole.drop_columns([_KEY])
        columns = [_one_chunk(column) for column in rest.columns]
        fields = [
            field.with_type(column.type) for field, column in zip(rest.schema, columns, strict=True)
        ]
        inner = pa.StructArray.from_arrays(columns, fields=fields)
        lists = pa.ListArray.from_arrays(offsets, inner)
        return pa.table({_KEY: keys, "turns": lists}).combine_chunks()


def _one_chunk(column: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def _runs(table: Any) -> tuple[Any, list[int]]:
    """The document of each run of rows, and where the run starts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not len(table):
        return pa.array([], pa.string()), []
    runs = pc.run_end_encode(_one_chunk(table[_KEY]), run_end_type=pa.int64())
    return runs.values, [0, *runs.run_ends.to_pylist()[:-1]]


def _last_start(table: Any) -> int:
    """Where the last document begins: what comes before it is whole."""
    return _runs(table.combine_chunks())[1][-1] if len(table) else 0
