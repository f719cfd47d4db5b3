"""Parts: what became of one batch, as Arrow files in a folder; and all parts merged by document.

A part's rows are sorted by document. `Merger` gives the rows of many parts in the order of all
documents, a stretch at a time, and holds no more of them in memory.
"""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

TABLES = ("documents", "turns", "appearances", "signatures", "rejects")

#: Files of parts whose pages are in memory at a time.
_MAPPED = 32

#: Sorts after every document_id.
LAST = "~"


@dataclass
class Part:
    """What became of a batch: its files, its counts, and seconds by stage.

    `fates` tells of each source of the batch, in order, what became of it (see `work`); `first` and
    `last` are the least and greatest document_id.
    """

    number: int
    folder: Path
    fates: bytes = b""
    first: str = ""
    last: str = ""
    made: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    n_rejects: int = 0
    cached: bool = False

    def path(self, table: str) -> Path:
        """Where the rows of one table lie."""
        return self.folder / f"{self.number:06d}-{table}.arrow"

    def read(self, table: str) -> Any:
        """The rows of one table."""
        return read_arrow(self.path(table))

    def located(self) -> Part:
        """What it takes to find its rows, and no more."""
        return Part(self.number, self.folder, first=self.first, last=self.last)

    def write(self, table: str, rows: Any) -> None:
        """Write the rows of one table. Raises `OSError`."""
        write_arrow(self.path(table), rows.combine_chunks())


def write_arrow(path: Path, table: Any) -> None:
    """Write a table for `read_arrow`. Raises `OSError`."""
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def read_arrow(path: Path) -> Any:
    """A table that `write_arrow` wrote, in memory as far as it is read."""
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def sort_rows(rows: Any) -> Any:
    """The rows in the order of documents; those of one document stay as they are."""
    ids = rows["document_id"]
    if len(ids) < 2 or pc.all(pc.less_equal(ids.slice(0, len(ids) - 1), ids.slice(1))).as_py():
        return rows
    return rows.take(pc.array_sort_indices(ids.combine_chunks()))


class Merger:
    """The rows of one table of many parts by document, within ``first <= document_id < end``."""

    def __init__(self, parts: Sequence[Part], table: str, first: str = "", end: str = LAST):
        within = [one for one in parts if one.first and one.first < end and one.last >= first]
        self._files = [
            _Mapped(one.path(table)) for one in sorted(within, key=lambda one: one.first)
        ]
        self._first, self._end = first, end

    def stretches(self, cuts: Sequence[str]) -> Iterator[tuple[str, str, Any]]:
        """Stretches between `cuts`, which rise: where each begins and ends, and its rows."""
        begin = self._first
        inside = [cut for cut in cuts if self._first < cut < self._end]
        for end in [*inside, self._end] if self._files else []:
            yield begin, end, self.between(begin, end)
            begin = end

    def between(self, first: str, end: str) -> Any:
        """The rows of the documents from `first` on, before `end`.

        They are copied a few files at a time, whose pages are given back: the system maps many more
        pages around each that is read.
        """
        copies = []
        for files in _in_groups(self._files):
            slices = [rows for file in files if len(rows := file.between(first, end))]
            if slices:
                copies.append(pa.concat_tables(slices).combine_chunks())
            for file in files:
                file.release()
        if not copies:
            return self._files[0].empty
        return sort_rows(copies[0] if len(copies) == 1 else pa.concat_tables(copies))


def _in_groups(files: Sequence[_Mapped]) -> Iterator[Sequence[_Mapped]]:
    return (files[at : at + _MAPPED] for at in range(0, len(files), _MAPPED))


class _Mapped:
    """A file of a part in memory as far as it is read."""

    def __init__(self, path: Path):
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._rows = pa.ipc.open_file(pa.BufferReader(pa.py_buffer(self._map))).read_all()
        ids = self._rows["document_id"]
        self._ids = ids.chunk(0) if ids.num_chunks else []
        self._known = "", 0
        self.empty = self._rows.slice(0, 0)

    def between(self, first: str, end: str) -> Any:
        """The rows of documents from `first` on, before `end`; a slice, nothing is copied."""
        before, at = self._known
        low = at if before == first else bisect_left(self._ids, first, key=_value)
        high = bisect_left(self._ids, end, lo=low, key=_value)
        self._known = end, high
        return self._rows.slice(low, high - low)

    def release(self) -> None:
        """Forget the pages that were read; they are read again when they are needed."""
        if hasattr(mmap, "MADV_DONTNEED"):
            with suppress(OSError, ValueError):
                self._map.madvise(mmap.MADV_DONTNEED)


def _value(scalar: Any) -> str:
    return str(scalar.as_py())
