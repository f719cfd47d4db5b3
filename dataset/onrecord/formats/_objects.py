"""JSON read safely: what is no JSON says where, depth and numbers are bounded."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from onrecord.errors import SourceError
from onrecord.source import Source

#: Longer digits are no count and no time: they are read as a number with a point.
_DIGITS = 18


_HALF = re.compile("[\ud800-\udfff]")


def read_json(source: Source) -> Any:
    """The value that a source holds. Raises `SourceError` with line and column for what is no JSON."""
    text = source.decoded.text.removeprefix("\ufeff")
    try:
        return json.loads(text, parse_int=_integer, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise SourceError(
            f"line {error.lineno}, column {error.colno}: not JSON: {error.msg}", reason="bad-json"
        ) from None
    except RecursionError:
        raise SourceError("JSON nested too deeply", reason="too-deep") from None


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _DIGITS else float(digits[:400])


def _refuse(constant: str) -> NoReturn:
    raise SourceError(f"{constant} is no value of JSON (RFC 8259, section 6)", reason="bad-json")


def as_object(value: Any) -> dict[str, Any]:
    """`value` where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """`value` where it is an array, the values of an object numbered by its keys, else an empty list."""
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def as_words(value: Any) -> str | None:
    """A text with white space as one space; None for anything else and for no words.

    Half a surrogate pair, which JSON can spell and no text can hold, becomes U+FFFD.
    """
    if not isinstance(value, str):
        return None
    if not value.isascii():
        value = _HALF.sub("\ufffd", value)
    return " ".join(value.split()) or None
