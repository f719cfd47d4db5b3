"""The words put back: columns of a release filled from its sources, converted once more.

Rows of a release and of the conversion stand in the same order. What a release did not withhold
must be the same in both, or the conversion is not that of the build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.errors import DatasetError
from onrecord.tables import merge_people, table_schema

#: Columns that a conversion must give again, by table.
_SAME = {
    "documents": ("document_id", "source_sha256", "format", "n_turns", "n_words", "unexplained_chars"),
    "turns": (
        "document_id", "turn_index", "kind", "speaker_label", "role_label", "char_start", "char_end",
        "start_ms", "end_ms", "n_words",
    ),
}  # fmt: skip


@dataclass
class Filler:
    """Fills the rows of one release: those of `withheld`, from documents that were converted again.

    `needed` are the ids of the latter. `becomes` gathers who the people of each conversion are in
    the dataset, by document and person id; `losing` the people whose words were withheld.
    """

    needed: Any
    withheld: Any
    becomes: dict[tuple[str, str], str] = field(default_factory=dict)
    losing: set[str] = field(default_factory=set)

    def fill(
        self, name: str, release: Iterable[Any], again: Iterable[Any], columns: Sequence[str]
    ) -> Iterator[Any]:
        """Tables of a release with `columns` filled from tables of the conversion."""
        rows = _Rows(again)
        for table in release:
            ids = table["document_id"].combine_chunks()
            needed = pc.is_in(ids, self.needed)
            mine = table.filter(needed)
            theirs = rows.take(len(mine))
            if theirs is None:
                yield table
                continue
            _compare(name, mine, theirs)
            if name == "turns":
                self._match(mine, theirs)
            yield self._filled(table, ids, theirs, columns)
        rows.end(name)

    def _filled(self, table: Any, ids: Any, theirs: Any, columns: Sequence[str]) -> Any:
        gone = pc.is_in(ids, self.withheld)
        words = theirs.filter(pc.is_in(theirs["document_id"].combine_chunks(), self.withheld))
        places = np.arange(len(table))
        places[np.flatnonzero(gone.to_numpy(zero_copy_only=False))] = len(table) + np.arange(
            len(words)
        )
        for column in columns:
            at = table.schema.get_field_index(column)
            both = pa.concat_arrays([_one(table[column]), _one(words[column])])
            table = table.set_column(at, table.schema.field(at), both.take(pa.array(places)))
        return table

    def _match(self, mine: Any, theirs: Any) -> None:
        """Learn who the people of the conversion are, from who says the same turn."""
        pairs = pa.table(
            [theirs["document_id"], theirs["person_id"], mine["person_id"]],
            ["document", "old", "new"],
        )
        pairs = pairs.group_by(["document", "old", "new"]).aggregate([])
        gone = pc.is_in(pairs["document"], self.withheld).to_pylist()
        columns = (pairs[name].to_pylist() for name in ("document", "old", "new"))
        for document, old, new, is_gone in zip(*columns, gone, strict=True):
            if (old is None) != (new is None) or self.becomes.setdefault(
                (document, old), new
            ) != new:
                raise _differs(document, "who speaks")
            if is_gone and new is not None:
                self.losing.add(new)

    def people(self, people: Any, appearances: Any) -> Any:
        """The people of a release, with what documents print of those who lost it."""
        keys = zip(
            appearances["document_id"].to_pylist(),
            appearances["person_id"].to_pylist(),
            strict=True,
        )
        ids = pa.array([self.becomes.get(key) for key in keys], pa.string())
        known = pc.is_valid(ids)
        at = appearances.schema.get_field_index("person_id")
        renamed = appearances.set_column(at, appearances.schema.field(at), ids).filter(known)
        merged = merge_people(renamed)
        found = pc.index_in(_one(people["person_id"]), _one(merged["person_id"]))
        losing = pc.is_in(people["person_id"], pa.array(sorted(self.losing), pa.string()))
        places = pc.if_else(
            losing, pc.add(found, len(people)), pa.array(range(len(people)), pa.int32())
        )
        for column in ("bio", "descriptions"):
            at = people.schema.get_field_index(column)
            both = pa.concat_arrays([_one(people[column]), _one(merged[column])])
            people = people.set_column(at, people.schema.field(at), both.take(_one(places)))
        return people


class _Rows:
    """Rows of tables in order, taken as many at a time as wanted."""

    def __init__(self, tables: Iterable[Any]):
        self._tables = iter(tables)
        self._held: Any = None

    def take(self, count: int) -> Any:
        """The next `count` rows, or as many as there are; None for none."""
        taken = []
        while count and self._fetch():
            piece = self._held.slice(0, count)
            self._held = self._held.slice(len(piece))
            count -= len(piece)
            taken.append(piece)
        return pa.concat_tables(taken).combine_chunks() if taken else None

    def _fetch(self) -> bool:
        while self._held is None or not len(self._held):
            self._held = next(self._tables, None)
            if self._held is None:
                return False
        return True

    def end(self, name: str) -> None:
        """Raise `DatasetError` if rows are left over."""
        if self._fetch():
            raise _differs(str(self._held["document_id"][0]), f"how many {name} there are")


def _compare(name: str, mine: Any, theirs: Any) -> None:
    """Raise `DatasetError` where the conversion gives other rows than the release has."""
    shorter = min(len(mine), len(theirs))
    mine_, theirs_ = mine.slice(0, shorter), theirs.slice(0, shorter)
    for column in _SAME[name]:
        one, other = (pc.cast(_one(t[column]), _plain(t, column)) for t in (mine_, theirs_))
        if not one.equals(other):
            row = next(at for at in range(shorter) if one[at].as_py() != other[at].as_py())
            raise _differs(mine_["document_id"][row].as_py(), column)
    if len(mine) != len(theirs):
        raise _differs(mine["document_id"][shorter].as_py(), f"how many {name} there are")


def _plain(table: Any, column: str) -> Any:
    type_ = table.schema.field(column).type
    return pa.string() if pa.types.is_dictionary(type_) else type_


def _differs(document_id: str, what: str) -> DatasetError:
    return DatasetError(
        f"{document_id}: its source, converted again, differs from the release in {what}"
    )


def fill_rejects(rejects: Any, again: Sequence[Any]) -> Any:
    """The rejects of a release with the values that the conversion rejects again."""
    names = ("source_uri", "document_id", "table", "key", "check")
    values = {
        tuple(one[name] for name in names): one["value"]
        for one in again
        if one["value"] is not None
    }
    keys = zip(*(rejects[name].to_pylist() for name in names), strict=True)
    filled = pa.array([values.get(key) for key in keys], pa.string())
    at = rejects.schema.get_field_index("value")
    return rejects.set_column(at, rejects.schema.field(at), filled)


def no_appearances() -> Any:
    """An empty table of appearances."""
    return table_schema("appearances").empty_table()


def _one(column: Any) -> Any:
    """A column in one chunk."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        return whole.chunk(0) if whole.num_chunks else pa.array([], whole.type)
    return whole
