"""Turns as captions: what is shown from when to when. No time is made up but the last one's end.

A turn without a time is shown with the timed turn before it (with the first one, where none is before).
A caption ends where its turn does; where that is not stated, where the next one begins; the last at the end of the
recording, and where that is not known either, after as long as its words take to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.exporting.model import Conversation, Turn

#: Why a document has no captions.
NO_TIMES = "no turn has a time"
#: For the last caption alone, where its end is stated nowhere: milliseconds a word, and the least.
_A_WORD, _LEAST = 400, 1_000


@dataclass
class Caption:
    """Turns shown together, from `start` to `end`, in milliseconds."""

    start: int
    end: int | None
    turns: list[Turn] = field(default_factory=list)


def captions(conversation: Conversation) -> list[Caption]:
    """The captions of a conversation by their start; none where no turn has a time."""
    shown: list[Caption] = []
    early: list[Turn] = []
    for turn in conversation.turns:
        if turn.start_ms is not None and turn.start_ms >= 0:
            shown.append(Caption(turn.start_ms, turn.end_ms, [*early, turn]))
            early = []
        elif shown:
            shown[-1].turns.append(turn)
        else:
            early.append(turn)
    shown.sort(key=lambda caption: caption.start)
    _set_ends(shown, conversation.document["duration_ms"])
    return shown


def _set_ends(shown: list[Caption], duration: int | None) -> None:
    """Give each caption an end after its start."""
    later = duration
    for at in range(len(shown) - 1, -1, -1):
        caption = shown[at]
        if caption.end is None or caption.end <= caption.start:
            words = sum(turn.n_words for turn in caption.turns)
            known = later is not None and later > caption.start
            caption.end = later if known else caption.start + max(_LEAST, words * _A_WORD)
        if at and shown[at - 1].start < caption.start:
            later = caption.start


def clock(milliseconds: int, mark: str) -> str:
    """A time as ``HH:MM:SS`` with its thousandths behind `mark`."""
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{thousandths:03}"
