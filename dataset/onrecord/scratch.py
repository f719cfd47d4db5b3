"""A DuckDB database for the duration of one task, which works on disk where memory does not suffice."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

#: What one database may hold in memory, and one that has little left to do; the rest lies in its folder.
MEMORY, _LITTLE = "320MB", "64MB"


@contextmanager
def scratch_database(folder: Path, name: str = ":memory:", threads: int = 1) -> Iterator[Any]:
    """A connection to a new database; it spills to `folder`, and lies there if it has a `name`.

    Raises `OSError` where the disk does not take it.
    """
    import duckdb

    spill = folder / f".spill-{token_hex(4)}"
    place = name if name == ":memory:" else str(folder / name)
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": MEMORY,
        "temp_directory": str(spill),
        "preserve_insertion_order": "false",
    }
    try:
        with duckdb.connect(place, config=config) as connection:
            yield connection
    except duckdb.IOException as error:
        raise _as_system_error(error) from error
    if place != ":memory:":
        Path(place).unlink(missing_ok=True)
        Path(f"{place}.wal").unlink(missing_ok=True)
    shutil.rmtree(spill, ignore_errors=True)


def shrink(connection: Any) -> None:
    """Have a database keep little in memory from now on: another one needs it."""
    connection.execute(f"SET memory_limit = '{_LITTLE}'")


def _as_system_error(error: Exception) -> OSError:
    """DuckDB's complaint about a disk as Python's own would be."""
    told = str(error)
    for number in (errno.EFBIG, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
        if os.strerror(number).lower() in told.lower():
            return OSError(number, os.strerror(number))
    return OSError(errno.EIO, told.splitlines()[0])
