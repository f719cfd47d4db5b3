"""JSON read safely: what is no JSON, cut short or nested without end is told by its place."""

from __future__ import annotations

import json
import re
from typing import Any

from onrecord.errors import SourceError

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
        if error.msg.startswith("Extra data"):
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


def _nothing(_constant: str) -> None:
    """What NaN and infinities are: no number, as where a score could not be computed."""
