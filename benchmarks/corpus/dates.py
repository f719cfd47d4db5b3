"""Days of broadcast, in the styles in which pages print them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ZONES = ("ET", "EST", "EDT", "CDT", "CST", "MDT", "PDT", "PST", "AKDT")
STYLES = (
    "{american}{clock} {zone}",
    "Published {american} at {clock} {zone}",
    "Originally published on {american} {clock}",
    "{american}",
    "{weekday}, {american}",
    "{shouted} {clock} {zone}",
    "{iso}",
    "{british}",
)


def draw_day(rng: Random, first: int, last: int) -> date:
    """Return a day from the first to the last year, both included."""
    start = date(first, 1, 1)
    return start + timedelta(days=int(rng.random() * (date(last, 12, 31) - start).days))


def american(day: date) -> str:
    """Return the day as `May 20, 2021`."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def british(day: date) -> str:
    """Return the day as `20 May 2021`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def printed_date(rng: Random, day: date) -> str:
    """Return the line on which a page states the day, in one of several styles."""
    return rng.choice(STYLES).format(
        american=american(day),
        shouted=american(day).upper(),
        british=british(day),
        iso=day.isoformat(),
        weekday=WEEKDAYS[day.weekday()],
        clock=f"{rng.randrange(1, 13)}:{rng.randrange(60):02d} {rng.choice('AP')}M",
        zone=rng.choice(ZONES),
    )
