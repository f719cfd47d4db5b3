"""WebVTT, as in the W3C's specification and as players, meeting software and YouTube write it.

Cues become turns: by voice tags (``<v Jane Doe>``, several in a cue, with classes, closed or not), by
``Name:`` or ``>>`` before the words, by dashes. Repeated lines of rolling captions are read once.
``Language:`` and ``Kind:`` of the header and ``NOTE language:`` / ``NOTE duration:`` of Teams are kept.

Not carried: cue identifiers, settings, classes and styles, regions, other notes, times inside cues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.errors import NoTurns
from onrecord.formats._captions import parse_clock, read_blocks, read_captions
from onrecord.formats.fit import Fit
from onrecord.formats.reading import plain_lines
from onrecord.source import Source
from onrecord.transcript import Front, Transcript

_SIGNATURE = re.compile(r"\ufeff?WEBVTT(?=[ \t\n\r]|\Z)")
_BLOCK = re.compile(r"(?m)^(?:NOTE|STYLE|REGION)\b.*(?:\n(?!\n).*)*")
_LANGUAGE = re.compile(
    r"(?mi)^(?:NOTE[ \t]+)?language:[ \t]*\"?(?P<tag>[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3})\b"
)
_DURATION = re.compile(r"(?m)^NOTE[ \t]+duration:[ \t]*\"?(?P<clock>[0-9:]{4,12}(?:\.[0-9]{1,3})?)")
_HEAD = 4000


def detect(source: Source) -> Fit:
    """Certain where the text begins with ``WEBVTT``, as it must (section 4.1)."""
    if _SIGNATURE.match(source.decoded.text):
        return Fit(0.99, ("begins with WEBVTT",))
    return Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `Undecodable`, `NoTurns`."""
    text = plain_lines(source.decoded.text)
    blocks, refused = read_blocks(_BLOCK.sub("", text))
    segments, voices = read_captions(blocks)
    if not any(segment.kind == "speech" for segment in segments):
        raise NoTurns("no caption with words was found")
    yield Transcript(
        "webvtt", "", _read_front(text), segments=segments, voices=voices, refused=refused
    )


def _read_front(text: str) -> Front:
    """What header and notes state."""
    front = Front()
    head = text[: text.find("-->")][:_HEAD]
    first = head.split("\n", 1)[0]
    title = _SIGNATURE.sub("", first, count=1).strip(" -\t")
    front.title = title or None
    if language := _LANGUAGE.search(head):
        front.language = language["tag"]
    if duration := _DURATION.search(head):
        front.duration_ms = parse_clock(duration["clock"])
    if "\nKind: captions" in head:
        front.transcript_kind = "caption"
    return front
