"""JSON of Deepgram: ``results.utterances``, else paragraphs, else words of each channel.

Words are read with their punctuation; an utterance whose words change speaker is cut. Where there are
several channels, they are speakers (with the speakers inside them). Language and duration are kept.

Not carried: confidences, other alternatives, topics, intents, sentiments, summaries, times of words.
"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.formats._clock import parse_seconds
from onrecord.formats._languages import as_tag
from onrecord.formats._recogniser import (
    Hearing,
    Record,
    Word,
    at,
    channel_of,
    cut,
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
    """By ``results`` with ``channels`` or ``utterances``."""
    return fits(source, _holds, "results with channels or utterances")


def _holds(value: Record) -> bool:
    results = at(value, "results")
    return isinstance(results, dict) and (
        "alternatives" in first(results.get("channels"))
        or "transcript" in first(results.get("utterances"))
    )


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError`, `NoTurns`."""
    value, hearing = value_of(source), Hearing()
    channels = records(at(value, "results", "channels"))
    utterances = at(value, "results", "utterances")
    several = len(channels) > 1
    if isinstance(utterances, list) and utterances:
        hearing.each(
            utterances, "results.utterances", lambda one: _read_utterance(one, several=several)
        )
    else:
        for number, channel in enumerate(channels):
            _read_channel(channel, number, hearing, several=several)
    best = first(first(channels).get("alternatives"))
    language = (
        at(first(channels), "detected_language")
        or at(best, "languages", 0)
        or at(value, "metadata", "language")
    )
    front = Front(
        language=as_tag(language), duration_ms=parse_seconds(at(value, "metadata", "duration"))
    )
    yield hearing.transcribe("deepgram", front)


def _voice(record: Record, channel: object, *, several: bool) -> str | None:
    speaker = speaker_of(record, "speaker")
    if not several:
        return speaker
    return f"channel {channel}, speaker {speaker}" if speaker is not None else f"channel {channel}"


def _read_utterance(record: Record, *, several: bool) -> Iterator[Segment | None]:
    channel = channel_of(record, "channel")
    voice = _voice(record, channel, several=several)
    words = [_read_word(one, channel, several=several) for one in records(record.get("words"))]
    if len({word.voice for word in words if word.voice}) > 1:
        yield from cut([word._replace(voice=word.voice or voice) for word in words])
        return
    start, end = times(record, "start", "end")
    yield heard(tidy(words_of(record, "transcript")), voice, start, end)


def _read_channel(channel: Record, number: int, hearing: Hearing, *, several: bool) -> None:
    """Paragraphs of a channel, else its words, else its transcript without times."""
    best = first(channel.get("alternatives"))
    place = f"results.channels[{number}]"
    paragraphs = at(best, "paragraphs", "paragraphs")
    if isinstance(paragraphs, list) and paragraphs:

        def read(record: Record) -> Iterator[Segment | None]:
            voice = _voice(record, number, several=several)
            for sentence in records(record.get("sentences")):
                start, end = times(sentence, "start", "end")
                yield heard(tidy(words_of(sentence, "text")), voice, start, end)

        hearing.each(paragraphs, f"{place}.paragraphs", read)
        return
    words = hearing.words(
        best.get("words"), f"{place}.words", lambda one: _read_word(one, number, several=several)
    )
    made = list(filter(None, cut(words)))
    voice = f"channel {number}" if several else None
    transcript = best.get("transcript")
    if not made and isinstance(transcript, str):
        made = list(filter(None, [heard(tidy(transcript), voice, None, None)]))
    hearing.segments += made


def _read_word(record: Record, channel: object, *, several: bool) -> Word:
    start, end = times(record, "start", "end")
    text = words_of(record, "punctuated_word", "word")
    return Word(tidy(text), _voice(record, channel, several=several), start, end)
