"""SubStation Alpha (``.ass``, ``.ssa``): ``Dialogue:`` lines under ``[Events]``.

Fields are in the order that the section's ``Format:`` line gives, whatever it is; a line whose times
are none costs that line. Speakers by the field ``Name`` (``Actor``), else as in other captions. The
same words at the same time in another layer are one caption; drawings, comments, pictures and fonts
are no words. ``Title`` and ``Language`` of ``[Script Info]`` are kept.

Not carried: styles, overrides, positions, effects, layers, times inside the words (karaoke), comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from onrecord.errors import NoTurns
from onrecord.formats._captions import read_captions
from onrecord.formats._clock import parse_clock
from onrecord.formats._languages import as_tag
from onrecord.formats._rolling import Caption, Line
from onrecord.formats._timed import single_line_ends
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Transcript

_SECTION = re.compile(r"[ \t]*\[(?P<name>[^\]\n]{1,60})\][ \t]*$")
_SIGN = re.compile(r"(?mi)^[ \t]*\[(?:script info|v4\+? ?styles(?:\+)?|events)\][ \t]*$")
_DEFAULT = "layer start end style name marginl marginr marginv effect text".split()
_OVERRIDE = re.compile(r"\{[^{}]*\}")
#: Drawing is on from ``\\p1`` to ``\\p0`` or the end: what stands there are points of a picture.
_DRAWING = re.compile(r"\{[^{}]*\\p[1-9][0-9]?[^{}a-z]*(?:\\[^{}]*)?\}.*?(?=\{[^{}]*\\p0|$)")
_CENTISECONDS = re.compile(r"([0-9]{1,2}):([0-9]{2}):([0-9]{2})\.([0-9]{2})")
_NAMES = frozenset(("name", "actor"))
_HEAD = 4000
#: What Aegisub writes where nobody gave a title.
_NO_TITLES = frozenset(("Default Aegisub file", "<untitled>", "New subtitles"))


class _Fields(NamedTuple):
    """Where the fields of a line of dialogue stand, the text last."""

    number: int
    start: int
    end: int
    name: int | None

    @classmethod
    def of(cls, names: list[str]) -> _Fields:
        """The places in a ``Format:`` line; one without times is not believed."""
        if "start" not in names[:-1] or "end" not in names[:-1]:
            names = _DEFAULT
        voice = next((at for at, name in enumerate(names[:-1]) if name in _NAMES), None)
        return cls(len(names), names.index("start"), names.index("end"), voice)


def detect(source: Source) -> Fit:
    """Certain where a section of SubStation Alpha begins the text."""
    head = source.decoded.text[:_HEAD].removeprefix("\ufeff")
    if (sign := _SIGN.search(single_line_ends(head))) is None:
        return Fit(0.0)
    return Fit(0.97, (f"section {sign.group().strip()}",))


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `Undecodable`, `NoTurns`."""
    front, refused = Front(), list[Refusal]()
    captions: dict[tuple[int | None, int | None, tuple[Line, ...]], Caption] = {}
    section, fields = "", _Fields.of(_DEFAULT)
    for number, line in enumerate(single_line_ends(source.decoded.text).split("\n"), start=1):
        if "[" in line[:8] and (heading := _SECTION.match(line)):
            section = heading["name"].strip().casefold()
            continue
        key, colon, value = line.partition(":")
        key = key.strip().casefold()
        if not colon:
            continue
        if section == "script info":
            _note(front, key, value.strip())
        elif section == "events" and key == "format":
            fields = _Fields.of([name.strip().casefold() for name in value.split(",")])
        elif section == "events" and key == "dialogue":
            caption = _read_dialogue(fields, value)
            if caption is None:
                refused.append(_refuse(number, line))
            elif caption.lines:
                captions.setdefault((caption.start_ms, caption.end_ms, caption.lines), caption)
    ordered = sorted(captions.values(), key=lambda caption: caption.start_ms or 0)
    segments, voices = read_captions(ordered)
    if not any(segment.kind == "speech" for segment in segments):
        raise NoTurns(refused[0].message if refused else "no Dialogue line with words was found")
    yield Transcript("ass", "", front, segments=segments, voices=voices, refused=refused)


def _read_dialogue(fields: _Fields, value: str) -> Caption | None:
    """The caption of a ``Dialogue:`` line; None where its times are none."""
    values = value.split(",", fields.number - 1)
    if len(values) < fields.number:
        return None
    start, end = _time(values[fields.start]), _time(values[fields.end])
    if start is None or end is None:
        return None
    voice = " ".join(values[fields.name].split()) or None if fields.name is not None else None
    text = _plain(values[-1])
    lines = tuple(
        [Line(words, voice) for line in text.split("\n") if (words := " ".join(line.split()))]
    )
    return Caption(start, end if end >= start else None, lines)


def _time(field: str) -> int | None:
    """Milliseconds of ``h:mm:ss.cc``, or of what else is a time."""
    if plain := _CENTISECONDS.fullmatch(field):
        h, m, s, c = plain.groups()
        return (int(h) * 3600 + int(m) * 60 + int(s)) * 1000 + int(c) * 10
    return parse_clock(field.strip())


def _plain(text: str) -> str:
    """The words of a line of dialogue: overrides and drawings out, line ends as such."""
    if "{" in text:
        text = _OVERRIDE.sub("", _DRAWING.sub("", text) if "\\p" in text else text)
    if "\\" in text:
        text = text.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ")
    return text


def _note(front: Front, key: str, value: str) -> None:
    """Keep what ``[Script Info]`` states."""
    if key == "title" and value and value not in _NO_TITLES:
        front.title = " ".join(value.split())
    elif key == "language":
        front.language = as_tag(value)


def _refuse(number: int, line: str) -> Refusal:
    message = f"line {number}: a Dialogue line whose start or end is no time h:mm:ss.cc, or that has too few fields"
    return Refusal(f"line {number}", "bad-time", message, line[:10_000])
