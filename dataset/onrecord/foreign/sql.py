"""Names, values and files as SQL: whatever they hold, they end nothing and match nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

#: What DuckDB would take for a pattern in the name of a file.
_PATTERN = re.compile(r"[\[*?]")


def identifier(name: str) -> str:
    """A name of a column or table as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: Any) -> str:
    """A value as an SQL literal."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    return "'" + str(value).replace("'", "''") + "'"


def parquet(paths: Iterable[Path]) -> str:
    """A table function that reads these files as one table, columns matched by name.

    Brackets, stars and question marks in a path are no patterns, and ``year=2021`` in it is no
    column.
    """
    names = [_PATTERN.sub(r"[\g<0>]", str(path)) for path in paths]
    return f"read_parquet({literal(names)}, union_by_name = true, hive_partitioning = false)"
