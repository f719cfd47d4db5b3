"""JSON of Azure Speech: batch transcription (v2, v3) and fast transcription.

``recognizedPhrases`` (in any capitals, as Video Indexer writes them too) with ticks or ISO durations, v2's
``AudioFileResults`` with ``SegmentResults``, ``phrases`` of fast transcription in milliseconds. The best
reading's display form is the words. Speakers by number; channels where there are several and no
speakers. Language (the locale most phrases have) and duration are kept.

Not carried: confidences, other readings, lexical and inverse-normalised forms, times of words; phrases
that the service could not recognise have no words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from onrecord.formats._clock import parse_iso, parse_seconds
from onrecord.formats._languages import as_tag
from onrecord.formats._recogniser import (
    Hearing,
    Record,
    Unreadable,
    channel_of,
    first,
    heard,
    records,
    speaker_of,
    tidy,
    value_of,
    words_of,
)
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Segment, Transcript

_TICKS = 1e7


def detect(source: Source) -> Fit:
    """By ``recognizedPhrases``, ``AudioFileResults`` or ``combinedPhrases``."""
    value = source.json
    if isinstance(value, dict):
        names = {name.casefold() for name in list(value)[:50]}
        for sign in ("recognizedphrases", "audiofileresults", "combinedphrases"):
            if sign in names:
                return Fit(0.97, (f"a key {sign}",))
    return Fit(0.0)


def _folded(value: Any) -> Record:
    """An object with its names in lower case: versions differ in capitals."""
    return {name.casefold(): one for name, one in value.items()} if isinstance(value, dict) else {}


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError`, `NoTurns`."""
    value, hearing = _folded(value_of(source)), Hearing()
    name = next((n for n in ("recognizedphrases", "phrases") if n in value), "segmentresults")
    if "audiofileresults" in value:
        value |= _folded(first(value["audiofileresults"]))
    phrases = value.get(name)
    several = len({_channel(one) for one in records(phrases)}) > 1
    hearing.each(phrases, name, lambda record: _read_phrase(_folded(record), several=several))
    tags = Counter(tag for one in records(phrases) if (tag := as_tag(_folded(one).get("locale"))))
    language = max(tags, key=tags.__getitem__) if tags else as_tag(value.get("locale"))
    yield hearing.transcribe("azure-speech", Front(language=language, duration_ms=_duration(value)))


def _duration(value: Record) -> int | None:
    if value.get("durationmilliseconds") is not None:
        return parse_seconds(value["durationmilliseconds"], 1000)
    if value.get("durationinticks") is not None:
        return parse_seconds(value["durationinticks"], _TICKS)
    return parse_iso(value.get("duration")) or parse_seconds(value.get("audiolengthinseconds"))


def _channel(record: Record) -> str:
    return channel_of(_folded(record), "channel", "channelnumber")


def _read_phrase(record: Record, *, several: bool) -> Iterator[Segment | None]:
    best = _folded(first(record.get("nbest")))
    text = tidy(words_of(best, "display") or words_of(record, "text") or words_of(best, "lexical"))
    if not text:
        return
    start = _time(record, "offset")
    length = _time(record, "duration")
    voice = speaker_of(record, "speaker", "speakerid")
    if voice is None and several:
        voice = f"channel {_channel(record)}"
    end = start + length if start is not None and length is not None else None
    yield heard(text, voice, start, end)


def _time(record: Record, name: str) -> int | None:
    """Milliseconds, by whichever unit the version has."""
    units = ((f"{name}milliseconds", 1000), (f"{name}inticks", _TICKS), (f"{name}inseconds", 1))
    for key, per_second in units:
        if record.get(key) is not None:
            found = parse_seconds(record[key], per_second)
            break
    else:
        value = record.get(name)
        found = parse_iso(value) if isinstance(value, str) else parse_seconds(value, _TICKS)
        if value is None:
            return None
    if found is None:
        raise Unreadable(f"has no time as its {name}")
    return found
