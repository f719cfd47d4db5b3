"""JSON of Speechmatics (``json-v2``): ``results`` of words, punctuation and entities.

Marks go with the word that ``attaches_to`` names; languages without spaces have none
(``language_pack_info.word_delimiter``). Speakers by each word's ``S1``, with ``UU`` as nobody; else by
channel. Sounds (``audio_events``) are cues. Language and duration are kept.

Not carried: confidences, other alternatives, written and spoken forms of entities, translations,
summaries, tags.
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
from onrecord.transcript import Front, Segment, Transcript

_TYPES = frozenset(("word", "punctuation", "entity", "speaker_change"))


def detect(source: Source) -> Fit:
    """By ``results`` whose records have a type and alternatives with ``content``."""
    return fits(source, _holds, "results with a type and alternatives that have content")


def _holds(value: Record) -> bool:
    results = records(value.get("results"))[:5]
    return any(text_at(one, "type") in _TYPES and "start_time" in one for one in results)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError`, `NoTurns`."""
    value, hearing = value_of(source), Hearing()
    pack = at(value, "metadata", "language_pack_info")
    spaced = at(pack, "word_delimiter") != ""
    results = at(value, "results")
    several = (
        len({channel for one in records(results) if (channel := channel_of(one, "channel"))}) > 1
    )
    opens = False

    def read(record: Record) -> Word | None:
        nonlocal opens
        best = first(record.get("alternatives"))
        text = tidy(words_of(best, "content"))
        if not text:
            return None
        start, end = times(record, "start_time", "end_time")
        voice = speaker_of(best, "speaker") or (
            channel_of(record, "channel") or None if several else None
        )
        glued = text_at(record, "type") == "punctuation" and (
            text_at(record, "attaches_to") or "previous"
        ) in {
            "previous",
            "both",
        }
        before = "" if glued or opens or not spaced else None
        opens = text_at(record, "attaches_to") in {"next", "both"}
        if text_at(record, "type") == "punctuation":
            start = end = None
        return Word(text, voice, start, end, before)

    words = hearing.words(results, "results", read)
    hearing.segments += filter(None, cut(_marks_with_their_words(words)))
    hearing.each(at(value, "audio_events"), "audio_events", _read_event)
    front = Front(
        language=as_tag(at(value, "metadata", "transcription_config", "language"))
        or as_tag(at(value, "metadata", "language_identification", "predicted_language")),
        duration_ms=parse_seconds(at(value, "job", "duration")),
    )
    yield hearing.transcribe("speechmatics", front)


def _marks_with_their_words(words: list[Word]) -> list[Word]:
    """Words with each mark behind them spoken by whoever spoke the word."""
    spoken: list[Word] = []
    for word in words:
        if word.before == "" and word.start_ms is None and spoken:
            word = word._replace(voice=spoken[-1].voice)  # noqa: PLW2901 - a mark, not a word
        spoken.append(word)
    return spoken


def _read_event(record: Record) -> Iterator[Segment | None]:
    start, end = times(record, "start_time", "end_time")
    kind = tidy(words_of(record, "type")).strip("[]")
    yield heard(f"[{kind}]", None, start, end) if kind else None
