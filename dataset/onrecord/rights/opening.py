"""A dataset opened to be turned into another one: whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from onrecord.checking import verify
from onrecord.checksums import NAME as CHECKSUMS
from onrecord.dataset import Dataset
from onrecord.errors import DatasetError, first_line

_FOREIGN = "no_other_files"


def open_whole(folder: Path, remedy: str = "build it again") -> Dataset:
    """The dataset at `folder`. Raises `DatasetError` where its bytes are not those of its manifest."""
    dataset = Dataset(folder)
    released = (folder / CHECKSUMS).is_file()  # with card and metadata, which its manifest has not
    if findings := [one for one in verify(folder) if not (released and one.check == _FOREIGN)]:
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
