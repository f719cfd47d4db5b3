"""WebVTT, as the W3C's specification reads it and as players, meeting software and YouTube write it.

Files are cut into cues as in section 6.1 of the specification, timings read as in section 6.3; a cue
whose timing is none is rejected, unless no timing of the file is one: then commas and single figures
are read too. Cues become turns: by voice tags (``<v Jane Doe>``, several in a cue, with classes,
closed or not), by ``Name:`` or ``>>`` before the words, by dashes. Repeated lines of rolling
captions are read once. The title behind the signature, ``Language:`` and ``Kind:`` of the header
and ``NOTE language:`` / ``NOTE duration:`` of Teams are kept.

Unlike section 6.4, a ``<`` that no tag follows stays in the words.

Not carried: cue identifiers, settings, classes and styles, languages of single words, glosses of
ruby, regions, other notes, times inside cues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.errors import NoTurns
from onrecord.formats._captions import read_captions
from onrecord.formats._clock import parse_clock
from onrecord.formats._languages import as_tag
from onrecord.formats._markup import clean_lines
from onrecord.formats._rolling import Caption
from onrecord.formats._timed import Block, read_blocks, read_loose_times, single_line_ends
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Transcript

_SIGNATURE = re.compile(r"\ufeff?WEBVTT(?=[ \t\n\r]|\Z)")
_STAMP = r"(?:([0-9]+):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})(?![0-9])"
_TIMING = re.compile(rf"[ \t\f]*{_STAMP}[ \t\f]*-->[ \t\f]*{_STAMP}")
_LANGUAGE = re.compile(r"(?mi)^(?:NOTE[ \t]+)?language:[ \t]*\"?(?P<tag>[a-z][a-z0-9_-]{1,40})")
_DURATION = re.compile(r"(?m)^NOTE[ \t]+duration:[ \t]*\"?(?P<clock>[0-9:]{4,12}(?:\.[0-9]{1,9})?)")
_KIND = re.compile(r"(?mi)^kind:[ \t]*captions[ \t]*$")
_TITLE = re.compile(r"(?mi)^title:[ \t]*(?P<title>\S.{0,500})$")
_HEAD = 4000


def detect(source: Source) -> Fit:
    """Certain where the text begins with ``WEBVTT``, as it must (section 4.1)."""
    if _SIGNATURE.match(source.decoded.text):
        return Fit(0.99, ("begins with WEBVTT",))
    return Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `Undecodable`, `NoTurns`."""
    text = single_line_ends(source.decoded.text).replace("\x00", "\ufffd")
    blocks, refused = read_blocks(text, _read_times)
    if not blocks and refused:
        blocks, refused = read_blocks(text, read_loose_times)
    segments, voices = read_captions([_caption(block) for block in blocks])
    if not any(segment.kind == "speech" for segment in segments):
        raise NoTurns(refused[0].message if refused else "no caption with words was found")
    yield Transcript(
        "webvtt", "", _read_front(text), segments=segments, voices=voices, refused=refused
    )


def _read_times(line: str) -> tuple[int, int] | None:
    """Start and end of a line of times (section 6.3); what follows them are settings."""
    timing = _TIMING.match(line)
    if timing is None:
        return None
    h, m, s, f, h2, m2, s2, f2 = timing.groups()
    start = (int(h[-9:]) * 3600 if h else 0) + int(m) * 60 + int(s)
    end = (int(h2[-9:]) * 3600 if h2 else 0) + int(m2) * 60 + int(s2)
    return start * 1000 + int(f), end * 1000 + int(f2)


def _caption(block: Block) -> Caption:
    return Caption(block.start_ms, block.end_ms, clean_lines(block.text))


def _read_front(text: str) -> Front:
    """What header and notes state."""
    front = Front()
    arrow = text.find("-->")
    head = text[: arrow if arrow >= 0 else _HEAD][:_HEAD]
    first = head.split("\n", 1)[0]
    named = _TITLE.search(head)
    title = named["title"] if named else _SIGNATURE.sub("", first, count=1).strip(" -\t")
    front.title = " ".join(title.split()) or None
    if language := _LANGUAGE.search(head):
        front.language = as_tag(language["tag"])
    if duration := _DURATION.search(head):
        front.duration_ms = parse_clock(duration["clock"])
    if _KIND.search(head):
        front.transcript_kind = "caption"
    return front
