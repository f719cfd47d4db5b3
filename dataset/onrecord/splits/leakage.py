"""What is still shared between the first split and those held out from it, counted on the result."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from onrecord import store
from onrecord.dataset import Dataset
from onrecord.splits.plan import Plan
from onrecord.splits.subjects import Codes, Flags, Subjects

#: Turns of fewer words than this are repeated by chance: greetings, yes and no.
REPEATED_WORDS = 8


@dataclass(frozen=True)
class Heldout:
    """What a held-out split shares with the first one.

    Documents in which a guest, or somebody who leads, speaks who also speaks in the first split;
    the words such people say; turns of `REPEATED_WORDS` words or more that stand there word for word
    (None where the dataset lacks text, all or some).
    """

    split: str
    documents: int
    with_known_guests: int
    with_known_leads: int
    words: int
    words_by_known: int
    repeated_turns: int | None


@dataclass(frozen=True)
class Leakage:
    """Stories and people in more than one split, and each held-out split."""

    stories: int
    guests: int
    leads: int
    heldout: tuple[Heldout, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def count_leakage(dataset: Dataset, subjects: Subjects, split: Codes, plan: Plan) -> Leakage:
    """What is left, from the finished assignment alone."""
    repeated = _repeated_turns(dataset, subjects, split, plan)
    in_split = split[subjects.in_document]
    placed = in_split >= 0
    several = _in_several(subjects.person[placed], in_split[placed], len(subjects.leads))
    known = np.zeros(len(subjects.leads), dtype=np.bool_)
    known[subjects.person[in_split == 0]] = True
    heldout = tuple(
        _count_heldout(subjects, split, number, name, known, repeated.get(number))
        if repeated is not None
        else _count_heldout(subjects, split, number, name, known, None)
        for number, name in enumerate(plan.names)
        if number > 0
    )
    has = split >= 0
    stories = _in_several(subjects.stories[has], split[has], int(subjects.stories.max()) + 1)
    return Leakage(
        int(stories.sum()),
        int((several & ~subjects.leads).sum()),
        int((several & subjects.leads).sum()),
        heldout,
    )


def _in_several(entity: Codes, split: Codes, n: int) -> Flags:
    """Whether each of `n` entities is in more than one split."""
    low, high = np.full(n, np.iinfo(np.int64).max), np.full(n, -1)
    np.minimum.at(low, entity, split)
    np.maximum.at(high, entity, split)
    return np.asarray((high >= 0) & (low < high))


def _count_heldout(
    subjects: Subjects, split: Codes, number: int, name: str, known: Flags, repeated: int | None
) -> Heldout:
    here = split[subjects.in_document] == number
    met = here & known[subjects.person]
    leads = subjects.leads[subjects.person]
    documents = split == number
    return Heldout(
        name,
        int(documents.sum()),
        len(np.unique(subjects.in_document[met & ~leads])),
        len(np.unique(subjects.in_document[met & leads])),
        int(subjects.words[documents].sum()),
        int(subjects.person_words[met].sum()),
        repeated,
    )


def _repeated_turns(
    dataset: Dataset, subjects: Subjects, split: Codes, plan: Plan
) -> dict[int, int] | None:
    """By held-out split: turns whose words stand in the first split; None without all text."""
    if "turns" not in dataset.tables or store.withholds(dataset.manifest):
        return None
    has = dataset.table("turns").schema.names
    if not {"text", "n_words", "document_id"} <= set(has):
        return None
    spoken = "AND kind <> 'cue'" if "kind" in has else ""
    counts = dict.fromkeys(range(1, len(plan.names)), 0)
    with dataset.duckdb() as connection:
        parts = pa.table({"document_id": subjects.ids, "split": split})
        connection.register("parts", parts)
        rows = connection.execute(
            f"""
            WITH said AS (
                SELECT split, hash(lower(text)) AS words FROM turns JOIN parts USING (document_id)
                WHERE n_words >= {REPEATED_WORDS} AND split >= 0 {spoken}
            )
            SELECT split, count(*) FROM said
            WHERE split > 0 AND words IN (SELECT words FROM said WHERE split = 0) GROUP BY split
            """
        ).fetchall()
    return counts | dict(rows)
