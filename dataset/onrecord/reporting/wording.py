"""How the report prints numbers and names."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

_LONGEST = 300
#: Control characters, half characters, and those that turn the direction of what follows.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)


def count(number: float) -> str:
    """``12,345``."""
    return f"{round(number):,}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """``1 document``, ``12,345 documents``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def share(part: float, whole: float) -> str:
    """``12.3 %``; never 0 or 100 where it is not quite."""
    if not whole:
        return "–"
    percent = 100 * part / whole
    if 0 < percent < 0.1:
        return "< 0.1 %"
    if 99.9 < percent < 100:
        return "> 99.9 %"
    return f"{percent:.1f} %" if 0 < percent < 100 else f"{percent:.0f} %"


def size(number: int) -> str:
    """``1.2 MB``."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if number >= factor:
            return f"{number / factor:.1f} {unit}"
    return f"{number} bytes"


def day(value: date) -> str:
    """``14 October 2019``."""
    months = "January February March April May June July August September October November December"
    return f"{value.day} {months.split()[value.month - 1]} {value.year}"


def shown(value: Any, longest: int = _LONGEST) -> str:
    """A value of the data in one line: control characters out of it, cut short."""
    text = "" if value is None else str(value)
    line = " ".join(visible(text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def visible(text: str) -> str:
    """The text with a mark where a control character or half a character stood."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def listed(words: list[str]) -> str:
    """``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
