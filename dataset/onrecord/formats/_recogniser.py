"""What speech recognisers have in common: words with times and speakers, utterances cut where these change.

A record that cannot be read costs that record: it is kept among the refusals, by its place in the
JSON (``results.items[12]``), with why and its words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from onrecord.errors import NoTurns, SourceError
from onrecord.formats._captions import say
from onrecord.formats._clock import parse_seconds
from onrecord.formats.fit import Fit
from onrecord.grammar.spacing import join_words
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Segment, Transcript, Voice

#: What services call a speaker whom they cannot tell.
_NOBODY = frozenset(
    ("", "uu", "unknown", "none", "null", "?", "speaker_unknown", "unknown speaker")
)
#: What services call speakers whom they only tell apart.
_ANONYMOUS = re.compile(
    r"(?:speaker|spkr?|s|ch|channel|guest|agent|voice|person|caller|participant|track|v)?[ _-]{0,2}(?:[0-9]{1,5}|[a-z])"
    r"|channel [0-9]{1,5}(?:, speaker [0-9a-z]{1,5})?|agent|customer",
    re.IGNORECASE,
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
#: Words of one speaker with less silence than this between them are one segment; milliseconds.
_BREATH = 250
#: Names that words have in one service or another.
_WORDS = frozenset(
    ("text", "transcript", "body", "word", "content", "value", "display", "transcription")
)
Record = dict[str, Any]
#: The segment of words that a recogniser heard: what stands in square brackets is a sound.
heard = partial(say, tags=True)


class Unreadable(Exception):
    """A record that cannot be read, and why."""


class Word(NamedTuple):
    """A word or a mark: `before` is what stands before it, None for a space where the script has one."""

    text: str
    voice: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    before: str | None = None


@dataclass(slots=True)
class Hearing:
    """What a recogniser heard, while it is read."""

    segments: list[Segment] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def each(
        self, records: object, place: str, read: Callable[[Record], Iterable[Segment | None]]
    ) -> None:
        """Add the segments of each record of a list; one that is none, or cannot be read, is refused."""
        for number, record in _numbered(records):
            try:
                if not isinstance(record, dict):
                    raise Unreadable(f"is {kind_of(record)}, not an object")  # noqa: TRY301
                self.segments += filter(None, read(record))
            except Unreadable as error:
                self.refuse(f"{place}[{number}]", str(error), record)

    def words(
        self, records: object, place: str, read: Callable[[Record], Word | None]
    ) -> list[Word]:
        """The words of each record of a list; one that cannot be read is refused."""
        words: list[Word] = []
        for number, record in _numbered(records):
            try:
                if not isinstance(record, dict):
                    raise Unreadable(f"is {kind_of(record)}, not an object")  # noqa: TRY301
                if (word := read(record)) is not None:
                    words.append(word)
            except Unreadable as error:
                self.refuse(f"{place}[{number}]", str(error), record)
        return words

    def refuse(self, place: str, message: str, record: object) -> None:
        """Keep a record that cannot be read, verbatim."""
        self.refused.append(refusal_of(place, message, record))

    def transcribe(
        self,
        name: str,
        front: Front,
        names: Mapping[str, str] | None = None,
        *,
        by_ear: bool = True,
    ) -> Transcript:
        """The transcript of what was heard, in order of time. Raises `NoTurns`.

        `names` are the names that the source gives speakers; `by_ear` marks it as a recogniser's.
        """
        if not any(one.kind == "speech" for one in self.segments):
            raise NoTurns(self.refused[0].message if self.refused else "no words were recognised")
        if by_ear:
            front.transcript_kind = "asr"
        segments = list(_in_order(self.segments))
        keys = dict.fromkeys(one.voice for one in segments if one.voice)
        voices = [voice_of(key, (names or {}).get(key)) for key in keys]
        return Transcript(name, "", front, segments=segments, voices=voices, refused=self.refused)


def refusal_of(place: str, message: str, record: object) -> Refusal:
    """The refusal of a record, with what it holds."""
    value = json.dumps(_words_first(record), ensure_ascii=False)[:10_000]
    return Refusal(place, "bad-record", f"{place} {message}", value)


def voice_of(key: str, name: str | None = None) -> Voice:
    """The speaker of a key, who is anonymous where it only tells speakers apart."""
    return Voice(key, name, anonymous=name is None and _ANONYMOUS.fullmatch(key) is not None)


def cut(words: Sequence[Word]) -> Iterator[Segment | None]:
    """The segments of words: cut where the speaker changes and at silences."""
    run: list[Word] = []
    for word in words:
        if (run and word.before != "" and _parts(run, word)) or (
            run and word.voice != run[-1].voice and word.text.strip()
        ):
            yield _segment(run)
            run = []
        run.append(word)
    if run:
        yield _segment(run)


def _parts(run: Sequence[Word], word: Word) -> bool:
    """Whether a silence stands before a word."""
    if word.start_ms is None:
        return False
    ended = next((one.end_ms for one in reversed(run) if one.end_ms is not None), None)
    return ended is not None and word.start_ms - ended > _BREATH


def _segment(run: Sequence[Word]) -> Segment | None:
    text = ""
    for word in run:
        text = (
            join_words(text, word.text)
            if word.before is None
            else f"{text}{word.before}{word.text}"
        )
    starts = [word.start_ms for word in run if word.start_ms is not None]
    ends = [word.end_ms for word in run if word.end_ms is not None]
    start, end = min(starts, default=None), max(ends, default=None)
    return heard(tidy(text), run[0].voice, start, end if start is not None else None)


def cut_text(text: str, words: Sequence[Word]) -> Iterator[Segment | None]:
    """The segments of a text by its words, with the text's own spaces and marks between them."""
    placed: list[Word] = []
    at = 0
    for word in words:
        found = text.find(word.text.strip(), at)
        if found < 0:
            yield from cut([one._replace(text=one.text.strip()) for one in words])
            return
        end = found + len(word.text.strip())
        placed.append(word._replace(text=text[found:end], before=text[at:found]))
        at = end
    if placed:
        placed[-1] = placed[-1]._replace(text=placed[-1].text + text[at:])
    yield from cut(placed)


