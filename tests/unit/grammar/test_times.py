"""Dates and times as printed."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.grammar.times import find_date, parse_time_mark


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Published May 20, 2021 at 4:08 AM CDT", date(2021, 5, 20)),
        ("December 15, 20239:31 PM ET", date(2023, 12, 15)),
        ("Aired January 5, 2000 - 9:00 p.m. ET", date(2000, 1, 5)),
        ("Sept. 3, 2019", date(2019, 9, 3)),
        ("3 September 2019", date(2019, 9, 3)),
        ("2019-09-03T10:00", date(2019, 9, 3)),
        ("June 1st, 1999", date(1999, 6, 1)),
        ("Heard on Fresh Air, November 10, 2018", date(2018, 11, 10)),
        ("02/03/2019", None),
        ("yesterday", None),
        ("February 30, 2020", None),
        ("May 2020", None),
        ("in 2019 we had 20 people", None),
    ],
)
def test_only_dates_in_full_count(text: str, expected: date | None) -> None:
    assert find_date(text) == expected


@pytest.mark.parametrize(
    ("mark", "milliseconds"),
    [
        ("0:04", 4_000),
        ("12:31", 751_000),
        ("01:00:00", 3_600_000),
        ("00:00:37.250", 37_250),
        ("00:00:01,5", 1_500),
        ("100:00", 6_000_000),
    ],
)
def test_time_marks_are_milliseconds(mark: str, milliseconds: int) -> None:
    assert parse_time_mark(mark) == milliseconds
