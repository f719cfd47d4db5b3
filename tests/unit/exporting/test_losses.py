"""What the registry says does not survive is what does not: each column is changed and exported."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

import onrecord
from onrecord.exporting.model import About, Conversation, LeftOut, Row, Turn, Wishes
from onrecord_schemas import MODELS, arrow_schema

KEYS = {"document_id", "turn_index", "person_id"}
#: Two values for columns whose values a format looks at; other texts are any.
VALUES: dict[str, tuple[Any, Any]] = {
    "documents.language": ("en", "fr"),
    "documents.license": ("CC0-1.0", "MIT"),
    "documents.published_on": ("2020-01-01", "2021-01-01"),
    "documents.duration_ms": (60_000, 70_000),
    "documents.regions": ([{"kind": "speech", "start": 0, "end": 5}], []),
    "turns.kind": ("speech", "clip"),
    "turns.role": ("host", "guest"),
    "turns.attribution": ("printed", "matched"),
    "turns.confidence": (1.0, 0.5),
    "turns.start_ms": (1_000, 1_500),
    "turns.end_ms": (2_000, 2_500),
    "turns.continues": (None, 0),
    "turns.text": ("One. Two.", "One. Three."),
    "turns.cues": ([{"kind": "vocal", "text": "(laughs)", "offset": 4}], []),
    "people.kind": ("named", "collective"),
    "people.name": ("Ann Oak", "Ann Ash"),
    "people.given_name": ("Ann", "Bea"),
    "people.family_name": ("Oak", "Elm"),
}


def columns() -> list[str]:
    return [
        f"{table}.{field.name}"
        for table in ("documents", "turns", "people")
        for field in arrow_schema(MODELS[table])
        if field.name not in KEYS
    ]


def values_of(column: str) -> tuple[Any, Any]:
    table, name = column.split(".")
    kind = arrow_schema(MODELS[table]).field(name).type
    if column in VALUES:
        return VALUES[column]
    if pa.types.is_list(kind):
        return (["one"], ["two"])
    return (3, 4) if pa.types.is_integer(kind) else (f"{name} one", f"{name} two")


def conversation_with(changed: str | None) -> tuple[Conversation, list[Row]]:
    """Host, guest and host again, every column filled; one column with its other values."""
    document, turns, people = ({"document_id": f"doc-{0:020x}"}, [{}, {}, {}], [{}, {}, {}])
    rows: dict[str, list[Row]] = {"documents": [document], "turns": turns, "people": people}
    for column in columns():
        table, name = column.split(".")
        for number, row in enumerate(rows[table]):
            value = values_of(column)[column == changed]
            if column == "turns.role":
                value = ("host", "guest", value)[number]
            row[name] = f"{value} {number}" if name in {"name", "family_name", "text"} else value
    for number, (turn, person) in enumerate(zip(turns, people, strict=True)):
        person["person_id"] = f"per-{number:020x}"
        turn |= {"turn_index": number, "person_id": person["person_id"], **document_key(document)}
    said = [Turn(**turn) for turn in turns]
    return Conversation(document, said, {one["person_id"]: one for one in people}), people


def document_key(document: Row) -> Row:
    return {"document_id": document["document_id"]}


def exported(to: str, changed: str | None) -> list[Any]:
    """The pieces that a format makes, without the columns of documents that it is not given."""
    format_ = onrecord.EXPORTS[to]
    conversation, people = conversation_with(changed)
    for name in format_.without:
        del conversation.document[name]
    return list(format_.write([conversation], people, About("name", "1.0.0"), Wishes()))


@pytest.mark.parametrize("to", sorted(onrecord.EXPORTS))
def test_a_column_survives_or_is_listed(to: str) -> None:
    """Another value in a column makes another export, unless the registry lists the column as lost."""
    as_it_is = exported(to, None)
    assert not any(isinstance(piece, LeftOut) for piece in as_it_is)
    lost = [column for column in columns() if exported(to, column) == as_it_is]
    assert sorted(lost) == sorted(onrecord.EXPORTS[to].drops)
