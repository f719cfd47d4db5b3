"""A dataset parted for training: `split`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord._api.calls import Path_
from onrecord._api.opening import load
from onrecord.dataset.parts import read_file
from onrecord.progress import Progress
from onrecord.splits import Splits, make_plan, split_dataset, write_splits
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
    documents, or ``year``. `previous` is a file of splits, or a mapping of ids, that is kept to.
    Raises `CallError`, `DatasetError`.
    """
    plan = make_plan(ratios, salt, people, overlaps, stratify)
    before = _previous(previous)
    splits = split_dataset(load(target, storage_options=storage_options), plan, before, progress)
    if out is not None:
        write_splits(splits.table, Path(out))
    return splits


def _previous(previous: Path_ | Mapping[str, str] | None) -> dict[str, str] | None:
    if previous is None or isinstance(previous, Mapping):
        return None if previous is None else dict(previous)
    table = read_file(Path(previous))
    ids, names = (table[column].to_pylist() for column in ("document_id", "split"))
    return {one: name for one, name in zip(ids, names, strict=True) if one and name}
