"""CSV: ``documents.csv``, ``turns.csv``, ``people.csv``, with every column of the contract.

RFC 4180 in UTF-8, a header line, every text quoted; null is an empty cell without quotes, empty text
one with. Lists are JSON. Cells that a spreadsheet would run (they begin with ``=``, ``+``, ``-``, ``@``, a tab or a
carriage return, in full width too) get an apostrophe in front, and so do those that begin with apostrophes
before such a sign: taking one apostrophe from each gives all cells back. NUL is U+FFFD.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from onrecord.exporting.model import About, Chunk, Conversation, Piece, Row, Turn, Wishes
from onrecord_schemas import MODELS, arrow_schema

TABLES = ("documents", "turns", "people")
_RUN = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def write(
    conversations: Iterable[Conversation], people: Iterable[Row], _: About, wishes: Wishes
) -> Iterator[Piece]:
    """The files, documents and turns side by side."""
    cell = guarded if wishes.guard else str
    yield Chunk("turns.csv", _line(Turn._fields, str))
    begun = False
    for conversation in conversations:
        if not begun:
            yield Chunk("documents.csv", _line(tuple(conversation.document), str))
            begun = True
        yield Chunk("documents.csv", _line(tuple(conversation.document.values()), cell))
        yield Chunk("turns.csv", b"".join(_line(turn, cell) for turn in conversation.turns))
    yield Chunk("people.csv", _line(arrow_schema(MODELS["people"]).names, str))
    for person in people:
        yield Chunk("people.csv", _line(tuple(person.values()), cell))


def guarded(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would run it."""
    return f"'{text}" if _RUN.match(text) else text


def unguarded(text: str) -> str:
    """The text of a guarded cell as it was."""
    return text[1:] if text.startswith("'") and _RUN.match(text) else text


def _line(values: Sequence[Any], cell: Any) -> bytes:
    return (",".join([_cell(value, cell) for value in values]) + "\r\n").encode("utf-8", "replace")


def _cell(value: Any, cell: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        value = json.dumps(value, ensure_ascii=False)
    elif not isinstance(value, str):
        return str(value)
    text = cell(value).replace("\0", "\N{REPLACEMENT CHARACTER}").replace('"', '""')
    return f'"{text}"'
