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

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from onrecord.errors import DatasetError
from onrecord.hashing import hash_file
from onrecord.interleaving import find_runs, merge_runs

MANIFEST = "manifest.json"
ROW_GROUP = 50_000
#: Rows of a file, more or less: about 350 MB of turns.
FILE_ROWS = 2_000_000
#: Letters of a row group: far below what one Arrow column of strings can hold.
_GROUP_BYTES = 1 << 29
_NEVER_PARTED = frozenset({"rejects", "splits"})


class StoredFile(NamedTuple):
    """One file of a dataset as the manifest lists it."""

    path: str
    rows: int
    bytes: int
    sha256: str
    logical_sha256: str


def write_table(folder: Path, name: str, schema: Any, batches: Iterable[Any]) -> list[StoredFile]:
    """Write the rows of `batches`, in their order: ``NAME.parquet``, or ``NAME/part-00000.parquet`` on.

    A file ends with the document, or person, in which it reaches `FILE_ROWS` rows; rejects stay
    together.
    """
    writer = TableWriter(folder, name, schema)
    for batch in batches:
        writer.write(batch)
    return writer.close()


def write_file(folder: Path, path: str, schema: Any, batches: Iterable[Any]) -> StoredFile:
    """Write all rows of `batches` to the one file `path` of a dataset in `folder`."""
    writer = _Writer(folder / path, schema)
    for batch in batches:
        writer.write(batch)
    return writer.close()._replace(path=path)


def file_name(table: str, number: int, count: int) -> str:
    """Where the file of this number lies, of `count` that a table is parted in."""
    return f"{table}.parquet" if count == 1 else f"{table}/part-{number:05d}.parquet"


def file_ends(rows: Sequence[int] | Any) -> list[int]:
    """How many documents lie before each end of a file, as `write_table` parts these rows of each."""
    total = np.cumsum(np.asarray(rows, np.int64))
    ends: list[int] = []
    begin = 0
    while (end := int(np.searchsorted(total, begin + FILE_ROWS)) + 1) < len(total):
        ends.append(end)
        begin = int(total[end - 1])
    return [*ends, len(total)]


class TableWriter:
    """The files of one table, written as its rows come: for those who write several at a time."""

    def __init__(self, folder: Path, name: str, schema: Any):
        self._folder, self._name, self._schema = folder, name, schema
        self._key = None if name in _NEVER_PARTED else schema.names[0]
        self._writer = _Writer(folder / file_name(name, 0, 1), schema)
        self._written: list[StoredFile] = []
        self._parting = _Parting()

    def write(self, batch: Any) -> None:
        """Take rows; a file that is full is closed."""
        table = batch.cast(self._schema) if batch.schema != self._schema else batch
        while self._key and (end := self._parting.end_in(table[self._key])) is not None:
            self._writer.write(table.slice(0, end))
            self._written.append(self._writer.close())
            path = self._folder / file_name(self._name, len(self._written), 2)
            self._writer = _Writer(path, self._schema)
            table, self._parting = table.slice(end), _Parting()
        self._writer.write(table)

    def close(self) -> list[StoredFile]:
        """The files, as they are listed."""
        written = [*self._written, self._writer.close()]
        names = [file_name(self._name, number, len(written)) for number in range(len(written))]
        if len(written) > 1:
            (self._folder / file_name(self._name, 0, 1)).replace(self._folder / names[0])
        return [file._replace(path=path) for file, path in zip(written, names, strict=True)]


class _Parting:
    """Where one file of a table ends: after the key in which it reaches `FILE_ROWS` rows."""

    def __init__(self) -> None:
        self.rows = 0
        self.last: Any = None

    def end_in(self, keys: Any) -> int | None:
        """How many of these rows belong to the file, if others follow; None while it goes on."""
        begin = 0
        if self.last is None:
            begin = FILE_ROWS - self.rows
            self.rows += len(keys)
            if begin > len(keys):
                return None
            self.last = keys[begin - 1]
        other = pc.index(pc.not_equal(keys.slice(begin), self.last), True).as_py()
        return None if other < 0 else begin + other


