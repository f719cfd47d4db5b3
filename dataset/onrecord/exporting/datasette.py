"""A Datasette folder: ``dataset.db`` with full-text search and ``metadata.json`` that describes it.

``datasette DIR`` serves it. The database is that of ``sqlite`` and has besides ``turns_fts`` (FTS5 over the words of turns) and
``documents_fts`` (title, programme, summary), case and accents aside, and a view ``said`` with who says what in which
document. Columns are described in the contract's words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.exporting.model import About, Chunk, Conversation, Piece, Row, Rows, Wishes
from onrecord.exporting.sqlite import create, fill
from onrecord_schemas import MODELS, describe_columns

DATABASE = "dataset.db"
FILES = (DATABASE, "metadata.json")
_TOKENIZE = "tokenize='unicode61 remove_diacritics 2'"
#: Names of the searched columns; Datasette finds the table by its content.
_SEARCH = {"turns": ("text",), "documents": ("title", "program", "summary")}
_VIEW = """CREATE VIEW said AS
SELECT t.document_id, t.turn_index, p.name, t.role, t.text, d.title, d.program, d.published_on
FROM turns t JOIN documents d USING (document_id) LEFT JOIN people p USING (person_id)
WHERE t.kind <> 'cue'"""
_TITLES = {
    "documents": "One row per transcript",
    "turns": "One row per turn, in order",
    "people": "One row per person",
}


def write(
    conversations: Iterable[Conversation], people: Iterable[Row], about: About, _: Wishes
) -> Iterator[Piece]:
    """The database, then its description."""
    yield from create(DATABASE)
    yield from fill(DATABASE, conversations, people)
    for statement in _search():
        yield Rows(DATABASE, statement)
    text = json.dumps(_metadata(about), ensure_ascii=False, indent=2)
    yield Chunk("metadata.json", text.encode() + b"\n")


def _search() -> Iterator[str]:
    for table, columns in _SEARCH.items():
        named = ", ".join(columns)
        yield f"CREATE VIRTUAL TABLE {table}_fts USING fts5({named}, {_TOKENIZE}, content=[{table}])"
        yield f"INSERT INTO {table}_fts (rowid, {named}) SELECT rowid, {named} FROM {table}"
        yield f"INSERT INTO {table}_fts ({table}_fts) VALUES ('optimize')"
    yield _VIEW


def _metadata(about: About) -> dict[str, Any]:
    tables: dict[str, Any] = {
        name: {
            "description": title,
            "columns": {column: text for column, _, _, text in describe_columns(MODELS[name])},
        }
        for name, title in _TITLES.items()
    }
    tables["turns"] |= {"facets": ["role", "kind"], "sort": "id", "label_column": "text"}
    tables["documents"] |= {"facets": ["program"], "label_column": "title"}
    tables["people"] |= {"label_column": "name"}
    return {
        "title": f"{about.name} {about.version}".strip(),
        "description": about.description,
        "license": about.license,
        "databases": {"dataset": {"tables": tables}},
    }
