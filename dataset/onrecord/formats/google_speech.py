"""JSON of Google Speech-to-Text, v1 and v2: ``results`` with ``alternatives`` and their words.

As the service answers it, as an operation, as a batch with a transcript for each recording, in camel or
snake case. Speakers by ``speakerTag`` (v1) or ``speakerLabel`` (v2) of words; v1 repeats all words with
speakers in its last result, which alone is then read. Channels are speakers where there are several.
Of words with readings (``今日|キョウ``) the reading is left out. The language is kept.

Not carried: confidences, other alternatives, billed time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onrecord.formats._languages import as_tag
from onrecord.formats._recogniser import (
    Hearing,
    Record,
    Unreadable,
    Word,
    at,
    channel_of,
    cut,
    first,
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

_STARTS = ("startTime", "startOffset", "start_time", "start_offset")
_ENDS = ("endTime", "endOffset", "end_time", "end_offset")
_RESULT_ENDS = ("resultEndTime", "resultEndOffset", "result_end_time", "result_end_offset")


def detect(source: Source) -> Fit:
    """By ``results`` with ``alternatives`` that have a ``transcript``."""
    for found in _recordings(source.json):
        alternatives = [first(one.get("alternatives")) for one in found[:5]]
        if any("transcript" in one or "words" in one for one in alternatives) and not any(
            "type" in one for one in found[:5]
        ):
            return Fit(0.95, ("results with alternatives that have a transcript",))
    return Fit(0.0)


def _recordings(value: Any) -> list[list[Record]]:
    """The results of each recording of an answer, an operation or a batch."""
    value = at(value, "response") or value
    results = at(value, "results")
    if isinstance(results, dict):  # a batch: recordings by their addresses
        inside = [
            at(one, "transcript") or at(one, "inlineResult", "transcript")
            for one in results.values()
        ]
        return [found for one in inside if (found := records(at(one, "results")))]
    return [found] if (found := records(results)) else []


def convert(source: Source) -> Iterator[Transcript]:
    """A transcript for each recording. Raises `SourceError`, `NoTurns`."""
    for results in _recordings(value_of(source)) or [[]]:
        yield _read_recording(results)


def _read_recording(results: list[Record]) -> Transcript:
    hearing = Hearing()
    channels = {channel for one in results if (channel := _channel(one))}
    several = len(channels) > 1
    last = _words_again(results)

    def read(result: Record) -> Iterator[Segment | None]:
        best = first(result.get("alternatives"))
        voice = f"channel {_channel(result)}" if several else None
        words = [_read_word(one, voice) for one in records(best.get("words"))]
        if any(word.voice for word in words) and not several:
            yield from cut(words)
            return
        text = tidy(words_of(best, "transcript"))
        start = words[0].start_ms if words else None
        end = words[-1].end_ms if words else _time(result, _RESULT_ENDS)
        yield heard(text, voice, start, end if start is not None else None)

    hearing.each([last] if last else results, "results", read)
    tag = next(
        (
            one.get(name)
            for one in results
            for name in ("languageCode", "language_code")
            if one.get(name)
        ),
        None,
    )
    return hearing.transcribe("google-speech", Front(language=as_tag(tag)))


def _channel(result: Record) -> str:
    return channel_of(result, "channelTag", "channel_tag")


def _words_again(results: list[Record]) -> Record | None:
    """The last result of v1, where it says all words of the others again, with their speakers."""
    words = [records(first(one.get("alternatives")).get("words")) for one in results]
    if (
        len(words) < 2
        or not words[-1]
        or "speakerTag" not in {*words[-1][0], *map(_camel, words[-1][0])}
    ):
        return None
    others = sum(map(len, words[:-1]))
    return results[-1] if len(words[-1]) >= others > 0 or not others else None


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(map(str.capitalize, rest))


def _read_word(record: Record, channel: str | None) -> Word:
    start, end = _time(record, _STARTS), _time(record, _ENDS)
    voice = channel or speaker_of(record, "speakerLabel", "speaker_label")
    tag = record.get("speakerTag", record.get("speaker_tag"))
    if voice is None and tag != 0:
        voice = speaker_of({"speakerTag": tag}, "speakerTag")
    return Word(tidy(words_of(record, "word")).split("|", 1)[0], voice, start, end)


def _time(record: Record, names: tuple[str, ...]) -> int | None:
    """A time as ``1.300s``, or as seconds and nanoseconds."""
    for name in names:
        value = record.get(name)
        if value is None:
            continue
        if isinstance(value, dict):
            return _of_parts(value, name)
        return times({name: value}, name, "")[0]
    return None


def _of_parts(value: Record, name: str) -> int:
    seconds = times({name: value.get("seconds") or 0}, name, "")[0] or 0
    nanos = value.get("nanos") or 0
    if isinstance(nanos, bool) or not isinstance(nanos, int) or not 0 <= nanos < 10**9:
        raise Unreadable(f"has no time as its {name}")
    return seconds + round(nanos / 1e6)
