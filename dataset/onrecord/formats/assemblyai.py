"""JSON of AssemblyAI: ``utterances`` with speakers, else ``words``; also its sentences and paragraphs.

Times are milliseconds. Speakers are letters, or names where speakers were identified. Language and
duration are kept.

Not carried: confidences, chapters, highlights, entities, sentiments, summaries, times of words.
"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.errors import NoTurns
from onrecord.formats._clock import parse_seconds
from onrecord.formats._languages import as_tag
from onrecord.formats._recogniser import (
    Hearing,
    Record,
    Word,
    at,
    cut,
    first,
    fits,
    heard,
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

_SIGNS = (
    "audio_url",
    "acoustic_model",
    "language_code",
    "speech_model",
    "audio_duration",
    "speaker_labels",
)
_LISTS = ("utterances", "sentences", "paragraphs")


def detect(source: Source) -> Fit:
    """By ``utterances`` or ``words`` with ``text``, beside a key of the service's own."""
    return fits(source, _holds, "words or utterances with text, beside audio_url or language_code")


def _holds(value: Record) -> bool:
    named = any(sign in value for sign in _SIGNS)
    if not named or "language_probability" in value or "transcription_id" in value:
        return False
    return any("text" in first(value.get(name)) for name in (*_LISTS, "words")) or (
        "text" in value and "status" in value
    )


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError`, `NoTurns`."""
    value, hearing = value_of(source), Hearing()
    if at(value, "status") == "error":
        raise NoTurns(
            f"the service reports an error: {text_at(value, 'error') or 'none stated'}"[:300]
        )
    name = next((one for one in _LISTS if at(value, one)), None)
    if name:
        hearing.each(value[name], name, _read_utterance)
    else:
        words = hearing.words(at(value, "words"), "words", _read_word)
        hearing.segments += filter(None, cut(words))
    if not hearing.segments and not hearing.refused and text_at(value, "text"):
        hearing.segments += filter(None, [heard(text_at(value, "text") or "", None, None, None)])
    front = Front(
        language=as_tag(at(value, "language_code")),
        duration_ms=parse_seconds(at(value, "audio_duration")),
    )
    yield hearing.transcribe("assemblyai", front)


def _read_utterance(record: Record) -> Iterator[Segment | None]:
    start, end = times(record, "start", "end", per_second=1000)
    voice = speaker_of(record, "speaker") or _of_words(record)
    yield heard(tidy(words_of(record, "text")), voice, start, end)


def _of_words(record: Record) -> str | None:
    """The speaker of the words of a sentence, which has none itself."""
    return speaker_of(first(record.get("words")), "speaker")


def _read_word(record: Record) -> Word:
    start, end = times(record, "start", "end", per_second=1000)
    return Word(tidy(words_of(record, "text")), speaker_of(record, "speaker"), start, end)
