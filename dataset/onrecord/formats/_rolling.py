"""Captions as formats give them, and rolling ones read once.

Live captions show lines again: each caption repeats the last line of the one before (roll-up,
CEA-608; YouTube), or all of it with a few words more (paint-on).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

#: Captions roll where so many, and such a share, repeat the one before.
_FEW_REPEATS, _ROLLING = 3, 0.3
#: How many lines of a caption are looked at: a screen has fewer.
_MOST_LINES = 12


class Line(NamedTuple):
    """Words on one line of a caption, without markup; `voice` where the format names the speaker."""

    words: str
    voice: str | None = None


class Caption(NamedTuple):
    """A caption: times in milliseconds and its lines, none of them empty."""

    start_ms: int | None
    end_ms: int | None
    lines: tuple[Line, ...]


def without_repeats(captions: Sequence[Caption]) -> Sequence[Caption]:
    """The captions with words; where they roll, without what the one before showed already."""
    captions = [caption for caption in captions if caption.lines]
    again = [_repeats(before, now) for before, now in pairwise(captions)]
    if sum(map(bool, again)) < max(_FEW_REPEATS, len(captions) * _ROLLING):
        return captions
    kept = captions[:1]
    for caption, repeated in zip(captions[1:], again, strict=True):
        if repeated is None:
            kept.append(caption)
        elif lines := _rest(caption, repeated):
            kept.append(caption._replace(lines=lines))
        elif caption.end_ms is not None:
            kept[-1] = kept[-1]._replace(end_ms=max(kept[-1].end_ms or 0, caption.end_ms))
    return kept


def _repeats(before: Caption, now: Caption) -> int | str | None:
    """How many lines of `now` the one before ended with, or the words that it began with."""
    one, other = before.lines, now.lines
    if one[-1] in other[:_MOST_LINES] or one[0] == other[0]:
        for n in range(min(len(one), len(other), _MOST_LINES), 0, -1):
            if one[-n:] == other[:n]:
                return n
    if not other[min(len(one), len(other)) - 1].words.startswith(one[-1].words[:8]):
        return None  # seen without joining anything
    shown, showing = (" ".join([line.words for line in lines]) for lines in (one, other))
    return shown if showing.startswith(shown) and showing[len(shown) :][:1] in {" ", ""} else None


def _rest(caption: Caption, repeated: int | str) -> tuple[Line, ...]:
    """The lines of a caption after what is repeated."""
    if isinstance(repeated, int):
        return caption.lines[repeated:]
    left = len(repeated)
    for at, line in enumerate(caption.lines):
        if left < len(line.words):
            rest = line.words[left:].strip()
            return ((Line(rest, line.voice),) if rest else ()) + caption.lines[at + 1 :]
        left -= len(line.words) + 1
    return ()
