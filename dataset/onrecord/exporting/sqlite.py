"""SQLite: tables documents, turns and people with keys, every column of the contract.

Lists are JSON, dates ISO 8601 text. ``turns.id`` numbers the rows; what identifies them is
``document_id`` with ``turn_index``. One transaction, fixed pages: one SQLite version writes the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from onrecord.exporting.model import (
    About,
    Conversation,
    Piece,
    Row,
    Rows,
    Turn,
    Wishes,
)
from onrecord_schemas import MODELS, arrow_schema

FILE = ""
#: "onrc", by which a file of ours is known: SQLite's application_id, at byte 68.
APPLICATION_ID = 0x6F6E7263
BEGINS, BEGINS_AT = APPLICATION_ID.to_bytes(4, "big"), 68

_KEYS = {
    "documents": ["PRIMARY KEY (document_id)"],
    "people": ["PRIMARY KEY (person_id)"],
    "turns": [
        "UNIQUE (document_id, turn_index)",
        "FOREIGN KEY (document_id) REFERENCES documents (document_id)",
        "FOREIGN KEY (person_id) REFERENCES people (person_id)",
    ],
}
_INDEXES = ("CREATE INDEX turns_person_id ON turns (person_id)",)


def write(
    conversations: Iterable[Conversation], people: Iterable[Row], _about: About, _: Wishes
) -> Iterator[Piece]:
    """The statements that make the database."""
    yield from create(FILE)
    yield from fill(FILE, conversations, people)


def create(file: str) -> Iterator[Rows]:
    """The statements that make the tables."""
    for statement in (f"PRAGMA application_id = {APPLICATION_ID}", *_tables()):
        yield Rows(file, statement)


def fill(file: str, conversations: Iterable[Conversation], people: Iterable[Row]) -> Iterator[Rows]:
    """The statements that fill the tables and make their indexes."""
    into_turns = _insert("turns", ("id", *Turn._fields))
    number = 0
    for conversation in conversations:
        document = conversation.document
        yield Rows(file, _insert("documents", tuple(document)), [_values(document.values())])
        rows = [(number + at, *_values(turn)) for at, turn in enumerate(conversation.turns, 1)]
        yield Rows(file, into_turns, rows)
        number += len(rows)
    for person in people:
        yield Rows(file, _insert("people", tuple(person)), [_values(person.values())])
    for statement in _INDEXES:
        yield Rows(file, statement)


def _tables() -> Iterator[str]:
    for name in ("documents", "people", "turns"):
        columns = ["id INTEGER PRIMARY KEY"] if name == "turns" else []
        columns += [
            f"{field.name} {_kind(str(field.type))}{_null(field, name)}"
            for field in arrow_schema(MODELS[name], optional=True)
        ]
        yield f"CREATE TABLE {name} (\n  " + ",\n  ".join([*columns, *_KEYS[name]]) + "\n)"


def _null(field: Any, table: str) -> str:
    """Words may be withheld, and optional columns missing; what the contract requires is required."""
    withheld = (table, field.name) == ("turns", "text")
    return "" if field.nullable or withheld else " NOT NULL"


def _kind(arrow_type: str) -> str:
    if arrow_type.startswith("int"):
        return "INTEGER"
    return "REAL" if arrow_type.startswith("float") else "TEXT"


def _insert(table: str, columns: Sequence[str]) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"


def _values(row: Iterable[Any]) -> list[Any]:
    return [
        json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value for value in row
    ]
