"""Languages as BCP 47 tags, and dates, as structured formats declare them."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_DATE = re.compile(r"(?P<y>[12][0-9]{3})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})(?![0-9])")
#: Codes for no language, or for several.
_NONE = frozenset(("und", "mul", "mis", "zxx", "xx"))


@lru_cache(maxsize=1 << 10)
def language_tag(declared: str | None) -> str | None:
    """The BCP 47 tag of a declared language (``eng`` is ``en``); None for none, or for no tag."""
    from langcodes import standardize_tag, tag_is_valid
    from langcodes.tag_parser import LanguageTagError

    code = (declared or "").strip().replace("_", "-")
    if not code or len(code) > 35 or code.split("-")[0].lower() in _NONE:
        return None
    try:
        if not tag_is_valid(code):
            return None
        parts = str(standardize_tag(code)).split("-")
    except (LanguageTagError, ValueError):
        return None
    ends = next((at for at, part in enumerate(parts) if len(part) == 1), len(parts))
    return "-".join(parts[:ends]) or None


def read_date(text: str | None) -> date | None:
    """The first date of the form ``2021-05-20`` in a text; None where there is none."""
    match = _DATE.search(text or "")
    if match is None:
        return None
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def milliseconds(seconds: object) -> int | None:
    """Whole milliseconds of seconds, a number or its digits; None for what is none from 0 to 100 h."""
    if isinstance(seconds, bool):
        return None
    try:
        value = float(seconds) if isinstance(seconds, str | int | float) else -1.0
    except (ValueError, OverflowError):
        return None
    return round(value * 1000) if 0 <= value <= 360_000 else None
