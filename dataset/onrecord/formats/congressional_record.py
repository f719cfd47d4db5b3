"""The Congressional Record as JSON of the parser of unitedstates/congressional-record.

Items of kind ``speech`` are what members say, without the label that stands before the words; what
recorder and clerk do stands alone as a cue. Titles begin a turn.

Not carried: Bioguide ids, numbers of volume, issue and page, texts inserted in the Record (``excerpt``), roll
calls, rules and time marks, what the parser could not tell, related bills and laws.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from onrecord.errors import NoTurns
from onrecord.formats._objects import as_list, as_object, as_words, read_json
from onrecord.formats.fit import Fit
from onrecord.formats.reading import take_cues
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Segment, Transcript, Voice

_KEYS = ('"header"', '"content"', '"chamber"', '"kind"', '"speaker"')
_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_NOT_SPOKEN = frozenset(("recorder", "clerk"))


def detect(source: Source) -> Fit:
    """Certain where a JSON object has a header with a chamber and content with kinds."""
    text = source.decoded.text
    if text.lstrip("\ufeff \t\r\n")[:1] != "{" or not all(key in text for key in _KEYS):
        return Fit(0.0)
    return Fit(0.95, ("JSON with header, chamber and kinds of content",))


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError` for what is no JSON, `NoTurns`."""
    record = as_object(read_json(source))
    segments: list[Segment] = []
    refused: list[Refusal] = []
    parted = False
    for at, one in enumerate(as_list(record.get("content"))):
        entry = as_object(one)
        kind = as_words(entry.get("kind"))
        if kind == "title":
            parted = True
        elif kind in _NOT_SPOKEN:
            if words := as_words(entry.get("text")):
                segments.append(Segment(words, None, kind="cue"))
        elif kind == "speech":
            segment = _speech(entry, parted=parted)
            if segment is not None:
                segments.append(segment)
                parted = False
            elif not isinstance(entry.get("text"), str):
                message = f"content[{at}] is a speech without text"
                refused.append(
                    Refusal(f"content[{at}]", "bad-utterance", message, str(entry)[:200])
                )
    if not any(segment.kind == "speech" for segment in segments):
        raise NoTurns("no speech was found: a list, a roll call or an insertion of the Record")
    names = dict.fromkeys(segment.voice for segment in segments if segment.voice)
    yield Transcript(
        "congressional-record",
        "",
        _read_front(record),
        segments=segments,
        voices=[_voice(name) for name in names],
        refused=refused,
    )


def _speech(entry: Mapping[str, Any], *, parted: bool) -> Segment | None:
    """What is said, without the speaker's name at its beginning: ``Mr. ROE of Ohio. I rise``."""
    words = as_words(entry.get("text"))
    speaker = as_words(entry.get("speaker"))
    if words is None:
        return None
    if speaker in {"None", "Unknown"}:
        speaker = None
    if speaker:
        words = words.removeprefix(speaker).lstrip(".: ") if words.startswith(speaker) else words
    text, cues = take_cues(words)
    return Segment(text, speaker, kind="speech", cues=cues, parted=parted) if text or cues else None


def _voice(key: str) -> Voice:
    """A speaker; the State that tells namesakes apart stands beside the name: ``Mr. ROE of Ohio``."""
    name, of, state = key.partition(" of ")
    return Voice(key, name, state) if of and name[:2] in {"Mr", "Ms", "Dr"} else Voice(key)


def _read_front(record: Mapping[str, Any]) -> Front:
    header = as_object(record.get("header"))
    front = Front(language="en")
    front.title = as_words(record.get("doc_title")) or as_words(record.get("title"))
    front.program = as_words(header.get("chamber"))
    month = str(header.get("month") or "").lower()
    try:
        if month in _MONTHS:
            front.published_on = date(
                int(header["year"]), _MONTHS.index(month) + 1, int(header["day"])
            )
    except (KeyError, TypeError, ValueError, OverflowError):
        front.published_on = None
    return front
