"""A dataset opened to be turned into another one: whole, or not at all."""

from __future__ import annotations

from pathlib import Path

from onrecord.checking import verify
from onrecord.dataset import Dataset
from onrecord.errors import DatasetError


def open_whole(folder: Path, remedy: str = "build it again") -> Dataset:
    """The dataset at `folder`. Raises `DatasetError` where its bytes are not those of its manifest."""
    dataset = Dataset(folder)
    if findings := verify(folder):
        raise DatasetError(f"{folder} is not what its manifest says: {findings[0]}; {remedy}")
    return dataset
