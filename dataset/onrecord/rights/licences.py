"""What a licence says of the words: whether others may publish them, in this form.

Categories of licences are those of the ScanCode LicenseDB, which license-expression carries.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, Literal

Answer = Literal["allows", "unclear", "forbids"]

#: From what lets least to what lets most.
_ORDER: tuple[Answer, ...] = ("forbids", "unclear", "allows")
_OPEN = frozenset(("Permissive", "Public Domain", "Copyleft", "Copyleft Limited"))
_CREATIVE_COMMONS = re.compile(r"^CC-BY(-NC)?(-ND|-SA)?-")

#: "All rights reserved" as notices print it, case folded.
_RESERVED = re.compile(
    r"all\s+rights?\s+reserved|alle\s+rechte\s+vorbehalten|alle\s+rechten\s+voorbehouden"
    r"|tous\s+droits\s+(?:de\s+reproduction\s+)?réservés|todos\s+los\s+derechos\s+reservados"
    r"|todos\s+os\s+direitos\s+reservados|tutti\s+i\s+diritti\s+(?:sono\s+)?riservati"
    r"|alla\s+rättigheter\s+(?:förbehållna|reserverade)|все\s+права\s+защищены"
    r"|wszelkie\s+prawa\s+zastrzeżone|版权所有|無断転載|版權所有|no\s+licen[cs]e\s+is\s+granted"
)


@lru_cache(maxsize=1024)
def ask_license(expression: str) -> Answer:
    """Whether an SPDX expression lets others publish the words, cut into turns.

    Of ``A OR B`` the better counts, of ``A AND B`` the worse. Creative Commons licences allow it,
    with their conditions, except those without derivatives; what is no SPDX expression is unclear.
    """
    from license_expression import ExpressionError, get_spdx_licensing

    try:
        parsed = get_spdx_licensing().parse(expression, validate=True, strict=True)
    except ExpressionError:
        return "unclear"
    return _ask(parsed) if parsed is not None else "unclear"


def reserves_all(notice: str | None) -> bool:
    """Whether a notice of rights reserves them all."""
    return bool(notice and _RESERVED.search(notice.casefold()))


def _ask(parsed: Any) -> Answer:
    from license_expression import LicenseWithExceptionSymbol

    if isinstance(parsed, LicenseWithExceptionSymbol):
        return _of_symbol(str(parsed.license_symbol.key))
    if not parsed.args:
        return _of_symbol(str(parsed.key))
    answers = [_ORDER.index(_ask(part)) for part in parsed.args]
    either = str(parsed.operator).strip() == "OR"
    return _ORDER[max(answers) if either else min(answers)]


def _of_symbol(key: str) -> Answer:
    if found := _CREATIVE_COMMONS.match(key):
        return "forbids" if found[2] == "-ND" else "allows"
    category = _categories().get(key, "")
    if category in _OPEN:
        return "allows"
    return "forbids" if category == "Commercial" else "unclear"


@cache
def _categories() -> dict[str, str]:
    """The category of each licence by its SPDX id."""
    from license_expression import get_license_index

    return {
        spdx: str(one.get("category", ""))
        for one in get_license_index()
        for spdx in (one.get("spdx_license_key"), *one.get("other_spdx_license_keys", ()))
        if spdx
    }
