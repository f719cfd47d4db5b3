"""JSON of Amazon Transcribe: ``results.items``, words and marks of their own, with times as text.

Speakers by the item's own ``speaker_label`` or that of the segment that holds an item of the same
start (``speaker_labels``); where channels were told apart (``channel_labels``), by channel. Marks have no
time and go with the word before them. The language is kept, the first where several were found.

Not carried: confidences, other alternatives, names of jobs and accounts, redaction, toxicity.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

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


def detect(source: Source) -> Fit:
    """By ``results`` with ``transcripts`` and ``items``."""
    return fits(source, _holds, "results with transcripts and items")


def _holds(value: Record) -> bool:
    results = at(value, "results")
    return (
        isinstance(results, dict)
        and isinstance(results.get("items"), list)
        and "transcripts" in results
    )


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError`, `NoTurns`."""
    results, hearing = at(value_of(source), "results"), Hearing()
    channels = records(at(results, "channel_labels", "channels"))
    if len(channels) > 1:
        for number, channel in enumerate(channels):
            voice = channel_of(channel, "channel_label", default=f"ch_{number}")
            _read_items(channel.get("items"), f"channels[{number}].items", hearing, {}, voice)
    else:
        _read_items(at(results, "items"), "results.items", hearing, _speakers(results), None)
    language = at(results, "language_code") or first(at(results, "language_codes")).get(
        "language_code"
    )
    yield hearing.transcribe("aws-transcribe", Front(language=as_tag(language)))


def _speakers(results: object) -> dict[str, str]:
    """Who speaks the item that starts at a time, by the segments of ``speaker_labels``."""
    segments = records(at(results, "speaker_labels", "segments"))
    found: dict[str, str] = {}
    for one in chain.from_iterable(
        [segment, *records(segment.get("items"))] for segment in segments
    ):
        start, label = one.get("start_time"), one.get("speaker_label")
        if isinstance(start, str) and isinstance(label, str):
            found[start] = label
    return found


def _read_items(
    items: object, place: str, hearing: Hearing, speakers: dict[str, str], voice: str | None
) -> None:
    last = voice

    def read(item: Record) -> Word | None:
        nonlocal last
        text = tidy(words_of(first(item.get("alternatives")), "content"))
        if not text:
            return None
        if text_at(item, "type") == "punctuation":
            return Word(text, last, before="")
        start, end = times(item, "start_time", "end_time")
        begins = item.get("start_time")
        own = speaker_of(item, "speaker_label") or (
            speakers.get(begins) if isinstance(begins, str) else None
        )
        last = voice or own
        return Word(text, last, start, end)

    hearing.segments += filter(None, cut(hearing.words(items, place, read)))
