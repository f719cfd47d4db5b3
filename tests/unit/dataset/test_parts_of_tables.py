"""Parts of tables: columns, conditions, documents; what is wrong with a call is said."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import onrecord
from onrecord.dataset import TABLES
from onrecord_schemas import MODELS


@pytest.fixture(scope="module")
def data(root: Path) -> onrecord.Dataset:
    return onrecord.load(root / "data")


def test_the_tables_are_those_of_the_contract() -> None:
    assert tuple(MODELS) == TABLES


def test_columns_come_in_the_order_asked(data: onrecord.Dataset) -> None:
    table = data.arrow("turns", ["text", "document_id"])
    assert table.column_names == ["text", "document_id"]
    assert table["text"].equals(data.arrow("turns")["text"])


@pytest.mark.parametrize(
    "where",
    [
        {"role": "host", "kind": ["speech", "clip"]},
        [("role", "=", "host"), ("kind", "in", ("speech", "clip"))],
        (pc.field("role") == "host") & pc.field("kind").isin(["speech", "clip"]),
    ],
)
def test_a_condition_has_three_forms(data: onrecord.Dataset, where: object) -> None:
    turns = data.turns
    wanted = turns[(turns["role"] == "host") & turns["kind"].isin(["speech", "clip"])]
    got = data.pandas("turns", where=where)
    assert len(wanted) > 0
    assert got["text"].to_list() == wanted["text"].to_list()


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        ({"program": None}, lambda row: row["program"] is None),
        ([("program", "is not null", None)], lambda row: row["program"] is not None),
        ([("n_words", "!=", 62)], lambda row: row["n_words"] != 62),
        ([("n_words", "<", 100)], lambda row: row["n_words"] < 100),
        ([("n_words", "<=", 62)], lambda row: row["n_words"] <= 62),
        ([("n_words", ">=", "100")], lambda row: row["n_words"] >= 100),
        ([("n_words", ">", 62)], lambda row: row["n_words"] > 62),
        ([("format", "not in", ["npr"])], lambda row: row["format"] != "npr"),
        (
            [("published_on", ">=", "2015-06-01")],
            lambda row: row["published_on"] and row["published_on"] >= date(2015, 6, 1),
        ),
        ({}, lambda _row: True),
    ],
)
def test_each_comparison_keeps_what_it_says(data: onrecord.Dataset, where, holds) -> None:
    rows = data.arrow("documents").to_pylist()
    wanted = [row["document_id"] for row in rows if holds(row)]
    assert wanted
    got = data.arrow("documents", ["document_id"], where=where)["document_id"].to_pylist()
    assert got == wanted


def test_documents_by_ids_and_by_what_they_are(data: onrecord.Dataset) -> None:
    ids = data.arrow("documents", ["document_id"], where={"format": "npr"})["document_id"]
    by_ids = data.arrow("turns", documents=ids.to_pylist())
    by_kind = data.arrow("turns", documents={"format": "npr"})
    assert by_ids.equals(by_kind)
    assert set(by_ids["document_id"].to_pylist()) == set(ids.to_pylist())
    assert 0 < len(by_ids) < len(data.turns)
    (first,) = data.arrow("documents", documents=ids[0].as_py()).to_pylist()
    assert first["document_id"] == ids[0].as_py()


def test_people_of_documents_are_those_who_speak_there(data: onrecord.Dataset) -> None:
    part = data.in_documents({"format": "npr"})
    speaking = set(part.turns["person_id"].dropna())
    assert set(part.people["person_id"]) == speaking
    assert 0 < len(speaking) < len(data.people)


def test_parts_of_parts(data: onrecord.Dataset) -> None:
    part = data.in_documents({"format": "npr"}).in_documents([("n_words", ">", 200)])
    rows = part.documents
    assert (rows["format"] == "npr").all()
    assert (rows["n_words"] > 200).all()
    with part.duckdb() as connection:
        for table in ("documents", "turns", "people"):
            (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
            assert count == len(part.arrow(table)) > 0


def test_counting_reads_no_rows_and_agrees(data: onrecord.Dataset) -> None:
    assert data.table("turns").count() == len(data.turns)
    hosts = data.table("turns", where={"role": "host"})
    assert hosts.count() == (data.turns["role"] == "host").sum()


def test_batches_have_all_rows_in_order(data: onrecord.Dataset) -> None:
    table = data.table("turns", ["text"])
    batches = list(table.batches(100))
    assert max(len(batch) for batch in batches) <= 100
    assert pa.Table.from_batches(batches).equals(table.arrow())
    assert [row["text"] for row in table] == data.turns["text"].to_list()


def test_a_table_survives_being_sent_to_another_process(data: onrecord.Dataset) -> None:
    table = data.table("turns", ["text"], where={"role": "host"}, documents={"format": "npr"})
    assert pickle.loads(pickle.dumps(table)).arrow().equals(table.arrow())  # noqa: S301 - our own


def test_a_table_is_a_value(data: onrecord.Dataset) -> None:
    table = data.table("turns")
    assert table.select("text").columns == ("text",)
    assert table.columns is None
    assert repr(table.select("text").where({"role": "host"})) == (
        f"Table('turns' of '{data.folder}': text, 1 conditions)"
    )


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ({"columns": ["txt"]}, r"turns has no column 'txt'; did you mean text\? it has: document_id"),
        ({"columns": ["text", "text"]}, "a column is named twice"),
        ({"columns": "text"}, r"columns is a list of names: \['text'\]"),
        ({"where": {"rôle": "host"}}, "turns has no column 'rôle'; did you mean role"),
        ({"where": [("n_words", "~", 3)]}, "no operator '~'; there are: =, =="),
        ({"where": {"n_words": "many"}}, "turns.n_words is int32: it cannot be compared with 'many'"),
        ({"where": "role = 'host'"}, "a condition is a mapping, a list of"),
        ({"where": ["role"]}, r"'role' is no \(column, operator, value\)"),
        ({"where": pc.field("rolle") == "host"}, "the condition does not fit: No match for FieldRef"),
        ({"documents": [3]}, "documents are ids, or a condition"),
        ({"documents": {"programme": "x"}}, "documents has no column 'programme'; did you mean program"),
    ],
)  # fmt: skip
def test_what_a_call_gets_wrong_is_said(data: onrecord.Dataset, call, says: str) -> None:
    with pytest.raises(onrecord.CallError, match=says):
        data.arrow("turns", **call)


def test_a_condition_on_no_table_is_a_wrong_call(root: Path) -> None:
    with pytest.raises(onrecord.CallError, match="belong to one table"):
        onrecord.load(root / "data", where={"role": "host"})


def test_load_gives_a_table_or_a_dataset(root: Path) -> None:
    table = onrecord.load(root / "data", "turns", ["text"], where={"role": "host"})
    assert isinstance(table, onrecord.Table)
    part = onrecord.load(root / "data", documents={"format": "npr"})
    assert isinstance(part, onrecord.Dataset)
    assert set(part.documents["format"]) == {"npr"}
    assert repr(part) == f"Dataset('{root / 'data'}', version 0.1.0, some documents)"
