"""Any folder of tables opened for reading: a DuckDB view per table, and what had to be said.

The folder may come from elsewhere: no manifest, missing columns, other types, damaged files.
Whatever the views cannot show is a remark, never an error, as long as anything can be shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from onrecord import store
from onrecord.errors import DatasetError, first_line
from onrecord.reporting.columns import express
from onrecord_schemas import MODELS, arrow_schema

#: DuckDB spills to disk above this.
MEMORY = "1GiB"

#: No rows, with the one column that what is derived may ask for.
_NOTHING = "(SELECT CAST(NULL AS BIGINT) AS file_row_number WHERE false)"

#: Views where a table is missing: what the other tables say of it.
_STANDINS = {
    "documents": "SELECT document_id, document_id AS story_id, count(*) FILTER (kind <> 'cue') AS n_turns,"
    " coalesce(sum(n_words) FILTER (kind <> 'cue'), 0) AS n_words FROM turns GROUP BY document_id",
    "people": "SELECT person_id, any_value(speaker_label) AS name FROM turns"
    " WHERE person_id IS NOT NULL GROUP BY person_id",
}


@dataclass(frozen=True)
class TableFile:
    """A file of a table that can be read: its name in the folder, rows and bytes."""

    name: str
    path: Path
    rows: int
    bytes: int


@dataclass(frozen=True)
class Opened:
    """A folder of tables: views of the contract's columns behind `connection`, and remarks.

    `files` holds the readable files by table. A table without files has an empty view, or one
    made from the other tables.
    """

    folder: Path
    connection: Any
    files: dict[str, list[TableFile]]
    manifest: dict[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def rows(self, query: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows that a query over the views gives."""
        found: list[tuple[Any, ...]] = self.connection.execute(query, parameters or []).fetchall()
        return found


@contextmanager
def open_folder(folder: Path) -> Iterator[Opened]:
    """The folder, opened. Raises `DatasetError` where it has neither documents nor turns."""
    import duckdb

    if not folder.is_dir():
        raise DatasetError(f"{folder} is no folder; name a dataset folder")
    manifest, remarks = _read_manifest(folder)
    files = {table: _readable(folder, table, manifest, remarks) for table in MODELS}
    if not files["documents"] and not files["turns"]:
        raise DatasetError(_not_a_dataset(folder, remarks))
    with TemporaryDirectory(prefix="onrecord-report-") as spill, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"SET temp_directory = '{_quoted(spill)}'")
        for table in ("turns", "documents", "people", "rejects"):
            _create_view(connection, table, files[table], remarks)
        yield Opened(folder, connection, files, manifest, tuple(remarks))


def _read_manifest(folder: Path) -> tuple[dict[str, Any], list[str]]:
    try:
        return store.read_manifest(folder), []
    except DatasetError as error:
        return {}, [f"{error}. What follows is read from the files alone."]


def _readable(
    folder: Path, table: str, manifest: dict[str, Any], remarks: list[str]
) -> list[TableFile]:
    """The files of a table that are whole; the others become remarks."""
    listed = store.table_files(folder, manifest.get("files", []), table)
    found = []
    for path in listed or _on_disk(folder, table):
        name = path.relative_to(folder).as_posix()
        if not is_inside(folder, path):
            remarks.append(f"{name} lies outside the folder and was not read")
            continue
        if manifest and not listed:
            remarks.append(f"{name} is not listed in the manifest.")
        file = _inspect(path, name)
        if isinstance(file, str):
            remarks.append(file)
        else:
            found.append(file)
    if not found and table != "rejects":
        remarks.append(f"There is no table {table} that can be read.")
    return found


def is_inside(folder: Path, path: Path) -> bool:
    """Whether a path leads into the folder, links followed; no path at all does not."""
    try:
        return folder.resolve() in path.resolve().parents
    except (OSError, ValueError):
        return False


def _on_disk(folder: Path, table: str) -> list[Path]:
    single = folder / f"{table}.parquet"
    return [single] if single.is_file() else sorted((folder / table).glob("*.parquet"))


def _inspect(path: Path, name: str) -> TableFile | str:
    """The file, or why it cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows = pq.read_metadata(path).num_rows
        return TableFile(name, path, rows, path.stat().st_size)
    except FileNotFoundError:
        return f"{name} is listed in the manifest, but missing."
    except (pa.ArrowException, OSError) as error:
        return f"{name} cannot be read as Parquet: {str(error).splitlines()[0][:160]}"


def _not_a_dataset(folder: Path, remarks: list[str]) -> str:
    names = sorted(path.name for path in folder.iterdir())
    holds = f"it holds {', '.join(names[:6])}" if names else "it is empty"
    why = next((f" ({remark})" for remark in remarks if "as Parquet" in remark), "")
    return (
        f"{folder} has neither documents nor turns to report on{why}; {holds}; expected are "
        "documents.parquet and turns.parquet, or folders of parts with these names"
    )


def _create_view(connection: Any, table: str, files: list[TableFile], remarks: list[str]) -> None:
    """A view of all the contract's columns; what the files lack is null."""
    if files:
        names = ", ".join(f"'{_quoted(str(file.path))}'" for file in files)
        origin = f"read_parquet([{names}], union_by_name = true)"
    elif table in _STANDINS:
        origin = f"({_STANDINS[table]})"
    else:
        origin = _NOTHING
    import duckdb

    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {origin}").fetchall()
    except duckdb.Error as error:
        remarks.append(f"{table} cannot be read: {first_line(error)}")
        origin, described, files = _NOTHING, [], []
    present = {name: kind for name, kind, *_ in described}
    expressed = express(table, arrow_schema(MODELS[table]), present, partial(_can_cast, connection))
    if files:
        remarks += expressed.remarks
    columns = ", ".join(f'{expression} AS "{name}"' for name, expression in expressed.columns)
    connection.execute(f"CREATE VIEW {table} AS SELECT {columns} FROM {origin}")


def _can_cast(connection: Any, actual: str, wanted: str) -> bool:
    """Whether DuckDB has a cast from one type to the other."""
    import duckdb

    try:
        connection.execute(f"SELECT TRY_CAST(CAST(NULL AS {actual}) AS {wanted})")
    except duckdb.Error:
        return False
    return True


def _quoted(path: str) -> str:
    return path.replace("'", "''")
