"""JSON read safely: what is no JSON says where, depth and numbers are bounded."""

from __future__ import annotations

from math import isfinite
from typing import Any

from onrecord.errors import SourceError
from onrecord.source import Source

#: Longer digits are no count and no time: they are read as a number with a point.
_DIGITS = 18


def read_json(source: Source) -> Any:
    """The value that a source holds. Raises `SourceError` with line and column for what is no JSON."""
    value = source.json
    if value is None:
        raise SourceError("not JSON: neither an object nor a list of objects", reason="bad-json")
    return value


def as_object(value: Any) -> dict[str, Any]:
    """`value` where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """`value` where it is an array, the values of an object numbered by its keys, else an empty list."""
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def as_number(value: Any) -> float | None:
    """A number or its digits; None for any other value."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if isfinite(number) else None


def as_words(value: Any) -> str | None:
    """A text with white space as one space; None for anything else and for no words."""
    return " ".join(value.split()) or None if isinstance(value, str) else None
