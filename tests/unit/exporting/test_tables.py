"""CSV, SQLite and Datasette: every column of every row comes back, and nothing in a cell runs."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import onrecord
from onrecord.exporting.csv_tables import guarded, unguarded
from onrecord_schemas import MODELS, arrow_schema

TABLES = ("documents", "turns", "people")


def contract(folder: Path, table: str) -> pa.Table:
    """A table in the contract's types, vocabularies as plain text."""
    with onrecord.load(folder).duckdb() as connection:
        key = {"documents": "document_id", "people": "person_id"}.get(
            table, "document_id, turn_index"
        )
        query = f"SELECT * FROM {table} ORDER BY {key}"  # noqa: S608 - constants
        return connection.sql(query).to_arrow_table().cast(plain(table))


def plain(table: str) -> pa.Schema:
    return pa.schema(
        [
            pa.field(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type)
            for field in arrow_schema(MODELS[table])
        ]
    )


def typed(table: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows of text and JSON in the contract's types again."""
    columns = {}
    for field in plain(table):
        values = [row[field.name] for row in rows]
        if pa.types.is_list(field.type):
            values = [None if value is None else json.loads(value) for value in values]
        if pa.types.is_integer(field.type):
            values = [None if value is None else int(value) for value in values]
        if pa.types.is_floating(field.type):
            values = [None if value is None else float(value) for value in values]
        if pa.types.is_date(field.type):
            columns[field.name] = pa.array(values, pa.string()).cast(field.type)
        else:
            columns[field.name] = pa.array(values, field.type)
    return pa.table(columns, schema=plain(table))


def without_nul(table: pa.Table) -> pa.Table:
    """The table with U+FFFD for each NUL of its texts; in lists JSON escapes them."""
    for at, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            texts = [one and one.replace("\0", "\ufffd") for one in table.column(at).to_pylist()]
            table = table.set_column(at, field, pa.array(texts, field.type))
    return table


def read_csv(path: Path, *, guard: bool) -> list[dict[str, Any]]:
    """The rows of a file; an empty cell is None, as CSV has no more to say."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    return [
        {name: (unguarded(cell) if guard else cell) or None for name, cell in row.items()}
        for row in rows
    ]


@pytest.mark.parametrize("guard", [True, False])
def test_csv_gives_the_tables_back(dataset: Path, tmp_path: Path, guard: bool) -> None:
    onrecord.export(dataset, "csv", tmp_path / "csv", guard=guard)
    for table in TABLES:
        rows = read_csv(tmp_path / f"csv/{table}.csv", guard=guard)
        wanted = without_nul(contract(dataset, table))
        if table == "turns":
            rows = [{**row, "text": row["text"] or ""} for row in rows]
        assert typed(table, rows).equals(wanted)


def test_no_cell_of_csv_is_run(wild: Path, tmp_path: Path) -> None:
    onrecord.export(wild, "csv", tmp_path / "csv")
    cells = 0
    for table in TABLES:
        for row in read_csv(tmp_path / f"csv/{table}.csv", guard=False):
            for cell in row.values():
                cells += 1
                assert not (cell or "").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert cells > 1000


def test_pandas_reads_csv(dataset: Path, tmp_path: Path) -> None:
    onrecord.export(dataset, "csv", tmp_path / "csv", guard=False)
    for table in TABLES:
        frame = pd.read_csv(tmp_path / f"csv/{table}.csv")
        assert len(frame) == len(contract(dataset, table))
        assert list(frame.columns) == plain(table).names


@given(st.text(alphabet="'=+-@\t\r＝＠ab", max_size=6))
def test_guarding_is_undone(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＠"))


def test_sqlite_gives_the_tables_back(dataset: Path, tmp_path: Path) -> None:
    onrecord.export(dataset, "sqlite", tmp_path / "data.db")
    database = sqlite3.connect(tmp_path / "data.db")
    database.row_factory = sqlite3.Row
    for table in TABLES:
        rows = [dict(row) for row in database.execute(f"SELECT * FROM {table}")]  # noqa: S608
        assert typed(table, rows).equals(contract(dataset, table))
    assert database.execute("PRAGMA integrity_check").fetchall()[0][0] == "ok"
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.close()


def test_sqlite_keys_are_kept(sample: Path, tmp_path: Path) -> None:
    """The keys of the contract are keys of the database: a second row of one is refused."""
    onrecord.export(sample, "sqlite", tmp_path / "data.db")
    database = sqlite3.connect(tmp_path / "data.db")
    database.execute("PRAGMA foreign_keys = ON")
    for statement in (
        "INSERT INTO documents SELECT * FROM documents LIMIT 1",
        "INSERT INTO people SELECT * FROM people LIMIT 1",
        "UPDATE turns SET turn_index = 0",
        "UPDATE turns SET person_id = 'per-none' WHERE id = 1",
        "DELETE FROM documents",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            database.execute(statement)
    database.close()


def test_datasette_database_finds_words(sample: Path, tmp_path: Path) -> None:
    onrecord.export(sample, "datasette", tmp_path / "site")
    database = sqlite3.connect(tmp_path / "site/dataset.db")
    query = """SELECT name, said.text FROM said JOIN turns_fts ON turns_fts.rowid =
        (SELECT id FROM turns t WHERE t.document_id = said.document_id AND t.turn_index = said.turn_index)
        WHERE turns_fts MATCH ?"""
    assert database.execute(query, ["umbrellas boos"]).fetchall() == [
        ("Wendell Strake", "And there's just nothing, Pilar, no boos, no applause. "
         "You could hear the rain on the umbrellas.")
    ]  # fmt: skip
    found = database.execute("SELECT count(*) FROM turns_fts WHERE turns_fts MATCH 'siobhan'")
    said = database.execute("SELECT count(*) FROM turns WHERE text LIKE '%Siobhán%'")
    assert found.fetchone() == said.fetchone() != (0,)
    database.execute("INSERT INTO turns_fts (turns_fts) VALUES ('integrity-check')")
    database.close()


def test_datasette_serves_the_folder(
    dataset: Path, tmp_path: Path, peer: Callable[..., Any]
) -> None:
    onrecord.export(dataset, "datasette", tmp_path / "site")
    served = peer("read_datasette.py", tmp_path / "site", "said")
    counts = {table: len(contract(dataset, table)) for table in TABLES}
    assert served["tables"] == counts
    assert served["searched"]["turns"] == "turns_fts"
    assert served["views"] == ["said"]
    described = served["metadata"]["databases"]["dataset"]["tables"]
    for table in TABLES:
        assert set(plain(table).names) <= described[table]["columns"].keys()
    found = [row["text"] for row in served["found"]]
    assert found
    assert all("said" in text.lower() for text in found)
    assert set(found) <= set(served["by sqlite-utils"])
