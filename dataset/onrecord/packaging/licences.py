"""SPDX licence expressions: what is one, how several are joined, where their text is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

#: Stands for licences that nobody stated.
UNKNOWN = "LicenseRef-unknown"

#: Names of licences on the Hugging Face hub that are not the SPDX id in small letters.
_HUB_NAMES = {
    "ODC-By-1.0": "odc-by",
    "ODbL-1.0": "odbl",
    "PDDL-1.0": "pddl",
    "CDLA-Permissive-1.0": "cdla-permissive-1.0",
    "CDLA-Permissive-2.0": "cdla-permissive-2.0",
    "CDLA-Sharing-1.0": "cdla-sharing-1.0",
}
_HUB_SAME = frozenset(
    "apache-2.0 mit bsd-2-clause bsd-3-clause cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0"
    " cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0"
    " cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0"
    " wtfpl unlicense zlib isc".split()
)


@cache
def _licensing() -> Any:
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


def is_expression(text: str | None) -> bool:
    """Whether a text is an SPDX expression of licences that SPDX knows."""
    from license_expression import ExpressionError

    try:
        return bool(text) and _licensing().parse(text, validate=True, strict=True) is not None
    except (ExpressionError, ValueError, RecursionError):
        return False


def licence_ids(expression: str) -> list[str]:
    """The ids in an expression, in order, each once."""
    if not is_expression(expression):
        return [expression]
    return list(dict.fromkeys(map(str, _licensing().license_keys(expression))))


def combine(expressions: Iterable[str]) -> str:
    """One expression that holds where all of `expressions` do, each for a part of the whole."""
    distinct = sorted(set(expressions))
    if not distinct:
        return UNKNOWN
    if len(distinct) == 1:
        return distinct[0]
    return " AND ".join(f"({one})" if " OR " in one else one for one in distinct)


def licence_url(licence_id: str) -> str | None:
    """Where SPDX keeps the text of a licence; None for an id that is not SPDX's."""
    if not is_expression(licence_id) or len(licence_id.split()) != 1:
        return None
    return f"https://spdx.org/licenses/{licence_id}.html"


def hub_licences(expression: str) -> list[str] | None:
    """The licences of an expression by the hub's names; None where it does not have them all.

    An expression with ``OR``, or with an exception, says what a list of names cannot.
    """
    if " OR " in expression or " WITH " in expression or "+" in expression:
        return None
    names = []
    for one in licence_ids(expression):
        small = one.lower()
        name = _HUB_NAMES.get(one) or (small if small in _HUB_SAME else None)
        if name is None:
            return None
        names.append(name)
    return names
