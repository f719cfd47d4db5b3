"""A folder of Parquet opened for checking, whoever wrote it and whatever is wrong with it.

What can be read becomes the views ``documents``, ``turns`` and ``people`` with the types of the
contract; what cannot is kept as a `Problem` for the checks of files to tell.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord import store
from onrecord.errors import DatasetError, first_line
from onrecord.quality.rules import literal
from onrecord.quality.settings import Settings
from onrecord_schemas import MODELS, arrow_schema

TABLES = ("documents", "turns", "people")


class Problem(NamedTuple):
    """Something wrong with files: which check tells it, where, what."""

    check: str
    key: str
    value: str


@dataclass
class Opened:
    """The tables of a folder in DuckDB, and what was wrong on the way.

    `columns` has the columns that can be used, by table; `files` the readable files. `made` names
    the derived tables made so far, `tallies` keeps what the columns were found to hold.
    """

    folder: Path
    connection: Any
    manifest: dict[str, Any] | None = None
    files: dict[str, list[Path]] = field(default_factory=dict)
    columns: dict[str, set[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    made: set[str] = field(default_factory=set)
    tallies: dict[str, Any] = field(default_factory=dict)

    def missing(self, needs: tuple[str, ...]) -> str | None:
        """What of the columns needed is not there, in words; None if all are."""
        lacking = [need for need in needs if not self._has(need)]
        if not lacking:
            return None
        tables = sorted({need.partition(".")[0] for need in lacking} - self.columns.keys())
        if tables:
            return f"there is no readable table {' or '.join(tables)}"
        return f"there is no usable column {', '.join(lacking)}"

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, read to its end, so that the connection is free again."""
        rows = self.connection.execute(sql, list(parameters)).fetchall()
        return tuple(rows[0]) if rows else None

    def count(self, of: str) -> int:
        """How many rows a table, view or subquery has."""
        row = self.row(f"SELECT count(*) FROM {of}")
        return int(row[0]) if row else 0

    def _has(self, need: str) -> bool:
        table, _, column = need.partition(".")
        return table in self.columns and (not column or column in self.columns[table])


@contextmanager
def opened(folder: Path, settings: Settings) -> Iterator[Opened]:
    """A folder's tables, closed at the end. Raises `DatasetError` where there is no folder."""
    import duckdb

    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise DatasetError(f"{folder} {what}; name the folder of a dataset")
    with tempfile.TemporaryDirectory(prefix="onrecord-check-") as scratch:
        config: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": scratch,
            "memory_limit": f"{settings.memory // 1_000_000}MB",
            "threads": settings.threads or os.cpu_count() or 1,
            "preserve_insertion_order": False,
        }
        with duckdb.connect(config=config) as connection:
            found = Opened(folder, connection)
            _read_manifest(found)
            for table in MODELS:
                _open_table(found, table)
            _describe_strangers(found)
            _mind_withheld(found)
            yield found


def _mind_withheld(found: Opened) -> None:
    """Say that words are withheld; where all are, no check has words to look at."""
    if not store.withholds(found.manifest or {}) or found.missing(("turns.text",)):
        return
    gone = found.count("turns WHERE text IS NULL")
    if gone == found.rows["turns"]:
        found.columns["turns"].discard("text")
    found.remarks.append(f"the words of {gone:,} of {found.rows['turns']:,} turns are withheld")


def _read_manifest(found: Opened) -> None:
    try:
        found.manifest = store.read_manifest(found.folder)
    except DatasetError as error:
        if (found.folder / store.MANIFEST).exists():
            found.problems.append(Problem("files_can_be_read", store.MANIFEST, str(error)))
        else:
            found.remarks.append(
                "there is no manifest.json: onrecord did not build this, or it is not whole"
            )


def _open_table(found: Opened, table: str) -> None:
    import duckdb

    files = [path for path in _paths(found, table) if _is_readable(found, path)]
    if not files:
        if table in TABLES:
            found.problems.append(
                Problem("tables_are_there", table, f"no readable file {table}.parquet")
            )
        return
    found.files[table] = files
    found.rows[table] = sum(pq.ParquetFile(path).metadata.num_rows for path in files)
    if table in TABLES:
        try:
            _make_view(found, table)
        except duckdb.Error as error:
            found.columns.pop(table, None)
            found.problems.append(Problem("files_can_be_read", table, first_line(error)))


