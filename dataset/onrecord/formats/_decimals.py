"""Numbers as people write them: ``0,5`` or ``0.5``, ``1.234,5`` or ``1,234.5``; which, the whole column says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

Mark = Literal[",", "."]

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
#: Thousands set apart by one mark, decimals by the other.
_GROUPED = {
    ".": re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"),
    ",": re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?"),
}


def decimal_mark(values: Iterable[str]) -> Mark | None:
    """The decimal mark of the numbers in a column; None where nothing tells it, or they do not agree."""
    marks = {mark for value in values if (mark := _mark_of(value.strip()))}
    return marks.pop() if len(marks) == 1 else None


def _mark_of(number: str) -> Mark | None:
    """The decimal mark of a number, None for none and where it may set thousands apart, as in ``1,500``."""
    if not _NUMBER.fullmatch(number):
        return None
    if "," in number and "." in number:
        return "," if number.rfind(",") > number.rfind(".") else "."
    mark: Mark = "," if "," in number else "."
    is_other = _GROUPED["." if mark == "," else ","].fullmatch(number) and number[0] != "0"
    return None if is_other or number.count(mark) != 1 else mark


def with_point(number: str, mark: Mark) -> str:
    """A number that is written with that decimal mark, as Python reads it; any other text as it is."""
    thousands = "." if mark == "," else ","
    if _GROUPED[mark].fullmatch(number):
        number = number.replace(thousands, "")
    return number.replace(mark, ".") if thousands not in number else number
