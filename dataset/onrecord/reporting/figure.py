"""What the report shows: a figure is a sentence, a table and, where it helps, a chart of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its length, the figure printed beside it, and whether it stands out."""

    label: str
    value: float
    shown: str
    stands_out: bool = False


@dataclass(frozen=True)
class Ledger:
    """Horizontal bars below their labels, the longest first: names and their shares."""

    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Columns:
    """Vertical bars in a fixed order: a distribution, or a course over time.

    Every `step`-th label is printed; those of a histogram stand where their bin begins.
    """

    bars: tuple[Bar, ...]
    step: int = 1
    is_histogram: bool = False


Chart = Ledger | Columns


@dataclass(frozen=True)
class Figure:
    """A figure of the report. `rows` are cells ready to print, the first column their names.

    `says` is the finding in a sentence or two; `is_open` shows the table without being asked.
    """

    name: str
    title: str
    says: str
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    chart: Chart | None = None
    is_open: bool = False


@dataclass(frozen=True)
class Distribution:
    """How often each value occurs, values rising."""

    counts: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int]]) -> Distribution:
        """The distribution of ``(value, count)`` rows, nulls left out."""
        return cls(tuple(sorted((v, n) for v, n in rows if v is not None)))

    @property
    def total(self) -> int:
        """How many values there are."""
        return sum(count for _, count in self.counts)

    @property
    def mean(self) -> float:
        """The mean, 0 of nothing."""
        return sum(value * count for value, count in self.counts) / (self.total or 1)

    def quantile(self, share: float) -> int:
        """The smallest value that `share` of all do not exceed, 0 of nothing."""
        wanted, seen = share * self.total, 0
        for value, count in self.counts:
            seen += count
            if seen >= wanted:
                return value
        return 0

    def bins(self, edges: Sequence[int]) -> list[int]:
        """Counts below the first edge, between edges (lower one included), from the last on."""
        found = [0] * (len(edges) + 1)
        for value, count in self.counts:
            found[sum(edge <= value for edge in edges)] += count
        return found
