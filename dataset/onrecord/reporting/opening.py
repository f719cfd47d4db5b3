"""Any folder of tables opened for reading: a DuckDB view per table, and what had to be said.

The folder may come from elsewhere: no manifest, missing columns, other types, damaged files.
Whatever the views cannot show is a remark, never an error, as long as anything can be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from onrecord.errors import DatasetError, first_line
from onrecord.foreign.database import open_database
from onrecord.foreign.files import Folder, TableFile, Trouble, survey
from onrecord.foreign.sql import identifier, parquet
from onrecord.foreign.types import can_cast, describe
from onrecord.reporting.columns import express
from onrecord_schemas import MODELS

#: DuckDB spills to disk above this.
MEMORY = "1GiB"

#: No rows, with the one column that what is derived may ask for.
_NOTHING = "(SELECT CAST(NULL AS BIGINT) AS file_row_number WHERE false)"

#: Views where a table is missing: what the other tables say of it.
_STANDINS = {
    "documents": "(SELECT document_id, document_id AS story_id, count(*) FILTER (kind <> 'cue') AS n_turns,"
    " coalesce(sum(n_words) FILTER (kind <> 'cue'), 0) AS n_words FROM turns GROUP BY document_id)",
    "people": "(SELECT person_id, any_value(speaker_label) AS name FROM turns"
    " WHERE person_id IS NOT NULL GROUP BY person_id)",
}


@dataclass(frozen=True)
class Opened:
    """A folder of tables: views of the contract's columns behind `connection`, and remarks.

    `files` holds the readable files by table. A table without files has an empty view, or one
    made from the other tables.
    """

    folder: Path
    connection: Any
    files: dict[str, tuple[TableFile, ...]]
    manifest: dict[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def rows(self, query: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows that a query over the views gives."""
        found: list[tuple[Any, ...]] = self.connection.execute(query, parameters or []).fetchall()
        return found


@contextmanager
def open_folder(folder: Path) -> Iterator[Opened]:
    """The folder, opened. Raises `DatasetError` where it has neither documents nor turns."""
    if not folder.is_dir():
        raise DatasetError(f"{folder} is no folder; name a dataset folder")
    lying = survey(folder)
    remarks = _remarks(lying)
    files = {table: lying.files.get(table, ()) for table in MODELS}
    if not files["documents"] and not files["turns"]:
        raise DatasetError(_not_a_dataset(folder, remarks))
    with open_database("report", MEMORY) as connection:
        for table in ("turns", "documents", "people", "rejects"):
            _create_view(connection, table, files[table], remarks)
        yield Opened(folder, connection, files, lying.manifest or {}, tuple(remarks))


def _remarks(lying: Folder) -> list[str]:
    """What has to be said of the manifest and of each table's files."""
    remarks = []
    if lying.manifest is None:
        remarks.append(f"{lying.manifest_error}. What follows is read from the files alone.")
    for table in MODELS:
        found = lying.files.get(table, ())
        remarks += [_remark(trouble) for trouble in lying.troubles if trouble.table == table]
        if lying.manifest is not None:
            unlisted = (file.name for file in found if not file.is_listed)
            remarks += [f"{name} is not listed in the manifest." for name in unlisted]
        if not found and table != "rejects":
            remarks.append(f"There is no table {table} that can be read.")
    return remarks


def _remark(trouble: Trouble) -> str:
    return {
        "outside": f"{trouble.name} lies outside the folder and was not read",
        "missing": f"{trouble.name} is listed in the manifest, but missing.",
        "unreadable": f"{trouble.name} cannot be read as Parquet: {trouble.why[:160]}",
    }[trouble.kind]


def _not_a_dataset(folder: Path, remarks: list[str]) -> str:
    names = sorted(path.name for path in folder.iterdir())
    holds = f"it holds {', '.join(names[:6])}" if names else "it is empty"
    why = next((f" ({remark})" for remark in remarks if "as Parquet" in remark), "")
    return (
        f"{folder} has neither documents nor turns to report on{why}; {holds}; expected are "
        "documents.parquet and turns.parquet, or folders of parts with these names"
    )


def _create_view(
    connection: Any, table: str, files: Sequence[TableFile], remarks: list[str]
) -> None:
    """A view of all the contract's columns; what the files lack is null."""
    import duckdb

    origin = parquet(file.path for file in files) if files else _STANDINS.get(table, _NOTHING)
    try:
        present = describe(connection, origin)
    except duckdb.Error as error:
        remarks.append(f"{table} cannot be read: {first_line(error)}")
        origin, present, files = _NOTHING, {}, ()
    expressed = express(table, present, partial(can_cast, connection))
    if files:
        remarks += expressed.remarks
    columns = ", ".join(f"{sql} AS {identifier(name)}" for name, sql in expressed.columns)
    connection.execute(f"CREATE VIEW {table} AS SELECT {columns} FROM {origin}")
