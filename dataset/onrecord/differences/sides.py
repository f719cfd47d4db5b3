"""The two datasets as they lie there: files of each table, their columns, what is amiss.

Nothing here reads rows. A dataset may come from anything that writes Parquet.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord import store
from onrecord.differences.model import Limit, SchemaChange, Which
from onrecord.errors import CallError
from onrecord.foreign.files import Folder, TableFile, Trouble, survey
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
    lying = survey(folder)
    limits = [*_manifest_limits(lying, which), *(_limit(one, which) for one in lying.troubles)]
    files = {table: tuple(lying.paths(table)) for table in lying.files}
    columns = {table: _columns(found) for table, found in lying.files.items()}
    if not {"documents", "turns", "people"} & files.keys():
        why = "; ".join(f"{limit.where}: {limit.why}" for limit in limits if limit.damaged)
        raise CallError(
            f"{folder} has no table to compare: "
            + (why or "no documents, turns or people as Parquet; build the dataset first")
        )
    return Side(which, folder, lying.manifest or {}, files, columns, tuple(limits))


def _manifest_limits(lying: Folder, which: Which) -> list[Limit]:
    if lying.manifest is not None:
        return []
    damage = lying.manifest_error.split(": ", 1)[-1]
    why = damage if lying.has_manifest else "there is none: files found by name"
    return [Limit(which, store.MANIFEST, why, lying.has_manifest)]


def _limit(trouble: Trouble, which: Which) -> Limit:
    if trouble.kind == "outside":
        return Limit(which, trouble.table, trouble.why, damaged=True)
    if trouble.kind == "missing":
        return Limit(which, trouble.name, "listed in the manifest, but missing", damaged=True)
    why = f"not readable as Parquet: {trouble.why[:160]}"
    return Limit(which, trouble.name, why, damaged=True)


def _columns(files: tuple[TableFile, ...]) -> dict[str, Column]:
    """Name and type of each column of a table: in several files, that of the first."""
    columns: dict[str, Column] = {}
    for file in files:
        for one in file.schema:
            columns.setdefault(one.name, Column(type_name(one.type), _family(one.type)))
    return columns


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
