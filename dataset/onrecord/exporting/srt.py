"""SubRip (SRT): a file a document, a numbered cue a turn, the speaker's name before the words.

The format has no escapes: what players would take for a tag, a style, an entity or a time line is
written with full-width signs. Inline and standalone cues stand in the text as printed. A document without times
has no file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from onrecord.exporting.captions import NO_TIMES, captions, clock
from onrecord.exporting.model import (
    About,
    Chunk,
    Conversation,
    LeftOut,
    Piece,
    Row,
    Turn,
    Wishes,
)
from onrecord.exporting.wording import one_line, with_cues

SUFFIX = ".srt"
_FULL_WIDTH = str.maketrans("<>{:&", "＜＞｛：＆")
_MISREAD = re.compile(
    r"<(?=\s*[A-Za-z/!])|(?<=[A-Za-z/\"'])>|-->|\{(?=\\)|(?<=[0-9]):(?=[0-9]+[.,][0-9])|&(?=#?[A-Za-z0-9]{1,31};)"
)


def write(
    conversations: Iterable[Conversation], _people: Iterable[Row], _about: About, _: Wishes
) -> Iterator[Piece]:
    """A file a document that has times."""
    for conversation in conversations:
        shown = captions(conversation)
        if not shown:
            yield LeftOut(conversation, NO_TIMES)
            continue
        blocks = []
        for number, caption in enumerate(shown, start=1):
            lines = [line for turn in caption.turns if (line := _line(conversation, turn))]
            times = f"{clock(caption.start, ',')} --> {clock(caption.end or 0, ',')}"
            blocks.append(f"{number}\n{times}\n" + "\n".join(lines) + "\n")
        yield Chunk(conversation.stem + SUFFIX, "\n".join(blocks).encode())


def _line(conversation: Conversation, turn: Turn) -> str:
    words = with_cues(turn)
    name = one_line(conversation.speaker(turn) or "") if turn.kind != "cue" else ""
    return disarm(f"{name}: {words}" if name and words else words)


def disarm(text: str) -> str:
    """The text with the signs that players would act on in full width."""
    return _MISREAD.sub(lambda match: match[0].translate(_FULL_WIDTH), text)
