"""A dataset parted for training: `split`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord._api.calls import Path_
from onrecord._api.opening import load
from onrecord.progress import Progress
from onrecord.splits import Splits, make_plan, read_previous, split_dataset, write_splits
from onrecord.splits.plan import SALT


def split(  # noqa: PLR0913 - the options that the command has
    target: Path_,
    *,
    ratios: Mapping[str, float] | None = None,
    salt: str = SALT,
    people: str = "shared",
    overlaps: str = "join",
    stratify: str | Sequence[str] = (),
    previous: Path_ | Mapping[str, str] | None = None,
    out: Path_ | None = None,
    storage_options: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Splits:
    """The dataset at `target` parted into train, validation and test, written to `out` if given.

    Copies of a story are always together. `people` says who may be in two splits: anybody
    (``shared``), only those who lead programmes (``guests``), nobody (``all``); documents that share
    such people are joined, or with `overlaps` ``drop`` left out. `stratify` names columns of
    documents, or ``year``. `previous` is a file of splits, a release that has them, or a mapping of
    ids, that is kept to.
    Raises `CallError`, `DatasetError`.
    """
    plan = make_plan(ratios, salt, people, overlaps, stratify)
    if previous is None or isinstance(previous, Mapping):
        before = None if previous is None else dict(previous)
    else:
        before = read_previous(Path(previous))
    splits = split_dataset(load(target, storage_options=storage_options), plan, before, progress)
    if out is not None:
        write_splits(splits.table, Path(out))
    return splits
