"""NIST STM: ``recording channel speaker start end [<labels>] words`` a line.

Each recording is a transcript. Of alternatives (``{ um / uh / @ }``) the first is read; optional words
``(uh)`` are words; marks of pronunciation (``for(2)``), silences (``<sil>``) and the utterance's id that
some corpora put at the end are none, noises (``{SMACK}``, ``<unk>``) are cues. Segments that are not to
be scored (``IGNORE_TIME_SEGMENT_IN_SCORING``) have no words.

Not carried: labels of subsets, other alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.errors import NoTurns
from onrecord.formats._clock import parse_seconds
from onrecord.formats._nist import Line, head_of, is_number, read_lines
from onrecord.formats._recogniser import Hearing, heard, speaker_of
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Segment, Transcript

_LABELS = re.compile(r"<[^<>\s]{1,200}>(?:\s+|$)")
_ALTERNATIVES = re.compile(r"\{\s*(?P<one>[^{}/]{0,400}?)\s*/[^{}]{0,2000}\}")
_NOISE = re.compile(r"\{(?P<noise>[A-Z_-]{1,40})\}")
_ID = re.compile(r"\s*\([\w.-]*-[0-9.]+-[0-9.]+[^()\s]{0,60}\)\s*$")
_PRONUNCIATION = re.compile(r"(?<=\w)\([0-9]\)")
_OPTIONAL = re.compile(r"\((?P<word>[^()]{1,80})\)")
_NONE = re.compile(r"<(?:sil|s|/s|eps|unk)>|(?<!\S)@(?!\S)", re.IGNORECASE)
_TAG = re.compile(r"<(?P<tag>[\w -]{1,40})>")
_MOST_FIELDS = 6
_DEPTH = 4


def detect(source: Source) -> Fit:
    """By lines that all have a recording, a channel, a speaker, start, end and words."""
    lines = head_of(source.decoded.text, _MOST_FIELDS)
    good = sum(_is_record(line.fields) for line in lines)
    if not good or good < 0.75 * len(lines):
        return Fit(0.0)
    return Fit(
        0.92 if good > 1 else 0.6,
        (f"{good} lines of recording, channel, speaker, start, end, words",),
    )


def _is_record(fields: list[str]) -> bool:
    return (
        len(fields) >= 5
        and is_number(fields[3])
        and is_number(fields[4])
        and not is_number(fields[2])
    )


def convert(source: Source) -> Iterator[Transcript]:
    """A transcript for each recording. Raises `Undecodable`, `NoTurns`."""
    recordings: dict[str, Hearing] = {}
    for line in read_lines(source.decoded.text, _MOST_FIELDS):
        hearing = recordings.setdefault(line.fields[0], Hearing())
        segment = _read_line(line)
        if isinstance(segment, Refusal):
            hearing.refused.append(segment)
        elif segment is not None:
            hearing.segments.append(segment)
    made = [
        hearing.transcribe("stm", Front(title=name), by_ear=False)
        for name, hearing in recordings.items()
        if any(one.kind == "speech" for one in hearing.segments)
    ]
    if not made:
        refused = next((one for each in recordings.values() for one in each.refused), None)
        raise NoTurns(refused.message if refused else "no segment with words was found")
    yield from made


def _read_line(line: Line) -> Segment | Refusal | None:
    fields = line.fields
    start, end = (
        parse_seconds(one) if is_number(one) else None for one in (*fields[3:5], "", "")[:2]
    )
    if start is None or end is None:
        place = f"line {line.number}"
        message = f"{place}: no recording, channel, speaker, start and end"
        return Refusal(place, "bad-record", message, line.text[:10_000])
    text = fields[5] if len(fields) > 5 else ""
    labels = _LABELS.match(text)
    if labels and not _NONE.match(text):
        text = text[labels.end() :]
    if "ignore_time_segment_in_scoring" in text.casefold():
        return None
    return heard(
        _plain(text),
        speaker_of({"speaker": fields[2]}, "speaker"),
        start,
        end if end >= start else None,
    )


def _plain(text: str) -> str:
    """The words of a transcript of STM."""
    text = _ID.sub("", text)
    for _ in range(_DEPTH):
        if "{" not in text:
            break
        text = _ALTERNATIVES.sub(lambda found: found["one"], text)
    text = _NOISE.sub(lambda found: f"[{found['noise'].lower()}]", text)
    text = _NONE.sub(" ", _PRONUNCIATION.sub("", text))
    text = _OPTIONAL.sub(lambda found: found["word"], text)
    return " ".join(_TAG.sub(lambda found: f"[{found['tag']}]", text).split())
