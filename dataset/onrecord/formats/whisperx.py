"""JSON of WhisperX: ``segments`` whose words have times, scores and speakers, or some of them.

A segment whose words change speaker is cut there. A word without a speaker is its neighbours'; a
segment none of whose words has one is the segment's. The language is kept.

Not carried: scores, times of words but where speakers change, ``word_segments`` (the same words again),
embeddings of speakers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from onrecord.formats._clock import parse_seconds
from onrecord.formats._languages import as_tag
from onrecord.formats._recogniser import Hearing, Record, at, first, fits, records, value_of
from onrecord.formats._whisper_segments import read_segment
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Transcript

_SPEAKER = re.compile(r"SPEAKER_[0-9]{2,}")
_LOOK = 50


def detect(source: Source) -> Fit:
    """By ``word_segments``, scores of words, or speakers called ``SPEAKER_00``."""
    return fits(source, _holds, "segments with words that have a score or SPEAKER_00")


def _holds(value: Record) -> bool:
    segments = records(value.get("segments"))
    if not segments or "text" not in segments[0] or "startTime" in segments[0]:
        return False
    if isinstance(value.get("word_segments"), list):
        return True
    return any(
        _SPEAKER.fullmatch(str(one.get("speaker"))) or "score" in first(one.get("words"))
        for one in islice(segments, _LOOK)
    )


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError`, `NoTurns`."""
    value, hearing = value_of(source), Hearing()
    hearing.each(at(value, "segments"), "segments", read_segment)
    front = Front(
        language=as_tag(at(value, "language")), duration_ms=parse_seconds(at(value, "duration"))
    )
    yield hearing.transcribe("whisperx", front)
