"""A table's Parquet files as one, and what is wrong where they cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onrecord.dataset.contents import Contents
from onrecord.dataset.place import Folder
from onrecord.errors import CallError, DatasetError, first_line
from onrecord.printable import printable

if TYPE_CHECKING:
    import pyarrow as pa


def open_files(contents: Contents, table: str) -> Any:
    """All files of a table as one `pyarrow.dataset.Dataset`; of several, all footers are read.

    Raises `DatasetError` where the table or a file is not there, or has columns of its own.
    """
    import pyarrow.dataset as ds

    refuse_missing(contents, table)
    place, form = contents.place, ds.ParquetFileFormat()
    system = place.filesystem
    paths = [place.path(name) for name in contents.paths(table)]
    fragments = [form.make_fragment(path, system) for path in paths]
    schema = fragments[0].physical_schema
    for fragment in fragments[1:]:
        if not fragment.physical_schema.equals(schema):
            raise DatasetError(_difference(fragment, schema))
    return ds.FileSystemDataset(fragments, schema, form, system)


def refuse_missing(contents: Contents, table: str) -> None:
    """Raise `DatasetError` where the table, or one of its files on this machine, is not there.

    Of files that lie elsewhere the first read tells.
    """
    place, names = contents.place, contents.paths(table)
    if not names and contents.tables:
        there = ", ".join(contents.tables)
        raise DatasetError(f"{place.shown} has no table {table}; there are: {there}")
    is_here = isinstance(place, Folder)
    missing = [name for name in names if is_here and place.size(name) is None]
    if missing or not names:
        raise DatasetError(
            f"{place.shown}: {', '.join(missing) or table} is missing; "
            "build the dataset again, or copy it whole"
        )


def explained(error: BaseException, contents: Contents, table: str) -> CallError | DatasetError:
    """An error of Arrow or of a file system as one that says which file, and what to do."""
    place = contents.place
    if "No match for FieldRef" in str(error) or "has no kernel" in str(error):
        return CallError(f"{table}: the condition does not fit: {first_line(error)}")
    for name in contents.paths(table):
        where = f"{place.shown}/{printable(name)}"
        try:
            stated, size = contents.stated_size(name), place.size(name)
        except DatasetError as unread:
            return unread
        if size is None:
            return DatasetError(f"{where} is missing; copy the dataset again, whole")
        if stated is not None and size != stated:
            what = "truncated" if size < stated else "not the file that was made"
            return DatasetError(
                f"{where}: {table} cannot be read: {what}: {size:,} bytes, and the manifest says "
                f"{stated:,}; copy it again"
            )
    return DatasetError(
        f"{place.shown}: {table} cannot be read: {place.explain(error)}; run onrecord verify"
    )


def _difference(fragment: Any, schema: pa.Schema) -> str:
    """How the columns of a later file differ from those of the first."""
    here = fragment.physical_schema
    lacking = [name for name in schema.names if name not in here.names]
    more = [name for name in here.names if name not in schema.names]
    other = [
        f"{name} is {here.field(name).type}, not {schema.field(name).type}"
        for name in schema.names
        if name in here.names and here.field(name).type != schema.field(name).type
    ]
    said = [
        f"without {', '.join(lacking)}" if lacking else "",
        f"with {', '.join(more)}" if more else "",
        *other,
        "" if lacking or more or other else "in another order",
    ]
    what = "; ".join(part for part in said if part)
    return (
        f"{printable(fragment.path)}: its columns are not those of the table's first file: {what}"
    )
