"""Parquet tables as shards: one column holds whole sources, a row is one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import IO, Any

from onrecord.errors import SourceError
from onrecord.sources.compression import split_compression
from onrecord.sources.discovery import Found
from onrecord.sources.entries import Entry
from onrecord.sources.rows import cell_bytes, unknown_column
from onrecord.sources.streams import damaged, opened

#: How much of a column is held while its pages are read, in bytes, and how many rows at once.
_BUFFER, _ROWS = 1 << 20, 16


def list_parquet(shard: Found, limit: int, places: Sequence[int] | None = None) -> Iterator[Entry]:
    """The rows of a Parquet file; a place is a row's number."""
    del limit
    if split_compression(shard.path)[1]:
        raise SourceError(
            "a Parquet file that is compressed once more; decompress it first", reason="nested"
        )
    column = shard.wanted.records or ""
    with opened(shard) as file:
        table = _open(file)
        if column not in table.schema_arrow.names:
            raise unknown_column(column, table.schema_arrow.names)
        is_utf_8 = not _is_binary(table.schema_arrow.field(column).type)
        sizes = [table.metadata.row_group(n).num_rows for n in range(table.num_row_groups)]
        starts = [0, *accumulate(sizes)]
        if places is None:
            rows = _all_rows(table, column, starts)
        else:
            rows = _some_rows(table, column, starts, places)
        for place, value in rows:
            yield Entry(place, f"row={place}", partial(_cell, value), is_utf_8)


def _cell(value: Any, limit: int) -> bytes:
    value = getattr(value, "value", value) if hasattr(value, "dictionary") else value
    if value is not None and value.is_valid and hasattr(value, "as_buffer"):
        return cell_bytes(value.as_buffer().to_pybytes(), limit)
    return cell_bytes(None if value is None else value.as_py(), limit)


def _open(file: IO[bytes]) -> Any:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(file, buffer_size=_BUFFER, pre_buffer=False)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged("the Parquet file", error) from None


def _is_binary(type_: Any) -> bool:
    import pyarrow as pa

    return bool(
        pa.types.is_binary(type_)
        or pa.types.is_large_binary(type_)
        or pa.types.is_fixed_size_binary(type_)
        or pa.types.is_binary_view(type_)
    )


def _all_rows(table: Any, column: str, starts: Sequence[int]) -> Iterator[tuple[int, Any]]:
    """All rows that can be read; raises at the end what is wrong with the first group that cannot."""
    wrong: SourceError | None = None
    for group, start in enumerate(starts[:-1]):
        try:
            yield from enumerate(_group(table, column, group), start)
        except SourceError as error:
            wrong = wrong or error
    if wrong is not None:
        raise wrong


def _some_rows(
    table: Any, column: str, starts: Sequence[int], places: Sequence[int]
) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(places) and places[at] < starts[-1]:
        group = bisect_right(starts, places[at]) - 1
        for place, value in enumerate(_group(table, column, group), starts[group]):
            if place == places[at]:
                yield place, value
                at += 1
                if at == len(places) or places[at] >= starts[group + 1]:
                    break
        else:
            return


def _group(table: Any, column: str, group: int) -> Iterator[Any]:
    """The cells of one row group, a few at a time."""
    import pyarrow as pa

    try:
        batches = table.iter_batches(
            batch_size=_ROWS, row_groups=[group], columns=[column], use_threads=False
        )
        for batch in batches:
            yield from batch.column(0)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(f"row group {group} of the Parquet file", error) from None
