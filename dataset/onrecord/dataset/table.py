"""One table, or the part of it that is wanted; read when its rows are asked for.

A `Table` is a description: `select`, `where` and `in_documents` give another one. Of its files only
the columns wanted are read, and only row groups whose statistics say that wanted rows may be there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from onrecord.dataset.choosing import as_choice
from onrecord.dataset.conditions import as_expression, check_columns
from onrecord.dataset.contents import Contents
from onrecord.dataset.files import explained, open_files
from onrecord.dataset.outputs import Outputs
from onrecord.errors import CallError, DatasetError

if TYPE_CHECKING:
    import pyarrow as pa

    from onrecord.dataset.nesting import Conversations

BATCH = 65_536


@dataclass(frozen=True, repr=False)
class Table(Outputs):
    """A table of a dataset: which columns (None: all), under which conditions, of which documents.

    Each of `chosen` gives ids of documents, when rows are read; those in all of them are wanted.
    """

    contents: Contents
    name: str
    columns: tuple[str, ...] | None = None
    conditions: tuple[Any, ...] = ()
    chosen: tuple[Callable[[], Any], ...] = ()
    _opened: dict[str, Any] = field(default_factory=dict, compare=False)

    def __repr__(self) -> str:
        shown = ", ".join(self.columns) if self.columns is not None else "all columns"
        rest = f", {len(self.conditions)} conditions" if self.conditions else ""
        rest += ", of some documents" if self.chosen else ""
        return f"Table({self.name!r} of {self.contents.place.shown!r}: {shown}{rest})"

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_opened": {}}

    @property
    def schema(self) -> pa.Schema:
        """The columns wanted, with their types."""
        import pyarrow as pa

        whole = self._dataset().schema
        return whole if self.columns is None else pa.schema([whole.field(c) for c in self.columns])

    @property
    def paths(self) -> list[str]:
        """The table's files as their file system calls them."""
        return [self.contents.place.path(name) for name in self.contents.paths(self.name)]

    def select(self, *columns: str) -> Table:
        """The table with these columns alone, in this order. Raises `CallError` for an unknown one."""
        check_columns(columns, self._dataset().schema.names, self.name)
        if len(set(columns)) < len(columns):
            raise CallError(f"{self.name}: a column is named twice: {', '.join(columns)}")
        return replace(self, columns=columns)

    def where(self, condition: Any) -> Table:
        """The rows for which a condition holds; see `onrecord.dataset.conditions`."""
        expression = as_expression(condition, self._dataset().schema, self.name)
        return replace(self, conditions=(*self.conditions, expression))

    def in_documents(self, documents: Any) -> Table:
        """The rows of some documents: ids, or a condition on the table documents."""
        choice = as_choice(documents, Table(self.contents, "documents"))
        return replace(self, chosen=(*self.chosen, choice))

    def count(self) -> int:
        """How many rows there are; without conditions, the files' footers say it."""
        with self._reading():
            return int(self._dataset().count_rows(filter=self._filter()))

    def arrow(self) -> pa.Table:
        """The rows as a `pyarrow.Table`."""
        with self._reading():
            return self._dataset().to_table(columns=self._named(), filter=self._filter())

    def batches(self, rows: int = BATCH) -> Iterator[pa.RecordBatch]:
        """The rows in order, at most `rows` at a time, in memory that does not grow with them."""
        with self._reading():
            scanner = self._dataset().scanner(
                columns=self._named(),
                filter=self._filter(),
                batch_size=rows,
                batch_readahead=2,
                fragment_readahead=1,
            )
            for batch in scanner.to_batches():
                if batch.num_rows:
                    yield batch

    def whole(self) -> Any:
        """The table's files as a `pyarrow.dataset.Dataset`, whatever of them is wanted."""
        return self._dataset()

    def dataset(self) -> Any:
        """The rows as a `pyarrow.dataset.Dataset`, for whatever reads one (all columns)."""
        whole, condition = self._dataset(), self._filter()
        return whole if condition is None else whole.filter(condition)

    def shard(self, index: int, of: int) -> list[Table]:
        """One of `of` parts of the rows, as tables to be read one after the other: row groups."""
        if not 0 <= index < of:
            raise CallError(f"there is no part {index} of {of}")
        with self._reading():
            groups = [
                piece
                for fragment in self._dataset().get_fragments()
                for piece in fragment.split_by_row_group()
            ]
        return [self._over([piece]) for piece in groups[index::of]]

    def conversations(self, columns: Sequence[str] | None = None) -> Conversations:
        """The documents as one row each, with the list of its rows here; turns have them in order."""
        from onrecord.dataset.nesting import Conversations

        return Conversations(self if columns is None else self.select(*columns))

    def _over(self, fragments: list[Any]) -> Table:
        """The same of some fragments alone."""
        import pyarrow.dataset as ds

        whole = self._dataset()
        part = ds.FileSystemDataset(fragments, whole.schema, whole.format, whole.filesystem)
        return replace(self, _opened={"dataset": part})

    def _named(self) -> list[str] | None:
        return None if self.columns is None else list(self.columns)

    def _filter(self) -> Any:
        """All conditions as one, and the documents wanted; None where all rows are."""
        import pyarrow.compute as pc

        conditions = list(self.conditions)
        if wanted := self.wanted_keys():
            conditions.append(pc.field(wanted[0]).isin(wanted[1]))
        whole = None
        for condition in conditions:
            whole = condition if whole is None else whole & condition
        return whole

    def wanted_keys(self) -> tuple[str, Any] | None:
        """By which column, and its values, the documents wanted are told here; None for all."""
        if not self.chosen:
            return None
        ids = self.chosen[0]()
        for more in self.chosen[1:]:
            ids = _common(ids, more())
        if "document_id" in self._dataset().schema.names:
            return "document_id", ids
        if self.name != "people":
            raise CallError(f"{self.name} has no document_id: it cannot be had by documents")
        turns = Table(self.contents, "turns", ("person_id",), chosen=self.chosen)
        return "person_id", turns.arrow()["person_id"].unique().drop_null()

    def _dataset(self) -> Any:
        """All files of the table as one `pyarrow.dataset.Dataset`, opened once."""
        if "dataset" not in self._opened:
            with self._reading():
                self._opened["dataset"] = open_files(self.contents, self.name)
        return self._opened["dataset"]

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Errors of Arrow and of file systems as messages that say which file and what to do."""
        import pyarrow as pa

        try:
            yield
        except (CallError, DatasetError):
            raise
        except (pa.ArrowException, OSError, ValueError, TypeError, RuntimeError) as error:
            raise explained(error, self.contents, self.name) from None


def _common(one: Any, other: Any) -> Any:
    import pyarrow.compute as pc

    return one.filter(pc.is_in(one, value_set=other))
