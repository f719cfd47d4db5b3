"""The two datasets as they lie there: files of each table, their columns, what is amiss.

Nothing here reads rows. A dataset may come from anything that writes Parquet: without a manifest,
files are found by name (``turns.parquet``, ``turns/*.parquet``, ``turns-00000-of-00002.parquet``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord import store
from onrecord.differences.model import Limit, SchemaChange, Which
from onrecord.errors import CallError, DatasetError, first_line
from onrecord_schemas import MODELS
from onrecord_schemas.arrow import type_name

TABLES = tuple(MODELS)


@dataclass(frozen=True)
class Column:
    """A column of a table: the short name of its type, and the family its values belong to."""

    type: str
    family: str


@dataclass(frozen=True)
class Side:
    """One dataset: its manifest (empty where there is none), files and columns by table, limits."""

    which: Which
    folder: Path
    manifest: dict[str, Any]
    files: dict[str, tuple[Path, ...]]
    columns: dict[str, dict[str, Column]]
    limits: tuple[Limit, ...]

    def stated(self, key: str) -> str | None:
        """A text that the manifest states."""
        value = self.manifest.get(key)
        return value if isinstance(value, str) else None


def open_side(folder: Path, which: Which) -> Side:
    """The dataset at `folder`, as far as it can be read. Raises `CallError` where there is nothing."""
    if not folder.is_dir():
        what = "is a file: name the dataset's folder" if folder.is_file() else "does not exist"
        raise CallError(f"{folder} {what}")
    manifest, limits = _read_manifest(folder, which)
    files: dict[str, tuple[Path, ...]] = {}
    columns: dict[str, dict[str, Column]] = {}
    for table in TABLES:
        readable: list[Path] = []
        seen: dict[str, Column] = {}
        for path in _find_files(folder, manifest, table, which, limits):
            found = _read_columns(path, which, limits)
            if found is not None:
                readable.append(path)
                seen = found | seen
        if readable:
            files[table], columns[table] = tuple(readable), seen
    if not {"documents", "turns", "people"} & files.keys():
        why = "; ".join(f"{limit.where}: {limit.why}" for limit in limits if limit.damaged)
        raise CallError(
            f"{folder} has no table to compare: "
            + (why or "no documents, turns or people as Parquet; build the dataset first")
        )
    return Side(which, folder, manifest, files, columns, tuple(limits))


def _read_manifest(folder: Path, which: Which) -> tuple[dict[str, Any], list[Limit]]:
    try:
        return store.read_manifest(folder), []
    except DatasetError as error:
        damaged = (folder / store.MANIFEST).exists()
        why = str(error).split(": ", 1)[-1] if damaged else "there is none: files found by name"
        return {}, [Limit(which, store.MANIFEST, why, damaged)]


def _find_files(
    folder: Path, manifest: dict[str, Any], table: str, which: Which, limits: list[Limit]
) -> list[Path]:
    """The files of a table that lie inside the folder: as listed, else as named."""
    listed = store.table_files(folder, manifest.get("files", []), table)
    for path in listed:
        if not _lies_inside(path, folder):
            limits.append(Limit(which, table, "the manifest names a file outside the folder", True))
        elif not path.is_file():
            where = path.relative_to(folder).as_posix()
            limits.append(Limit(which, where, "listed in the manifest, but missing", True))
    there = [path for path in listed if path.is_file() and _lies_inside(path, folder)]
    return there if listed else _named_files(folder, table)


def _lies_inside(path: Path, folder: Path) -> bool:
    return folder.resolve() in path.resolve().parents


def _named_files(folder: Path, table: str) -> list[Path]:
    """Files of a table by their names alone, in order."""
    named = [folder / f"{table}.parquet"]
    parts = sorted(folder.glob(f"{table}/*.parquet")) or sorted(folder.glob(f"{table}-*.parquet"))
    return [path for path in named if path.is_file()] or [path for path in parts if path.is_file()]


def _read_columns(path: Path, which: Which, limits: list[Limit]) -> dict[str, Column] | None:
    """Name and type of each column of a Parquet file; None, and a limit, if it cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        limits.append(
            Limit(which, path.name, f"not readable as Parquet: {first_line(error, 160)}", True)
        )
        return None
    return {field.name: Column(type_name(field.type), _family(field.type)) for field in schema}


def _family(arrow_type: Any) -> str:
    """What kind of value a type holds, whatever way it is stored."""
    import pyarrow.types as kinds

    if kinds.is_dictionary(arrow_type):
        return _family(arrow_type.value_type)
    families = {
        "string": kinds.is_string(arrow_type)
        or kinds.is_large_string(arrow_type)
        or kinds.is_string_view(arrow_type),
        "integer": kinds.is_integer(arrow_type),
        "number": kinds.is_floating(arrow_type) or kinds.is_decimal(arrow_type),
        "list": kinds.is_list(arrow_type) or kinds.is_large_list(arrow_type),
        "date": kinds.is_date(arrow_type),
    }
    return next((name for name, fits in families.items() if fits), str(arrow_type))


def compare_schemas(old: Side, new: Side) -> tuple[SchemaChange, ...]:
    """Tables and columns that came, went or have another type, in the order of the contract."""
    changes = []
    for table in TABLES:
        before, after = old.columns.get(table), new.columns.get(table)
        if before is not None and after is not None:
            changes += _compare_columns(table, before, after)
        elif before is not None or after is not None:
            change = "table-added" if before is None else "table-removed"
            changes.append(SchemaChange(table, None, change, None, None))
    return tuple(changes)


def _compare_columns(
    table: str, before: dict[str, Column], after: dict[str, Column]
) -> list[SchemaChange]:
    changes = []
    for name in sorted(before | after):
        one, other = before.get(name), after.get(name)
        if one is None or other is None:
            change = "column-added" if one is None else "column-removed"
        elif one.family != other.family:
            change = "type-changed"
        elif one.type != other.type:
            change = "storage-changed"
        else:
            continue
        types = (one.type if one else None, other.type if other else None)
        changes.append(SchemaChange(table, name, change, *types))
    return changes
