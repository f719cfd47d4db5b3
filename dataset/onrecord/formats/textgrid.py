"""Praat TextGrids: long, short and chronological text files, UTF-8 or UTF-16 (Praat manual, "TextGrid file formats").

Interval tiers are read, a speaker each; of several of one speaker (``Ann - words``, ``Ann - phones``; ``ORT-MAU``, ``MAU``) that
with utterances, else that with words. As in Praat, only numbers, strings and flags that stand
free count, everything else is a comment. An interval whose times run backwards is a reject of its own.

Not carried: point tiers, tiers of phones, glosses, gestures and remarks, silences, binary TextGrids;
Praat's backslash codes for letters stay as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.errors import NoTurns, SourceError
from onrecord.formats._tags import milliseconds
from onrecord.formats._tiers import OTHER, in_order, read_annotation, read_tier_name
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Segment, Transcript, Voice

_HEAD = re.compile(
    r'\s*(?:(?:File type\s*=\s*)?"ooTextFile(?: short)?"\s*(?:Object class\s*=\s*)?"TextGrid"|"Praat chronological TextGrid text file")'
)
_TOKEN = re.compile(
    r'!.*|(?<!\S)(?:"(?P<string>(?:[^"]|"")*+)"|(?P<flag><[A-Za-z]+>)|(?P<number>[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?))(?=\s|!|\Z)'
)
_CHRONOLOGICAL = "Praat chronological TextGrid text file"


def detect(source: Source) -> Fit:
    """Certain where the text begins as Praat writes it."""
    if _HEAD.match(source.decoded.text[:400].lstrip("\ufeff")):
        return Fit(0.99, ("begins as a TextGrid of Praat",))
    return Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `Undecodable`, `SourceError` where it is cut, `NoTurns`."""
    text = source.decoded.text.lstrip("\ufeff")
    if not _HEAD.match(text):
        raise NoTurns("does not begin as a TextGrid of Praat")
    reader = _Reader(text)
    tiers = reader.read_chronological() if reader.is_chronological else reader.read_tiers()
    segments = in_order(segment for tier in _chosen(tiers) for segment in tier.segments())
    if not any(segment.text for segment in segments):
        raise NoTurns("no interval with words was found")
    names = dict.fromkeys(segment.voice for segment in segments if segment.voice)
    yield Transcript(
        "textgrid",
        "",
        Front(duration_ms=milliseconds(reader.ends)),
        segments=segments,
        voices=[Voice(name, name) for name in names],
        refused=reader.refused,
        is_declared=True,
    )


class _Tier:
    """An interval tier: its name, and its intervals in milliseconds."""

    def __init__(self, name: str):
        self.name = " ".join(name.split())
        self.intervals: list[tuple[int, int, str]] = []

    def segments(self) -> Iterator[Segment]:
        """What is said on this tier."""
        speaker = read_tier_name(self.name).speaker
        for start, end, words in self.intervals:
            text, cues = read_annotation(words)
            if text or cues:
                yield Segment(text, speaker, start, end, "speech", cues)


def _chosen(tiers: list[_Tier]) -> list[_Tier]:
    """The tier of each speaker that is the best transcript, in the order of the file."""
    best: dict[str | None, _Tier] = {}
    for tier in tiers:
        speaker, rank = read_tier_name(tier.name)
        if rank == OTHER or not any(words.strip() for _, _, words in tier.intervals):
            continue
        before = best.get(speaker)
        if before is None or rank < read_tier_name(before.name).rank:
            best[speaker] = tier
    chosen = set(best.values())
    return [tier for tier in tiers if tier in chosen]


class _Reader:
    """The tokens of a file one after another."""

    def __init__(self, text: str):
        self.text = text
        self.refused: list[Refusal] = []
        self._tokens = (match for match in _TOKEN.finditer(text) if match.lastgroup)
        self._at = 0
        first = self._string()
        self.is_chronological = first == _CHRONOLOGICAL
        if not self.is_chronological:
            self._string()  # the class: TextGrid
        self._number()
        self.ends = self._number()

    def read_tiers(self) -> list[_Tier]:
        """The interval tiers of a long or short text file."""
        if self._next("flag").lower() != "<exists>":
            return []
        return [tier for _ in range(self._count()) if (tier := self._tier())]

    def _tier(self) -> _Tier | None:
        kind, tier = self._string(), _Tier(self._string())
        self._number()
        self._number()
        for number in range(self._count()):
            if kind == "IntervalTier":
                self._interval(tier, number + 1)
            else:
                self._number()
                self._string()
        return tier if kind == "IntervalTier" else None

    def read_chronological(self) -> list[_Tier]:
        """The interval tiers of a chronological text file: intervals of all tiers by time."""
        kinds: list[str] = []
        tiers: list[_Tier] = []
        for _ in range(self._count()):
            kinds.append(self._string())
            tiers.append(_Tier(self._string()))
            self._number()
            self._number()
        while (number := next(self._tokens, None)) is not None:
            self._at = number.start()
            at = int(float(number["number"] or "0")) - 1
            if not 0 <= at < len(tiers):
                raise self._cut("the number of a tier")
            if kinds[at] == "IntervalTier":
                self._interval(tiers[at], len(tiers[at].intervals) + 1)
            else:
                self._number()
                self._string()
        return [tier for tier, kind in zip(tiers, kinds, strict=True) if kind == "IntervalTier"]

    def _interval(self, tier: _Tier, number: int) -> None:
        """One interval; one whose times are none is refused."""
        first, last, words = self._number(), self._number(), self._string()
        start, end = milliseconds(first), milliseconds(last)
        if start is not None and end is not None and start <= end:
            tier.intervals.append((start, end, words))
        elif words.strip():
            line = self.text.count("\n", 0, self._at) + 1
            message = f"line {line}: interval {number} of tier {tier.name!r}: from {first:g} to {last:g} are no times"
            self.refused.append(Refusal(f"line {line}", "bad-time", message, words))

    def _next(self, wanted: str) -> str:
        token = next(self._tokens, None)
        if token is None or token.lastgroup != wanted:
            raise self._cut(f"a {wanted}")
        self._at = token.start()
        return token[wanted]

    def _string(self) -> str:
        return self._next("string").replace('""', '"')

    def _number(self) -> float:
        return float(self._next("number"))

    def _count(self) -> int:
        count = self._number()
        if not 0 <= count <= len(self.text):
            raise self._cut("a count")
        return int(count)

    def _cut(self, wanted: str) -> SourceError:
        line = self.text.count("\n", 0, self._at) + 1
        return SourceError(
            f"line {line}: {wanted} is missing after this: the TextGrid is cut off or damaged",
            reason="bad-textgrid",
        )
