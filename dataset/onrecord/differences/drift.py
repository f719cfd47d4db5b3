"""How the distributions moved: a standard test and an effect size for each.

Every distribution is counted in DuckDB; a category or a word count is all that reaches Python. With
many rows the least difference is significant, so the effect size decides and the test only guards
against reading chance into few rows: its p-value, adjusted by Holm for all tests of a comparison,
must be below `ALPHA`. The turns of a document resemble each other, so p-values of turns are too
small rather than too large.

Sizes are Cohen's (1988): w of 0.1, 0.3 and 0.5, h of 0.2, 0.5 and 0.8 are small, medium and large.
The Kolmogorov-Smirnov D has no such convention: its thresholds are the D between two normal
distributions whose means lie 0.2, 0.5 and 0.8 standard deviations apart (Cohen's d),
2 Phi(d / 2) - 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

from onrecord.differences.loading import Loaded
from onrecord.differences.model import Drift, Share, Summary
from onrecord.differences.statistics import (
    adjust_by_holm,
    chi_squared,
    cohen_h,
    cohen_w,
    compare_proportions,
    kolmogorov_smirnov_tail,
)

ALPHA = 0.01
SIZES = ("small", "medium", "large")
THRESHOLDS = {
    "w": (0.1, 0.3, 0.5),
    "h": (0.2, 0.5, 0.8),
    "D": tuple(round(2 * NormalDist().cdf(d / 2) - 1, 2) for d in (0.2, 0.5, 0.8)),
}
#: Categories counted; more, and the rarest are taken together.
CATEGORIES = 200
OTHERS = "(others)"
NOTHING = "(none)"


@dataclass(frozen=True)
class Distribution:
    """What is counted: a name, the table and its column or expression, which rows, of what kind."""

    name: str
    table: str
    column: str
    kind: str
    rows: str = "true"


_SPOKEN = "kind IS DISTINCT FROM 'cue'"
#: The distributions looked at, in the order they are shown. A row of a list column is each element.
DISTRIBUTIONS = (
    Distribution("words per turn", "turns", "n_words", "number", _SPOKEN),
    Distribution("words per document", "documents", "n_words", "number"),
    Distribution("turns per document", "documents", "n_turns", "number"),
    Distribution("people per document", "documents", "n_people", "number"),
    Distribution("confidence", "turns", "confidence", "number", _SPOKEN),
    Distribution("attribution", "turns", "attribution", "category", _SPOKEN),
    Distribution("role", "turns", "role", "category", _SPOKEN),
    Distribution("kind", "turns", "kind", "category"),
    Distribution("format", "documents", "format", "category"),
    Distribution("language", "documents", "language", "category"),
    Distribution("programme", "documents", "program", "category"),
    Distribution("flag", "documents", "flags", "flags"),
)

#: How often each value occurs on both sides: all that tests and summaries need of the rows.
_COUNTED = """
WITH o AS (SELECT {column} AS value, count(*) AS rows FROM old_{table} WHERE {only} GROUP BY ALL),
     n AS (SELECT {column} AS value, count(*) AS rows FROM new_{table} WHERE {only} GROUP BY ALL)
SELECT coalesce(o.value, n.value) AS value, coalesce(o.rows, 0) AS old_rows,
    coalesce(n.rows, 0) AS new_rows
FROM o FULL JOIN n ON o.value = n.value"""
#: The rows up to each value on both sides, f and g, and in all.
_SUMMED = """
CREATE OR REPLACE TEMP TABLE summed AS
WITH counted AS ({counted})
SELECT value::DOUBLE AS value, old_rows, new_rows, sum(old_rows) OVER w AS f, sum(new_rows) OVER w AS g,
    sum(old_rows) OVER () AS old_size, sum(new_rows) OVER () AS new_size
