"""Drift of distributions: the effect size decides, the test guards against few rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from onrecord.differences import Diff, compare_datasets
from onrecord.differences.drift import THRESHOLDS
from onrecord.differences.model import Drift

World = Any


def drifts(diff: Diff) -> dict[str, Drift]:
    return {drift.name: drift for drift in diff.drift}


def test_a_dataset_does_not_drift_from_itself(base: World, write: Callable[..., Path]) -> None:
    diff = compare_datasets(write("a", base), write("b", base))
    assert {"words per turn", "role", "attribution", "kind", "language"} <= drifts(diff).keys()
    assert all((d.effect, d.p_adjusted, d.size) == (0.0, 1.0, "none") for d in diff.drift)


def test_roles_that_moved_are_large_with_the_shares(
    base: World, world: World, write: Callable[..., Path]
) -> None:
    for turn in world.turns:
        if turn["turn_index"] < 4:
            turn["role"] = "host"
    diff = compare_datasets(write("a", base), write("b", world))
    role = drifts(diff)["role"]
    assert role.size == "large"
    assert {s.value: (s.old_rows, s.new_rows) for s in role.shares} == {
        "guest": (56, 24),
        "host": (0, 32),
    }
    assert role.effect == pytest.approx((0.5 * (4 / 7 + (4 / 7) ** 2 / (10 / 7))) ** 0.5)
    assert drifts(diff)["attribution"].size == "none"
    assert "drift-large" in {reason.rule for reason in diff.verdict.reasons}


def test_confidence_by_kolmogorov_smirnov_is_the_largest_distance(
    base: World, world: World, write: Callable[..., Path]
) -> None:
    for turn in world.turns[:28]:
        turn["confidence"] = 0.5
    drift = drifts(compare_datasets(write("a", base), write("b", world)))["confidence"]
    assert drift.statistic == pytest.approx(0.5)
    assert drift.old_summary is not None
    assert drift.new_summary is not None
    assert drift.old_summary.quantiles[1] == pytest.approx(0.9)
    assert drift.new_summary.quantiles[1] == pytest.approx(0.5)


def test_a_large_effect_in_few_rows_is_not_reported(
    world: World, write: Callable[..., Path]
) -> None:
    """Two documents of eight carry a flag, then none: it may be chance."""
    other = world.copy()
    for document in world.documents[:2]:
        document["flags"] = ["no-date"]
    flag = drifts(compare_datasets(write("a", world), write("b", other)))["flag no-date"]
    assert flag.test == "Fisher exact"
    assert abs(flag.effect) > THRESHOLDS["h"][2]
    assert flag.p_adjusted > 0.01
    assert flag.size == "none"


def test_thresholds_of_the_distance_are_those_of_normal_shifts() -> None:
    assert THRESHOLDS["D"] == (0.08, 0.2, 0.31)


def test_rows_without_a_value_are_a_category(
    base: World, world: World, write: Callable[..., Path]
) -> None:
    for document in world.documents:
        document["language"] = None
    language = drifts(compare_datasets(write("a", base), write("b", world)))["language"]
    assert {s.value: s.new_share for s in language.shares} == {"en": 0.0, "(none)": 1.0}
    assert language.effect == 1.0


@pytest.mark.parametrize("size", [1, 2, 7, 19, 20, 56, 60])
def test_mean_and_quantiles_are_those_of_the_rows(
    size: int, base: World, world: World, write: Callable[..., Path]
) -> None:
    """Computed from counts of values, they are what the rows themselves give."""
    world.turns[:] = [{**world.turns[0], "turn_index": at, "char_start": None, "char_end": None,
                       "n_words": 1 + (at * 37) % 23} for at in range(size)]  # fmt: skip
    summary = drifts(compare_datasets(write("a", base), write("b", world)))[
        "words per turn"
    ].new_summary
    rows = np.array([turn["n_words"] for turn in world.turns])
    shares = [0.05, 0.25, 0.5, 0.75, 0.95]
    assert summary is not None
    assert summary.rows == size
    assert summary.mean == pytest.approx(rows.mean())
    assert list(summary.quantiles) == np.quantile(rows, shares, method="inverted_cdf").tolist()


def test_infinite_values_of_one_side_stay_there(
    base: World, world: World, write: Callable[..., Path]
) -> None:
    world.turns[0]["confidence"] = float("inf")
    drift = drifts(compare_datasets(write("a", base), write("b", world)))["confidence"]
    assert drift.old_summary is not None
    assert drift.new_summary is not None
    assert drift.old_summary.mean == pytest.approx(0.9)
    assert drift.new_summary.mean == float("inf")
