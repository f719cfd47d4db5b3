"""SubRip (``.srt``): numbered blocks, ``00:00:01,000 --> 00:00:02,500``, lines of words.

There is no specification; what players accept is read: any line ends and encodings, numbers
missing, points for commas, spaces in the times, tags, positions behind the times. Speakers as in
WebVTT but for voice tags: ``>>``, dashes, ``NAME:``. Rolling captions are read once.

Not carried: numbers, positions, fonts and colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.errors import NoTurns
from onrecord.formats._captions import read_blocks, read_captions
from onrecord.formats.fit import Fit
from onrecord.formats.reading import plain_lines
from onrecord.source import Source
from onrecord.transcript import Front, Transcript

_HEAD = re.compile(
    r"\s*(?:[0-9]+[ \t]*\n+)?[ \t]*[0-9]{1,3}:[0-9]{2}:[0-9]{2}[.,][0-9]{1,3}[ \t]*-->[ \t]*[0-9]{1,3}:[0-9]{2}:"
)


def detect(source: Source) -> Fit:
    """Certain where the text begins with a numbered or bare line of times."""
    if _HEAD.match(plain_lines(source.decoded.text[:2000]).lstrip("\ufeff")):
        return Fit(0.97, ("begins with a time and an arrow",))
    return Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `Undecodable`, `NoTurns`."""
    blocks, refused = read_blocks(plain_lines(source.decoded.text))
    segments, voices = read_captions(blocks)
    if not any(segment.kind == "speech" for segment in segments):
        raise NoTurns("no caption with words was found")
    yield Transcript("srt", "", Front(), segments=segments, voices=voices, refused=refused)