class _Writer:
    """One Parquet file while it is written, and its hashes."""

    def __init__(self, path: Path, schema: Any):
        path.parent.mkdir(exist_ok=True)
        self._path, self._schema = path, schema
        self._logical = _HashSink()
        self._file = pq.ParquetWriter(
            path,
            schema,
            compression="zstd",
            write_page_index=True,
            use_dictionary=_dictionary_columns(schema),
            data_page_version="1.0",
        )
        self._stream = pa.ipc.new_stream(pa.PythonFile(self._logical, mode="w"), schema)
        self._held: list[Any] = []
        self._count = self._rows = 0

    def write(self, batch: Any) -> None:
        """Take rows; whole row groups are written, each in one chunk."""
        table = batch.cast(self._schema) if batch.schema != self._schema else batch
        self._held.append(table)
        self._count += len(table)
        if self._count >= ROW_GROUP:
            whole = pa.concat_tables(self._held)
            while len(whole) >= ROW_GROUP:
                self._write_group(whole.slice(0, ROW_GROUP))
                whole = whole.slice(ROW_GROUP)
            self._held, self._count = [whole], len(whole)

    def close(self) -> StoredFile:
        """Write what is left; the file as it is listed, under its own name."""
        if self._count:
            self._write_group(pa.concat_tables(self._held))
        self._held = []
        self._file.close()
        self._stream.close()
        size = self._path.stat().st_size
        digest = hash_file(self._path)
        return StoredFile(self._path.name, self._rows, size, digest, self._logical.hexdigest())

    def _write_group(self, rows: Any) -> None:
        for group in _cut_long(rows):
            fresh = _fresh(group)
            self._rows += len(fresh)
            self._file.write_table(fresh, row_group_size=ROW_GROUP)
            self._stream.write_table(fresh)


def read_schema(path: Path) -> Any:
    """The schema that a table was written with; Parquet gives the elements of lists another name."""
    fields = [
        field.with_type(pa.list_(field.type.value_type)) if pa.types.is_list(field.type) else field
        for field in pq.read_schema(path)
    ]
    return pa.schema(fields)


def read_groups(paths: Sequence[Path], name: str) -> Iterator[Any]:
    """The rows of a table as it was written, a row group at a time, in order of its key."""
    runs = find_runs(paths)
    if len(runs) == 1:
        return _read_run(runs[0], name)
    return merge_runs([_read_run(run, name) for run in runs])


def _read_run(paths: Sequence[Path], name: str) -> Iterator[Any]:
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


def _cut_long(rows: Any) -> Iterator[Any]:
    """The rows in one piece, or in several where their texts are too long for one column in memory."""
    if rows.nbytes <= _GROUP_BYTES:
        yield rows
        return
    lengths = np.zeros(len(rows), np.int64)
    for column in rows.columns:
        if pa.types.is_string(column.type):
            lengths += pc.fill_null(pc.binary_length(column), 0).to_numpy()
    total = np.cumsum(lengths)
    begin = 0
    while begin < len(rows):
        room = (int(total[begin - 1]) if begin else 0) + _GROUP_BYTES
        end = max(int(np.searchsorted(total, room, side="right")), begin + 1)
        yield rows.slice(begin, end - begin)
        begin = end


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


def write_manifest(
    folder: Path, manifest: Mapping[str, Any], sources: Iterable[Mapping[str, Any]] | None = None
) -> None:
    """Write the manifest of a dataset into its folder; its `sources`, if given, one at a time."""
    listed = manifest.get("sources", ()) if sources is None else sources
    with (folder / MANIFEST).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_rendered(manifest, listed))


def render_manifest(manifest: Mapping[str, Any]) -> str:
    """The manifest as it is written: sorted keys, one source a line, so that it can be read."""
    return "".join(_rendered(manifest, manifest.get("sources", ())))


def _rendered(manifest: Mapping[str, Any], sources: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    shell = json.dumps({**manifest, "sources": []}, ensure_ascii=False, indent=2, sort_keys=True)
    before, _, after = shell.rpartition('\n  "sources": []')
    yield f'{before}\n  "sources": ['
    separator, closing = "\n    ", ""
    for source in sources:
        yield separator + json.dumps(source, ensure_ascii=False, sort_keys=True)
        separator, closing = ",\n    ", "\n  "
    yield f"{closing}]{after}\n"


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


def count_rows(files: Sequence[StoredFile], table: str) -> int:
    """The rows of one table in its files."""
    names = set(names_of([file._asdict() for file in files], table))
    return sum(file.rows for file in files if file.path in names)


def _is_of(entry: dict[str, Any], table: str) -> bool:
    path, told = entry["path"], entry.get("table")
    if not path.endswith(".parquet"):
        return False
    if isinstance(told, str):
        return told == table
    *folders, name = path.split("/")
    stem = name.removesuffix(".parquet")
    return table in folders or stem == table or stem.startswith(f"{table}-")
