"""A dataset, opened: its tables, whole or in part, as pandas, Arrow, DuckDB or polars."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.dataset.choosing import as_choice
from onrecord.dataset.contents import SPLITS, TABLES, Contents
from onrecord.dataset.files import refuse_missing
from onrecord.dataset.place import Folder, Place, open_place
from onrecord.dataset.table import Table
from onrecord.dataset.views import connect
from onrecord.errors import CallError, DatasetError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from onrecord.dataset.nesting import Conversations


class Dataset:
    """The tables of a dataset, read when first asked for; only the list of files is read before.

    `target` is a folder or any address that fsspec knows, to which `storage_options` go.
    """

    def __init__(
        self,
        target: str | os.PathLike[str],
        storage_options: Mapping[str, Any] | None = None,
    ):
        self.place: Place = open_place(target, storage_options)
        self.contents = Contents(self.place)
        self._chosen: tuple[Any, ...] = ()

    def __repr__(self) -> str:
        version = f", version {self.contents.version}" if self.contents.version else ""
        part = ", some documents" if self._chosen else ""
        return f"Dataset({self.place.shown!r}{version}{part})"

    @property
    def folder(self) -> Path:
        """The folder of this machine that holds it. Raises `DatasetError` where it lies elsewhere."""
        if isinstance(self.place, Folder):
            return self.place.folder
        raise DatasetError(f"{self.place.shown} is no folder of this machine; download it first")

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest; empty where there is none."""
        return self.contents.manifest

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that are there."""
        return self.contents.tables

    def files(self, table: str) -> list[Path]:
        """The files of one table, in order; of a dataset in a folder of this machine.

        Raises `DatasetError` where one is missing.
        """
        folder = self.folder
        self.table(table)
        refuse_missing(self.contents, table)
        return [folder / name for name in self.contents.paths(table)]

    @cached_property
    def documents(self) -> pd.DataFrame:
        """One row per transcript."""
        return self.pandas("documents")

    @cached_property
    def turns(self) -> pd.DataFrame:
        """One row per turn, in order."""
        return self.pandas("turns")

    @cached_property
    def people(self) -> pd.DataFrame:
        """One row per person."""
        return self.pandas("people")

    @cached_property
    def rejects(self) -> pd.DataFrame:
        """One row per source or row left out, with the reason."""
        return self.pandas("rejects")

    def table(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        *,
        where: Any = None,
        documents: Any = None,
    ) -> Table:
        """One table, or part of it, to be read: `columns`, rows `where` a condition holds, `documents`.

        A condition is a mapping (``{"role": "host", "kind": ["speech", "clip"]}``), a list of triples
        (``[("n_words", ">=", 5)]``) or a `pyarrow.compute.Expression`. `documents` are ids, or a
        condition on the table documents. Of people, those who speak in the documents are meant.
        Raises `DatasetError` where the table is not there, `CallError` for an unknown column.
        """
        if name not in (*TABLES, SPLITS):
            raise DatasetError(f"no table {name!r}; there are: {', '.join(TABLES)}")
        table = Table(self.contents, name)
        for chosen in self._chosen:
            table = table.in_documents(chosen)
        if documents is not None:
            table = table.in_documents(documents)
        if where is not None:
            table = table.where(where)
        if isinstance(columns, str):
            raise CallError(f"columns is a list of names: [{columns!r}]")
        return table if columns is None else table.select(*columns)

    def in_documents(self, documents: Any) -> Dataset:
        """The dataset of some documents alone: ids, or a condition on the table documents."""
        return self._restricted(as_choice(documents, Table(self.contents, "documents")))

    def split(self, name: str, splits: str | os.PathLike[str] | None = None) -> Dataset:
        """The dataset of one split alone, as `onrecord split` made it: ``train``, ``test`` ...

        `splits` names the file of splits; without, it is the dataset's own table of that name, or the
        file beside the dataset. Raises `CallError` for an unknown split,
        and where documents are in no row of the table.
        """
        from onrecord.dataset.parts import InSplit, find_splits, refuse_stale

        found = find_splits(self.contents, splits)
        refuse_stale(self.contents, found)
        return self._restricted(InSplit(found, name))

    def arrow(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        *,
        where: Any = None,
        documents: Any = None,
    ) -> pa.Table:
        """A table, or part of it, as a `pyarrow.Table` with the types of the contract."""
        return self.table(table, columns, where=where, documents=documents).arrow()

    def pandas(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        *,
        where: Any = None,
        documents: Any = None,
    ) -> pd.DataFrame:
        """A table, or part of it, as pandas: Arrow types, closed vocabularies as plain strings."""
        return self.table(table, columns, where=where, documents=documents).pandas()

    def polars(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        *,
        where: Any = None,
        documents: Any = None,
    ) -> pl.DataFrame:
        """A table, or part of it, as a `polars.DataFrame`; needs the extra ``onrecord[polars]``."""
        return self.table(table, columns, where=where, documents=documents).polars()

    def conversations(
        self,
        columns: Sequence[str] | None = None,
        *,
        where: Any = None,
        documents: Any = None,
    ) -> Conversations:
        """The documents as one row each: ``document_id`` and ``turns``, a list of structs in order.

        `columns` are those of turns, `where` is a condition on turns.
        """
        return self.table("turns", where=where, documents=documents).conversations(columns)

    def duckdb(self) -> Any:
        """A DuckDB connection in memory with a view for each table."""
        return connect([self.table(name) for name in self.contents.tables])

    def _restricted(self, chosen: Any) -> Dataset:
        part = object.__new__(Dataset)
        part.place, part.contents = self.place, self.contents
        part._chosen = (*self._chosen, chosen)
        return part
