"""JSON of Gladia: ``transcription.utterances`` in seconds (v2), ``prediction`` (v1).

Speakers are numbers; channels are speakers where there are several. Language and duration are kept.

Not carried: confidences, translations, summaries, subtitles, sentiments, times of words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onrecord.formats._clock import parse_seconds
from onrecord.formats._languages import as_tag
from onrecord.formats._recogniser import (
    Hearing,
    Record,
    at,
    channel_of,
    first,
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
    """By ``transcription`` with ``utterances``, or ``prediction`` with ``time_begin``."""
    return fits(
        source, lambda value: _utterances(value)[1] is not None, "transcription with utterances"
    )


def _utterances(value: Any) -> tuple[str, Any]:
    """Where the utterances stand, and they."""
    for path in (
        ("result", "transcription", "utterances"),
        ("transcription", "utterances"),
        ("payload", "transcription", "utterances"),
    ):
        if isinstance(found := at(value, *path), list):
            return ".".join(path), found
    found = at(value, "prediction")
    return "prediction", found if "time_begin" in first(found) else None


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError`, `NoTurns`."""
    value, hearing = value_of(source), Hearing()
    place, utterances = _utterances(value)
    several = len({channel_of(one, "channel") for one in records(utterances)}) > 1

    def read(record: Record) -> Iterator[Segment | None]:
        is_old = "time_begin" in record
        start, end = times(record, *(("time_begin", "time_end") if is_old else ("start", "end")))
        voice = speaker_of(record, "speaker")
        if several:
            voice = f"channel {channel_of(record, 'channel')}" + (
                f", speaker {voice}" if voice else ""
            )
        yield heard(tidy(words_of(record, "text", "transcription")), voice, start, end)

    hearing.each(utterances, place, read)
    languages = at(value, "result", "transcription", "languages") or at(
        value, "transcription", "languages"
    )
    language = at(languages, 0) or first(utterances).get("language")
    duration = at(value, "result", "metadata", "audio_duration") or at(
        value, "metadata", "audio_duration"
    )
    front = Front(language=as_tag(language), duration_ms=parse_seconds(duration))
    yield hearing.transcribe("gladia", front)
