"""JSON of Whisper: OpenAI's command and service, faster-whisper, whisper.cpp, Transformers.

``segments`` with seconds (OpenAI, faster-whisper, also as a bare list; speakers where a service adds
them), ``words`` alone (the service's word timestamps), ``transcription`` with ``offsets`` in
milliseconds (whisper.cpp; ``speaker`` of stereo recordings, ``speaker_turn_next``), ``chunks`` with
``timestamp`` pairs (Transformers; ``speakers`` of insanely-fast-whisper). Sounds such as
``[Music]`` are cues. Language (a code or an English name) and duration are kept.

Not carried: tokens, temperatures, probabilities, times of words but where speakers change.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onrecord.formats._clock import parse_clock, parse_seconds
from onrecord.formats._languages import as_tag
from onrecord.formats._recogniser import (
    Hearing,
    Record,
    Unreadable,
    Word,
    at,
    cut,
    first,
    heard,
    speaker_of,
    tidy,
    times,
    value_of,
    words_of,
)
from onrecord.formats._whisper_segments import read_segment
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Segment, Transcript

#: What only Whisper's segments have, when they stand in a bare list.
_OWN = frozenset(
    ("seek", "tokens", "avg_logprob", "no_speech_prob", "compression_ratio", "temperature")
)


def detect(source: Source) -> Fit:
    """By segments with start, end and text, or what whisper.cpp and Transformers have for them."""
    value = source.json
    if isinstance(value, list):
        one = first(value)
        is_whisper = _is_segment(one) and ("words" in one or not _OWN.isdisjoint(one))
        return Fit(0.9, ("a list of segments of Whisper",)) if is_whisper else Fit(0.0)
    if not isinstance(value, dict):
        return Fit(0.0)
    if _is_segment(first(value.get("segments"))):
        return Fit(0.85, ("segments with start, end and text",))
    if "offsets" in first(value.get("transcription")):
        return Fit(0.97, ("transcription with offsets",))
    if isinstance(first(value.get("chunks")).get("timestamp"), list):
        return Fit(0.95, ("chunks with timestamp",))
    word = first(value.get("words"))
    if "text" in value and "word" in word and "start" in word and "utterances" not in value:
        return Fit(0.8, ("text and words with start",))
    return Fit(0.0)


def _is_segment(one: Record) -> bool:
    return {"start", "end", "text"} <= one.keys()


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError`, `NoTurns`."""
    value = value_of(source)
    hearing = Hearing()
    if isinstance(value, list):
        hearing.each(value, "", read_segment)
    elif at(value, "transcription"):
        _read_cpp(value["transcription"], hearing)
    elif at(value, "segments"):
        hearing.each(value["segments"], "segments", read_segment)
    elif at(value, "chunks") or at(value, "speakers"):
        name = "speakers" if at(value, "speakers") else "chunks"
        hearing.each(value[name], name, _read_chunk)
    else:
        words = hearing.words(at(value, "words"), "words", _read_word)
        hearing.segments += filter(None, cut(words))
    yield hearing.transcribe("whisper", _read_front(value))


def _read_cpp(transcription: object, hearing: Hearing) -> None:
    """whisper.cpp: times in ``offsets``, else as text in ``timestamps``; the mark of tinydiarize."""
    turns = False

    def read(record: Record) -> Iterator[Segment | None]:
        nonlocal turns
        offsets = at(record, "offsets")
        if isinstance(offsets, dict):
            start, end = times(offsets, "from", "to", per_second=1000)
        else:
            start, end = (_clock(record, name) for name in ("from", "to"))
        parted, turns = turns, record.get("speaker_turn_next") is True
        text = tidy(words_of(record, "text")).removesuffix("[SPEAKER_TURN]").rstrip()
        yield heard(text, speaker_of(record, "speaker"), start, end, parted=parted)

    hearing.each(transcription, "transcription", read)


def _clock(record: Record, name: str) -> int | None:
    value = at(record, "timestamps", name)
    return parse_clock(value) if isinstance(value, str) else None


def _read_chunk(record: Record) -> Iterator[Segment | None]:
    pair = record.get("timestamp")
    if not isinstance(pair, list) or len(pair) != 2:
        raise Unreadable("has no pair of times as its timestamp")
    start, end = times({"start": pair[0], "end": pair[1]}, "start", "end")
    yield heard(tidy(words_of(record, "text")), speaker_of(record, "speaker"), start, end)


def _read_word(record: Record) -> Word:
    start, end = times(record, "start", "end")
    return Word(tidy(words_of(record, "word", "text")), speaker_of(record, "speaker"), start, end)


def _read_front(value: Any) -> Front:
    language = at(value, "language") or at(value, "info", "language")
    language = language or at(value, "result", "language") or at(value, "params", "language")
    duration = at(value, "duration") or at(value, "info", "duration")
    return Front(language=as_tag(language), duration_ms=parse_seconds(duration))
