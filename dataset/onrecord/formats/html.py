"""Saved web pages that hold a transcript: radio, television, podcasts, whatever site.

The element that holds the labels is found, whatever it is called; of several as good, one named a
transcript. Its paragraphs, lines and rows become lines of text, which are read as `cnn`, `npr` or
`labelled` texts are, by what they look like. Names in elements of their own (``<dt>``, ``<cite>``,
``<strong>``, first cells) are labels too, with the time beside them. Title, programme, dates and
rights are those of JSON-LD, then OpenGraph, other meta tags, other elements, the words themselves; a
network's printed head (``Aired January 5, 2005``) goes before all of them. A day printed on the page goes
before the one stated where they are neighbours: the other is that of another time zone.

Not carried: offsets in the source, words in scripts alone, comments of readers, pictures, links;
what ``.mhtml`` and ``.webarchive`` files wrap.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from types import ModuleType
from typing import NamedTuple

from onrecord.errors import NoTurns
from onrecord.formats import cnn, labelled, npr
from onrecord.formats._feet import biography_subject
from onrecord.formats._pages import classify_line, is_date_line, program_of
from onrecord.formats._standing import find_spots
from onrecord.formats._web_front import read_web_front
from onrecord.formats._web_lines import Block, Line, page_lines
from onrecord.formats._web_page import page_of
from onrecord.formats.choosing import FITS
from onrecord.formats.fit import Fit
from onrecord.grammar.spotting import Spot
from onrecord.grammar.times import find_date
from onrecord.source import Source
from onrecord.transcript import Passage, Transcript

_HEAD = 1 << 16
#: What may stand before the first tag of a page.
_PROLOG = re.compile(r"\s+|<\?xml\b[^>]{0,200}\?>|<!--.*?-->", re.DOTALL)
_PAGE = re.compile(r"<!doctype\s+html\b|<(?:html|head|body)(?=[\s>])", re.IGNORECASE)
#: A page saved without its head: it begins with an element of HTML, and has several.
_PIECE = re.compile(
    r"<(?:div|p|article|section|main|cite|dl|table|ul|ol|h[1-6]|style|script|meta|title|link|center|font)(?=[\s>])",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"</?(?:p|div|br|cite|dt|dd|li|td)(?=[\s/>])", re.IGNORECASE)
_FEW_BLOCKS = 4
#: The share of the labels that the element of the transcript holds at least.
_MOST = 0.85
#: Lines shorter than this, in characters, may stand on a page twice.
_SHORT = 30
#: How far above the transcript a network's head begins, in lines.
_ABOVE = 14
#: How far below it biographies may stand, in lines.
_BELOW = 60
#: A longer list of authors is none.
_CREDIT = 200
#: A line longer than this, in characters, states no date.
_DATED = 120
_COLUMNS = (
    "title", "program", "network", "station", "summary", "url", "rights", "published_on", "language",
    "duration_ms", "transcript_kind",
)  # fmt: skip


class _Place(NamedTuple):
    """Where a label stands: its line and its key."""

    line: int
    key: str


def detect(source: Source) -> Fit:
    """Certain where the root element is ``html``, or for several elements of HTML from the beginning on."""
    text = _head_of(source.data)
    at = 0
    while match := _PROLOG.match(text, at):
        at = match.end()
    if _PAGE.match(text, at):
        return Fit(0.95, ("a web page",))
    if _PIECE.match(text, at) and len(_BLOCK.findall(text)) >= _FEW_BLOCKS:
        return Fit(0.9, ("elements of a web page from the beginning on",))
    return Fit(0.0)


def _head_of(data: bytes) -> str:
    head = data[:_HEAD]
    for mark, encoding in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"<\x00", "utf-16-le"),
    ):
        if head.startswith(mark):
            return head.decode(encoding, "ignore")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a page. Raises `Undecodable`, `SourceError`, `NoTurns`."""
    page = page_of(source)
    front, authors = read_web_front(page)
    body = page.body
    lines, blocks = page_lines(body) if body is not None else ([], [])
    first, last = _transcript_lines(lines, blocks)
    text, reading = _choose(lines, first, last)
    transcript = next(reading.convert(Source(source.uri, text.encode("utf-8", "replace"))))
    is_aired = reading is cnn
    for column in _COLUMNS:
        stated, printed = getattr(front, column), getattr(transcript.front, column)
        chosen = (printed or stated) if is_aired else (stated or printed)
        setattr(transcript.front, column, chosen)
    transcript.front.published_on = _printed_day(lines, transcript.front.published_on)
    if reading is npr:
        heard = (
            program_of(line.text)
            for line in lines
            if line.text and classify_line(line.text) == "program"
        )
        transcript.front.program = front.program or next(heard, None) or transcript.front.program
    transcript.credits += [Passage(f"By {name}", 0, 0) for name in authors if len(name) < _CREDIT]
    transcript.format, transcript.is_rendered, transcript.is_binary = "html", True, True
    yield transcript


def _printed_day(lines: Sequence[Line], stated: date | None) -> date | None:
    """The day printed where it is the day before or after the one stated: that is in another zone."""
    dates = (
        find_date(line.text)
        for line in lines
        if 0 < len(line.text) < _DATED and is_date_line(line.text)
    )
    printed = next(filter(None, dates), None)
    is_beside = stated and printed and abs((stated - printed).days) == 1
    return printed if is_beside else stated


