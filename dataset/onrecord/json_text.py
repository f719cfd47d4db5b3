"""JSON read safely: what is no JSON, cut short or nested without end is told by its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any

from onrecord.errors import SourceError

#: How many lines tell that a text is lines of JSON.
_LOOKED_AT = 50
#: A record or a list of records begins so; text in brackets does not.
_BEGINS = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*\{\s*[\"}])")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
#: Escapes one by one, so that a backslash that is escaped itself begins none; pairs are whole.
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def read_json(text: str) -> Any:
    """The value of a JSON text, NaN and infinities as None; None where the text is none.

    Lines of several JSON values are none either. Raises `SourceError` with line and column where
    the text begins as JSON and does not go on so.
    """
    if _BEGINS.match(text) is None:
        return None
    if _SURROGATE.search(text):
        text = _ESCAPE.sub(lambda one: "\\ufffd" if one["half"] else one.group(), text)
    try:
        return json.loads(text, parse_constant=_nothing)
    except json.JSONDecodeError as error:
        if error.msg.startswith("Extra data") or is_lines(text):
            return None
        raise SourceError(
            f"line {error.lineno}, column {error.colno}: not JSON: {error.msg}; the file may be cut short",
            reason="bad-json",
            position=error.pos,
        ) from None
    except RecursionError:
        raise SourceError("not read: JSON nested too deeply", reason="too-deep") from None
    except ValueError:
        raise SourceError(
            "not read: a number of thousands of digits in the JSON", reason="bad-json"
        ) from None


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold anything, by number; only a line feed ends one, for JSON may hold the other separators."""
    at = number = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line, at, number = text[at:end].strip("\ufeff \t\r"), end + 1, number + 1
        if line:
            yield number, line


def is_lines(text: str) -> bool:
    """Whether a text is JSON lines, the first of which may be damaged: two objects stand below each other.

    Of a text of two lines, the second is an object, and the first begins as one and breaks off.
    """
    if "{" not in text:
        return False
    lines = [line for _, line in islice(lines_of(text), _LOOKED_AT)]
    whole = list(map(_is_object, lines))
    if whole == [False, True]:
        return lines[0][0] == "{" and lines[0][-1] not in "[{,:"
    return any(map(all, pairwise(whole)))


def _is_object(line: str) -> bool:
    if line[:1] != "{" or line[-1:] != "}":
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _nothing(_constant: str) -> None:
    """What NaN and infinities are: no number, as where a score could not be computed."""
