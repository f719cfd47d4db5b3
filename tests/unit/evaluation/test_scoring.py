"""Figures that can be worked out by hand."""

from __future__ import annotations

import math

import pytest

from onrecord.evaluation.clustering import bcubed
from onrecord.evaluation.scoring import Attributions, Turn, score_document


def turn(start: int, end: int, person: str, kind: str = "speech", **other: object) -> Turn:
    return Turn(start, end, kind, person, person, "host", **other)  # type: ignore[arg-type]


def test_bcubed_of_the_example_worked_out_by_hand() -> None:
    # found: {a a b} {b b}: precision (2/3*2 + 1/3 + 1 + 1)/5, recall (1 + 1 + 1/3 + 2/3*2)/5
    found = bcubed(list("aabbb"), [1, 1, 1, 2, 2])
    assert found.precision == pytest.approx((4 / 3 + 1 / 3 + 2) / 5)
    assert found.recall == pytest.approx((2 + 1 / 3 + 4 / 3) / 5)


def test_bcubed_of_nothing_is_not_a_number() -> None:
    assert math.isnan(bcubed([], []).f1)


def test_a_perfect_document_has_every_share_at_one() -> None:
    turns = [turn(0, 10, "ada"), turn(11, 15, "", "cue"), turn(16, 30, "bo", "clip")]
    score, _ = score_document(turns, turns, Attributions())
    assert set(score.shares().values()) == {1.0}


def test_joined_turns_cost_a_boundary_and_the_words_of_the_second_speaker() -> None:
    truth = [turn(0, 60, "ada"), turn(60, 100, "bo")]
    score, pairs = score_document(truth, [turn(0, 100, "ada")], Attributions())
    shares = score.shares()
    assert (shares["precision"], shares["recall"]) == (1.0, 0.5)
    assert (shares["words"], shares["turns"], shares["spans_f1"]) == (0.6, 0.5, 0.0)
    assert [found.person for _, found in pairs if found] == ["ada", "ada"]


def test_missing_turns_are_wrong_in_everything() -> None:
    score, _ = score_document([turn(0, 10, "ada")], [], Attributions())
    shares = score.shares()
    assert shares["words"] == shares["turns"] == shares["roles"] == shares["kinds"] == 0.0


def test_calibration_error_is_the_gap_of_confidence_and_truth() -> None:
    attributions = Attributions()
    sure = turn(0, 10, "ada", attribution="inferred", confidence=0.9)
    attributions.count(sure, right=True)
    attributions.count(sure, right=False)
    assert attributions.calibration_error() == pytest.approx(0.4)
