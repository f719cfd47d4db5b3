"""Debates in the XML of parlparse: TheyWorkForYou, OpenAustralia, and others (``publicwhip``).

``speech`` is what somebody with a ``speakername`` says; without one it is what the record tells and stands alone
as a cue. A heading begins a turn. The date is that in the ids; who sits is told by the ids of members.

Not carried: ids, columns, times of day, headings (but one major heading is the title), divisions and
who voted how, tables, written questions and answers (``ques``, ``reply``), links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from onrecord.errors import NoTurns
from onrecord.formats._elements import local, read_xml, sniff_root, words_of
from onrecord.formats._flow import join_flow
from onrecord.formats._tags import read_date
from onrecord.formats.fit import Fit
from onrecord.formats.reading import take_cues
from onrecord.source import Source
from onrecord.transcript import Front, Segment, Transcript, Voice

_SITS = re.compile(r"/(?:member|lord|royal)/")
_HEADINGS = frozenset(("oral-heading", "major-heading", "minor-heading"))
_BLOCKS = frozenset(("p", "li", "ul", "ol", "blockquote", "dd", "dt", "br"))
_SILENT = frozenset(("table", "division", "divisioncount", "mplist"))
_UNKNOWN = frozenset(("", "unknown", "nospeaker"))
#: Whose house it is, by the address of the report.
_HOUSES = (
    ("/westminhall/", "parliament.uk", "Westminster Hall"),
    ("/debate/", "parliament.uk", "House of Commons"),
    ("/lords/", "parliament.uk", "House of Lords"),
    ("/debate/", "aph.gov.au", "House of Representatives"),
    ("/lords/", "aph.gov.au", "Senate"),
)


def detect(source: Source) -> Fit:
    """Certain where the root is ``publicwhip``."""
    root = sniff_root(source)
    if root is not None and root.name == "publicwhip":
        return Fit(0.98, ("root element publicwhip",))
    return Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError` for what is no XML, `NoTurns`."""
    root = read_xml(source)
    segments: list[Segment] = []
    voices: dict[str, Voice] = {}
    parted = False
    for element in root.iter(etree.Element):
        name = local(element.tag)
        if name in _HEADINGS:
            parted = True
        elif name == "speech" and (segment := _read_speech(element, voices, parted=parted)):
            segments.append(segment)
            parted = False
    if not any(segment.kind == "speech" and segment.text for segment in segments):
        raise NoTurns("no speech with a speaker was found; written answers are not spoken")
    yield Transcript(
        "theyworkforyou",
        "",
        _read_front(root),
        segments=segments,
        voices=list(voices.values()),
        is_binary=True,
        is_declared=True,
    )


def _read_speech(
    element: etree._Element, voices: dict[str, Voice], *, parted: bool
) -> Segment | None:
    """What somebody says, or what the record tells where nobody is named."""
    speaker = " ".join((element.get("speakername") or "").split())
    words, _ = join_flow(_pieces(element))
    if element.get("nospeaker") == "true" or speaker.lower() in _UNKNOWN:
        return Segment(words, None, kind="cue") if words else None
    if speaker not in voices:
        ids = f"{element.get('speakerid') or ''} {element.get('person_id') or ''}"
        voices[speaker] = Voice(speaker, speaker, "member" if _SITS.search(ids) else "")
    text, cues = take_cues(words)
    office = " ".join((element.get("speakeroffice") or "").split())
    if not text and not cues:
        return None
    return Segment(text, speaker, kind="speech", cues=cues, parted=parted, role=office)


def _pieces(element: etree._Element) -> Iterator[str]:
    """The words of a speech, paragraphs apart."""
    yield element.text or ""
    for child in element:
        name = local(child.tag)
        if name in _BLOCKS:
            yield " "
        if name not in _SILENT:
            yield from _pieces(child)
        if name in _BLOCKS:
            yield " "
        yield child.tail or ""


def _read_front(root: etree._Element) -> Front:
    front = Front()
    headings = [words_of(one) for one in root.iter("major-heading")]
    if len(headings) == 1:
        front.title = headings[0] or None
    for element in root.iter(etree.Element):
        identity, address = element.get("id") or "", element.get("url") or ""
        if front.published_on is None:
            front.published_on = read_date(identity)
        if address and identity:
            houses = (name for part, site, name in _HOUSES if part in identity and site in address)
            front.program = next(houses, None)
            break
    return front
