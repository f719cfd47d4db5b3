"""Names, values and paths go into SQL and come out as they were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.foreign.sql import identifier, literal, parquet

VALUES = st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.dates() | st.text()


@pytest.fixture(scope="module")
def connection() -> Iterator[Any]:
    with duckdb.connect() as opened:
        yield opened


@given(value=VALUES | st.lists(st.text()))
def test_a_value_comes_back(connection: Any, value: Any) -> None:
    if isinstance(value, str) and "\x00" in value:
        return  # the driver ends a query there
    if isinstance(value, list) and any("\x00" in one for one in value):
        return
    assert connection.execute(f"SELECT {literal(value)}").fetchone() == (value,)


@pytest.mark.parametrize("name", ["a", 'a"b', "a b; --", "select", "é'", '"'])
def test_any_name_can_be_a_column(connection: Any, name: str) -> None:
    cursor = connection.execute(f"SELECT 1 AS {identifier(name)}")
    assert [column[0] for column in cursor.description] == [name]


def test_dates_and_lists_keep_their_types(connection: Any) -> None:
    found = connection.execute(f"SELECT {literal((date(2021, 5, 20), None))}").fetchone()
    assert found == ([date(2021, 5, 20), None],)


@pytest.mark.parametrize("folder", ["plain", "da[t]a", "a*", "what?", "it's", "lang=en", "[[", "]"])
def test_a_path_is_no_pattern_and_tells_no_column(folder: str, tmp_path: Path) -> None:
    paths = [tmp_path / folder / "turns" / f"[{number}].parquet" for number in (2, 1)]
    paths[0].parent.mkdir(parents=True)
    for number, path in enumerate(paths):
        pq.write_table(pa.table({"a": [number], f"b{number}": ["x"]}), path)
    pq.write_table(pa.table({"a": [7]}), paths[0].with_name("1.parquet"))
    with duckdb.connect() as connection:
        cursor = connection.execute(f"FROM {parquet(paths)} ORDER BY file_index")
        assert [column[0] for column in cursor.description] == ["a", "b0", "b1"]
        assert cursor.fetchall() == [(0, "x", None), (1, None, "x")]


def test_a_linked_folder_of_an_odd_name_is_read(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    pq.write_table(pa.table({"a": [1]}), tmp_path / "real" / "turns.parquet")
    (tmp_path / "a[1]").symlink_to(tmp_path / "real")
    with duckdb.connect() as connection:
        source = parquet([tmp_path / "a[1]" / "turns.parquet"])
        assert connection.execute(f"FROM {source}").fetchall() == [(1,)]
