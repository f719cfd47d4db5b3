"""The first rows of a table, to see whether a column of it holds whole sources."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from onrecord.errors import SourceError
from onrecord.source import Source
from onrecord.sources.kinds import table_kind

_ROWS = 20
#: How much of a table is looked at, in characters.
_BEGIN = 1 << 20


def first_cells(source: Source) -> dict[str, list[str]]:
    """The words in the first rows of a table, by column; empty for what is none."""
    cells: dict[str, list[str]] = {}
    try:
        for row in islice(_rows(source), _ROWS):
            for name, value in row.items():
                words = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
                if name and isinstance(words, str) and words.strip():
                    cells.setdefault(name, []).append(words)
    except (SourceError, ValueError, OSError, RecursionError, csv.Error):
        return {}
    return cells


def _rows(source: Source) -> Iterator[Mapping[str, Any]]:
    kind = table_kind(source.uri)
    if kind == "parquet":
        yield from _parquet_rows(source.data)
    elif kind == "lines":
        for line in source.decoded.text[:_BEGIN].splitlines():
            row = json.loads(line) if line.strip() else None
            if isinstance(row, dict):
                yield row
    elif kind == "csv":
        text = source.decoded.text[:_BEGIN]
        head = text.partition("\n")[0]
        yield from csv.DictReader(
            io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count)
        )


def _parquet_rows(data: bytes) -> Iterator[Mapping[str, Any]]:
    import pyarrow as pa
    from pyarrow import parquet

    table = parquet.ParquetFile(pa.BufferReader(data))
    for batch in table.iter_batches(batch_size=_ROWS):
        yield from batch.to_pylist()
