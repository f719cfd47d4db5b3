"""Text cut into timed blocks: a line with an arrow between two times, and the lines below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from onrecord.formats._clock import MAX_MS, parse_clock
from onrecord.transcript import Refusal

_LOOSE = re.compile(
    r"[ \t]*(?P<start>[0-9][0-9:.,]{0,24})[ \t]*-{1,2}>[ \t]*(?P<end>[0-9][0-9:.,]{0,24})(?![^ \t])"
)
_SPACED = re.compile(r"(?<=[0-9])[ \t]*([:.,])[ \t]*(?=[0-9])")


class Block(NamedTuple):
    """A timed block: times in milliseconds, the lines below them as they stand."""

    start_ms: int
    end_ms: int | None
    text: str


def single_line_ends(text: str) -> str:
    """`text` with every line end as a line feed, and no byte-order mark."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix("\ufeff")


def read_blocks(
    text: str, read_times: Callable[[str], tuple[int, int] | None], *, loose: bool = False
) -> tuple[list[Block], list[Refusal]]:
    """The timed blocks of a text in order of time, and those whose times cannot be read.

    A block ends at an empty line or at the next arrow. Where `loose`, empty lines may stand in
    its words, and the number of the next block is none of them.
    """
    blocks: list[Block] = []
    refused: list[Refusal] = []
    lines = text.split("\n")
    arrows = [at for at, line in enumerate(lines) if "-->" in line]
    until = [*arrows[1:], len(lines)][: len(arrows)]
    for at, following in zip(arrows, until, strict=True):
        words = lines[at + 1 : following]
        if loose:
            words = _without_number(words, is_last=following == len(lines))
        elif "" in words:
            words = words[: words.index("")]
        times = read_times(lines[at])
        if times is None or max(times) > MAX_MS:
            refused.append(_refuse(lines[at], at + 1, words))
        else:
            start, end = times
            blocks.append(Block(start, end if end >= start else None, "\n".join(words)))
    blocks.sort(key=lambda block: block.start_ms)
    return blocks, refused


def read_loose_times(line: str) -> tuple[int, int] | None:
    """Start and end of a line of times as players accept them."""
    timing = _LOOSE.match(line) or _LOOSE.match(_SPACED.sub(r"\1", line[:200]))
    if timing is None:
        return None
    start, end = (parse_loose_clock(timing[name]) for name in ("start", "end"))
    return None if start is None or end is None else (start, end)


def parse_loose_clock(clock: str) -> int | None:
    """Milliseconds; ``00:00:01:500`` has a colon before them."""
    if clock.count(":") == 3:
        clock = ".".join(clock.rsplit(":", 1))
    return parse_clock(clock) if ":" in clock else None


def _without_number(words: Sequence[str], *, is_last: bool) -> list[str]:
    """The lines of a block without the empty ones at its end and the next block's number."""
    kept = _trimmed(words)
    if is_last or not kept or not kept[-1].strip().isdigit():
        return kept
    is_above = bool(words[-1].strip())
    stands_apart = len(kept) > 1 and not kept[-2].strip()
    return _trimmed(kept[:-1]) if is_above or stands_apart else kept


def _trimmed(words: Sequence[str]) -> list[str]:
    """The lines without the empty ones at their end."""
    kept = list(words)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _refuse(line: str, number: int, words: Sequence[str]) -> Refusal:
    place = f"line {number}"
    message = f"{place}: {line.strip()[:60]!r} is no pair of times, hours:minutes:seconds and milliseconds"
    return Refusal(place, "bad-time", message, "\n".join(words)[:10_000])
