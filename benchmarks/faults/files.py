"""Ways to damage files and columns: each is done once, and is caught or not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

Damage = Callable[[Path], None]


def _rewrite(table: str, change: Callable[[Any], Any]) -> Damage:
    def do(folder: Path) -> None:
        path = folder / f"{table}.parquet"
        pq.write_table(change(pq.read_table(path)), path)

    return do


def _constant(table: str, column: str, value: str | None) -> Damage:
    def change(read: Any) -> Any:
        values = pa.array([value] * len(read), pa.string())
        return read.set_column(read.schema.get_field_index(column), column, values)

    return _rewrite(table, change)


def _cast(table: str, column: str) -> Damage:
    def change(read: Any) -> Any:
        at = read.schema.get_field_index(column)
        return read.set_column(at, column, read[column].cast(pa.string()))

    return _rewrite(table, change)


def _truncate(folder: Path) -> None:
    path = folder / "turns.parquet"
    path.write_bytes(path.read_bytes()[:-2000])


def _corrupt(folder: Path) -> None:
    path = folder / "turns.parquet"
    data = bytearray(path.read_bytes())
    data[2000:6000] = bytes(4000)
    path.write_bytes(bytes(data))


FILE_DAMAGES: dict[str, tuple[str, Damage]] = {
    "table missing": ("tables_are_there", lambda folder: (folder / "people.parquet").unlink()),
    "file cut short": ("files_can_be_read", _truncate),
    "file corrupt inside": ("files_can_be_read", _corrupt),
    "column missing": (
        "columns_are_there",
        _rewrite("turns", lambda read: read.drop_columns(["role"])),
    ),
    "column of another type": ("types_are_as_agreed", _cast("turns", "turn_index")),
    "titles empty": ("essential_columns_are_filled", _constant("documents", "title", None)),
    "speakers empty": ("essential_columns_are_filled", _constant("turns", "person_id", None)),
    "one title everywhere": ("columns_vary", _constant("documents", "title", "Untitled")),
    "one word everywhere": ("columns_vary", _constant("turns", "text", "transcript")),
}
