"""The contract's types in DuckDB's words, and what a file has instead."""

from __future__ import annotations

import duckdb
import pytest

from onrecord.errors import CallError
from onrecord.foreign.database import open_database
from onrecord.foreign.types import agreed_types, can_cast, describe
from onrecord_schemas import MODELS, arrow_schema


@pytest.mark.parametrize("table", sorted(MODELS))
def test_every_column_of_the_contract_has_a_type(table: str) -> None:
    assert list(agreed_types(table)) == list(arrow_schema(MODELS[table], optional=True).names)


def test_closed_vocabularies_are_words_and_structs_keep_their_fields() -> None:
    turns = agreed_types("turns")
    assert (turns["kind"], turns["turn_index"], turns["confidence"]) == ("VARCHAR", "INTEGER", "FLOAT")  # fmt: skip
    assert turns["cues"].startswith("STRUCT(kind VARCHAR")
    assert agreed_types("documents")["flags"] == "VARCHAR[]"


@pytest.mark.parametrize(
    ("actual", "wanted", "can"),
    [
        ("VARCHAR", "INTEGER", True),
        ("DOUBLE", "FLOAT", True),
        ("INTEGER", "no such type", False),
        ("nothing of the kind", "BIGINT", False),
    ],
)
def test_casts_are_those_that_duckdb_has(actual: str, wanted: str, can: bool) -> None:
    with duckdb.connect() as connection:
        assert can_cast(connection, actual, wanted) is can


def test_columns_are_described_in_order() -> None:
    with duckdb.connect() as connection:
        described = describe(connection, "(SELECT 1 AS b, 'x' AS a)")
    assert list(described.items()) == [("b", "INTEGER"), ("a", "VARCHAR")]


def test_a_database_is_bounded_and_loads_nothing() -> None:
    with open_database("test", "100MB", threads=1) as connection:
        names = ("memory_limit", "threads", "autoload_known_extensions", "autoinstall_known_extensions")  # fmt: skip
        settings = ", ".join(f"current_setting('{name}')" for name in names)
        assert connection.execute(f"SELECT {settings}").fetchone() == ("95.3 MiB", 1, False, False)


def test_a_memory_that_is_no_size_is_a_wrong_call() -> None:
    with (
        pytest.raises(CallError, match="memory 'much' is no size, as 1GB is"),
        open_database("test", "much"),
    ):
        pass
