"""A saved web page: its bytes decoded, bounded and parsed.

Encoding: byte-order mark, what the recipe declares, ``<meta charset>``, then as any other text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser

from onrecord.decoding import decode
from onrecord.errors import SourceError, Undecodable
from onrecord.source import Source

#: How far down a page says how it is encoded, in bytes.
_HEAD = 1 << 14
_CHARSET = re.compile(
    rb"<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
#: The encodings of the web (Encoding Standard, section 4.2) that Python has, and no other codec.
_ENCODING = re.compile(
    r"utf-?8|iso-?8859-?[0-9]{1,2}|latin-?[1-9]|windows-125[0-8]|cp125[0-8]|koi8-[ru]|shift[_-]jis|sjis|euc-(?:jp|kr)"
    r"|iso-2022-jp|gb2312|gbk|gb18030|big5|us-ascii|ascii|macintosh|ibm866|windows-874"
)
#: What the labels of old pages stand for: browsers read Latin 1 as its Windows superset.
_READ_AS = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "macintosh": "mac_roman",
    "windows-874": "cp874",
}
#: Tags that the tree builder reopens and reorders, which takes unbounded time; here they are names.
_FORMATTING = re.compile(
    r"<(/?)(?=(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/>])", re.IGNORECASE
)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w:-]{0,60})(?P<attributes>[^<>]*)>?")
_PARTS = re.compile(r"[\s/\"']+")
#: More attributes than this no tag has, and no page is nested deeper than that.
_MOST_ATTRIBUTES, _DEEPEST = 1000, 3000
#: Elements that are never closed, or seldom.
_OPEN_ENDED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th tbody thead tfoot"
    " option optgroup colgroup rt rp frame html body head isindex keygen basefont bgsound spacer x-a x-font x-b x-i".split()
)


@lru_cache(maxsize=1)
def read_page(data: bytes, declared: str | None) -> LexborHTMLParser:
    """The tree of a page. Raises `Undecodable`, `SourceError`. The last answer is kept."""
    text = _FORMATTING.sub(r"<\1x-", _decode(data, declared))
    return LexborHTMLParser(_bounded(text))


def page_of(source: Source) -> LexborHTMLParser:
    """The tree of the page that a source is. Raises `Undecodable`, `SourceError`."""
    return read_page(source.data, source.encoding)


def _decode(data: bytes, declared: str | None) -> str:
    found = None if declared else _CHARSET.search(data, 0, _HEAD)
    if found is not None:
        label = found[1].decode("ascii").lower()
        if _ENCODING.fullmatch(label):
            try:
                return decode(data, _READ_AS.get(label, label)).text
            except Undecodable as error:
                if error.reason != "undecodable":
                    raise
    return decode(data, declared).text


def _bounded(text: str) -> str:
    """`text` without what makes parsing slow: a tag of endless attributes, a second root.

    Raises `SourceError` where elements are nested too deeply.
    """
    depth = 0
    roots: set[str] = set()
    pieces: list[str] = []
    done = 0
    for tag in _TAG.finditer(text):
        name = tag["name"].lower()
        if name not in _OPEN_ENDED:
            depth = (
                max(0, depth - 1) if tag["end"] else depth + (not tag["attributes"].endswith("/"))
            )
            if depth > _DEEPEST:
                raise SourceError(
                    f"nested too deeply: more than {_DEEPEST} elements of the page are open at once",
                    reason="too-deep",
                    position=tag.start(),
                )
        is_second = name in {"html", "body"} and not tag["end"] and name in roots
        if name in {"html", "body"} and not tag["end"]:
            roots.add(name)
        long = len(tag["attributes"]) > _MOST_ATTRIBUTES
        if is_second or (long and len(_PARTS.findall(tag["attributes"])) > _MOST_ATTRIBUTES):
            pieces += text[done : tag.start()], "" if is_second else f"<{tag['end']}{name}>"
            done = tag.end()
    return "".join([*pieces, text[done:]])