def _in_order(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Segments in order of time; one without a time stays behind the one before it.

    Where speakers are known, words of nobody known are not taken for those of whoever spoke before.
    """
    last = 0
    keyed: list[tuple[int, int, Segment]] = []
    for number, one in enumerate(segments):
        last = one.start_ms if one.start_ms is not None else last
        keyed.append((last, number, one))
    before: str | None = None
    for _, _, one in sorted(keyed, key=lambda key: key[:2]):
        lost = one.kind == "speech" and one.voice is None and before is not None
        yield one._replace(parted=True) if lost else one
        before = one.voice if one.kind == "speech" else before


def times(
    record: Record, start: str, end: str, *, per_second: float = 1.0
) -> tuple[int | None, int | None]:
    """Start and end of a record in milliseconds, None where it has none. Raises `Unreadable`."""
    begun, ended = (_time(record, name, per_second) for name in (start, end))
    if begun is not None and ended is not None and ended < begun:
        ended = None
    return begun, ended


def _time(record: Record, name: str, per_second: float) -> int | None:
    value = record.get(name)
    if value is None:
        return None
    milliseconds = parse_seconds(value, per_second)
    if milliseconds is None:
        raise Unreadable(f"has no time as its {name}: {_shown(value)}")
    return milliseconds


def words_of(record: Record, *names: str) -> str:
    """The first text among the values of these names. Raises `Unreadable` where one is no text."""
    for name in names:
        value = record.get(name)
        if isinstance(value, str):
            return value
        if value is not None:
            raise Unreadable(f"has {kind_of(value)} as its {name}, not text")
    return ""


def speaker_of(record: Record, *names: str) -> str | None:
    """Who speaks, by the first of these names that has a value. Raises `Unreadable`."""
    for name in names:
        value = record.get(name)
        if value is None or value == "":
            continue
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise Unreadable(f"has {kind_of(value)} as its {name}, not a speaker")
        if isinstance(value, int) and abs(value) > 10**9:
            raise Unreadable(f"has a number too large for a speaker as its {name}")
        key = tidy(str(value))[:200]
        return None if key.casefold() in _NOBODY else key
    return None


def channel_of(record: Record, *names: str, default: str = "") -> str:
    """The channel by the first of these names that has one."""
    for name in names:
        value = record.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value)[:1]:
            return tidy(str(value)[:40])
    return default


def tidy(text: str) -> str:
    """Text with white space as one space and without control characters."""
    if not text.isprintable():
        text = _CONTROLS.sub(" ", text)
    return " ".join(text.split())


def text_at(value: object, *path: str) -> str | None:
    """The text at a path of names, tidied; None where there is none."""
    found = at(value, *path)
    return (tidy(found) or None) if isinstance(found, str) else None


def at(value: object, *path: str | int) -> Any:
    """What stands at a path of names and places in a JSON value; None where nothing does."""
    for key in path:
        if isinstance(key, int):
            if not isinstance(value, list) or len(value) <= key:
                return None
            value = value[key]
        elif isinstance(value, dict):
            value = value.get(key)
        else:
            return None
    return value


def records(value: object) -> list[Record]:
    """The objects of a list; empty where it is none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def first(value: object) -> Record:
    """The first object of a list; empty where there is none."""
    return next(iter(records(value)), {})


def value_of(source: Source) -> Any:
    """The JSON value of a source. Raises `SourceError` for a text that is none."""
    value = source.json
    if value is None:
        raise SourceError(
            "not JSON: the text begins with neither an object nor a list of objects",
            reason="bad-json",
        )
    return value


def fits(source: Source, holds: Callable[[Record], bool], sign: str, score: float = 0.97) -> Fit:
    """The fit of a source that is a JSON object of which `holds` is true."""
    value = source.json
    return Fit(score, (sign,)) if isinstance(value, dict) and holds(value) else Fit(0.0)


def _words_first(record: object) -> object:
    """A record with its words before its numbers, and its lists last: what is cut short shows them."""
    if not isinstance(record, dict):
        return record
    order = {str: 0, int: 1, float: 1, bool: 1}
    names = sorted(record, key=lambda name: (name not in _WORDS, order.get(type(record[name]), 2)))
    return {name: record[name] for name in names}


def _numbered(value: object) -> Iterator[tuple[int, Any]]:
    return enumerate(value) if isinstance(value, list) else iter(())


def kind_of(value: object) -> str:
    """What kind of JSON value something is, in words."""
    kinds = {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "true or false",
        type(None): "nothing",
    }
    return kinds.get(type(value), "a number")


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:60]
