"""The table of splits, wherever it is: which documents are in ``train``, ``test`` ...

It has a row a document: ``document_id`` and ``split`` (null where a document is in none). It is a
table of the dataset (in a release), or a file beside it: ``data-splits.parquet`` for ``data``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.dataset.contents import SPLITS, Contents
from onrecord.dataset.table import Table
from onrecord.errors import CallError, DatasetError, first_line
from onrecord.printable import printable

COLUMNS = ("document_id", "split")


def find_splits(contents: Contents, named: str | os.PathLike[str] | None = None) -> Any:
    """The table of splits as Arrow. Raises `CallError` where there is none."""
    if named is not None:
        return read_file(Path(named))
    if SPLITS in contents.tables:
        return _checked(Table(contents, SPLITS).arrow(), contents.place.shown)
    beside = contents.place.beside()
    if beside is not None:
        place, name = beside
        file = f"{name}-{SPLITS}.parquet"
        if place.size(file) is not None:
            return _read_there(place, file)
    raise CallError(
        f"{contents.place.shown} has no splits; run onrecord split {contents.place.shown}"
    )


def refuse_stale(contents: Contents, splits: Any) -> None:
    """Raise `CallError` where documents have no row in the table: it was made for other ones."""
    import pyarrow.compute as pc

    if "documents" not in contents.tables:
        return
    ids = Table(contents, "documents", ("document_id",)).arrow()["document_id"]
    known = pc.is_in(ids, value_set=splits["document_id"].combine_chunks().cast(ids.type))
    strangers = ids.filter(pc.invert(known))
    if len(strangers):
        raise CallError(
            f"the splits are not of this dataset: {len(strangers):,} of {len(ids):,} documents have no "
            f"row in them, {printable(str(strangers[0]))} for one; run onrecord split with --previous"
        )


def read_file(path: Path) -> Any:
    """A file of splits, Parquet or CSV, as Arrow. Raises `CallError` where it is none."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyarrow import csv

    try:
        if path.suffix.lower() == ".csv":
            strings = csv.ConvertOptions(
                column_types=dict.fromkeys(COLUMNS, pa.string()), strings_can_be_null=True
            )
            table = csv.read_csv(path, convert_options=strings)
        else:
            table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise CallError(f"{path}: cannot be read as splits: {first_line(error)}") from None
    return _checked(table, str(path))


def _read_there(place: Any, file: str) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(place.path(file), filesystem=place.filesystem)
    except (pa.ArrowException, OSError) as error:
        raise DatasetError(
            f"{place.shown}/{file}: cannot be read: {place.explain(error)}"
        ) from None
    return _checked(table, f"{place.shown}/{file}")


def _checked(table: Any, shown: str) -> Any:
    missing = [name for name in COLUMNS if name not in table.column_names]
    if missing:
        raise CallError(f"{shown}: no table of splits: it has no column {', '.join(missing)}")
    return table


@dataclass(frozen=True)
class InSplit:
    """Gives the ids of the documents of one split. Raises `CallError` for an unknown split."""

    splits: Any
    name: str

    def __post_init__(self) -> None:
        names = sorted(self.splits["split"].unique().drop_null().to_pylist())
        if self.name not in names:
            raise CallError(f"no split {self.name!r}; there are: {', '.join(names)}")

    def __call__(self) -> Any:
        """The ids, as an Arrow array."""
        import pyarrow.compute as pc

        chosen = self.splits.filter(pc.equal(self.splits["split"], self.name))
        return chosen["document_id"].combine_chunks()
