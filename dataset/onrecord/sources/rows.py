"""What a cell of a table holds, where it holds a whole source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from onrecord.errors import SourceError
from onrecord.sources.streams import too_large

_SURROGATE = re.compile("[\ud800-\udfff]")
_SHOWN = 20


def cell_bytes(value: Any, limit: int, encoding: str = "utf-8") -> bytes:
    """The bytes of a cell; characters are encoded, halves of one as U+FFFD. Raises `SourceError`."""
    if value is None or (isinstance(value, str | bytes) and not value):
        raise SourceError("the row holds no text", reason="no-text")
    if isinstance(value, str):
        try:
            value = _SURROGATE.sub("\ufffd", value).encode(encoding)
        except UnicodeEncodeError as error:
            raise SourceError(f"the text is not {encoding}: {error}", reason="bad-row") from None
    if not isinstance(value, bytes):
        raise SourceError(
            f"the row holds no text but a value of another kind ({type(value).__name__})",
            reason="bad-row",
        )
    if len(value) > limit:
        raise too_large(len(value), limit)
    return value


def unknown_column(column: str, names: Iterable[str]) -> SourceError:
    """The refusal of a table that lacks the column of its records."""
    there = list(names)
    listed = ", ".join(name[:40] for name in there[:_SHOWN])
    more = f" and {len(there) - _SHOWN} more" if len(there) > _SHOWN else ""
    return SourceError(
        f"there is no column {column!r}; there are: {listed}{more}; name another with --records, or `records` in the recipe",
        reason="no-column",
    )
