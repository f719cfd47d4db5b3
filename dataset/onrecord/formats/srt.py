r"""SubRip (``.srt``): numbered blocks, ``00:00:01,000 --> 00:00:02,500``, lines of words.

There is no specification; what players accept is read: any line ends and encodings, numbers
missing, points for commas, spaces in the times, hours missing, empty lines in the words, tags,
positions behind the times, ``{\an8}``. Speakers as in WebVTT: ``>>``, dashes, ``NAME:``, ``[Name]``.
Rolling captions are read once.

Not carried: numbers, positions, fonts and colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.errors import NoTurns
from onrecord.formats._captions import read_captions
from onrecord.formats._markup import clean_lines
from onrecord.formats._rolling import Caption
from onrecord.formats._timed import read_blocks, read_loose_times, single_line_ends
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Transcript

_TIMES = re.compile(
    r"(?m)^[ \t]*(?:[0-9]{1,4}[ \t]*:[ \t]*)?[0-9]{1,3}[ \t]*:[ \t]*[0-9]{1,2}(?:[ \t]*[.,:][ \t]*[0-9]{1,9})?[ \t]*-->[ \t]*[0-9]"
)
_AT_THE_TOP = re.compile(r"\s*(?:[0-9]{1,9}[ \t]*\n[ \t]*)?(?=[0-9: \t.,]{4,40}-->)")
_FULL = re.compile(
    r"[ \t]*([0-9]{1,4}):([0-9]{1,3}):([0-9]{1,6})[,.]([0-9]{3})[ \t]*-->"
    r"[ \t]*([0-9]{1,4}):([0-9]{1,3}):([0-9]{1,6})[,.]([0-9]{3})(?![^ \t])"
)
_HEAD = 4000


def detect(source: Source) -> Fit:
    """Certain where the text begins with a numbered or bare line of times."""
    head = single_line_ends(source.decoded.text[:_HEAD])
    times = len(_TIMES.findall(head))
    if times and _AT_THE_TOP.match(head):
        return Fit(0.97, ("begins with a time and an arrow",))
    return Fit(0.8, (f"{times} lines of times with an arrow",)) if times > 1 else Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `Undecodable`, `NoTurns`."""
    text = single_line_ends(source.decoded.text)
    blocks, refused = read_blocks(text, _read_times, loose=True)
    captions = [Caption(start, end, clean_lines(words)) for start, end, words in blocks]
    segments, voices = read_captions(captions)
    if not any(segment.kind == "speech" for segment in segments):
        raise NoTurns(refused[0].message if refused else "no caption with words was found")
    yield Transcript("srt", "", Front(), segments=segments, voices=voices, refused=refused)


def _read_times(line: str) -> tuple[int, int] | None:
    """Start and end of a line of times: as most files write them, or as players accept them."""
    full = _FULL.match(line)
    if full is None:
        return read_loose_times(line)
    h, m, s, f, h2, m2, s2, f2 = map(int, full.groups())
    return (h * 3600 + m * 60 + s) * 1000 + f, (h2 * 3600 + m2 * 60 + s2) * 1000 + f2
