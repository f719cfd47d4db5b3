"""Distributions as figures: counts between edges that suit the measure."""

from __future__ import annotations

from onrecord.reporting.figure import Bar, Columns, Distribution, Figure
from onrecord.reporting.wording import count, share


def histogram(
    name: str,
    title: str,
    says: str,
    values: Distribution,
    edges: tuple[int, ...],
    headings: tuple[str, str],
) -> Figure:
    """Values in bins between `edges`, empty bins at either end left out."""
    counts = values.bins(edges)
    used = [at for at, n in enumerate(counts) if n]
    bins = range(used[0], used[-1] + 1)
    bars = tuple(Bar(_short_bin(at, edges), counts[at], count(counts[at])) for at in bins)
    rows = tuple(
        (_bin(at, edges), count(counts[at]), share(counts[at], values.total)) for at in bins
    )
    return Figure(name, title, says, (*headings, "share"), rows, Columns(bars, is_histogram=True))


def _bin(at: int, edges: tuple[int, ...]) -> str:
    if at == 0:
        return f"under {edges[0]:,}"
    if at == len(edges):
        return f"{edges[-1]:,} or more"
    low, high = edges[at - 1], edges[at] - 1
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _short_bin(at: int, edges: tuple[int, ...]) -> str:
    """The lower end of a bin, short enough to stand below its bar."""
    low = edges[at - 1] if at else 0
    return f"{low // 1000}k" if low >= 1000 and low % 1000 == 0 else f"{low:,}"