def _transcript_lines(lines: Sequence[Line], blocks: Sequence[Block]) -> tuple[int, int]:
    """The lines of the element that holds the transcript. Raises `NoTurns`."""
    places = _places(lines)
    hinted = [block for block in blocks if block.is_hinted and block.last > block.first]
    if not places:
        return _unlabelled(lines, hinted)
    above = [0] * (len(lines) + 1)
    for place in places:
        above[place.line + 1] += 1
    for at in range(len(lines)):
        above[at + 1] += above[at]

    def held(block: Block) -> int:
        return above[block.last] - above[block.first]

    wide = [block for block in blocks if held(block) > 1 or block.last - block.first > 1]
    named = [block for block in wide if block.is_hinted and held(block) * 2 >= len(places)]
    whole = [block for block in wide if held(block) >= _MOST * len(places)]
    most = _MOST * max(map(held, named), default=0)
    fitting = [block for block in named if held(block) >= most] or whole
    best = min(fitting, key=_size, default=Block(0, len(lines), 0, is_hinted=False))
    keys = {place.key for place in places if best.first <= place.line < best.last}
    inside = [place.line for place in places if place.key in keys]
    low, high = min(inside), max(inside)
    if not (best.first <= low and high < best.last):
        around = [block for block in blocks if block.first <= low and high < block.last]
        best = min(around, key=_size, default=Block(0, len(lines), 0, is_hinted=False))
    if not best.is_hinted and len(keys) == len(inside) and not _is_known(lines, best):
        raise NoTurns(
            "a web page without a transcript: nothing of the kind 'NAME: words' recurs in any element"
        )
    return best.first, best.last


def _size(block: Block) -> tuple[int, int]:
    return block.last - block.first, -block.depth


def _unlabelled(lines: Sequence[Line], hinted: Sequence[Block]) -> tuple[int, int]:
    """The element named a transcript that public radio's signs stand in. Raises `NoTurns`."""
    longest = max(hinted, key=lambda block: block.last - block.first, default=None)
    if longest is None or not _is_known(lines, longest):
        raise NoTurns("a web page without a transcript: no speaker label was found in any element")
    return longest.first, longest.last


def _is_known(lines: Sequence[Line], block: Block) -> bool:
    """Whether what an element holds has the signs of public radio or a network."""
    text, _ = _layout(lines, block.first, block.last)
    as_source = Source("", text.encode("utf-8", "replace"))
    return bool(text) and any(one.detect(as_source).score >= FITS for one in (cnn, npr))


def _places(lines: Sequence[Line]) -> list[_Place]:
    """The labels of a page; of a paragraph that stands there twice, those of the first."""
    text, starts = _layout(lines, 0, len(lines))
    again = _repeated(lines)
    places = []
    for spot in find_spots(text, 0):
        number = bisect_right(starts, spot.start) - 1
        if number not in again and not spot.label.heading:
            words = spot.label.key.split()
            places.append(_Place(number, words[-1] if words else ""))
    return places


def _repeated(lines: Sequence[Line]) -> set[int]:
    """The lines that stand above word for word: long ones, and what follows them there too."""
    firsts: dict[str, int] = {}
    again: set[int] = set()
    following = -1
    for number, line in enumerate(lines):
        first = firsts.setdefault(line.text, number)
        copied = 0 <= following < number and lines[following].text == line.text
        if first < number and (len(line.text) >= _SHORT or copied):
            again.add(number)
            following = (following if copied else first) + 1
        else:
            following = -1
    return again


def _layout(lines: Sequence[Line], first: int, last: int) -> tuple[str, list[int]]:
    """The lines as text, a blank line between paragraphs, and where each of them begins."""
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    parted = False
    for line in lines[first:last]:
        parted = parted or line.parted
        if line.text and at:
            pieces.append("\n\n" if parted else "\n")
            at += len(pieces[-1])
        parted = parted and not line.text
        starts.append(at)
        pieces.append(line.text)
        at += len(line.text)
    return "".join(pieces), starts


def _choose(lines: Sequence[Line], first: int, last: int) -> tuple[str, ModuleType]:
    """The text of the transcript, and the module that reads it."""
    aired = _network_head(lines, first)
    text = _layout(lines, aired, last)[0]
    as_source = Source("", text.encode("utf-8", "replace"))
    if cnn.detect(as_source).score >= FITS:
        return text, cnn
    text = _layout(lines, first, last)[0]
    as_source = Source("", text.encode("utf-8", "replace"))
    if npr.detect(as_source).score < FITS:
        return text, labelled
    return "\n\n".join([text, *_biographies(lines[last:], find_spots(text, 0))]), npr


def _network_head(lines: Sequence[Line], first: int) -> int:
    """Where the head of a network begins, whose last lines say when the programme aired."""
    low = max(0, first - _ABOVE)
    aired = next(
        (at for at in range(first - 1, low - 1, -1) if cnn.AIRED.match(lines[at].text)), None
    )
    if aired is None:
        return first
    return max(low, aired - 2)


def _biographies(lines: Sequence[Line], spots: Sequence[Spot]) -> Iterator[str]:
    """The biographies of speakers that stand below the transcript, in other elements."""
    speakers = {part for spot in spots for part in spot.label.key.split()[-1:]}
    for line in lines[:_BELOW]:
        subject = biography_subject(line.text, speakers) if len(line.text) > _SHORT else None
        if subject is not None:
            yield line.text
