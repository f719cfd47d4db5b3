"""What passes between reading, the formats and writing: conversations in, pieces of files out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from onrecord_schemas.documents import DOCUMENT_ID

#: Columns of documents that only formats with every column are given: half of the rows' bytes.
BULKY = ("regions",)
#: A row of documents or people: a value by column, dates as text, lists as lists.
Row = dict[str, Any]

_DOCUMENT_ID = re.compile(DOCUMENT_ID)


class Turn(NamedTuple):
    """A row of turns: the contract's columns in their order. A tuple, for there are millions."""

    document_id: str
    turn_index: int
    kind: str
    speaker_label: str | None
    person_id: str | None
    role: str | None
    role_label: str | None
    attribution: str
    confidence: float
    text: str
    cues: list[dict[str, Any]]
    char_start: int | None
    char_end: int | None
    start_ms: int | None
    end_ms: int | None
    n_words: int
    continues: int | None


@dataclass(frozen=True)
class Conversation:
    """A document with its turns in order and the people who speak in it, by person_id.

    A format that does not need the people here is not given them.
    """

    document: Row
    turns: list[Turn]
    people: dict[str, Row]

    @property
    def spoken(self) -> list[Turn]:
        """The turns in which somebody speaks: all but the standalone cues."""
        return [turn for turn in self.turns if turn.kind != "cue"]

    @property
    def stem(self) -> str:
        """A file name without its ending: the document_id; a hash of it where it is no id."""
        document_id: str = self.document["document_id"]
        if _DOCUMENT_ID.fullmatch(document_id):
            return document_id
        return f"doc-{sha256(document_id.encode(errors='replace')).hexdigest()[:20]}"

    def speaker(self, turn: Turn) -> str | None:
        """The name of who speaks a turn, else the label as printed, else None."""
        person = self.people.get(turn.person_id or "", {})
        return person.get("name") or turn.speaker_label


@dataclass(frozen=True)
class About:
    """What the manifest says of the dataset that is exported."""

    name: str
    version: str
    description: str = ""
    license: str = ""


@dataclass(frozen=True)
class Wishes:
    """What a call asks for beyond the format.

    `assistant` and `user` hold roles, names or person_ids, `system` a text with ``{title}`` and the
    like, `multi_party` keeps every turn a message: all four for ``messages``. `guard` keeps
    spreadsheets from running cells of ``csv``.
    """

    assistant: tuple[str, ...] = ()
    user: tuple[str, ...] = ()
    system: str | None = None
    multi_party: bool = False
    guard: bool = True


class Chunk(NamedTuple):
    """Bytes to append to a file of the export; the file is begun with its first chunk."""

    file: str
    content: bytes


class Rows(NamedTuple):
    """A statement for a database file; with `rows`, once for each of them."""

    file: str
    statement: str
    rows: Iterable[Sequence[Any]] | None = None


class LeftOut(NamedTuple):
    """A conversation that the format cannot hold, and why."""

    conversation: Conversation
    reason: str


Piece = Chunk | Rows | LeftOut
Writer = Callable[[Iterable[Conversation], Iterable[Row], About, Wishes], Iterator[Piece]]


@dataclass(frozen=True)
class ExportFormat:
    """A format: what it is, what does not survive in it, and the function that makes its pieces.

    `shape` is ``file``, ``folder``, or ``documents`` for a folder of a file a document, named with
    `suffix`. `drops` names the columns of the contract that are not in it, `loses` says what else does
    not survive. `owns` matches the names of files that a folder of it may hold; `begins` is what its
    file has at offset `begins_at`, by which an earlier export is known. `options` names the wishes
    that it listens to. Documents come without the columns in `without`,
    and without their people unless it `needs_people`. A format with `needs_words` is not given documents whose words are withheld.
    """

    name: str
    writes: str
    shape: str
    suffix: str
    loses: tuple[str, ...]
    write: Writer
    drops: tuple[str, ...] = ()
    begins: bytes = b""
    begins_at: int = 0
    owns: re.Pattern[str] = re.compile("")
    options: tuple[str, ...] = ()
    without: tuple[str, ...] = BULKY
    needs_words: bool = True
    needs_people: bool = True