FROM counted WINDOW w AS (ORDER BY value)"""
_DISTANCE = """
SELECT old_size::BIGINT, new_size::BIGINT, max(abs(f / old_size - g / new_size))
FROM summed GROUP BY ALL"""
#: A quantile is the first value that so many rows reach.
_SUMMARY = """
SELECT {side}_size::BIGINT, sum(value * {side}_rows) FILTER ({side}_rows > 0) / {side}_size, {quantiles}
FROM summed GROUP BY {side}_size"""
_QUANTILE = (
    "min(value) FILTER ({side}_rows > 0 AND"
    " {reached} >= greatest(1, {side}_size - floor({side}_size - {share} * {side}_size)))"
)
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_SHARES = """
SELECT coalesce(value::VARCHAR, '{nothing}') AS value, sum(old_rows)::BIGINT, sum(new_rows)::BIGINT
FROM ({counted}) GROUP BY 1 ORDER BY sum(old_rows) + sum(new_rows) DESC, 1"""
_FLAGS = "(SELECT unnest(list_distinct({column})) AS {column} FROM {side}_{table})"


def measure_drift(loaded: Loaded) -> tuple[Drift, ...]:
    """How each distribution that both sides have moved, in order, p-values adjusted together."""
    drifts: list[Drift] = []
    for one in DISTRIBUTIONS:
        computed = one.column == "n_words" and "text" in loaded.compared[one.table]
        if loaded.has(one.table) and (one.column in loaded.compared[one.table] or computed):
            drifts += _MEASURES[one.kind](loaded, one)
    adjusted = adjust_by_holm([drift.p for drift in drifts])
    return tuple(_graded(drift, p) for drift, p in zip(drifts, adjusted, strict=True))


def _graded(drift: Drift, p_adjusted: float) -> Drift:
    size = "none"
    if p_adjusted < ALPHA:
        reached = [abs(drift.effect) >= least for least in THRESHOLDS[drift.effect_name]]
        size = SIZES[sum(reached) - 1] if any(reached) else "none"
    return replace(drift, p_adjusted=p_adjusted, size=size)


def _counted(one: Distribution) -> str:
    return _COUNTED.format(column=one.column, table=one.table, only=one.rows)


def _measure_numbers(loaded: Loaded, one: Distribution) -> list[Drift]:
    """Kolmogorov-Smirnov over all values."""
    only = f"{one.rows} AND {one.column} IS NOT NULL AND NOT isnan({one.column}::DOUBLE)"
    counted = _counted(replace(one, rows=only))
    loaded.run(_SUMMED.format(counted=counted))
    rows = loaded.rows(_DISTANCE)
    if not rows or not rows[0][0] or not rows[0][1]:
        return []
    old_rows, new_rows, distance = rows[0]
    p = kolmogorov_smirnov_tail(distance, old_rows, new_rows)
    drift = _drift(one, ("Kolmogorov-Smirnov", distance, p), ("D", distance), (old_rows, new_rows))
    old, new = (_summary(loaded, *side) for side in (("old", "f"), ("new", "g")))
    return [replace(drift, old_summary=old, new_summary=new)]


def _drift(
    one: Distribution,
    test: tuple[str, float, float],
    effect: tuple[str, float],
    rows: tuple[int, int],
    shares: tuple[Share, ...] = (),
) -> Drift:
    """A drift that is not graded yet."""
    return Drift(
        name=one.name, unit=one.table, test=test[0], statistic=test[1], p=test[2],
        p_adjusted=test[2], effect_name=effect[0], effect=effect[1], size="none",
        old_rows=rows[0], new_rows=rows[1], shares=shares, old_summary=None, new_summary=None,
    )  # fmt: skip


def _summary(loaded: Loaded, side: str, reached: str) -> Summary:
    quantiles = ", ".join(
        _QUANTILE.format(side=side, reached=reached, share=share) for share in _QUANTILES
    )
    rows, mean, *found = loaded.row(_SUMMARY.format(side=side, quantiles=quantiles))
    return Summary(rows, mean, (found[0], found[1], found[2], found[3], found[4]))


def _measure_categories(loaded: Loaded, one: Distribution) -> list[Drift]:
    """Chi-squared over all values, the missing one among them."""
    rows = _pooled(loaded.rows(_SHARES.format(counted=_counted_with_null(one), nothing=NOTHING)))
    old, new = [row[1] for row in rows], [row[2] for row in rows]
    if not sum(old) or not sum(new):
        return []
    shares = _shares(rows, sum(old), sum(new))
    effect = cohen_w([s.old_share for s in shares], [s.new_share for s in shares])
    test = ("chi-squared", *chi_squared(old, new))
    return [_drift(one, test, ("w", effect), (sum(old), sum(new)), shares)]


def _counted_with_null(one: Distribution) -> str:
    return _counted(replace(one, column=f"coalesce({one.column}, '{NOTHING}')"))


def _pooled(rows: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    rest = rows[CATEGORIES:]
    pooled = [(OTHERS, sum(row[1] for row in rest), sum(row[2] for row in rest))] if rest else []
    return [*rows[:CATEGORIES], *pooled]


def _shares(rows: Sequence[tuple[str, int, int]], old: int, new: int) -> tuple[Share, ...]:
    """Shares of the whole on both sides, the largest first."""
    shares = ((value, a, b, a / old, b / new) for value, a, b in rows)
    return tuple(Share(*share, cohen_h(share[3], share[4])) for share in shares)


def _measure_flags(loaded: Loaded, one: Distribution) -> list[Drift]:
    """One test of two proportions a flag: the documents that carry it."""
    old, new = (
        loaded.row(f"SELECT count(*) FROM {side}_{one.table}")[0] for side in ("old", "new")
    )
    if not old or not new:
        return []
    counted = _counted(one)
    for side in ("old", "new"):
        source = _FLAGS.format(column=one.column, side=side, table=one.table)
        counted = counted.replace(f"FROM {side}_{one.table} ", f"FROM {source} ")
    rows = loaded.rows(_SHARES.format(counted=counted, nothing=NOTHING))[:CATEGORIES]
    return [_measure_flag(one, row, (old, new)) for row in sorted(rows)]


def _measure_flag(one: Distribution, row: tuple[str, int, int], sizes: tuple[int, int]) -> Drift:
    (share,) = _shares([row], *sizes)
    old, new = (row[1], sizes[0] - row[1]), (row[2], sizes[1] - row[2])
    named = replace(one, name=f"{one.name} {row[0]}")
    return _drift(named, compare_proportions(old, new), ("h", share.h), sizes, (share,))


_MEASURES = {
    "number": _measure_numbers,
    "category": _measure_categories,
    "flags": _measure_flags,
}
