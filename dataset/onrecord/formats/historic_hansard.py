"""Historic Hansard, the digitised volumes of 1803 to 2005 in XML (``housecommons``, ``houselords``).

A paragraph with ``member`` begins what somebody says, paragraphs of ``membercontribution`` alone go on with it; other
paragraphs tell what happened and stand alone as cues. A volume gives a transcript for each sitting.

Not carried: images, columns, headings, tables, divisions, written answers and statements, numbers of
questions, footnotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from onrecord.errors import NoTurns
from onrecord.formats._elements import get, local, read_xml, sniff_root, words_of
from onrecord.formats._tags import read_date
from onrecord.formats.fit import Fit
from onrecord.formats.reading import take_cues
from onrecord.source import Source
from onrecord.transcript import Front, Segment, Transcript, Voice

_HOUSES = {
    "housecommons": "House of Commons",
    "houselords": "House of Lords",
    "westminsterhall": "Westminster Hall",
    "grandcommitteereport": "Grand Committee",
    "lordsreport": "House of Lords",
}
_MARKS = re.compile(
    rb"<(?:housecommons|houselords|westminsterhall|grandcommitteereport|lordsreport|membercontribution)\b"
)
_SILENT = frozenset(("table", "division", "writtenanswers", "writtenstatements", "image", "index"))
_HEADINGS = frozenset(("title", "section"))
#: ``The Minister of Fisheries (Mr. Obadiah Crake)``.
_OFFICE = re.compile(
    r"(?P<office>(?:The|THE) [^()]{3,100}?) ?\((?:M(?:r|rs|s|iss)\.? )?(?P<name>[A-Z][^()]{2,60})\)"
)
_ASIDE = frozenset(("col", "image", "ob", "oralquestionno"))


def detect(source: Source) -> Fit:
    """Certain where the root is ``hansard`` and a house of Westminster stands inside."""
    root = sniff_root(source)
    if root is None or root.name.lower() not in {"hansard", *_HOUSES}:
        return Fit(0.0)
    if _MARKS.search(root.after.encode()) or _MARKS.search(source.data):
        return Fit(0.98, (f"root element {root.name}, with sittings of a house",))
    return Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """The transcripts of the sittings. Raises `SourceError` for what is no XML, `NoTurns`."""
    root = read_xml(source)
    sittings = [one for one in root.iter(etree.Element) if local(one.tag).lower() in _HOUSES]
    none = True
    for sitting in sittings or [root]:
        segments = list(_read(sitting, _State()))
        if any(segment.kind == "speech" and segment.text for segment in segments):
            none = False
            yield Transcript(
                "historic-hansard",
                "",
                _read_front(sitting),
                segments=[segment._replace(role="") for segment in segments],
                voices=_read_voices(segments),
                is_binary=True,
            )
    if none:
        raise NoTurns("no paragraph of a member was found")


class _State:
    """Who speaks just now, and whether a heading stood in between."""

    def __init__(self) -> None:
        self.voice: str | None = None
        self.parted = False


def _read(element: etree._Element, state: _State) -> Iterator[Segment]:
    """What is said and told inside an element, in order."""
    for child in element:
        name = local(child.tag).lower()
        if name in _SILENT or name in _HOUSES:
            continue
        if name in _HEADINGS:
            state.voice, state.parted = None, True
        if name in {"p", "quote"}:
            yield from _paragraph(child, state, quoted=name == "quote")
        elif name != "title":
            yield from _read(child, state)


def _paragraph(element: etree._Element, state: _State, *, quoted: bool) -> Iterator[Segment]:
    """A paragraph: of a new speaker, of the one before, or of nobody."""
    member = next(element.iter("member"), None)
    speech = list(element.iter("membercontribution", "quote"))
    role = ""
    if member is not None:
        state.voice, role = _name(member)
    if member is None and not speech and not (quoted and state.voice):
        state.voice = None
        if words := _words(element):
            yield Segment(words, None, kind="cue")
        return
    parts = set(speech or [element])
    outer = (part for part in speech or [element] if part.getparent() not in parts)
    words = " ".join(filter(None, map(_words, outer)))
    text, cues = take_cues(words.lstrip(":,. "))
    if text or cues:
        yield Segment(text, state.voice, kind="speech", cues=cues, parted=state.parted, role=role)
        state.parted = False


def _name(member: etree._Element) -> tuple[str | None, str]:
    """The name as printed, and what stands in brackets after it: the constituency."""
    place = words_of(next(member.iter("memberconstituency"), None)).strip(" ()")
    words = _words(member, aside=frozenset(("memberconstituency",))).strip(" :,")
    return words.rstrip("(").strip() or None, place


def _words(element: etree._Element, aside: frozenset[str] = frozenset()) -> str:
    """The words of an element without columns, images and what is put `aside`."""
    return " ".join("".join(_pieces(element, _ASIDE | aside)).split())


def _pieces(element: etree._Element, aside: frozenset[str]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = local(child.tag).lower()
        if name not in aside and name not in _SILENT:
            yield from _pieces(child, aside)
        yield " " if name in {"lb", "col", "image"} else ""
        yield child.tail or ""


def _read_voices(segments: list[Segment]) -> list[Voice]:
    """Who speaks, with the constituency that stands with the name where it stands."""
    places: dict[str, str] = {}
    for segment in segments:
        if segment.voice:
            places[segment.voice] = places.get(segment.voice) or segment.role
    return [_voice(key, place) for key, place in places.items()]


def _voice(key: str, place: str) -> Voice:
    """A speaker; one printed by the office has the name that stands in brackets."""
    office = _OFFICE.fullmatch(key)
    return Voice(key, office["name"], office["office"]) if office else Voice(key, role=place)


def _read_front(sitting: etree._Element) -> Front:
    front = Front(language="en")
    front.program = _HOUSES.get(local(sitting.tag).lower())
    day = next(sitting.iter("date"), None)
    if day is not None:
        front.published_on = read_date(get(day, "format"))
    front.title = words_of(next(sitting.iter("title"), None)) or None
    return front
