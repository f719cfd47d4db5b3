"""A small dataset in memory to change at will, written as Parquet in the contract's own types."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from onrecord_schemas import MODELS, arrow_schema

WORDS = "ferry pier harbour crew morning tide rope lantern captain ticket whistle gull".split()
SPEAKERS = ("ann", "ben", "eva", "joe")
Row = dict[str, Any]


def make_id(kind: str, name: str) -> str:
    return f"{kind}-{sha256(name.encode()).hexdigest()[:20]}"


def make_words(number: int, turn: int) -> str:
    """Words that no other turn has, but for every third turn, which says what many say."""
    if turn % 3 == 2:
        return "Yes."
    return " ".join(WORDS[(number * 5 + turn * 7 + at * (turn + 1)) % 12] for at in range(9)) + (
        f" {number} {turn}"
    )


@dataclass
class World:
    """Rows of a dataset's tables."""

    documents: list[Row] = field(default_factory=list)
    turns: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)

    def copy(self) -> World:
        """Another world, the same."""
        return deepcopy(self)

    def turns_of(self, document: Row) -> list[Row]:
        """The turns of a document, in order."""
        return [turn for turn in self.turns if turn["document_id"] == document["document_id"]]

    def add_document(self, number: int, turns: int = 7) -> Row:
        """A new document with its turns."""
        key = make_id("doc", str(number))
        document = {
            "document_id": key, "story_id": key, "source_uri": f"pages/{number:03d}.txt",
            "source_sha256": sha256(key.encode()).hexdigest(), "source_bytes": 4000,
            "format": "npr", "title": f"Headline {number}", "language": "en", "n_turns": turns,
            "n_people": len(SPEAKERS), "n_words": 100, "unexplained_chars": 0, "flags": [],
            "regions": [{"kind": "speech", "start": 0, "end": 4000}],
        }  # fmt: skip
        self.documents.append(document)
        self.turns += [self.make_turn(key, number, turn) for turn in range(turns)]
        return document

    def make_turn(self, document_id: str, number: int, turn: int) -> Row:
        """One turn, not added yet."""
        text, speaker = make_words(number, turn), SPEAKERS[(number + turn) % len(SPEAKERS)]
        return {
            "document_id": document_id, "turn_index": turn, "kind": "speech",
            "speaker_label": speaker.upper(), "person_id": make_id("per", speaker), "role": "guest",
            "attribution": "matched", "confidence": 0.9, "text": text, "cues": [],
            "char_start": turn * 200, "char_end": turn * 200 + len(text), "n_words": len(text.split()),
        }  # fmt: skip

    def add_person(self, speaker: str, name: str | None = None) -> Row:
        """A new person."""
        person = {
            "person_id": make_id("per", speaker), "name": name or f"{speaker.title()} Roe",
            "scope": "dataset", "kind": "named", "aliases": [], "roles": ["guest"],
            "affiliations": [], "descriptions": [], "n_documents": 1, "n_turns": 1, "n_words": 1,
        }  # fmt: skip
        self.people.append(person)
        return person

    def edit_source(self, document: Row) -> None:
        """Give a document other bytes: another id, the same place."""
        new = make_id("doc", document["document_id"])
        for turn in self.turns_of(document):
            turn["document_id"] = new
            turn["char_start"] += 11
            turn["char_end"] += 11
        sha = sha256(new.encode()).hexdigest()
        document.update(document_id=new, story_id=new, source_sha256=sha)


def write_world(folder: Path, world: World, *, reverse: bool = False) -> Path:
    """Write the tables, their rows in order or turned round."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("documents", "turns", "people"):
        schema = arrow_schema(MODELS[name])
        rows = list(getattr(world, name))
        rows = rows[::-1] if reverse else rows
        complete = [{column: row.get(column) for column in schema.names} for row in rows]
        table = pa.Table.from_pylist(complete, schema=schema)
        pq.write_table(table, folder / f"{name}.parquet")
    return folder


@pytest.fixture(scope="session")
def base() -> World:
    """Eight documents of seven turns, four people who speak in all of them."""
    world = World()
    for number in range(8):
        world.add_document(number)
    for speaker in SPEAKERS:
        world.add_person(speaker)
    return world


@pytest.fixture
def world(base: World) -> World:
    """A copy to change."""
    return base.copy()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a world into a new folder of this name."""

    def write_named(name: str, world: World, **options: bool) -> Path:
        return write_world(tmp_path / name, world, **options)

    return write_named


@pytest.fixture(scope="session")
def write_in() -> Callable[..., Path]:
    """Writes a world into any folder, for tests that make many."""
    return write_world
