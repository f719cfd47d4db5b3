"""The order of a split: read, group, assign, count what came out."""

from __future__ import annotations

from collections import Counter

import numpy as np

from onrecord.dataset import Dataset
from onrecord.errors import CallError
from onrecord.progress import Progress, Teller
from onrecord.splits.assigning import EXCLUDED, Assigned
from onrecord.splits.leakage import count_leakage
from onrecord.splits.model import Balance, Groups, Size, Splits
from onrecord.splits.plan import Plan
from onrecord.splits.stability import assign_all, measure_stability
from onrecord.splits.subjects import Subjects, read_subjects, there
from onrecord.splits.table import make_table

#: What balance is told of where nothing is stratified.
COLUMNS = ("program", "format", "year")
_STEPS = 4


def split_dataset(
    dataset: Dataset,
    plan: Plan,
    previous: dict[str, str] | None = None,
    progress: Progress | None = None,
) -> Splits:
    """The dataset parted by the plan. Raises `CallError`, `DatasetError`."""
    told = Teller(progress)
    _check_previous(previous, plan)
    columns = tuple(dict.fromkeys((*plan.stratify, *there(dataset, COLUMNS))))
    told("splitting", 0, _STEPS)
    subjects = read_subjects(dataset, columns, need_people=plan.people != "shared")
    told("splitting", 1, _STEPS)
    assigned = assign_all(subjects, plan, previous)
    told("splitting", 2, _STEPS)
    leakage = count_leakage(dataset, subjects, assigned.split, plan)
    told("splitting", 3, _STEPS)
    stability = measure_stability(subjects, plan)
    told("splitting", 4, _STEPS)
    out = assigned.split == EXCLUDED
    return Splits(
        plan,
        make_table(subjects, assigned, plan),
        _sizes(subjects, assigned, plan),
        _groups(assigned),
        dict(sorted(Counter(assigned.reason[out].tolist()).items())),
        leakage,
        tuple(_balances(subjects, assigned, plan)),
        stability,
        None if previous is None else _moved(subjects, assigned, plan, previous),
    )


def _check_previous(previous: dict[str, str] | None, plan: Plan) -> None:
    unknown = sorted(set((previous or {}).values()) - set(plan.names))
    if unknown:
        raise CallError(
            f"the previous splits have {', '.join(unknown[:5])}, which these ratios have not; "
            f"there are: {', '.join(plan.names)}"
        )


def _sizes(subjects: Subjects, assigned: Assigned, plan: Plan) -> tuple[Size, ...]:
    placed = max(int((assigned.split != EXCLUDED).sum()), 1)
    sizes = []
    for number, (name, wanted) in enumerate(plan.ratios):
        here = assigned.split == number
        speaking = subjects.person[here[subjects.in_document]]
        sizes.append(
            Size(
                name,
                wanted,
                int(here.sum()) / placed,
                int(here.sum()),
                len(np.unique(subjects.stories[here])),
                len(np.unique(speaking)),
                int(subjects.turns[here].sum()),
                int(subjects.words[here].sum()),
            )
        )
    return tuple(sizes)


def _groups(assigned: Assigned) -> Groups:
    counts = np.unique(assigned.representative, return_counts=True)[1]
    return Groups(len(counts), int((counts > 1).sum()), int(counts.max()))


def _balances(subjects: Subjects, assigned: Assigned, plan: Plan) -> list[Balance]:
    """How each column is distributed in each split that holds documents."""
    found = []
    for column, texts in subjects.columns.items():
        values, value = np.unique(np.asarray(texts, dtype=object), return_inverse=True)
        whole = np.bincount(value, minlength=len(values)) / len(subjects)
        for number, name in enumerate(plan.names):
            here = value[assigned.split == number]
            if not len(here):
                continue
            share = np.bincount(here, minlength=len(values)) / len(here)
            at = int(np.argmax(np.abs(share - whole)))
            distance = float(np.abs(share - whole).sum() / 2)
            found.append(
                Balance(name, column, distance, str(values[at]), float(share[at]), float(whole[at]))
            )
    return found


def _moved(subjects: Subjects, assigned: Assigned, plan: Plan, previous: dict[str, str]) -> int:
    """Documents that were in another split before, or are in none now."""
    return sum(
        one in previous and (number == EXCLUDED or plan.names[number] != previous[one])
        for one, number in zip(subjects.ids, assigned.split, strict=True)
    )
