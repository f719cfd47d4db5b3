"""Times of captions and recognisers as whole milliseconds from the start of the recording."""

from __future__ import annotations

import re
from math import isfinite

#: The longest time believed, 10,000 hours: beyond it a number is an identifier or an error.
MAX_MS = 36_000_000_000
_MAX_SECONDS = MAX_MS / 1000
_CLOCK = re.compile(
    r"(?:(?:(?P<h>[0-9]{1,6}):)?(?P<m>[0-9]{1,3}):)?(?P<s>[0-9]{1,6})(?:[.,](?P<f>[0-9]{1,9}))?"
)
#: ``1.300s`` of Google, ``4.87`` of Amazon.
_SECONDS = re.compile(r"(?P<number>[0-9]{1,9}(?:\.[0-9]{1,12})?)s?")
#: ``PT1H2M3.5S`` (ISO 8601).
_ISO = re.compile(
    r"P(?:(?P<d>[0-9]{1,4})D)?(?:T(?:(?P<h>[0-9]{1,6})H)?(?:(?P<m>[0-9]{1,6})M)?"
    r"(?:(?P<s>[0-9]{1,9}(?:\.[0-9]{1,12})?)S)?)?"
)


def parse_clock(clock: str) -> int | None:
    """Milliseconds of ``01:02:03.450``, ``02:03,45`` or ``3.4``; None where it is no time."""
    match = _CLOCK.fullmatch(clock)
    if match is None:
        return None
    whole = int(match["h"] or 0) * 3600 + int(match["m"] or 0) * 60 + int(match["s"])
    return _bounded(whole * 1000 + int((match["f"] or "0").ljust(3, "0")[:3]))


def parse_seconds(value: object, per_second: float = 1.0) -> int | None:
    """Milliseconds of a number or a text of seconds; None where it is none, or no time.

    `per_second` is how many of the source's units make a second: 1000 for milliseconds, 1e7 for
    ticks. A hair before the beginning is the beginning.
    """
    if type(value) is float and 0.0 <= value <= _MAX_SECONDS and per_second == 1.0:
        return round(value * 1000)  # most times
    if isinstance(value, str):
        if (match := _SECONDS.fullmatch(value)) is None:
            return None
        value = float(match["number"])
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, int) and abs(value) > MAX_MS * 10_000:
        return None  # too large for a float
    seconds = value / per_second
    if not isfinite(seconds) or not -1.0 < seconds <= _MAX_SECONDS:
        return None
    return max(0, round(seconds * 1000))


def parse_iso(value: object) -> int | None:
    """Milliseconds of an ISO 8601 duration such as ``PT1.59S``; None where it is none."""
    match = _ISO.fullmatch(value) if isinstance(value, str) else None
    if match is None or match.end() < 3:
        return None
    hours = int(match["d"] or 0) * 24 + int(match["h"] or 0)
    return _bounded(
        round((hours * 3600 + int(match["m"] or 0) * 60 + float(match["s"] or 0)) * 1000)
    )


def _bounded(milliseconds: int) -> int | None:
    return milliseconds if milliseconds <= MAX_MS else None
