"""A dataset opened to be turned into another one: whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from onrecord.checking import verify
from onrecord.dataset import Dataset
from onrecord.errors import DatasetError, first_line


def open_whole(folder: Path, remedy: str = "build it again") -> Dataset:
    """The dataset at `folder`. Raises `DatasetError` where its bytes are not those of its manifest."""
    dataset = Dataset(folder)
    if findings := verify(folder):
        raise DatasetError(f"{folder} is not what its manifest says: {findings[0]}; {remedy}")
    return dataset


@contextmanager
def as_written(folder: Path) -> Iterator[None]:
    """Turn whatever a dataset that is not as onrecord writes it brings about into a `DatasetError`."""
    import duckdb

    try:
        yield
    except (
        pa.ArrowException,
        duckdb.Error,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
    ) as error:
        raise DatasetError(
            f"{folder} is not as onrecord writes it ({type(error).__name__}: {first_line(error)}); "
            "run onrecord validate, or get it again"
        ) from error
