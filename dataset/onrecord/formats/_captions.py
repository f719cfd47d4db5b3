"""What captions have in common: timed blocks, marks for a change of speaker, labels, sounds.

`read_blocks` finds the timed blocks of WebVTT and SRT; `read_captions` takes their lines and
gives segments: voice tags (WebVTT, section 4.2.2), ``>>`` and ``>>>`` (new speaker and new story
in captions of television), dashes for two speakers in one caption, ``NAME:`` before the words,
sounds in brackets or between notes. What stands before a colon is a label where it is marked, in
capitals, or recurs, so that a colon in speech is none.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from onrecord.formats.reading import take_cues
from onrecord.grammar.cues import PARENTHESIS, classify_cue
from onrecord.grammar.labels import Label, parse_label
from onrecord.transcript import Refusal, Segment, Voice

_TIMING = re.compile(
    r"[ \t]*(?P<start>[0-9:.,]{4,20})[ \t]*-->[ \t]*(?P<end>[0-9:.,]{4,20})(?![^ \t\n])"
)
_CLOCK = re.compile(
    r"(?:(?P<h>[0-9]{1,4}):)?(?P<m>[0-9]{1,2}):(?P<s>[0-9]{1,2})(?:[.,](?P<f>[0-9]{1,3}))?"
)
#: A tag that names nobody, a time inside the words, an override of SubStation Alpha.
_MARKUP = re.compile(
    r"</?(?!v[\s.>])[A-Za-z][^<>\n]{0,200}>|<[0-9:.]{4,16}>|</?>|\{\\[^{}\n]{0,80}\}"
)
#: Where somebody begins or stops: a voice tag, its end, ``>>``, a dash before words.
_TURN = re.compile(
    r"<v(?:\.[^\s<>]*)?[ \t]+(?P<name>[^<>\n]{1,200})>|</v>"
    r"|(?m:^)[ \t]*(?:(?:>>+|(?:&gt;){2,3})|[-–—‐](?=[ \t]*[^\s\d–—-]))[ \t]*"
)
_HEAD = re.compile(r"(?P<head>[^:：]{1,60})[:：](?=\s|[^\x00-\x7f])")
_NOTES = "♪♫♬"
#: Captions roll up where so many, and such a share, begin with the end of the one before.
_FEW_REPEATS, _ROLLING = 3, 0.3
_MAX_TIME_MS = 100 * 3_600_000


class Block(NamedTuple):
    """A timed block as it stands: times in milliseconds, its lines, the line it begins on."""

    start_ms: int
    end_ms: int | None
    lines: tuple[str, ...]
    line: int


class Line(NamedTuple):
    """Words of one speaker inside a block; `voice` from a voice tag, `parted` after a mark."""

    words: str
    block: Block
    voice: str | None = None
    parted: bool = False


def read_blocks(text: str) -> tuple[list[Block], list[Refusal]]:
    """The timed blocks of a text in order of time, and those whose times cannot be read."""
    blocks: list[Block] = []
    refused: list[Refusal] = []
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        if "-->" not in lines[at]:
            at += 1
            continue
        begun = at
        at += 1
        while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
            at += 1
        ends = (
            at - 1 if at < len(lines) and "-->" in lines[at] and _is_number(lines[at - 1]) else at
        )
        words = tuple(line.strip() for line in lines[begun + 1 : ends])
        times = _times(lines[begun])
        if times is None:
            reason = f"line {begun + 1}: {lines[begun].strip()[:60]!r} are no times"
            refused.append(Refusal(f"line {begun + 1}", "bad-time", reason, "\n".join(words)))
        else:
            blocks.append(Block(*times, words, begun + 1))
    return sorted(blocks, key=lambda block: block.start_ms), refused


def _is_number(line: str) -> bool:
    return line.strip().isdigit()


def _times(line: str) -> tuple[int, int | None] | None:
    timing = _TIMING.match(line)
    start = parse_clock(timing["start"]) if timing else None
    end = parse_clock(timing["end"]) if timing else None
    if start is None or end is None:
        return None
    return start, end if end >= start else None


def parse_clock(clock: str) -> int | None:
    """Milliseconds of ``01:02:03.450``, ``02:03,45``; None where it is no time."""
    match = _CLOCK.fullmatch(clock)
    if match is None or int(match["m"]) > 59 or int(match["s"]) > 59:
        return None
    whole = int(match["h"] or 0) * 3600 + int(match["m"]) * 60 + int(match["s"])
    return min(whole * 1000 + int((match["f"] or "0").ljust(3, "0")), _MAX_TIME_MS)


def read_captions(blocks: Sequence[Block]) -> tuple[list[Segment], list[Voice]]:
    """The segments of captions in order, and the speakers that labels and tags name."""
    lines = [line for block in _without_repeats(blocks) for line in _split(block)]
    labels = _labels(lines)
    segments = [segment for line in lines for segment in _segments(line, labels)]
    if sum(">>" in line or "&gt;&gt;" in line for block in blocks for line in block.lines) > 1:
        segments = list(_carried(segments))
    names = dict.fromkeys(segment.voice for segment in segments if segment.voice)
    return segments, [Voice(name) for name in names]


def _carried(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Where ``>>`` marks each change, whoever was named speaks until the next mark."""
    voice: str | None = None
    for segment in segments:
        if segment.kind == "speech":
            voice = segment.voice or (None if segment.parted else voice)
            yield segment._replace(voice=voice)
        else:
            yield segment


