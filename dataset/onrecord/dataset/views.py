"""A dataset's tables as views of a DuckDB connection in memory. Nothing is fetched that is not asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from onrecord.dataset.place import Folder
from onrecord.errors import DatasetError, OnrecordError, first_line

if TYPE_CHECKING:
    from onrecord.dataset.table import Table

#: What DuckDB would take for a pattern in a path.
_PATTERN = re.compile(r"[*?\[\]{}]")
_CONFIG: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": False}


def connect(tables: Sequence[Table]) -> Any:
    """A connection with a view for each table. Raises `DatasetError` where a file is damaged."""
    import duckdb

    connection = duckdb.connect(config=_CONFIG)
    try:
        for table in tables:
            source, condition = _scan(connection, table), _condition(connection, table)
            connection.execute(f"CREATE VIEW {table.name} AS SELECT * FROM {source}{condition}")
    except duckdb.Error as error:
        connection.close()
        raise DatasetError(
            f"{table.contents.place.shown}: {table.name} cannot be read: {first_line(error)}; "
            "run onrecord verify"
        ) from None
    except OnrecordError:
        connection.close()
        raise
    return connection


def _scan(connection: Any, table: Table) -> str:
    """What a view reads from: DuckDB's own reader where it can, else Arrow's."""
    paths = table.paths
    is_here = isinstance(table.contents.place, Folder)
    if is_here and not any(map(_PATTERN.search, paths)):
        table.schema  # noqa: B018 - files that are missing or damaged are told here, in our words
        names = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
        return f"read_parquet([{names}])"
    connection.register(f"{table.name}_files", table.whole())
    return f"{table.name}_files"


def _condition(connection: Any, table: Table) -> str:
    """The documents wanted, as a condition on a view."""
    import pyarrow as pa

    wanted = table.wanted_keys()
    if wanted is None:
        return ""
    key, values = wanted
    connection.register(f"{table.name}_wanted", pa.table({key: values}))
    return f" WHERE {key} IN (SELECT {key} FROM {table.name}_wanted)"
