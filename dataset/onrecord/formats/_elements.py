"""XML read from its bytes, in the encoding that it declares, and safely.

No entity is expanded but for the names of characters (``&ndash;``), nothing is fetched, depth and
growth are bounded; whatever is no XML is refused with line and column.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html.entities import html5
from typing import NamedTuple

from lxml import etree

from onrecord.errors import SourceError
from onrecord.source import Source

_HEAD = 1 << 16
_WIDE = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
#: What may stand before the root: declaration and instructions, comments, a document type.
_PROLOG = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b[^\[>]*(?:\[(?:[^\]\"'<]|\"[^\"]*\"|'[^']*'|<!--.*?-->|<(?!!--)[^>\"']*+(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*+)*+>)*+\]\s*)?>",
    re.DOTALL,
)
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(?P<name>[\w.-]{1,60})(?P<attributes>[^>]{0,4000})")
_ENTITY = re.compile(
    r"<!ENTITY\s+(?P<parameter>%\s+)?(?P<name>[^\s\"'>]{1,100})\s+(?P<value>\"[^\"]*\"|'[^']*'|[^>\s]{1,20})"
)
#: What an entity may stand for: characters, given as such or by number.
_CHARACTERS = re.compile(r"[\"'](?:[^&%<]|&(?:amp;)?#x?[0-9A-Fa-f]{1,6};){0,8}[\"']")


class Root(NamedTuple):
    """The root element as the first bytes show it: local name, attributes as written, what follows."""

    name: str
    attributes: str
    after: str


def sniff_root(source: Source) -> Root | None:
    """The root element of a source that can be XML, from its first 64 kB; None for any other."""
    head = source.data[:_HEAD]
    if not any(mark in head[:200] for mark in (b"<", b"\x00<")):
        return None
    text = _decoded(head, source.encoding).lstrip("\ufeff")
    at = 0
    while match := _PROLOG.match(text, at):
        at = match.end()
    root = _ROOT.match(text, at)
    return Root(root["name"], root["attributes"], text[root.end() :]) if root else None


def _decoded(head: bytes, declared: str | None) -> str:
    """The first bytes as text, for tags alone: letters that are not ASCII may be wrong."""
    if not declared:
        found = (encoding for mark, encoding in _WIDE if head.startswith(mark))
        declared = next(found, "latin-1")
    text = head.decode(declared, "ignore")
    return text.removeprefix("\xef\xbb\xbf")


def read_xml(source: Source) -> etree._Element:
    """The root element of a source. Raises `SourceError` with line and column for what is no XML."""
    if not source.data.strip():
        raise SourceError(f"the source is empty ({len(source.data)} bytes)", reason="empty")
    _refuse_entities(source)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding=source.encoding,
    )
    try:
        root = etree.fromstring(source.data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        message = str(error.msg).split(", line ")[0][:200]
        raise SourceError(
            f"line {line}, column {column}: not well-formed XML: {message}", reason="bad-xml"
        ) from None
    except (LookupError, ValueError) as error:
        raise SourceError(f"not XML: {str(error)[:200]}", reason="bad-xml") from None
    _put_characters(root)
    return root


def _refuse_entities(source: Source) -> None:
    """Refuse declared entities that stand for more than a few characters."""
    wide = b"\x00" in source.data[:200]
    if not wide and b"<!ENTITY" not in source.data:
        return
    text = _decoded(source.data, source.encoding) if wide else source.data.decode("latin-1")
    for entity in _ENTITY.finditer(text):
        if entity["parameter"] or not _CHARACTERS.fullmatch(entity["value"]):
            line = text.count("\n", 0, entity.start()) + 1
            column = entity.start() - text.rfind("\n", 0, entity.start())
            raise SourceError(
                f"line {line}, column {column}: the document declares an entity, "
                f"{entity['name'][:60]}, that is more than a character; entities are not expanded: "
                "write the words out",
                reason="xml-entity",
            )


def _put_characters(root: etree._Element) -> None:
    """Put the character in place of each entity that names one. Raises `SourceError` for others."""
    for entity in list(root.iter(etree.Entity)):
        name = str(entity.text)[1:-1]
        character = html5.get(f"{name};")
        if character is None:
            raise SourceError(
                f"line {entity.sourceline}, column 1: the entity &{name[:60]}; is no character; "
                "entities are not expanded: write the words out",
                reason="xml-entity",
            )
        _replace(entity, character)


def _replace(node: etree._Element, text: str) -> None:
    """Put `text` in the place of a node, with what follows it."""
    parent, before = node.getparent(), node.getprevious()
    text += node.tail or ""
    node.tail = None
    if before is not None:
        before.tail = (before.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text
    if parent is not None:
        parent.remove(node)


@lru_cache(maxsize=1 << 12)
def local(name: object) -> str:
    """A tag or attribute name without its namespace; empty for what is no element."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def get(element: etree._Element, wanted: str) -> str | None:
    """The attribute of that local name, in whatever namespace; None where there is none."""
    value = element.get(wanted)
    if value is None:
        value = element.get(f"{{http://www.w3.org/XML/1998/namespace}}{wanted}")
    found: str | None = value
    return found


def words_of(element: etree._Element | None) -> str:
    """All text of an element and what it holds, white space as one space."""
    if element is None:
        return ""
    return " ".join("".join(str(piece) for piece in element.itertext()).split())


def first(element: etree._Element, *names: str) -> etree._Element | None:
    """The first descendant at the end of a path of local names, whatever the namespace."""
    found: etree._Element | None = element
    for name in names:
        if found is None:
            return None
        found = next(
            (one for one in found.iter() if one is not found and local(one.tag) == name), None
        )
    return found
