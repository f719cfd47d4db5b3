"""Two-sample tests and effect sizes, from counts alone.

The formulas are those of the literature named at each function. The special functions are written
out because they are the only two that would be wanted of SciPy; the tests hold them against
published tables.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

_TINY = 1e-300
_CLOSE = 1e-15
_STEPS = 10_000


def chi_squared(old: Sequence[int], new: Sequence[int]) -> tuple[float, float]:
    """Pearson's statistic of homogeneity of two rows of counts, and its p-value.

    Categories expected fewer than five times on either side are taken together, after W. G.
    Cochran, "Some methods for strengthening the common chi-squared tests", Biometrics 10 (1954).
    """
    pooled = _pool_rare(old, new)
    totals = (sum(old), sum(new))
    total = sum(totals)
    statistic = 0.0
    for pair in pooled:
        both = pair[0] + pair[1]
        for count, side in zip(pair, totals, strict=True):
            expected = both * side / total if total else 0.0
            statistic += (count - expected) ** 2 / expected if expected else 0.0
    return statistic, chi_squared_tail(statistic, len(pooled) - 1)


def _pool_rare(old: Sequence[int], new: Sequence[int]) -> list[tuple[int, int]]:
    least, total = min(sum(old), sum(new)), sum(old) + sum(new)
    pairs = list(zip(old, new, strict=True))
    common = [(a, b) for a, b in pairs if (a + b) * least >= 5 * total]
    rare = [(a, b) for a, b in pairs if 0 < (a + b) * least < 5 * total]
    if rare:
        common.append((sum(a for a, _ in rare), sum(b for _, b in rare)))
    return common


def chi_squared_tail(statistic: float, freedom: int) -> float:
    """The chance of a chi-squared variable of `freedom` degrees being at least `statistic`."""
    if freedom < 1 or statistic <= 0:
        return 1.0
    return upper_gamma(freedom / 2, statistic / 2)


def upper_gamma(a: float, x: float) -> float:
    """The regularised upper incomplete gamma function Q(a, x).

    By series below a + 1 and by Lentz's continued fraction above, as in W. H. Press et al.,
    Numerical Recipes, 3rd ed. (2007), section 6.2.
    """
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        for step in range(1, _STEPS):
            term *= x / (a + step)
            total += term
            if term < total * _CLOSE:
                break
        return max(0.0, 1 - total * front)
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    fraction = d
    for step in range(1, _STEPS):
        factor = -step * (step - a)
        b += 2
        d = 1 / (_away_from_zero(factor * d + b))
        c = _away_from_zero(b + factor / c)
        fraction *= d * c
        if abs(d * c - 1) < _CLOSE:
            break
    return front * fraction


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def fisher_exact(old: tuple[int, int], new: tuple[int, int]) -> float:
    """The two-sided p-value of Fisher's exact test of two rows of (with, without).

    The sum over all tables with these margins that are no likelier than the one seen: R. A.
    Fisher, Statistical Methods for Research Workers (1934), section 21.02.
    """
    with_it, size_old, size_new = old[0] + new[0], sum(old), sum(new)
    lowest, highest = max(0, with_it - size_new), min(with_it, size_old)
    logs = [
        _log_choose(size_old, k) + _log_choose(size_new, with_it - k)
        for k in range(lowest, highest + 1)
    ]
    whole, seen = _log_choose(size_old + size_new, with_it), logs[old[0] - lowest]
    return min(1.0, math.fsum(math.exp(log - whole) for log in logs if log <= seen + 1e-7))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def compare_proportions(old: tuple[int, int], new: tuple[int, int]) -> tuple[str, float, float]:
    """Name, statistic and p-value of a test that two rows of (with, without) have one proportion.

    Chi-squared, or Fisher's exact test where a cell is expected fewer than five times.
    """
    total, least = sum(old) + sum(new), min(sum(old), sum(new))
    margins = (old[0] + new[0], old[1] + new[1])
    if total and min(margins) * least < 5 * total:
        return "Fisher exact", float(new[0] - old[0]), fisher_exact(old, new)
    return ("chi-squared", *chi_squared(old, new))


def kolmogorov_smirnov_tail(distance: float, old: int, new: int) -> float:
    """The chance of a distance at least as large between samples of `old` and `new` rows.

    N. Smirnov's limit (Annals of Mathematical Statistics 19, 1948) with M. A. Stephens's
    correction for small samples (Journal of the Royal Statistical Society B 32, 1970). Ties, as
    counts of words have them, make it conservative: W. J. Conover, Journal of the American
    Statistical Association 67 (1972).
    """
    if not old or not new or distance <= 0:
        return 1.0
    root = math.sqrt(old * new / (old + new))
    scaled = (root + 0.12 + 0.11 / root) * distance
    if scaled < 0.2:  # the alternating series converges too slowly, and the chance is 1
        return 1.0
    terms = ((-1) ** (k - 1) * math.exp(-2 * (k * scaled) ** 2) for k in range(1, 101))
    return min(1.0, max(0.0, 2 * math.fsum(terms)))


def cohen_h(old: float, new: float) -> float:
    """Cohen's h, signed: the difference of two proportions on the arcsine scale.

    J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd ed. (1988), section 6.2.
    """
    return 2 * math.asin(math.sqrt(new)) - 2 * math.asin(math.sqrt(old))


def cohen_w(old: Sequence[float], new: Sequence[float]) -> float:
    """Cohen's w of two rows of shares as if both had the same number of rows, 0 to 1.

    For two rows it is Cramér's V (Cohen 1988, section 7.2). V of the counts themselves goes to
    nothing where one dataset is far larger than the other, however much the shares differ; at
    equal sizes only the shares count.
    """
    squares = ((q - p) ** 2 / (p + q) for p, q in zip(old, new, strict=True) if p + q)
    return math.sqrt(math.fsum(squares) / 2)


def adjust_by_holm(p_values: Sequence[float]) -> list[float]:
    """The p-values adjusted for their number, in the same order.

    S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
    Statistics 6 (1979): it holds whatever the tests have to do with each other.
    """
    order = sorted(range(len(p_values)), key=lambda at: p_values[at])
    adjusted, highest = [1.0] * len(p_values), 0.0
    for rank, at in enumerate(order):
        highest = max(highest, min(1.0, p_values[at] * (len(p_values) - rank)))
        adjusted[at] = highest
    return adjusted
