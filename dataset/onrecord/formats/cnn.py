"""Transcripts of CNN as text, as transcripts.cnn.com prints them since 2000.

Programme and subject above ``Aired January 5, 2000 - 21:00 ET``, the notice of a rush transcript,
labels with the network in the role (``CNN ANCHOR:``), clips between ``(BEGIN VIDEO CLIP)`` and ``(END
VIDEO CLIP)``, notices of orders and rights below, also where they are glued to the last cue. Labels
and turns are read as `labelled` reads them.

Not carried: the hour it was aired (there is no column), time marks such as ``[15:00:03]`` as times:
they are the time of day, not the time from the start of a recording; inside words they are cues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.formats.fit import Fit
from onrecord.formats.labelled import read_text
from onrecord.formats.reading import squeeze
from onrecord.source import Source
from onrecord.transcript import Region, Transcript

#: How far from either end head and foot stand, in characters.
_HEAD, _FOOT = 2500, 1500
#: The line that says when it aired; its hour in figures is CNN's way.
AIRED = re.compile(
    r"(?m)^[ \t]*Aired [A-Z][a-z]{2,8} [0-9]{1,2}, [12][0-9]{3}[ \t]+-[ \t]+[0-9]{1,2}:[0-9]{2}[^\n]{0,20}$"
)
_RUSH = "THIS IS A RUSH TRANSCRIPT"
_ROLE = re.compile(r", CNN (?:[A-Z][A-Z' -]{2,60})(?:,[^:\n]{0,60})?(?: \([a-z -]{3,30}\))?:")
_NAMED = re.compile(r"\bCNN\b")
_ORDER = re.compile(r"(?<=[^\n])[ \t](?=TO ORDER A (?:VIDEO|COPY) OF THIS TRANSCRIPT\b)")
_MAIN_PAGE = re.compile(
    r"return to transcripts main page|\W*|(?:www\.)?cnn\.com\b.{0,40}", re.IGNORECASE
)
_SLOT = re.compile(r"[;. ]*\bAired [0-9:apmAPM. -]{1,20}E[SD]?T$|;$")
#: Lines between the beginning and the date of airing: a programme and a subject, hardly more.
_MOST_ABOVE = 6


def detect(source: Source) -> Fit:
    """How surely a text is CNN's: its head or its foot, and the network's name in roles."""
    text = source.decoded.text
    if "CNN" not in text and "Cable News Network" not in text:
        return Fit(0.0)
    head, foot = text[:_HEAD], text[-_FOOT:]
    signs = []
    if "800-CNN-NEWS" in foot:
        signs.append((0.9, "the notice of where to order a video"))
    if AIRED.search(head):
        signs.append((0.45, "a line such as 'Aired January 5, 2000 - 21:00 ET'"))
    if _RUSH in head:
        signs.append((0.4, "the notice of a rush transcript"))
    if "Cable News Network" in foot:
        signs.append((0.4, "a notice of rights"))
    if signs and _ROLE.search(text):
        signs.append((0.5, "labels such as 'NAME, CNN ANCHOR:'"))
    if signs and _NAMED.search(head):
        signs.append((0.3, "CNN named above"))
    return Fit.of(signs)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a text. Raises `Undecodable`, `NoTurns`."""
    transcript = read_text(_ORDER.sub("\n", source.decoded.text))
    _read_head(transcript)
    transcript.format = "cnn"
    transcript.front.network = "CNN"
    transcript.front.language = "en"
    for utterance in transcript.utterances:
        utterance.start_ms = utterance.end_ms = None
    yield transcript


def _read_head(transcript: Transcript) -> None:
    """Programme and subject: the lines above the one that says when it aired."""
    text, front = transcript.text, transcript.front
    aired = AIRED.search(text, 0, _HEAD)
    above = [] if aired is None else _lines_above(text, aired.start())
    if 1 < len(above) <= _MOST_ABOVE:
        (_, _, front.program), (start, end, front.title) = above[0], above[1]
        transcript.credits[:] = [one for one in transcript.credits if not start <= one.start < end]
        transcript.regions[:] = [
            Region("title", *region[1:]) if region.start == start else region
            for region in transcript.regions
        ]
    if front.title is not None:
        front.title = _SLOT.sub("", front.title).strip() or None


def _lines_above(text: str, end: int) -> list[tuple[int, int, str]]:
    """The lines with words before `end`: where each begins and ends, and the words."""
    found = []
    at = 0
    for line in text[:end].split("\n"):
        words = line.strip()
        if not _MAIN_PAGE.fullmatch(words):
            first = at + line.index(words[0])
            found.append((first, first + len(words), squeeze(words)))
        at += len(line) + 1
    return found
