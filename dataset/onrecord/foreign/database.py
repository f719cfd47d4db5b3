"""DuckDB within bounds: memory, files and network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from onrecord.errors import CallError, first_line

Settings = dict[str, str | bool | int | float | list[str]]


@contextmanager
def open_database(purpose: str, memory: str, threads: int | None = None) -> Iterator[Any]:
    """A connection to an empty database that spills to a temporary folder above `memory`.

    It loads no extension, and so asks no network. `memory` is a size as DuckDB reads it (``1GB``),
    `threads` the cores to use, all by default; `purpose` is in the folder's name. Raises
    `CallError` where the memory is no size.
    """
    with TemporaryDirectory(prefix=f"onrecord-{purpose}-") as scratch:
        settings: Settings = {
            "memory_limit": memory,
            "temp_directory": scratch,
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if threads is not None:
            settings["threads"] = threads
        with _connect(settings) as connection:
            yield connection


def _connect(settings: Settings) -> Any:
    import duckdb

    try:
        return duckdb.connect(config=settings)
    except (duckdb.Error, ValueError) as error:
        raise CallError(
            f"memory {settings['memory_limit']!r} is no size, as 1GB is: {first_line(error, 160)}"
        ) from None
