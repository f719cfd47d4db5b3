"""What a split is made from: documents with their stories, and who speaks in them, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.dataset import Dataset
from onrecord.errors import CallError, DatasetError

Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: Roles of those who lead a programme: they are in most of its documents.
LEADING = ("host", "reporter", "announcer", "moderator", "chair", "narrator")
DERIVED = {"year": "published_on"}


@dataclass(frozen=True)
class Subjects:
    """Documents in order of their ids, and people by number.

    `stories` has the number of each document's story. `in_document` and `person` are parallel: who
    speaks where, once each; `words` are those said there. `leads` says of each person whether half
    of the turns or more are a host's. Only people of the whole dataset count: a voice without a
    name is in no other document. `columns` are those of documents for strata and balance.
    """

    ids: list[str]
    stories: Codes
    turns: Codes
    words: Codes
    in_document: Codes
    person: Codes
    person_words: Codes
    leads: Flags
    columns: dict[str, list[str]]

    def __len__(self) -> int:
        return len(self.ids)

    def pairs(self, people: str) -> tuple[Codes, Codes]:
        """Who of these people speaks where: documents and people."""
        if people == "all":
            return self.in_document, self.person
        guests = ~self.leads[self.person]
        return self.in_document[guests], self.person[guests]

    def kept(self, wanted: Flags) -> Subjects:
        """The subjects of some documents alone; people keep their numbers, and whether they lead."""
        number = np.cumsum(wanted) - 1
        of = wanted[self.in_document]
        chosen = np.flatnonzero(wanted)
        return Subjects(
            [self.ids[at] for at in chosen],
            self.stories[wanted],
            self.turns[wanted],
            self.words[wanted],
            number[self.in_document[of]],
            self.person[of],
            self.person_words[of],
            self.leads,
            {name: [values[at] for at in chosen] for name, values in self.columns.items()},
        )


def read_subjects(dataset: Dataset, columns: tuple[str, ...], *, need_people: bool) -> Subjects:
    """What a split of this dataset is made from.

    Raises `CallError` where a column is not there, `DatasetError` where documents have no ids or
    one twice.
    """
    documents = _documents(dataset, columns)
    ids = documents["document_id"].to_pylist()
    if None in ids or len(set(ids)) < len(ids):
        raise DatasetError(
            f"{dataset.place.shown}: documents have no document_id, or one twice; run onrecord validate"
        )
    if not ids:
        raise DatasetError(f"{dataset.place.shown} has no documents to split")
    stories = documents["story_id"] if "story_id" in documents.column_names else None
    order = pa.array(ids, pa.string())
    said = _read_turns(dataset, order, need_people=need_people)
    where, who, words, leads = _people(dataset, said) if said.persons is not None else _nobody()
    texts = {name: _texts(documents, name) for name in columns}
    return Subjects(
        ids, _stories(order, stories), *_lengths(said, len(ids)), where, who, words, leads, texts
    )


def there(dataset: Dataset, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the columns of documents, or derived ones, that the dataset has."""
    has = dataset.table("documents").schema.names
    return tuple(name for name in names if DERIVED.get(name, name) in has)


def _documents(dataset: Dataset, columns: tuple[str, ...]) -> Any:
    table = dataset.table("documents")
    for name in columns:
        if DERIVED.get(name, name) not in table.schema.names:
            raise CallError(
                f"documents has no column {name!r} to stratify by; it has: "
                f"{', '.join(table.schema.names)}, and year of published_on"
            )
        kind = table.schema.field(DERIVED.get(name, name)).type
        if pa.types.is_nested(kind):
            raise CallError(f"documents.{name} is {kind}: nothing to stratify by")
    wanted = ["document_id", *(DERIVED.get(name, name) for name in columns)]
    if "story_id" in table.schema.names:
        wanted.append("story_id")
    return table.select(*dict.fromkeys(wanted)).arrow().sort_by("document_id")


def _stories(ids: Any, stories: Any) -> Codes:
    """The number of each document's story; a document without one is its own."""
    if stories is None:
        return np.arange(len(ids), dtype=np.int64)
    named = pc.coalesce(stories.combine_chunks().cast(pa.string()), ids)
    return np.asarray(named.dictionary_encode().indices.to_numpy(), dtype=np.int64)