def _paths(found: Opened, table: str) -> list[Path]:
    """The files of a table: those of the manifest, or those with its name."""
    folder = found.folder
    lying = sorted({*folder.glob(f"{table}.parquet"), *folder.glob(f"{table}/*.parquet")})
    if found.manifest is None:
        return lying
    root = folder.resolve()
    named = store.table_files(folder, found.manifest["files"], table)
    paths = []
    for path in named:
        name = str(path)[len(str(folder)) + 1 :]
        if root not in path.resolve().parents:
            problem = Problem("files_can_be_read", name, "the manifest names a path outside")
        elif not path.is_file():
            problem = Problem("files_are_those_of_the_manifest", name, "the file is missing")
        else:
            paths.append(path)
            continue
        found.problems.append(problem)
    return paths or lying


def _is_readable(found: Opened, path: Path) -> bool:
    try:
        pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        name = path.relative_to(found.folder).as_posix()
        found.problems.append(Problem("files_can_be_read", name, first_line(error)))
        return False
    return True


def _make_view(found: Opened, table: str) -> None:
    """A view with the types of the contract; columns that cannot have them are left out."""
    names = literal([str(path) for path in found.files[table]])
    source = f"read_parquet({names}, union_by_name = true)"
    actual = _described(found.connection, source)
    expected = _expected(table)
    selected = []
    for column, kind in actual.items():
        wanted = expected.get(column, kind)
        if wanted == kind:
            selected.append(quoted(column))
            continue
        found.problems.append(
            Problem("types_are_as_agreed", f"{table}.{column}", f"{kind}, not {wanted}")
        )
        cast = f"TRY_CAST({quoted(column)} AS {wanted}) AS {quoted(column)}"
        if _binds(found.connection, f"SELECT {cast} FROM {source}"):
            selected.append(cast)
    found.columns[table] = {
        column for column in actual if any(quoted(column) in one for one in selected)
    }
    found.connection.execute(
        f"CREATE VIEW {table} AS SELECT {', '.join(selected) or '1 AS nothing'} FROM {source}"
    )
    for column in arrow_schema(MODELS[table]).names:
        if column not in actual:
            found.problems.append(Problem("columns_are_there", f"{table}.{column}", "missing"))
    for column in sorted(actual.keys() - expected.keys()):
        found.problems.append(
            Problem("no_other_columns", f"{table}.{column}", f"{actual[column]}, not agreed")
        )


def _described(connection: Any, source: str) -> dict[str, str]:
    rows = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    return {row[0]: row[1] for row in rows}


@cache
def _expected(table: str) -> dict[str, str]:
    """DuckDB's types of the columns of the contract."""
    import duckdb

    schema = arrow_schema(MODELS[table], optional=True)
    fields = [
        pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in schema
    ]
    with duckdb.connect() as connection:
        connection.register("empty", pa.schema(fields).empty_table())
        return _described(connection, "empty")


def _binds(connection: Any, sql: str) -> bool:
    import duckdb

    try:
        connection.execute(f"{sql} LIMIT 0")
    except duckdb.Error:
        return False
    return True


def _describe_strangers(found: Opened) -> None:
    """Say what else lies in the folder: all of it, where no table is there."""
    ours = {path for paths in found.files.values() for path in paths}
    broken = {problem.key for problem in found.problems}
    others = sorted(
        path.relative_to(found.folder).as_posix()
        for path in found.folder.rglob("*.parquet")
        if path not in ours
    )
    others = [name for name in others if name not in broken]
    if others:
        found.remarks.append(
            f"Parquet that is no table of the contract, not looked at: {_few(others)}"
        )
    if not found.files and not others:
        names = sorted(path.name for path in found.folder.iterdir())
        found.remarks.append(f"the folder holds {_few(names) or 'nothing'}")


def _few(names: list[str]) -> str:
    shown = ", ".join(names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown


def quoted(column: str) -> str:
    """An SQL identifier."""
    return '"' + column.replace('"', '""') + '"'
