"""The store: deterministic Parquet and the manifest.

The bytes of a file depend on the rows alone: one schema, rows in key order, row groups of a
fixed number of rows, fixed dictionaries, zstd. A logical hash, over the Arrow IPC stream of
the same groups, does not change with the version of pyarrow.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord.errors import DatasetError

MANIFEST = "manifest.json"
ROW_GROUP = 50_000


class StoredFile(NamedTuple):
    """One file of a dataset as the manifest lists it."""

    path: str
    rows: int
    bytes: int
    sha256: str
    logical_sha256: str


def write_table(folder: Path, name: str, schema: Any, batches: Iterable[Any]) -> StoredFile:
    """Write the rows of `batches`, in their order, to ``NAME.parquet`` in `folder`."""
    path = folder / f"{name}.parquet"
    logical = _HashSink()
    rows = 0
    with (
        pq.ParquetWriter(
            path,
            schema,
            compression="zstd",
            write_page_index=True,
            use_dictionary=_dictionary_columns(schema),
            data_page_version="1.0",
        ) as writer,
        pa.ipc.new_stream(pa.PythonFile(logical, mode="w"), schema) as stream,
    ):
        for group in regroup(batches, schema):
            rows += len(group)
            writer.write_table(group, row_group_size=ROW_GROUP)
            stream.write_table(group)
    return StoredFile(path.name, rows, path.stat().st_size, hash_file(path), logical.hexdigest())


def read_schema(path: Path) -> Any:
    """The schema that a table was written with; Parquet gives the elements of lists another name."""
    fields = [
        field.with_type(pa.list_(field.type.value_type)) if pa.types.is_list(field.type) else field
        for field in pq.read_schema(path)
    ]
    return pa.schema(fields)


def read_groups(paths: Sequence[Path], name: str) -> Iterator[Any]:
    """The rows of a table as it was written, a row group at a time, in order."""
    from onrecord.tables import conform_table  # brings pandera, which loading must not import

    for path in paths:
        schema = read_schema(path)
        with pq.ParquetFile(path) as file:
            for at in range(file.num_row_groups):
                yield conform_table(name, file.read_row_group(at), schema)


def _dictionary_columns(schema: Any) -> list[str]:
    """Columns whose values recur: vocabularies, keys, labels; long texts and hashes do not."""
    plain = {
        "text",
        "source_sha256",
        "source_uri",
        "summary",
        "bio",
        "char_start",
        "char_end",
        "url",
        "message",
        "value",
    }
    return [
        field.name
        for field in schema
        if field.name not in plain and not pa.types.is_nested(field.type)
    ]


def regroup(batches: Iterable[Any], schema: Any) -> Iterator[Any]:
    """The same rows as tables of `ROW_GROUP` rows, the last one shorter, each in one chunk."""
    held: list[Any] = []
    count = 0
    for batch in batches:
        table = batch.cast(schema) if batch.schema != schema else batch
        held.append(table)
        count += len(table)
        while count >= ROW_GROUP:
            whole = pa.concat_tables(held)
            yield _fresh(whole.slice(0, ROW_GROUP))
            held = [whole.slice(ROW_GROUP)]
            count -= ROW_GROUP
    if count:
        yield _fresh(pa.concat_tables(held))


def _fresh(table: Any) -> Any:
    """A copy in one chunk: a slice shares bits with its neighbours, and a hash would see them."""
    return pa.concat_tables([table.slice(0, 1), table.slice(1)]).combine_chunks()


class _HashSink:
    """A writable that only hashes, so that a logical hash needs no second copy."""

    def __init__(self) -> None:
        self._hash = sha256()
        self.closed = False

    def write(self, data: Any) -> int:
        self._hash.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        self.closed = True

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest of a dataset into its folder."""
    (folder / MANIFEST).write_text(render_manifest(manifest), encoding="utf-8", newline="\n")


def render_manifest(manifest: Mapping[str, Any]) -> str:
    """The manifest as it is written: sorted keys, one source a line, so that it can be read."""
    sources = manifest.get("sources", [])
    shell = json.dumps({**manifest, "sources": []}, ensure_ascii=False, indent=2, sort_keys=True)
    lines = ",\n    ".join(json.dumps(s, ensure_ascii=False, sort_keys=True) for s in sources)
    whole = shell.replace('"sources": []', f'"sources": [\n    {lines}\n  ]') if sources else shell
    return whole + "\n"


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a dataset. Raises `DatasetError`."""
    path = folder / MANIFEST
    try:
        whole = path.read_bytes()
    except FileNotFoundError:
        raise DatasetError(
            f"{folder} is no dataset built by onrecord: it has no {MANIFEST}"
        ) from None
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read: {error.strerror}") from None
    return parse_manifest(whole, str(path))


def parse_manifest(whole: bytes, shown: str) -> dict[str, Any]:
    """The manifest that bytes are; messages call it `shown`. Raises `DatasetError`."""
    try:
        manifest = json.loads(whole.decode("utf-8"))
    except (ValueError, RecursionError):
        raise DatasetError(f"{shown}: damaged: not JSON; build the dataset again") from None
    return checked_files(manifest, shown)


def checked_files(manifest: Any, shown: str) -> dict[str, Any]:
    """A manifest whose list of files is one. Raises `DatasetError`."""
    files = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(files, list) or not all(
        isinstance(f, dict) and isinstance(f.get("path"), str) for f in files
    ):
        raise DatasetError(f"{shown}: damaged: it lists no files; build the dataset again")
    return dict(manifest)


def withholds(manifest: Mapping[str, Any]) -> bool:
    """Whether a dataset is a release in which words are withheld."""
    rights = manifest.get("rights")
    return isinstance(rights, dict) and bool(rights.get("withheld"))


def table_files(folder: Path, files: Sequence[dict[str, Any]], table: str) -> list[Path]:
    """The files of one table in a folder, in order."""
    return [folder / name for name in names_of(files, table)]


def names_of(files: Sequence[dict[str, Any]], table: str) -> list[str]:
    """The Parquet files of one table among those that a manifest lists, in order.

    Where an entry says its ``table``, that decides; elsewhere the path does: ``TABLE.parquet``,
    ``TABLE-ANYTHING.parquet``, or any file in a folder ``TABLE``.
    """
    return sorted(entry["path"] for entry in files if _is_of(entry, table))


def _is_of(entry: dict[str, Any], table: str) -> bool:
    path, told = entry["path"], entry.get("table")
    if not path.endswith(".parquet"):
        return False
    if isinstance(told, str):
        return told == table
    *folders, name = path.split("/")
    stem = name.removesuffix(".parquet")
    return table in folders or stem == table or stem.startswith(f"{table}-")
