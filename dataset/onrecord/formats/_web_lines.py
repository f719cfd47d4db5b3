"""The lines of a web page, with the elements they stand in, and the names that markup sets apart.

What nobody says is left out: scripts, styles, navigation, footers, captions of pictures. A name that
stands in an element of its own (``<dt>``, ``<cite>``, ``<strong>``, ``class="speaker"``, the first cell
of a row) is a label without its colon, where such names recur: it is given one, and the time beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from onrecord.grammar.labels import parse_label

_SILENT = frozenset(
    "script style noscript template nav footer button select textarea iframe object svg figure figcaption audio"
    " video canvas head title menu dialog map math input".split()
)
#: What pages call the place of their readers' comments, in ``id`` or ``class``.
_COMMENTS = frozenset(
    "comments comments-area comments-section comment-list commentlist comment-body disqus_thread".split()
)
_SILENT_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "menu"))
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset form h1 h2 h3 h4 h5 h6 header hr html"
    " legend li main ol p pre section summary table tbody td tfoot th thead tr ul caption".split()
)
_HINT = re.compile(r"transcri", re.IGNORECASE)
_NAMING = re.compile(
    r"(?:^|[\s_-])(?:speaker|speaker-?name|speakername|who)(?:$|[\s_-])", re.IGNORECASE
)
_TIMING = re.compile(r"(?:^|[\s_-])(?:time-?stamp|time-?code|time)(?:$|[\s_-])", re.IGNORECASE)
_CLOCK = re.compile(r"\W{0,3}((?:[0-9]{1,3}:)?[0-9]{1,3}:[0-9]{2})(?:\.[0-9]{1,3})?\W{0,3}")
#: Around a name and a time; no text has these, they are taken out of it first.
_NAME, _NAMED, _TIME, _TIMED = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
#: Elements whose class tells what the page has, not where.
_WHOLE = frozenset(("html", "body"))
_ENDS = {_NAME: _NAMED, _TIME: _TIMED}
_MARKS = re.compile(f"[{_NAME}{_NAMED}{_TIME}{_TIMED}]")
_OPENING = re.compile(
    rf"(?:{_TIME}(?P<before>[^{_TIMED}]{{0,40}}){_TIMED})?\s*{_NAME}(?P<name>[^{_NAMED}]{{1,160}}){_NAMED}"
    rf"\s*(?P<colon>[:：])?\s*(?:{_TIME}(?P<after>[^{_TIMED}]{{0,40}}){_TIMED})?\s*"
)
_ALONE = re.compile(rf"{_TIME}[^{_TIMED}]{{0,40}}{_TIMED}\s*")


class Block(NamedTuple):
    """An element, by the lines inside it (`first` to `last`, end excluded); hinted: named a transcript."""

    first: int
    last: int
    depth: int
    is_hinted: bool


class Line(NamedTuple):
    """A line of a page; `parted`: a paragraph ends above it, not only a line."""

    text: str
    parted: bool


def page_lines(body: LexborNode) -> tuple[list[Line], list[Block]]:
    """The lines with words of a page, and its elements."""
    builder = _Builder()
    stack: list[tuple[LexborNode, tuple[int, str, int] | None]] = [(body, None)]
    while stack:
        node, begun = stack.pop()
        if begun is not None:
            builder.leave(node, *begun, depth=len(stack))
        elif node.is_text_node:
            builder.say(node.text_content or "")
        elif _is_said(node):
            stack.append((node, builder.enter(node)))
            stack += [(child, None) for child in reversed(list(_children(node)))]
    builder.end_line(parted=True)
    return builder.finish(), builder.blocks


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _is_said(node: LexborNode) -> bool:
    tag = node.tag or ""
    if tag in _SILENT or not (tag[:1].isalpha()):
        return False
    attributes = node.attributes
    if tag == "aside":
        return _is_hinted(attributes)
    if attributes.get("role") in _SILENT_ROLES:
        return False
    named = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"[:500].lower().split()
    return tag in _WHOLE or _COMMENTS.isdisjoint(named)


def _is_hinted(attributes: dict[str, str | None]) -> bool:
    return any(
        _HINT.search((attributes.get(key) or "")[:500]) for key in ("class", "id", "aria-label")
    )


class _Builder:
    """The lines as they are made: the words of the line begun, and how deep in ``<pre>`` they stand."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.blocks: list[Block] = []
        self.words: list[str] = []
        self.begun = False
        self.ended = 0
        self.parted = True
        self.pre = 0

    def enter(self, node: LexborNode) -> tuple[int, str, int]:
        """Begin an element; its first line, the mark set before it, and the line begun then."""
        tag = node.tag or ""
        if tag == "br":
            self.end_line(parted=False)
        elif tag in _BLOCKS:
            self.end_line(parted=True)
        self.pre += tag == "pre"
        mark = _mark(node, tag, is_first=not self.begun)
        if mark:
            self.words.append(mark)
        return len(self.lines), mark, self.ended

    def leave(self, node: LexborNode, first: int, mark: str, line: int, *, depth: int) -> None:
        """End an element that began at the line `first` with `mark`."""
        tag = node.tag or ""
        if mark and line == self.ended:
            self.words.append(_ENDS[mark])
        self.pre -= tag == "pre"
        if tag in _BLOCKS:
            self.end_line(parted=True)
            is_hinted = tag not in _WHOLE and _is_hinted(node.attributes)
            self.blocks.append(Block(first, len(self.lines), depth, is_hinted))

    def say(self, text: str) -> None:
        text = _MARKS.sub("", text)
        if not self.pre:
            self.words.append(text)
            self.begun = self.begun or not text.isspace()
            return
        for at, line in enumerate(text.split("\n")):
            if at:
                self.end_line(parted=not self.begun)
            self.words.append(line)
            self.begun = self.begun or bool(line.strip())

    def end_line(self, *, parted: bool) -> None:
        line = " ".join("".join(self.words).split())
        self.words = []
        self.begun = False
        self.ended += 1
        if _MARKS.sub("", line).strip():
            self.lines.append(Line(line, self.parted))
            self.parted = False
        elif not parted:
            parted = True  # an empty line
        self.parted = self.parted or parted

    def finish(self) -> list[Line]:
        """The lines, with the names that are labels as such; joined lines leave an empty one."""
        named = _habit(line.text for line in self.lines)
        texts = [line.text for line in self.lines]
        for at, text in enumerate(texts):
            label = _OPENING.match(text) if named else None
            if label is None:
                continue
            texts[at] = _label(text, label, texts, at)
        return [
            line._replace(text=" ".join(_MARKS.sub("", text).split()))
            for line, text in zip(self.lines, texts, strict=True)
        ]


