"""The types of the contract in DuckDB's words, and those that a file has instead."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from onrecord_schemas import MODELS, arrow_schema


@cache
def agreed_types(table: str) -> Mapping[str, str]:
    """DuckDB's types of the columns of the contract, the optional ones after the others."""
    import duckdb
    import pyarrow as pa

    fields = [
        pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type)
        for f in arrow_schema(MODELS[table], optional=True)
    ]
    with duckdb.connect() as connection:
        connection.register("empty", pa.schema(fields).empty_table())
        return MappingProxyType(describe(connection, "empty"))


def describe(connection: Any, source: str) -> dict[str, str]:
    """The columns of a table, view, table function or subquery, with DuckDB's types."""
    rows = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    return {row[0]: row[1] for row in rows}


def can_cast(connection: Any, actual: str, wanted: str) -> bool:
    """Whether DuckDB has a cast from one type to the other."""
    import duckdb

    try:
        connection.execute(f"SELECT TRY_CAST(CAST(NULL AS {actual}) AS {wanted})").fetchall()
    except duckdb.Error:
        return False
    return True
