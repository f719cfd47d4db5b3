"""Finished tables from parts: by ranges of document_id, each file by itself, in any process.

Where a file ends and what it holds depends on the rows alone, so files can be written at once, again
after a worker died, or one after another by `store.write_table`: the bytes are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc

from onrecord import store
from onrecord.identity.changes import Changes
from onrecord.memory import give_back
from onrecord.parts import LAST, Merger, Part, read_arrow
from onrecord.stories import Integers, Signatures
from onrecord.tables import table_schema

#: Rows of turns that are merged at a time, more or less.
STRETCH = 100_000


@dataclass(frozen=True)
class FileTask:
    """One file to write: its table and path, and the documents ``first <= document_id < end`` in it.

    `cuts` part it in stretches of about `STRETCH` rows of turns. `changes` and `stories` are Arrow
    files: who becomes whom, and the documents that another one stands for.
    """

    out: Path
    table: str
    path: str
    parts: tuple[Part, ...]
    first: str
    end: str
    cuts: tuple[str, ...]
    changes: Path
    stories: Path

    def __str__(self) -> str:
        return f"the file {self.path}"


def plan_files(
    out: Path, parts: Sequence[Part], signatures: Signatures, changes: Path, stories: Path
) -> list[FileTask]:
    """The files of ``documents`` and ``turns``."""
    ids = signatures.document_ids
    rows = {"documents": np.ones(len(ids), np.int64), "turns": signatures.n_rows.astype(np.int64)}
    stretches = _cuts(ids, np.cumsum(rows["turns"]))
    located = tuple(one.located() for one in parts)
    tasks = []
    for table, counts in rows.items():
        ends = store.file_ends(counts)
        bounds = ["", *(_id(ids[end]) for end in ends[:-1]), LAST]
        for number in range(len(ends)):
            first, end = bounds[number], bounds[number + 1]
            tasks.append(
                FileTask(
                    out,
                    table,
                    store.file_name(table, number, len(ends)),
                    tuple(one for one in located if one.first < end and one.last >= first),
                    first,
                    end,
                    tuple(cut for cut in stretches if first < cut < end),
                    changes,
                    stories,
                )
            )
    return tasks


def _cuts(ids: Any, total: Integers) -> list[str]:
    """Documents at which a new stretch begins."""
    if not len(total):
        return []
    ends = np.searchsorted(total, np.arange(STRETCH, int(total[-1]), STRETCH)) + 1
    return [_id(ids[end]) for end in np.unique(ends) if end < len(ids)]


def _id(value: np.bytes_) -> str:
    return value.decode("ascii")


def write_file(task: FileTask) -> store.StoredFile:
    """Write one file. Raises `OSError`."""
    schema = table_schema(task.table)
    stored = store.write_file(task.out, task.path, schema, _Assembly(task).rows())
    give_back()
    return stored


class _Assembly:
    """The rows of one file, as they are now known."""

    def __init__(self, task: FileTask):
        self._task = task
        self._turns = Merger(task.parts, "turns", task.first, task.end)
        self._changes = Changes.from_table(read_arrow(task.changes))

    def rows(self) -> Iterator[Any]:
        if self._task.table == "turns":
            for _, _, turns in self._turns.stretches(self._task.cuts):
                yield self._changes.of_turns(turns)
            return
        merger = Merger(self._task.parts, "documents", self._task.first, self._task.end)
        for first, end, documents in merger.stretches(self._task.cuts):
            yield self._told(self._changes.of_documents(documents, self._reader(first, end)))

    def _reader(self, first: str, end: str) -> Any:
        return lambda: self._changes.of_turns(self._turns.between(first, end))

    def _told(self, documents: Any) -> Any:
        """Documents with the stories they tell."""
        at = documents.schema.get_field_index("story_id")
        ids = documents["document_id"].combine_chunks()
        row = pc.index_in(ids, value_set=self._stories["document_id"].combine_chunks())
        told = pc.coalesce(self._stories["story_id"].combine_chunks().take(row), ids)
        return documents.set_column(at, documents.schema.field(at), told)

    @cached_property
    def _stories(self) -> Any:
        return read_arrow(self._task.stories)
