"""Parquet files read a batch of rows at a time, from bytes in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from onrecord.errors import SourceError

#: What a Parquet file begins and ends with.
MARK = b"PAR1"


def is_parquet(data: bytes) -> bool:
    """Whether bytes begin as Parquet."""
    return data.startswith(MARK)


def open_parquet(data: bytes) -> Any:
    """The `pyarrow.parquet.ParquetFile` of bytes. Raises `SourceError`."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(pa.BufferReader(data))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise SourceError(f"not Parquet: {str(error)[:200]}", reason="bad-parquet") from None


def read_batches(file: Any, columns: Sequence[str], first: int) -> Iterator[tuple[str, Any]]:
    """The place and the values of each row, the first of which has the number `first`.

    Raises `SourceError` where the file is damaged.
    """
    import pyarrow as pa

    number = first
    try:
        for batch in file.iter_batches(columns=list(columns)):
            for row in batch.to_pylist():
                yield f"row {number}", row
                number += 1
    except (pa.ArrowException, OSError, ValueError) as error:
        raise SourceError(
            f"Parquet damaged at row {number}: {str(error)[:200]}", reason="bad-parquet"
        ) from None
