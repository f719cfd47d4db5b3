"""Text made fit for a format: on one line, legal in XML, with its inline cues put back in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from onrecord.exporting.model import Turn

#: Characters that XML 1.0 has no place for, surrogates among them (section 2.2, production 2).
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Controls, C1 and line separators: they break lines or steer what shows them.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_MARK = "\N{REPLACEMENT CHARACTER}"
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_QUOTES = {**_ENTITIES, '"': "&quot;", "\t": "&#9;", "\n": "&#10;"}


def one_line(text: str) -> str:
    """The text with each run of white space as one space and each control as U+FFFD."""
    line = " ".join(text.split())
    return line if line.isprintable() else _CONTROLS.sub(_MARK, line)


def xml_text(text: str) -> str:
    """The text as XML character data; what XML cannot hold is U+FFFD."""
    return _ILLEGAL.sub(_MARK, text).translate(_table(_ENTITIES))


def xml_value(text: str) -> str:
    """The text as the value of an XML attribute, with its quotes."""
    return f'"{_ILLEGAL.sub(_MARK, text).translate(_table(_IN_QUOTES))}"'


def _table(entities: dict[str, str]) -> dict[int, str]:
    return {ord(character): entity for character, entity in entities.items()}


def pieces(turn: Turn) -> Iterator[str | dict[str, Any]]:
    """The words of a turn and its inline cues, in the order in which they stood."""
    begin = 0
    for cue in sorted(turn.cues or (), key=_offset):
        at = min(max(_offset(cue), begin), len(turn.text))
        if at > begin:
            yield turn.text[begin:at]
        yield cue
        begin = at
    if begin < len(turn.text):
        yield turn.text[begin:]


def _offset(cue: dict[str, Any]) -> int:
    return cue.get("offset") or 0


def with_cues(turn: Turn, escape: Callable[[str], str] = str) -> str:
    """The words of a turn on one line with its inline cues between them, as they were printed."""
    parts = [
        one_line(piece) if isinstance(piece, str) else one_line(piece.get("text") or "")
        for piece in pieces(turn)
    ]
    return escape(" ".join(part for part in parts if part))
