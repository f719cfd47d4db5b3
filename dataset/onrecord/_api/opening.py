"""Where a dataset begins: `init`, `load`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from onrecord._api.calls import Path_
    from onrecord.dataset import Dataset, Table


def init(name: str, into: Path_ = ".") -> Path:
    """The folder `name` made in the folder `into`: a repository for a dataset of that name.

    It has a recipe, seeds, tests, a Makefile, a workflow and a hook. Raises `CallError` for a name
    that cannot be one, and where the folder is there and not empty.
    """
    from onrecord.template import write_repository

    write_repository(name, Path(into))
    return Path(into) / name


@overload
def load(
    target: Path_,
    table: None = None,
    *,
    documents: Any = None,
    split: str | None = None,
    storage_options: Mapping[str, Any] | None = None,
) -> Dataset: ...
@overload
def load(
    target: Path_,
    table: str,
    columns: Sequence[str] | None = None,
    *,
    where: Any = None,
    documents: Any = None,
    split: str | None = None,
    storage_options: Mapping[str, Any] | None = None,
) -> Table: ...
def load(  # noqa: PLR0913 - what is asked for is what there is to say
    target: Path_,
    table: str | None = None,
    columns: Sequence[str] | None = None,
    *,
    where: Any = None,
    documents: Any = None,
    split: str | None = None,
    storage_options: Mapping[str, Any] | None = None,
) -> Dataset | Table:
    """The dataset at `target`, or one `table` of it; rows are read when they are asked for.

    `target` is a folder, a URL, ``hf://datasets/OWNER/NAME`` or any other address that fsspec knows
    (extra ``onrecord[remote]``); `storage_options` go to its file system. Of what lies elsewhere,
    only the columns and row groups that are needed are fetched.

    `columns` are those of the table, `where` is a condition on its rows: a mapping
    (``{"role": "host", "kind": ["speech", "clip"]}``), triples (``[("n_words", ">=", 5)]``) or a
    `pyarrow.compute.Expression`. `documents` are ids, or such a condition on documents; `split` is
    the name of a split that `onrecord split` made. Raises `DatasetError` where there is no dataset,
    or it is damaged, `CallError` where the call does not fit it.
    """
    from onrecord.dataset import Dataset
    from onrecord.errors import CallError

    dataset = Dataset(target, storage_options)
    if split is not None:
        dataset = dataset.split(split)
    if table is not None:
        return dataset.table(table, columns, where=where, documents=documents)
    if columns is not None or where is not None:
        raise CallError('columns and where belong to one table: load(target, "turns", columns=...)')
    return dataset if documents is None else dataset.in_documents(documents)
