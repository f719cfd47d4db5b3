"""Times and dates as documents print them."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    month: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for month in names.split()
}
_MONTH = "(?P<{}>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_AMERICAN = re.compile(
    _MONTH.format("month") + r"\s+(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>[12][0-9]{3})",
    re.IGNORECASE,
)
_BRITISH = re.compile(
    r"\b(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?"
    + _MONTH.format("month")
    + r",?\s+(?P<year>[12][0-9]{3})",
    re.IGNORECASE,
)
_ISO = re.compile(r"\b(?P<year>[12][0-9]{3})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![0-9])")
_STYLES = (_ISO, _AMERICAN, _BRITISH)


def find_date(text: str) -> date | None:
    """The first date printed in full in `text` (day, month and four-digit year), if any.

    Dates in figures only count as ISO 8601: ``03/04/2021`` does not say which is the month.
    A year glued to a time (``December 15, 20239:31 PM``) is read as four digits.
    """
    if not any(digits in text for digits in ("19", "20", "18")):
        return None
    found = [match for style in _STYLES if (match := style.search(text))]
    for match in sorted(found, key=re.Match.start):
        month = _MONTHS.get(match["month"].lower()) or match["month"]
        try:
            return date(int(match["year"]), int(month), int(match["day"]))
        except ValueError:
            continue
    return None


def parse_time_mark(mark: str) -> int:
    """Milliseconds of a time printed as ``[hh:]mm:ss[.fff]``."""
    clock, _, fraction = mark.replace(",", ".").partition(".")
    seconds = 0
    for part in clock.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000 + int(fraction.ljust(3, "0")[:3] or 0)
