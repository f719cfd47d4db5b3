"""WebVTT: a file a document, a cue a turn, the speaker as its voice (``<v Name>``).

Inline and standalone cues stand in the text as printed. Words are escaped, so that what looks like a
tag or an arrow is read back as it was. A document without times has no file.
See W3C WebVTT, sections 4 (syntax) and 5 (cue text).
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

SUFFIX = ".vtt"
#: The last colon of a time with thousandths: readers take two on a line for a time line, arrow or not.
_CLOCK = re.compile(r"(?<=[0-9]):(?=[0-9]+[.,][0-9])")
#: What players take for a style of another format.
_STYLE = re.compile(r"\{(?=\\)")
_NOTED = ("title", "program", "published_on", "source_uri", "document_id", "license")


def write(
    conversations: Iterable[Conversation], _people: Iterable[Row], _about: About, _: Wishes
) -> Iterator[Piece]:
    """A file a document that has times."""
    for conversation in conversations:
        if text := _file(conversation):
            yield Chunk(conversation.stem + SUFFIX, text.encode())
        else:
            yield LeftOut(conversation, NO_TIMES)


def _file(conversation: Conversation) -> str:
    shown = captions(conversation)
    if not shown:
        return ""
    blocks = [f"WEBVTT\n\nNOTE\n{_note(conversation.document)}\n"]
    for number, caption in enumerate(shown, start=1):
        lines = [line for turn in caption.turns if (line := _line(conversation, turn))]
        times = f"{clock(caption.start, '.')} --> {clock(caption.end or 0, '.')}"
        blocks.append(f"{number}\n{times}\n" + "\n".join(lines) + "\n")
    return "\n".join(blocks)


def _note(document: Row) -> str:
    return "\n".join(
        f"{key}: {escape(one_line(str(document[key])))}" for key in _NOTED if document[key]
    )


def _line(conversation: Conversation, turn: Turn) -> str:
    words = with_cues(turn, escape)
    name = one_line(conversation.speaker(turn) or "") if turn.kind != "cue" else ""
    if not name or not words:
        return words
    gap = " " if name.endswith("-") else ""  # or the name and its ">" would make an arrow
    return f"<v {escape(name)}{gap}>{words}</v>"


def escape(text: str) -> str:
    """The text with what begins or ends a tag, a style, an entity or a time as entities."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _STYLE.sub("&#123;", _CLOCK.sub("&#58;", plain))
