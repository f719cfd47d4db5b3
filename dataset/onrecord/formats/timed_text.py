"""Words behind times of the recording, without labels: what players show and recognisers print.

Copied from the transcript beside a video or a podcast (``0:04 so this is`` or the time on a line of its own,
in brackets or not), or printed by Whisper and its kin (``[00:00:04.000 --> 00:00:07.500]  So this is``).
Speakers as in captions: ``>>``, dashes, ``NAME:``, ``[Name]``. A text whose lines have labels behind the
times is `labelled`.

Not carried: what stands above the first time, but for the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from onrecord.errors import NoTurns
from onrecord.formats._captions import read_captions
from onrecord.formats._rolling import Caption, Line
from onrecord.formats._timed import single_line_ends
from onrecord.formats.fit import Fit
from onrecord.formats.labelled import spots_of
from onrecord.formats.reading import squeeze
from onrecord.grammar.times import parse_time_mark
from onrecord.source import Source
from onrecord.transcript import Front, Transcript

_CLOCK = r"(?:[0-9]{1,3}:)?[0-9]{1,3}:[0-9]{2}(?:[.,][0-9]{1,3})?"
_STAMP = re.compile(
    rf"(?m)^[ \t]*[\[(]?(?P<start>{_CLOCK})(?:[ \t]*(?:-->|–|-)[ \t]*(?P<end>{_CLOCK}))?[\])]?(?:[ \t]*[-–:|])?(?=[ \t]|$)"
)
#: Fewer times than this are no habit; so many lines, more or less, have words to one time.
_FEW, _LINES = 3, 4
#: Nobody speaks fewer words a second all the time; chapters and timetables have fewer.
_SLOWEST = 0.4
#: How far down the first time stands, and how much detection looks at, in characters.
_TOP, _HEAD = 600, 20_000
#: A title is no longer than this.
_TITLE = 150


class _Piece(NamedTuple):
    """Words with their times in milliseconds."""

    start_ms: int
    end_ms: int | None
    words: str


def detect(source: Source) -> Fit:
    """By times that rise at the beginning of lines, where no labels stand behind them."""
    head = single_line_ends(source.decoded.text[:_HEAD])
    first = _STAMP.search(head, 0, _TOP)
    if first is None:
        return Fit(0.0)
    pieces = list(_pieces(head))
    lines = sum(bool(line.strip()) for line in head[first.start() :].split("\n"))
    rising = sum(one.start_ms <= other.start_ms for one, other in pairwise(pieces))
    if len(pieces) < _FEW or len(pieces) * _LINES < lines or rising < 0.9 * (len(pieces) - 1):
        return Fit(0.0)
    if _pace(pieces) < _SLOWEST or len(spots_of(head)) > 1:
        return Fit(0.0)
    return Fit(0.8, (f"{len(pieces)} times that rise at the beginning of lines",))


def _pace(pieces: list[_Piece]) -> float:
    """Words a second between one time and the next, as a rule."""
    paces = [
        1000 * len(one.words.split()) / (other.start_ms - one.start_ms)
        for one, other in pairwise(pieces)
        if other.start_ms > one.start_ms
    ]
    return median(paces) if paces else 0.0


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a text. Raises `Undecodable`, `NoTurns`."""
    text = single_line_ends(source.decoded.text)
    captions = [
        Caption(
            piece.start_ms,
            piece.end_ms if piece.end_ms is None or piece.end_ms >= piece.start_ms else None,
            tuple(Line(words) for line in piece.words.split("\n") if (words := squeeze(line))),
        )
        for piece in _pieces(text)
    ]
    segments, voices = read_captions(captions)
    if not any(segment.kind == "speech" for segment in segments):
        raise NoTurns("no words stand behind the times")
    front = Front(title=_title(text))
    yield Transcript("timed-text", "", front, segments=segments, voices=voices)


def _pieces(text: str) -> Iterator[_Piece]:
    """The words between one time and the next, which ends them where no end is printed."""
    found = list(_STAMP.finditer(text))
    for match, following in zip(found, [*found[1:], None], strict=True) if found else ():
        start = parse_time_mark(match["start"])
        end = match["end"] or (following and following["start"])
        words = text[match.end() : following.start() if following else len(text)].strip()
        yield _Piece(start, parse_time_mark(end) if end else None, words)


def _title(text: str) -> str | None:
    """The first line, where it stands above the first time."""
    first = _STAMP.search(text)
    above = text[: first.start()].strip().split("\n")[0] if first else ""
    return squeeze(above) if 0 < len(above) <= _TITLE else None
