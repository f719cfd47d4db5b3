"""Where a dataset begins: `init`, `load`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from onrecord._api.calls import Path_
from onrecord.dataset import Dataset
from onrecord.template import write_repository

if TYPE_CHECKING:
    pass


def init(name: str, into: Path_ = ".") -> Path:
    """The folder `name` made in the folder `into`: a repository for a dataset of that name.

    It has a recipe, seeds, tests, a Makefile, a workflow and a hook. Raises `CallError` for a name
    that cannot be one, and where the folder is there and not empty.
    """
    write_repository(name, Path(into))
    return Path(into) / name


def load(folder: Path_) -> Dataset:
    """The dataset at `folder`. Raises `DatasetError` where there is none."""
    return Dataset(Path(folder))
