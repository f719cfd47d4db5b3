"""XML read safely: no entities, no document type, nothing fetched, no depth without end."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from onrecord.errors import SourceError

_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")


def parse_xml(text: str) -> etree._Element:
    """The root element of `text`. Raises `SourceError` with line and column for what is no XML.

    `text` is decoded already: an encoding that its declaration names is not applied again.
    """
    text = _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1).lstrip()
    if found := _DOCTYPE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise SourceError(
            f"line {line}: a document type is declared, which is not read for safety; remove it",
            reason="xml-doctype",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise SourceError(
            f"line {line}, column {column}: not XML: {str(error.msg).split(', line ')[0][:200]}",
            reason="bad-xml",
        ) from None


@lru_cache(maxsize=1 << 10)
def local(name: object) -> str:
    """A tag or attribute name without its namespace; empty for comments."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def attribute(element: etree._Element, wanted: str) -> str | None:
    """The value of the attribute of that local name, whatever its namespace."""
    for name, value in element.items():
        if name == wanted or local(name) == wanted:
            return str(value)
    return None
