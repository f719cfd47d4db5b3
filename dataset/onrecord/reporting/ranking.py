"""Names and how often: the most frequent, and the rest together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from onrecord.reporting.figure import Bar, Figure, Ledger
from onrecord.reporting.opening import Opened
from onrecord.reporting.wording import count, share, shown

#: Names of a ranking that get a line of their own.
TOP = 10


class Ranking(NamedTuple):
    """The most frequent names with their counts, how many names there are, and the sum of all."""

    top: tuple[tuple[str, int], ...]
    names: int
    total: int


def rank(opened: Opened, name: str, amount: str, origin: str) -> Ranking:
    """The ranking of the SQL expression `name` by the sum of `amount` over the rows of `origin`."""
    rows = opened.rows(
        f"WITH counted AS (SELECT {name} AS name, sum({amount}) AS amount FROM {origin} GROUP BY 1)"
        " SELECT name, amount, count(*) OVER (), sum(amount) OVER () FROM counted"
        f" WHERE name IS NOT NULL AND amount > 0 ORDER BY amount DESC, name LIMIT {TOP}"
    )
    top = tuple((shown(name, 120) or "(empty)", int(amount)) for name, amount, _, _ in rows)
    return Ranking(top, int(rows[0][2]), int(rows[0][3])) if rows else Ranking((), 0, 0)


def ledger(ranking: Ranking, noun: str) -> tuple[Ledger, tuple[tuple[str, ...], ...]]:
    """The chart and the rows of a ranking, the names beyond it in one last line."""
    lines = list(ranking.top)
    rest = ranking.total - sum(amount for _, amount in lines)
    if rest > 0:
        lines.append((f"{ranking.names - len(lines):,} other {noun}", rest))
    bars = [Bar(shown(n, 34), a, share(a, ranking.total)) for n, a in lines]
    rows = tuple((n, count(a), share(a, ranking.total)) for n, a in lines)
    return Ledger(tuple(bars)), rows


def ranked_figure(
    name: str, title: str, says: str, ranking: Ranking, headings: Sequence[str], noun: str
) -> Figure:
    """A ranking as a figure; headings are those of the name and of the amount."""
    chart, rows = ledger(ranking, noun)
    return Figure(name, title, says, (*headings, "share"), rows, chart)
