"""Segments as Whisper and what builds on it write them, with words that may have speakers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.formats._recogniser import (
    Record,
    Unreadable,
    Word,
    cut_text,
    heard,
    records,
    speaker_of,
    tidy,
    times,
    words_of,
)
from onrecord.transcript import Segment


def read_segment(record: Record) -> Iterator[Segment | None]:
    """The segments of one of Whisper's, cut where its words change speaker. Raises `Unreadable`."""
    text = words_of(record, "text")
    start, end = times(record, "start", "end")
    voice = speaker_of(record, "speaker")
    words = list(_words(record)) if record.get("words") else []
    if not any(word.voice for word in words):
        yield heard(tidy(text), voice, start, end)
        return
    spoken = with_speakers(words, voice)
    if len({word.voice for word in spoken}) == 1:
        yield heard(tidy(text), spoken[0].voice, start, end)
        return
    pieces = [piece for piece in cut_text(text, _without_silences(spoken)) if piece]
    if pieces:
        pieces[0] = pieces[0]._replace(start_ms=start if start is not None else pieces[0].start_ms)
        pieces[-1] = pieces[-1]._replace(end_ms=end if end is not None else pieces[-1].end_ms)
    yield from pieces


def _words(record: Record) -> Iterator[Word]:
    for word in records(record.get("words")):
        try:
            start, end = times(word, "start", "end")
            text = words_of(word, "word", "text")
            if text.strip():
                yield Word(text, speaker_of(word, "speaker"), start, end)
        except Unreadable:  # the segment has its words and times
            continue


def with_speakers(words: Sequence[Word], voice: str | None) -> list[Word]:
    """The words, each with a speaker: its own, else that of the word before, else of the next.

    Where neighbours disagree about a word that has none, the segment's speaker `voice` decides if it
    is one of theirs.
    """
    known = [word.voice for word in words]
    after: list[str | None] = []
    following: str | None = None
    for one in reversed(known):
        following = one or following
        after.append(following)
    after.reverse()
    spoken: list[Word] = []
    before: str | None = None
    for word, coming in zip(words, after, strict=True):
        if word.voice:
            before = word.voice
            spoken.append(word)
        elif before and coming and before != coming and voice == coming:
            spoken.append(word._replace(voice=coming))
        else:
            spoken.append(word._replace(voice=before or coming or voice))
    return spoken


def _without_silences(words: Sequence[Word]) -> list[Word]:
    """Words of which only a change of speaker parts segments: a segment of Whisper's is one already."""
    pieces: list[Word] = []
    for word in words:
        if pieces and word.voice == pieces[-1].voice and pieces[-1].end_ms is not None:
            start = min(word.start_ms, pieces[-1].end_ms) if word.start_ms is not None else None
            pieces.append(word._replace(start_ms=start))
        else:
            pieces.append(word)
    return pieces
