"""What lies in a folder of tables: its manifest, the files of each table, what is wrong with them.

The manifest's word goes first; a table of which it names no file that is there is looked for by
name: ``turns.parquet``, else ``turns/*.parquet``, else ``turns-*.parquet``. Nothing outside the
folder is opened, wherever a name or a link leads. No rows are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from onrecord import store
from onrecord.errors import DatasetError, first_line
from onrecord_schemas import MODELS


class Trouble(NamedTuple):
    """A file that cannot be used: its table, its name in the folder, the kind of trouble, and why."""

    table: str
    name: str
    kind: Literal["outside", "missing", "unreadable"]
    why: str


@dataclass(frozen=True)
class TableFile:
    """A readable file of a table: its name in the folder, rows, bytes, Arrow schema.

    `is_listed` says whether the manifest names it.
    """

    name: str
    path: Path
    rows: int
    bytes: int
    schema: Any
    is_listed: bool


@dataclass(frozen=True)
class Folder:
    """A folder of tables: its manifest, None where there is none to be had, and why; its files.

    `files` has the readable ones by table, of tables that have any. `has_manifest` says whether
    there is a manifest at all, be it damaged.
    """

    path: Path
    manifest: dict[str, Any] | None
    manifest_error: str
    has_manifest: bool
    files: dict[str, tuple[TableFile, ...]]
    troubles: tuple[Trouble, ...]

    def paths(self, table: str) -> list[Path]:
        """The readable files of a table."""
        return [file.path for file in self.files.get(table, ())]


def survey(path: Path) -> Folder:
    """What lies in the folder at `path`, which is there."""
    manifest, error = _read_manifest(path)
    troubles: list[Trouble] = []
    files = {table: tuple(_find(path, manifest or {}, table, troubles)) for table in MODELS}
    return Folder(
        path,
        manifest,
        error,
        (path / store.MANIFEST).exists(),
        {table: found for table, found in files.items() if found},
        tuple(troubles),
    )


def _read_manifest(folder: Path) -> tuple[dict[str, Any] | None, str]:
    try:
        return store.read_manifest(folder), ""
    except DatasetError as error:
        return None, str(error)


def _find(
    folder: Path, manifest: dict[str, Any], table: str, troubles: list[Trouble]
) -> Iterator[TableFile]:
    """The readable files of a table, in order; the others become troubles."""
    listed = dict.fromkeys(store.table_files(folder, manifest.get("files", []), table))
    there = [path for path in listed if _is_there(folder, table, path, troubles)]
    for path in there or _named(folder, table):
        name = path.relative_to(folder).as_posix()
        if not there and not is_inside(folder, path):
            why = "it is a link that leads outside the folder"
            troubles.append(Trouble(table, name, "outside", why))
            continue
        found = _read_footer(path, name, path in listed)
        if isinstance(found, str):
            troubles.append(Trouble(table, name, "unreadable", found))
        else:
            yield found


def _is_there(folder: Path, table: str, path: Path, troubles: list[Trouble]) -> bool:
    """Whether a file that the manifest names is there, inside the folder."""
    name = path.relative_to(folder).as_posix()
    if not is_inside(folder, path):
        why = "the manifest names a file outside the folder"
        troubles.append(Trouble(table, name, "outside", why))
    elif not path.is_file():
        troubles.append(Trouble(table, name, "missing", "the file is missing"))
    else:
        return True
    return False


def is_inside(folder: Path, path: Path) -> bool:
    """Whether a path leads into the folder, links followed; no path at all does not."""
    try:
        return folder.resolve() in path.resolve().parents
    except (OSError, ValueError):
        return False


def _named(folder: Path, table: str) -> list[Path]:
    """Files of a table by their names alone, in order."""
    single = folder / f"{table}.parquet"
    for paths in (
        [single],
        sorted((folder / table).glob("*.parquet")),
        sorted(folder.glob(f"{table}-*.parquet")),
    ):
        if found := [path for path in paths if path.is_file()]:
            return found
    return []


def _read_footer(path: Path, name: str, is_listed: bool) -> TableFile | str:
    """The file, or why it cannot be read as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            rows, schema = file.metadata.num_rows, file.schema_arrow
        return TableFile(name, path, rows, path.stat().st_size, schema, is_listed)
    except (pa.ArrowException, OSError, ValueError) as error:
        return first_line(error)
