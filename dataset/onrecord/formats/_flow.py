"""Words with events between them, as text and cues: what formats with markup inside share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from onrecord.transcript import Cue


class Event(NamedTuple):
    """Something between words that is none of them: its kind as in TEI, and its own words."""

    kind: str
    text: str


def join_flow(pieces: Iterable[str | Event]) -> tuple[str, tuple[Cue, ...]]:
    """The words of `pieces` with white space as one space, and the cues with their places."""
    said: list[str] = []
    cues: list[Cue] = []
    length = 0
    spaced = False
    for piece in pieces:
        if isinstance(piece, Event):
            if words := " ".join(piece.text.split()):
                cues.append(Cue(piece.kind, words, length))
            continue
        words = " ".join(piece.split())
        if not words:
            spaced = spaced or bool(piece)
            continue
        if length and (spaced or piece[0].isspace()):
            said.append(" ")
            length += 1
        said.append(words)
        length += len(words)
        spaced = piece[-1].isspace()
    text = "".join(said)
    return text, _placed(text, cues)


def _placed(text: str, cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Cues at the word they stand before, not at the space before it."""
    return tuple(
        cue._replace(offset=cue.offset + 1) if text[cue.offset : cue.offset + 1] == " " else cue
        for cue in cues
    )
