"""JSON of ElevenLabs Scribe: ``words`` of type ``word``, ``spacing`` and ``audio_event``.

Words and spaces are joined as they stand, and cut where the speaker changes; sounds are cues. Of
several channels (``transcripts``), each is a speaker. The language is kept (a code of three letters there).

Not carried: probabilities, characters, additional formats, entities, times of words.
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
    text_at,
    tidy,
    times,
    value_of,
    words_of,
)
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Transcript

_TYPES = frozenset(("word", "spacing", "audio_event", "punctuation"))


def detect(source: Source) -> Fit:
    """By ``words`` with a type, of one channel or several."""
    return fits(
        source,
        lambda value: _is_one(value) or _is_one(first(value.get("transcripts"))),
        "words with type word, spacing or audio_event",
    )


def _is_one(value: Record) -> bool:
    one = first(value.get("words"))
    return text_at(one, "type") in _TYPES and "text" in one


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError`, `NoTurns`."""
    value, hearing = value_of(source), Hearing()
    channels = records(at(value, "transcripts")) or [value if isinstance(value, dict) else {}]
    for number, channel in enumerate(channels):
        place = f"transcripts[{number}].words" if len(channels) > 1 else "words"
        voice = (
            f"channel {channel_of(channel, 'channel_index', default=str(number))}"
            if len(channels) > 1
            else None
        )
        _read_words(channel.get("words"), place, voice, hearing)
    language = as_tag(at(value, "language_code")) or as_tag(channels[0].get("language_code"))
    front = Front(language=language, duration_ms=parse_seconds(at(value, "audio_duration_secs")))
    yield hearing.transcribe("elevenlabs", front)


def _read_words(words: object, place: str, channel: str | None, hearing: Hearing) -> None:
    last = channel

    def read(record: Record) -> Word | None:
        nonlocal last
        text = words_of(record, "text")
        start, end = times(record, "start", "end")
        kind = text_at(record, "type")
        if kind == "audio_event":
            sound = tidy(text).strip("()[]")
            if sound:
                hearing.segments += filter(None, [heard(f"[{sound}]", None, start, end)])
            return None
        if kind == "spacing":
            return Word(text, last, before="")
        last = channel or speaker_of(record, "speaker_id")
        return Word(text, last, start, end, before="")

    hearing.segments += filter(None, cut(hearing.words(words, place, read)))
