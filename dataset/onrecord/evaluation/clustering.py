"""Agreement of two clusterings: B-cubed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple


class Agreement(NamedTuple):
    """Precision, recall and their harmonic mean, each from 0 to 1; not numbers for no items."""

    precision: float
    recall: float
    f1: float


def bcubed(truth: Sequence[Hashable], found: Sequence[Hashable]) -> Agreement:
    """B-cubed precision, recall and F1 of the clusters `found` for items with true clusters.

    For each item, precision is the share of its found cluster that is truly in its cluster, recall
    the share of its true cluster that was found with it; both are averaged over the items (Bagga
    and Baldwin, "Entity-based cross-document coreferencing using the vector space model", 1998).
    """
    both = Counter(zip(truth, found, strict=True))
    true_sizes, found_sizes = Counter(truth), Counter(found)
    n = len(truth)
    if not n:
        return Agreement(*[float("nan")] * 3)
    precision = sum(k * k / found_sizes[f] for (_, f), k in both.items()) / n
    recall = sum(k * k / true_sizes[t] for (t, _), k in both.items()) / n
    return Agreement(precision, recall, 2 * precision * recall / (precision + recall))