def _texts(documents: Any, name: str) -> list[str]:
    column = documents[DERIVED.get(name, name)]
    if name in DERIVED:
        column = pc.year(column)
    return ["" if value is None else str(value) for value in column.to_pylist()]


class _Said(NamedTuple):
    """Spoken turns: the number of each one's document, its words, persons and whether one leads."""

    document: Codes
    words: Codes
    persons: Any
    leading: Flags


def _read_turns(dataset: Dataset, ids: Any, *, need_people: bool) -> _Said:
    """The spoken turns of the documents that are there; none where there is no such table."""
    there_is = "turns" in dataset.tables
    has = dataset.table("turns").schema.names if there_is else []
    if need_people and "person_id" not in has:
        raise CallError(f"{dataset.place.shown} has no turns.person_id: nobody is known to speak")
    if "document_id" not in has:
        nothing = np.zeros(0, dtype=np.int64)
        return _Said(nothing, nothing, None, np.zeros(0, dtype=np.bool_))
    wanted = [c for c in ("document_id", "person_id", "role", "kind", "n_words") if c in has]
    turns = dataset.arrow("turns", wanted)
    if "kind" in wanted:
        turns = turns.filter(pc.not_equal(turns["kind"].cast(pa.string()), "cue"))
    document = _numbers(turns["document_id"], ids)
    turns, document = turns.filter(pa.array(document >= 0)), document[document >= 0]
    leading = np.zeros(len(turns), dtype=np.bool_)
    if "role" in wanted:
        roles = pc.is_in(turns["role"].cast(pa.string()), pa.array(LEADING))
        leading = np.asarray(pc.fill_null(roles, False).to_numpy())
    persons = turns["person_id"] if "person_id" in wanted else None
    return _Said(document, _words(turns), persons, leading)


def _lengths(said: _Said, n: int) -> tuple[Codes, Codes]:
    """Turns and words of each document."""
    words = np.bincount(said.document, said.words, n).astype(np.int64)
    return np.bincount(said.document, minlength=n), words


def _nobody() -> tuple[Codes, Codes, Codes, Flags]:
    nothing = np.zeros(0, dtype=np.int64)
    return nothing, nothing, nothing, np.zeros(0, dtype=np.bool_)


def _people(dataset: Dataset, said: _Said) -> tuple[Codes, Codes, Codes, Flags]:
    """Who speaks in which document, once each, with their words; who leads."""
    encoded = said.persons.cast(pa.string()).combine_chunks().dictionary_encode()
    person = encoded.indices.fill_null(-1).to_numpy().astype(np.int64)
    n = len(encoded.dictionary)
    known = person >= 0
    turns = np.bincount(person[known], minlength=n)
    leads = 2 * np.bincount(person[known & said.leading], minlength=n) >= np.maximum(turns, 1)
    known &= _everywhere(dataset, encoded.dictionary)[person]
    pairs = said.document[known] * max(n, 1) + person[known]
    key, where = np.unique(pairs, return_inverse=True)
    words = np.bincount(where, said.words[known], len(key)).astype(np.int64)
    return key // max(n, 1), key % max(n, 1), words, leads


def _everywhere(dataset: Dataset, person_ids: Any) -> Flags:
    """Of each person, and for none (the last): whether they may be in more than one document."""
    wide = np.ones(len(person_ids) + 1, dtype=np.bool_)
    wide[-1] = False
    if "people" in dataset.tables:
        people = dataset.table("people")
        if {"person_id", "scope"} <= set(people.schema.names):
            narrow = people.select("person_id", "scope").arrow()
            narrow = narrow.filter(pc.equal(narrow["scope"].cast(pa.string()), "document"))
            of_one = pc.is_in(person_ids, narrow["person_id"].combine_chunks())
            wide[:-1] = ~of_one.to_numpy(zero_copy_only=False)
    return wide


def _numbers(column: Any, ids: Any) -> Codes:
    """The number of each row's document; -1 for one that is not there."""
    encoded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    number = pc.fill_null(pc.index_in(encoded.dictionary, ids), -1).to_numpy().astype(np.int64)
    number = np.append(number, -1)  # rows without an id
    return np.asarray(number[encoded.indices.fill_null(-1).to_numpy()])


def _words(turns: Any) -> Codes:
    if "n_words" not in turns.column_names:
        return np.zeros(len(turns), dtype=np.int64)
    return np.asarray(pc.fill_null(turns["n_words"], 0).to_numpy(), dtype=np.int64)
