"""Splits that were made before, which documents keep to."""

from __future__ import annotations

from pathlib import Path

from onrecord.dataset import Dataset
from onrecord.dataset.parts import find_splits, read_file


def read_previous(path: Path) -> dict[str, str]:
    """The split of each document that is in one, from a file of splits or a release that has them.

    Raises `CallError` where there are none, `DatasetError` where they are damaged.
    """
    table = find_splits(Dataset(path).contents) if path.is_dir() else read_file(path)
    ids, names = (table[column].to_pylist() for column in ("document_id", "split"))
    return {one: name for one, name in zip(ids, names, strict=True) if one and name}
