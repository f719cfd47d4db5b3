"""Tests and effect sizes against published tables and worked cases."""

from __future__ import annotations

import math

import pytest

from onrecord.differences import statistics

#: Upper 5% points of chi-squared, as printed in any table, and two values far from them.
CHI_SQUARED = [
    (3.841458820694124, 1, 0.05),
    (11.070497693516351, 5, 0.05),
    (124.34211340400407, 100, 0.05),
    (0.5, 3, 0.9188914116546758),
    (40.0, 2, 2.0611536224385566e-09),
]


@pytest.mark.parametrize(("statistic", "freedom", "p"), CHI_SQUARED)
def test_tail_of_chi_squared(statistic: float, freedom: int, p: float) -> None:
    assert statistics.chi_squared_tail(statistic, freedom) == pytest.approx(p, rel=1e-9)


def test_chi_squared_of_two_rows() -> None:
    found = statistics.chi_squared([30, 20, 50], [40, 30, 30])
    assert found == pytest.approx((8.428571428571429, 0.01478287719483942))


def test_rare_categories_are_taken_together() -> None:
    apart = statistics.chi_squared([100, 1, 1, 1, 1], [100, 0, 0, 0, 0])
    together = statistics.chi_squared([100, 4], [100, 0])
    assert apart == together


def test_nothing_to_compare_is_no_evidence() -> None:
    assert statistics.chi_squared([0, 0], [0, 0]) == (0.0, 1.0)
    assert statistics.kolmogorov_smirnov_tail(0.5, 0, 10) == 1.0


#: Fisher's tea-tasting kind of tables, with two-sided p-values.
FISHER = [((3, 7), (9, 1), 0.019766611097880443), ((1, 9), (11, 3), 0.0027594561852200836)]


@pytest.mark.parametrize(("old", "new", "p"), FISHER)
def test_fisher_exact(old: tuple[int, int], new: tuple[int, int], p: float) -> None:
    assert statistics.fisher_exact(old, new) == pytest.approx(p)


def test_proportions_use_the_exact_test_where_counts_are_small() -> None:
    assert statistics.compare_proportions((3, 7), (9, 1))[0] == "Fisher exact"
    assert statistics.compare_proportions((1, 30), (2, 30))[0] == "Fisher exact"
    assert statistics.compare_proportions((30, 70), (60, 40))[0] == "chi-squared"


@pytest.mark.parametrize(
    ("scaled", "p"), [(0.5, 0.9639452436648751), (1.0, 0.26999967167735456), (1.3580986, 0.05)]
)
def test_kolmogorov_smirnov_at_its_critical_values(scaled: float, p: float) -> None:
    size = 10**12
    distance = scaled / math.sqrt(size / 2)
    found = statistics.kolmogorov_smirnov_tail(distance, size, size)
    assert found == pytest.approx(p, rel=1e-5)


def test_cohen_h_is_signed_and_on_the_arcsine_scale() -> None:
    assert statistics.cohen_h(0.0, 1.0) == pytest.approx(math.pi)
    assert statistics.cohen_h(0.5, 0.2) == -statistics.cohen_h(0.2, 0.5)
    assert statistics.cohen_h(0.25, 0.40) == pytest.approx(0.3222, abs=1e-4)


def test_cohen_w_is_v_at_equal_sizes_and_does_not_fade_with_size() -> None:
    old, new = [30, 20, 50], [40, 30, 30]
    statistic, _ = statistics.chi_squared(old, new)
    shares = [[count / 100 for count in side] for side in (old, new)]
    assert statistics.cohen_w(*shares) == pytest.approx(math.sqrt(statistic / 200))
    assert statistics.cohen_w([1.0, 0.0], [0.0, 1.0]) == 1.0


def test_holm_multiplies_the_least_by_all_and_keeps_the_order() -> None:
    assert statistics.adjust_by_holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx(
        [0.03, 0.06, 0.06, 0.02]
    )
    assert statistics.adjust_by_holm([]) == []
    assert statistics.adjust_by_holm([0.6, 0.9]) == [1.0, 1.0]
