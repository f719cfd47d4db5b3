"""Groups to splits. Each group's place is a hash of its representative, so growth moves hardly any.

Without strata a split is a range of hashes. With strata, the groups of each are put in the order of
their hashes and cut at the shares: exact to one group, at the price that growth moves groups near a
cut. Each stratum's order begins at a place of its own, so that small ones are not all in one split.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onrecord.splits.grouping import Shares, hash_texts, representatives
from onrecord.splits.plan import Plan
from onrecord.splits.subjects import Codes, Subjects

Texts = npt.NDArray[np.object_]

#: A group with more of the documents than this part of the smallest split's share is large.
LARGE = 0.5
EXCLUDED = -1


@dataclass(frozen=True)
class Assigned:
    """For each document: the number of its split (-1: none), its representative, and why."""

    split: Codes
    representative: Codes
    reason: Texts


def assign(
    subjects: Subjects, groups: Codes, plan: Plan, previous: dict[str, str] | None = None
) -> Assigned:
    """The split of each document, whole groups together.

    What `previous` says of a document stays; a new one that joins documents of two splits gets none.
    """
    stands = representatives(subjects, groups, plan.salt)
    _, first, at, weights = np.unique(
        stands, return_index=True, return_inverse=True, return_counts=True
    )
    of_groups = stands[first]
    hashes = hash_texts([subjects.ids[one] for one in of_groups], plan.salt, b"split")
    large = weights > LARGE * min(plan.shares) * len(subjects)
    shares = _shares_left(plan, weights, large)
    if plan.stratify:
        hashes = _placed(subjects, of_groups, weights, hashes, plan)
    split = np.searchsorted(np.cumsum(shares)[:-1], hashes, side="right")
    split[large] = int(np.argmax(plan.shares))
    reason = np.where(weights > 1, "group", "hash").astype(object)
    reason[large] = "large-group"
    assigned = Assigned(split[at].astype(np.int64), stands, reason[at])
    return assigned if previous is None else _keep(subjects, assigned, at, plan, previous)


def _shares_left(plan: Plan, weights: Codes, large: npt.NDArray[np.bool_]) -> Shares:
    """The shares of what is not in a large group, so that all together come to the plan's."""
    shares = np.asarray(plan.shares)
    taken = float(weights[large].sum()) / max(int(weights.sum()), 1)
    left = shares.copy()
    at = int(np.argmax(shares))
    left[at] = max(left[at] - taken, 0.0)
    return np.asarray(left / left.sum()) if left.sum() else shares


def _placed(
    subjects: Subjects, of_groups: Codes, weights: Codes, hashes: Shares, plan: Plan
) -> Shares:
    """The place of each group in its stratum, from 0 to 1, weighted by documents."""
    names = [
        "\x1f".join(subjects.columns[column][one] for column in plan.stratify) for one in of_groups
    ]
    strata, stratum = np.unique(np.asarray(names, dtype=object), return_inverse=True)
    begin = hash_texts(list(strata), plan.salt, b"stratum")
    order = np.lexsort((hashes, stratum))
    sums = np.cumsum(weights[order])
    totals = np.bincount(stratum, weights, len(strata))
    before = (np.cumsum(totals) - totals)[stratum[order]]
    middle = (sums - weights[order] / 2 - before) / totals[stratum[order]]
    places = np.empty(len(hashes))
    places[order] = (middle + begin[stratum[order]]) % 1.0
    return places


def _keep(
    subjects: Subjects, fresh: Assigned, at: Codes, plan: Plan, previous: dict[str, str]
) -> Assigned:
    """The same, with documents where they were before."""
    numbers = {name: number for number, name in enumerate(plan.names)}
    before = np.array([numbers.get(previous.get(one, ""), -1) for one in subjects.ids])
    n = int(at.max(initial=-1)) + 1
    low, high = np.full(n, len(numbers)), np.full(n, -1)
    known = before >= 0
    np.minimum.at(low, at[known], before[known])
    np.maximum.at(high, at[known], before[known])
    low, high = low[at], high[at]
    split, reason = fresh.split.copy(), fresh.reason.copy()
    joins = (high >= 0) & (low == high)
    split[joins], reason[joins] = high[joins], "group"
    torn = (high >= 0) & (low != high)
    split[torn], reason[torn] = EXCLUDED, "joins-splits"
    split[known], reason[known] = before[known], "previous"
    return Assigned(split, fresh.representative, reason)
