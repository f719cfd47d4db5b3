"""The decisions on people across documents, and the tables with them applied."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.grammar.names import split_name
from onrecord.identity.model import Decision, read_families
from onrecord.identity.namesakes import keep_apart
from onrecord.identity.rosters import Resolved, resolve
from onrecord.identity.variants import find_pairs, join
from onrecord.tables import recode

#: Who becomes whom: everywhere where `document_id` is null, else in that document.
CHANGED = pa.schema(
    [
        ("document_id", pa.string()),
        ("person_id", pa.string()),
        ("becomes", pa.string()),
        ("name", pa.string()),
        ("role", pa.string()),
        ("confidence", pa.float64()),
    ]
)


@dataclass
class Changes:
    """What changes: person ids everywhere (`renamed`), and in single documents (`moved`).

    `resolved` are the moved ones that a roster named, by document and old id.
    """

    decisions: list[Decision] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    moved: dict[tuple[str, str], str] = field(default_factory=dict)
    resolved: dict[tuple[str, str], Resolved] = field(default_factory=dict)

    def as_table(self) -> Any:
        """Old and new ids as an Arrow table (`CHANGED`), with what a roster says of those it named."""
        rows: list[tuple[Any, ...]] = [
            (None, old, new, None, None, None) for old, new in self.renamed.items()
        ]
        for (document_id, old), new in self.moved.items():
            one = self.resolved.get((document_id, old))
            told = (one.name, one.role, one.confidence) if one else (None, None, None)
            rows.append((document_id, old, new, *told))
        columns = list(zip(*rows, strict=True)) or [()] * len(CHANGED)
        return pa.table([list(column) for column in columns], schema=CHANGED)

    @classmethod
    def from_table(cls, table: Any) -> Self:
        """The changes, without the decisions, that `as_table` gave."""
        changes = cls()
        for document_id, old, new, name, role, confidence in zip(
            *(column.to_pylist() for column in table.columns), strict=True
        ):
            if document_id is None:
                changes.renamed[old] = new
                continue
            changes.moved[document_id, old] = new
            if name is not None:
                one = Resolved(document_id, old, new, name, role, confidence)
                changes.resolved[document_id, old] = one
        return changes

    def of_appearances(self, appearances: Any) -> Any:
        """Appearances of the people they are now known to be."""
        at, old, new = self._new_ids(appearances)
        if new is old:
            return appearances
        table = _replace(appearances, "person_id", new)
        rows = pc.indices_nonzero(pc.is_valid(at)).to_pylist()
        named = [(row, self._index.keys[at[row].as_py()]) for row in rows]
        values = {row: self.resolved[key] for row, key in named if key in self.resolved}
        for column, value in _COLUMNS_OF_RESOLVED.items():
            if values:
                cells = table[column].to_pylist()
                for row, one in values.items():
                    cells[row] = value(one)
                table = _replace(table, column, recode("people", column, cells))
        return table

    def of_turns(self, turns: Any) -> Any:
        """Turns said by the people they are now known to be."""
        at, old, new = self._new_ids(turns)
        if new is old:
            return turns
        table = _replace(turns, "person_id", new)
        rows = [
            (row, self.resolved[key])
            for row in pc.indices_nonzero(pc.is_valid(at)).to_pylist()
            if (key := self._index.keys[at[row].as_py()]) in self.resolved
        ]
        if not rows:
            return table
        places = [row for row, _ in rows]
        few = table.select(_COLUMNS_OF_TURNS).take(places)
        cells = {column: few[column].to_pylist() for column in _COLUMNS_OF_TURNS}
        for at_few, (_, one) in enumerate(rows):
            if cells["attribution"][at_few] == "none":
                cells["attribution"][at_few] = "roster"
            if cells["role"][at_few] in {"unknown", "guest", "source"}:
                cells["role"][at_few] = one.role
            confidence = cells["confidence"][at_few] or one.confidence
            cells["confidence"][at_few] = min(confidence, one.confidence)
        for column, values in cells.items():
            changed = _overlay(table[column], places, recode("turns", column, values))
            table = _replace(table, column, changed)
        return table

    def of_documents(self, documents: Any, read_turns: Callable[[], Any]) -> Any:
        """Documents whose flags say what is still open; `read_turns` gives their turns, changed.

        They are only read where a document is concerned.
        """
        concerned = {document_id for document_id, _ in self.resolved}
        ids = documents["document_id"].to_pylist()
        if concerned.isdisjoint(ids):
            return documents
        turns = read_turns()
        spoken = pc.not_equal(turns["kind"].cast(pa.string()), "cue")
        none = pc.equal(turns["attribution"].cast(pa.string()), "none")
        open_ = set(turns.filter(pc.and_(spoken, none))["document_id"].to_pylist())
        flags = documents["flags"].to_pylist()
        for row, document_id in enumerate(ids):
            if document_id in concerned:
                kept = set(flags[row]) | {"speaker-from-roster"}
                flags[row] = sorted(kept if document_id in open_ else kept - {"unresolved-speaker"})
        return _replace(documents, "flags", pa.array(flags, documents.schema.field("flags").type))

    def _new_ids(self, table: Any) -> tuple[Any, Any, Any]:
        """Where each row stands in `moved` (null where it does not); its old and new person id."""
        old = table["person_id"].combine_chunks()
        if not (self.renamed or self.moved):
            return None, old, old
        index = self._index
        keys = pc.binary_join_element_wise(table["document_id"].combine_chunks(), old, "\t")
        at = pc.index_in(keys, value_set=index.moved)
        everywhere = pc.index_in(old, value_set=index.renamed)
        if at.null_count == everywhere.null_count == len(old):
            return at, old, old
        new = pc.coalesce(index.moved_to.take(at), index.renamed_to.take(everywhere), old)
        return at, old, new

    @cached_property
    def _index(self) -> _Index:
        """The keys and values of both kinds of change; they must not change any more."""
        arrays = (
            ["\t".join(key) for key in self.moved],
            list(self.moved.values()),
            list(self.renamed),
            list(self.renamed.values()),
        )
        return _Index(list(self.moved), *(pa.array(values, pa.string()) for values in arrays))


class _Index(NamedTuple):
    """`Changes` as arrays: `moved` is document and old person id, parted by a tab."""

    keys: list[tuple[str, str]]
    moved: Any
    moved_to: Any
    renamed: Any
    renamed_to: Any


_COLUMNS_OF_RESOLVED: dict[str, Callable[[Resolved], Any]] = {
    "name": lambda one: one.name,
    "given_name": lambda one: split_name(one.name).given or None,
    "family_name": lambda one: split_name(one.name).family or None,
    "scope": lambda _: "dataset",
    "roles": lambda one: [one.role],
}


_COLUMNS_OF_TURNS = ("attribution", "confidence", "role")


def _overlay(column: Any, rows: Sequence[int], values: Any) -> Any:
    """A column with `values` in these rows, which rise; dictionaries are of one vocabulary."""
    mask = np.zeros(len(column), np.bool_)
    mask[rows] = True
    whole = column.combine_chunks()
    if not pa.types.is_dictionary(whole.type):
        return pc.replace_with_mask(whole, pa.array(mask), values)
    codes = pc.replace_with_mask(whole.indices, pa.array(mask), values.indices)
    return pa.DictionaryArray.from_arrays(codes, values.dictionary)


def _replace(table: Any, column: str, values: Any) -> Any:
    at = table.schema.get_field_index(column)
    return table.set_column(at, table.schema.field(at), values)


_SO_FAR = """
CREATE OR REPLACE TEMP VIEW appearances AS
SELECT a.* REPLACE (coalesce(m.becomes, r.becomes, a.person_id) AS person_id)
FROM heard a
LEFT JOIN changed m ON m.document_id = a.document_id AND m.person_id = a.person_id
LEFT JOIN changed r ON r.document_id IS NULL AND r.person_id = a.person_id
"""


def decide(connection: Any, fixed: Collection[str]) -> Changes:
    """The changes that all documents together ask for.

    `connection` has the tables ``documents`` and ``heard``: the appearances of all parts; `fixed` are
    the folded names that the people file knows. Namesakes are told apart first, then variants are
    joined, then surnames looked up among the people that remain. The result does not depend on the
    order of rows.
    """
    connection.execute("CREATE OR REPLACE TEMP VIEW appearances AS FROM heard")
    moved, apart = keep_apart(connection, fixed)
    split = {person_id for _, person_id in moved}
    pairs = (
        pair
        for forms in read_families(connection)
        for pair in find_pairs(form for form in forms if form.person_id not in split)
    )
    renamed, joined = join(pairs, fixed)
    connection.register("changed", Changes(renamed=renamed, moved=moved).as_table())
    connection.execute(_SO_FAR)
    found, rosters = resolve(connection)
    connection.execute("DROP VIEW appearances")
    connection.unregister("changed")
    resolved = {(one.document_id, one.person_id): one for one in found}
    moved |= {key: one.becomes for key, one in resolved.items()}
    return Changes([*sorted(joined), *sorted(apart), *sorted(rosters)], renamed, moved, resolved)
