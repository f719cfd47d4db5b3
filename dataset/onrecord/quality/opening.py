"""A folder of Parquet opened for checking, whoever wrote it and whatever is wrong with it.

What can be read becomes the views ``documents``, ``turns`` and ``people`` with the types of the
contract; what cannot is kept as a `Problem` for the checks of files to tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from onrecord import store
from onrecord.errors import DatasetError, first_line
from onrecord.foreign.database import open_database
from onrecord.foreign.files import Folder, survey
from onrecord.foreign.sql import identifier, parquet
from onrecord.foreign.types import agreed_types, can_cast, describe
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
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise DatasetError(f"{folder} {what}; name the folder of a dataset")
    memory = f"{settings.memory // 1_000_000}MB"
    with open_database("check", memory, settings.threads) as connection:
        lying = survey(folder)
        found = Opened(
            folder,
            connection,
            lying.manifest,
            {table: lying.paths(table) for table in lying.files},
            rows={table: sum(f.rows for f in files) for table, files in lying.files.items()},
        )
        _tell_manifest(found, lying)
        _tell_troubles(found, lying)
        for table in TABLES:
            _open_table(found, table)
        _describe_strangers(found)
        _mind_withheld(found)
        yield found


def _tell_manifest(found: Opened, lying: Folder) -> None:
    if lying.manifest is not None:
        return
    if lying.has_manifest:
        found.problems.append(Problem("files_can_be_read", store.MANIFEST, lying.manifest_error))
    else:
        found.remarks.append(
            "there is no manifest.json: onrecord did not build this, or it is not whole"
        )


def _tell_troubles(found: Opened, lying: Folder) -> None:
    for trouble in lying.troubles:
        is_missing = trouble.kind == "missing"
        check = "files_are_those_of_the_manifest" if is_missing else "files_can_be_read"
        found.problems.append(Problem(check, trouble.name, trouble.why))


def _mind_withheld(found: Opened) -> None:
    """Say that words are withheld; where all are, no check has words to look at."""
    if not store.withholds(found.manifest or {}) or found.missing(("turns.text",)):
        return
    gone = found.count("turns WHERE text IS NULL")
    if gone == found.rows["turns"]:
        found.columns["turns"].discard("text")
    found.remarks.append(f"the words of {gone:,} of {found.rows['turns']:,} turns are withheld")


def _open_table(found: Opened, table: str) -> None:
    import duckdb

    if table not in found.files:
        found.problems.append(
            Problem("tables_are_there", table, f"no readable file {table}.parquet")
        )
        return
    try:
        _make_view(found, table)
    except duckdb.Error as error:
        found.columns.pop(table, None)
        found.problems.append(Problem("files_can_be_read", table, first_line(error)))


def _make_view(found: Opened, table: str) -> None:
    """A view with the types of the contract; columns that cannot have them are left out."""
    source = parquet(found.files[table])
    actual, agreed = describe(found.connection, source), agreed_types(table)
    selected: dict[str, str] = {}
    for column, kind in actual.items():
        name, wanted = identifier(column), agreed.get(column, kind)
        if wanted == kind:
            selected[column] = name
            continue
        found.problems.append(
            Problem("types_are_as_agreed", f"{table}.{column}", f"{kind}, not {wanted}")
        )
        if can_cast(found.connection, kind, wanted):
            selected[column] = f"TRY_CAST({name} AS {wanted}) AS {name}"
    found.columns[table] = set(selected)
    columns = ", ".join(selected.values()) or "1 AS nothing"
    found.connection.execute(f"CREATE VIEW {table} AS SELECT {columns} FROM {source}")
    for column in arrow_schema(MODELS[table]).names:
        if column not in actual:
            found.problems.append(Problem("columns_are_there", f"{table}.{column}", "missing"))
    for column in sorted(actual.keys() - agreed.keys()):
        found.problems.append(
            Problem("no_other_columns", f"{table}.{column}", f"{actual[column]}, not agreed")
        )


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
