"""Rows in the forms of other libraries. What has `arrow` and `batches` gets the rest from here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, overload

from onrecord.errors import CallError

if TYPE_CHECKING:
    import datasets
    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from torch.utils.data import IterableDataset


class Outputs:
    """Rows that Arrow can hold, as pandas, polars, PyTorch and Hugging Face hold them."""

    def arrow(self) -> pa.Table:
        """All rows as a `pyarrow.Table`."""
        raise NotImplementedError

    def batches(self, rows: int = 65_536) -> Iterator[pa.RecordBatch]:
        """The rows in order, at most `rows` at a time."""
        raise NotImplementedError

    def shard(self, index: int, of: int) -> Any:
        """One of `of` parts of the rows, as things to be read one after the other."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The rows one by one, as dictionaries; memory does not grow with their number."""
        for batch in self.batches():
            yield from batch.to_pylist()

    def pandas(self) -> pd.DataFrame:
        """The rows as pandas with Arrow types, closed vocabularies as plain strings."""
        import pandas as pd

        import onrecord.conversations  # noqa: F401 - registers the accessor .onrecord

        frame: pd.DataFrame = _plain_strings(self.arrow()).to_pandas(types_mapper=pd.ArrowDtype)
        return frame

    @overload
    def polars(self, *, lazy: Literal[False] = False) -> pl.DataFrame: ...
    @overload
    def polars(self, *, lazy: Literal[True]) -> pl.LazyFrame: ...
    def polars(self, *, lazy: bool = False) -> Any:
        """The rows as a `polars.DataFrame`, or as a `LazyFrame` that is read when collected.

        Needs ``onrecord[polars]``.
        """
        polars = _import("polars", "onrecord[polars]")
        if lazy and hasattr(self, "dataset"):
            frame = polars.scan_pyarrow_dataset(self.dataset())
            columns = getattr(self, "columns", None)
            return frame if columns is None else frame.select(columns)
        frame = polars.from_arrow(self.arrow())
        return frame.lazy() if lazy else frame

    def huggingface(self) -> datasets.Dataset:
        """The rows as a Hugging Face `datasets.Dataset` in memory; needs ``onrecord[huggingface]``."""
        datasets = _import("datasets", "onrecord[huggingface]")
        return datasets.Dataset(datasets.table.InMemoryTable(_plain_strings(self.arrow())))

    def torch(self, *, batch_size: int | None = None) -> IterableDataset[Any]:
        """The rows as a PyTorch `IterableDataset` that streams them, for a `DataLoader`.

        Each item is a row as a dictionary or, with `batch_size`, a dictionary of lists. Processes of
        the loader and of `torch.distributed` get disjoint parts. Needs ``torch``.
        """
        _import("torch", "torch")
        from onrecord.dataset.training import make_iterable

        return make_iterable(self, batch_size)


def _import(name: str, package: str) -> Any:
    """A library that is not always there. Raises `CallError` that says how to get it."""
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        raise CallError(f"{name} is not installed; run: pip install '{package}'") from None


def _plain_strings(table: Any) -> Any:
    """The same rows without dictionaries."""
    import pyarrow as pa

    for at, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            plain = table.column(at).cast(field.type.value_type)
            table = table.set_column(at, field.with_type(field.type.value_type), plain)
    return table
