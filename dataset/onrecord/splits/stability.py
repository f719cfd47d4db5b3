"""What growth would move: the split of a part of the documents, held against that of all."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from onrecord.splits.assigning import EXCLUDED, Assigned, assign
from onrecord.splits.grouping import group, hash_texts
from onrecord.splits.overlaps import drop_overlaps
from onrecord.splits.plan import Plan
from onrecord.splits.subjects import Subjects

GROWTH = 0.1


@dataclass(frozen=True)
class Stability:
    """Of `documents` that were there before the dataset grew by `growth`, how many are elsewhere now.

    `moved` from one split to another, `left_out` now in none or now in one, `moved_kept` those that
    move although the earlier splits were given as previous ones.
    """

    growth: float
    documents: int
    moved: int
    left_out: int
    moved_kept: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def assign_all(subjects: Subjects, plan: Plan, previous: dict[str, str] | None = None) -> Assigned:
    """Groups found, assigned, and overlaps dropped where the plan says so."""
    assigned = assign(subjects, group(subjects, plan), plan, previous)
    return drop_overlaps(subjects, assigned, plan) if plan.overlaps == "drop" else assigned


def measure_stability(
    subjects: Subjects, plan: Plan, growth: float = GROWTH, seed: str = "growth"
) -> Stability:
    """What a growth to these subjects, from a part of them chosen by a hash, has moved."""
    wanted = hash_texts(subjects.ids, seed, b"grow") < 1 / (1 + growth)
    if not wanted.any():
        return Stability(growth, 0, 0, 0, 0)
    earlier = assign_all(subjects.kept(wanted), plan).split
    later = assign_all(subjects, plan).split[wanted]
    names = plan.names
    ids = [subjects.ids[at] for at in np.flatnonzero(wanted)]
    previous = {
        one: names[number] for one, number in zip(ids, earlier, strict=True) if number != EXCLUDED
    }
    kept = assign_all(subjects, plan, previous).split[wanted]
    both = (earlier != EXCLUDED) & (later != EXCLUDED)
    return Stability(
        growth,
        int(wanted.sum()),
        int((both & (earlier != later)).sum()),
        int(((earlier == EXCLUDED) != (later == EXCLUDED)).sum()),
        int(((earlier != EXCLUDED) & (kept != EXCLUDED) & (earlier != kept)).sum()),
    )
