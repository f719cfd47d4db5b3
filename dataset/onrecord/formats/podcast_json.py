"""JSON transcripts of Podcasting 2.0: ``segments`` with ``startTime``, ``endTime``, ``speaker`` and ``body``.

A segment is a sentence, a line or a single word; one without a speaker is the last speaker's where the
file names speakers only where they change.

Not carried: nothing but the version.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from onrecord.formats._languages import as_tag
from onrecord.formats._recogniser import (
    Hearing,
    Record,
    at,
    fits,
    heard,
    records,
    speaker_of,
    tidy,
    times,
    value_of,
    words_of,
)
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Segment, Transcript


def detect(source: Source) -> Fit:
    """By ``segments`` with ``startTime`` and ``body``."""
    return fits(
        source,
        lambda value: any(
            {"startTime", "body"} <= one.keys() for one in records(value.get("segments"))[:5]
        ),
        "segments with startTime and body",
    )


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError`, `NoTurns`."""
    value, hearing = value_of(source), Hearing()
    segments = records(at(value, "segments"))
    named = [
        speaker for one in segments if isinstance(speaker := one.get("speaker"), str) and speaker
    ]
    changes_alone = (
        bool(named)
        and bool(segments[0].get("speaker"))
        and len(set(named)) > 1
        and all(one != other for one, other in pairwise(named))
    )
    last: str | None = None

    def read(record: Record) -> Iterator[Segment | None]:
        nonlocal last
        voice = speaker_of(record, "speaker") or (last if changes_alone else None)
        last = voice
        start, end = times(record, "startTime", "endTime")
        yield heard(tidy(words_of(record, "body")), voice, start, end)

    hearing.each(at(value, "segments"), "segments", read)
    yield hearing.transcribe(
        "podcast-json", Front(language=as_tag(at(value, "language"))), by_ear=False
    )