def clean(words: str) -> str:
    """Words of a caption without tags, entities and odd spaces."""
    return " ".join(html.unescape(_MARKUP.sub("", words)).split())


def _without_repeats(blocks: Sequence[Block]) -> list[Block]:
    """The blocks; where captions roll up, without the lines that the one before showed already."""
    shown = [tuple(filter(None, map(clean, block.lines))) for block in blocks]
    repeats = [_repeated(*pair) for pair in pairwise(shown)]
    if sum(map(bool, repeats)) < max(_FEW_REPEATS, len(shown) * _ROLLING):
        return list(blocks)
    kept = []
    for block, again in zip(blocks, [0, *repeats], strict=True):
        lines = [line for line in block.lines if clean(line)][again:]
        if lines:
            kept.append(block._replace(lines=tuple(lines)))
    return kept


def _repeated(before: tuple[str, ...], now: tuple[str, ...]) -> int:
    """How many first lines of a caption the one before ended with."""
    most = min(len(before), len(now))
    return next((n for n in range(most, 0, -1) if before[-n:] == now[:n]), 0)


def _split(block: Block) -> Iterator[Line]:
    """What one block holds, a stretch of words a speaker."""
    text = _MARKUP.sub("", "\n".join(block.lines))
    voice: str | None = None
    parted, at = False, 0
    for mark in _TURN.finditer(text):
        if words := clean(text[at : mark.start()]):
            yield Line(words, block, voice, parted)
            parted = False
        name = mark["name"]
        voice = clean(name) or None if name else None
        parted = parted or (name is None and not mark.group().startswith("</"))
        at = mark.end()
    if words := clean(text[at:]):
        yield Line(words, block, voice, parted)


def _labels(lines: Iterable[Line]) -> dict[str, Label]:
    """The heads of lines that are labels in this document, parsed."""
    heads = Counter(head for line in lines if line.voice is None and (head := _head(line.words)))
    marked = {_head(line.words) for line in lines if line.parted}
    parsed = {head: label for head in heads if (label := parse_label(head))}
    keys: Counter[str] = Counter()
    for head, label in parsed.items():
        keys[label.key] += heads[head]
    return {
        head: label
        for head, label in parsed.items()
        if not label.heading and (head in marked or keys[label.key] > 1 or label.capitals)
    }


def _head(words: str) -> str | None:
    """What stands before the first colon of a line, if it is short."""
    found = _HEAD.match(words)
    return found["head"] if found else None


def _segments(line: Line, labels: dict[str, Label]) -> Iterator[Segment]:
    """The segments of a line: its words under their label, or a sound on its own."""
    words, voice, parted = line.words, line.voice, line.parted
    times = line.block.start_ms, line.block.end_ms
    head = _head(words) if voice is None else None
    if head in labels:
        voice, parted = labels[head].printed, False
        words = words[len(head) + 1 :].lstrip()
    if _is_sound(words):
        yield Segment(words, None, *times, "cue")
        return
    text, cues = take_cues(words)
    if text or cues:
        yield Segment(text, voice, *times, "speech", cues, parted)


def _is_sound(words: str) -> bool:
    """Whether a line is a sound: in brackets, or music between notes."""
    if words[0] in _NOTES:
        return words[-1] in _NOTES or not any(map(str.isalnum, words))
    bracketed = PARENTHESIS.fullmatch(words)
    return bracketed is not None and (words[0] != "(" or classify_cue(bracketed[1]) is not None)
