"""Times as whole milliseconds."""

from __future__ import annotations

import math

import pytest

from onrecord.formats._clock import MAX_MS, parse_clock, parse_iso, parse_seconds


@pytest.mark.parametrize(
    ("value", "milliseconds"),
    [
        (1.2345, 1234),
        (0, 0),
        ("4.87", 4870),
        ("1.300s", 1300),
        (-0.02, 0),
        (1e-9, 0),
        (MAX_MS / 1000, MAX_MS),
        (MAX_MS, None),
        (-5, None),
        (math.nan, None),
        (math.inf, None),
        (10**400, None),
        (-(10**400), None),
        (True, None),
        (None, None),
        ("", None),
        ("1e3", None),
        ("NaN", None),
        ("-1", None),
        ("٣", None),
        ([], None),
        ({}, None),
    ],
)
def test_seconds(value: object, milliseconds: int | None) -> None:
    assert parse_seconds(value) == milliseconds


def test_units() -> None:
    assert parse_seconds(1500, 1000) == 1500
    assert parse_seconds(700000.0, 1e7) == 70


@pytest.mark.parametrize(
    ("value", "milliseconds"),
    [
        ("PT1.59S", 1590),
        ("PT1H2M3.5S", 3723500),
        ("P1DT1S", 86401000),
        ("PT", None),
        ("P", None),
        ("1.59", None),
        (1, None),
        ("PT9999999H", None),
    ],
)
def test_iso(value: object, milliseconds: int | None) -> None:
    assert parse_iso(value) == milliseconds


@pytest.mark.parametrize(
    ("value", "milliseconds"),
    [
        ("01:02:03.450", 3723450),
        ("02:03,45", 123450),
        ("3.4", 3400),
        ("1:2:3:4", None),
        ("x", None),
        ("999999:00:00", None),
    ],
)
def test_clock(value: str, milliseconds: int | None) -> None:
    assert parse_clock(value) == milliseconds


def test_rounding_makes_no_overlap() -> None:
    """What ends where the next begins still does."""
    for at in range(2000):
        assert parse_seconds(at / 7) == parse_seconds(at / 7)
        before, after = parse_seconds(at / 7), parse_seconds((at + 1) / 7)
        assert before is not None
        assert after is not None
        assert before <= after