def _mark(node: LexborNode, tag: str, *, is_first: bool) -> str:
    """The mark before a name or a time, where the element is set apart as one; else nothing."""
    classes = (node.attributes.get("class") or "")[:200] if tag != "br" else ""
    if tag == "time" or (classes and _TIMING.search(classes)):
        return _TIME
    if not is_first:
        return _NAME if tag == "cite" else ""
    if tag in {"dt", "cite", "x-strong", "x-b"} or (classes and _NAMING.search(classes)):
        return _NAME
    return _NAME if tag in {"td", "th"} and _is_first_cell(node) else ""


def _is_first_cell(node: LexborNode) -> bool:
    """Whether a cell has others beside it and none before it but a time."""
    before, after = _cell(node, back=True), _cell(node, back=False)
    if after is None or (node.tag == "th" and after.tag == "th"):
        return False
    if before is None:
        return True
    only = before.child
    if only is None or not only.is_text_node or only.next is not None:
        return False
    return _CLOCK.fullmatch((only.text_content or "").strip()) is not None


def _cell(node: LexborNode, *, back: bool) -> LexborNode | None:
    """The cell next to one, or before it."""
    beside = node.prev if back else node.next
    while beside is not None and not beside.is_element_node:
        beside = beside.prev if back else beside.next
    return beside


def _habit(lines: Iterator[str]) -> bool:
    """Whether names set apart are how the page prints labels: without a colon, and more than once."""
    bare: Counter[str] = Counter()
    colons = 0
    timed = 0
    for line in lines:
        found = _OPENING.match(line)
        if found is None:
            continue
        name = found["name"].strip()
        if found["colon"] or name.endswith((":", "：")):
            colons += 1
            timed += bool(found["after"] or found["before"])
        elif parse_label(name):
            bare[name] += 1
    recurs = sum(count for count in bare.values() if count > 1)
    return timed > 1 or (recurs > 1 and sum(bare.values()) > colons)


def _label(text: str, found: re.Match[str], texts: list[str], at: int) -> str:
    """A line that begins with a name set apart, as ``Name (0:15): words``."""
    name = found["name"].strip().rstrip(":：").strip()
    if parse_label(name) is None:
        return text
    time = found["before"] or found["after"]
    rest = text[found.end() :].lstrip(" :：")
    above = texts[at - 1] if at else ""
    if not time and (_ALONE.fullmatch(above) or _CLOCK.fullmatch(above)):
        time, texts[at - 1] = _MARKS.sub("", texts[at - 1]), ""
    for below in (at + 1, at + 2):
        if _MARKS.sub("", rest).strip() or below >= len(texts) or _OPENING.match(texts[below]):
            break
        rest, texts[below] = texts[below], ""
        if not time and (alone := _ALONE.match(rest) or _CLOCK.fullmatch(rest)):
            time, rest = _MARKS.sub("", alone.group()), rest[alone.end() :]
    clock = _CLOCK.fullmatch(_MARKS.sub("", time).strip()) if time else None
    return f"{name}{f' ({clock[1]})' if clock else ''}: {rest}"
