"""A DuckDB database for the duration of one task, which works on disk where memory does not suffice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: What one database may hold in memory; the rest lies in its folder.
MEMORY = "512MB"


@contextmanager
def scratch_database(folder: Path, name: str = ":memory:", threads: int = 1) -> Iterator[Any]:
    """A connection to a new database; it spills to `folder`, and lies there if it has a `name`."""
    import duckdb

    spill = folder / ".spill"
    place = name if name == ":memory:" else str(folder / name)
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": MEMORY,
        "temp_directory": str(spill),
        "preserve_insertion_order": "false",
    }
    with duckdb.connect(place, config=config) as connection:
        yield connection
    if place != ":memory:":
        Path(place).unlink(missing_ok=True)
        Path(f"{place}.wal").unlink(missing_ok=True)
    if spill.is_dir():
        spill.rmdir()
