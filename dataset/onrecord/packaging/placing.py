"""Parquet files copied into a release: one pass that copies and hashes, row group by row group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord import store
from onrecord.errors import DatasetError, first_line
from onrecord.hashing import hash_file
from onrecord.packaging.release import DataFile, RowGroup
from onrecord_schemas import MODELS

#: Hex digits of the content's hash in a file's name: readers that cache by name see a new file.
NAMED = 16

_BLOCK = 1 << 22

Told = Callable[[int], None]


@dataclass(frozen=True)
class Listed:
    """A Parquet file of a dataset as its manifest lists it, found where the manifest says.

    `split` is the split that its rows are of, where the table is parted.
    """

    table: str
    path: Path
    entry: dict[str, Any]
    split: str | None = None


def listed_files(folder: Path, manifest: dict[str, Any]) -> list[Listed]:
    """The files of all tables, in order. Raises `DatasetError` for one that is not there.

    The manifest is not trusted: a name that leads out of the folder is an error.
    """
    root = folder.resolve()
    found: list[Listed] = []
    for table in MODELS:
        entries = sorted(
            (one for one in manifest["files"] if _is_of(table, one["path"])),
            key=lambda one: one["path"],
        )
        found += [Listed(table, _checked_path(root, folder, one["path"]), one) for one in entries]
    tables = {one.table for one in found}
    if lacking := [name for name in MODELS if name not in tables and name != "rejects"]:
        raise DatasetError(
            f"{folder}: the manifest lists no file of {', '.join(lacking)}; build the dataset again"
        )
    return found


def _is_of(table: str, name: str) -> bool:
    return name == f"{table}.parquet" or name.startswith(f"{table}/")


def _checked_path(root: Path, folder: Path, name: str) -> Path:
    try:
        path = (folder / name).resolve()
        inside = root in path.parents and ".." not in Path(name).parts
        there = path.is_file()
    except (OSError, ValueError):
        inside = there = False
    if not inside:
        raise DatasetError(f"{folder}: the manifest names {name[:80]!r}, which is not inside it")
    if not there:
        raise DatasetError(
            f"{folder / name} is listed in the manifest, but missing; build the dataset again"
        )
    return path


def row_group_spans(path: Path) -> tuple[Any, list[tuple[int, int]]]:
    """The metadata of a Parquet file, and where each row group begins and ends, in bytes.

    Raises `DatasetError` where the file is damaged.
    """
    try:
        metadata = pq.read_metadata(path)
        spans = [_span(metadata.row_group(at)) for at in range(metadata.num_row_groups)]
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DatasetError(
            f"{path}: damaged or cut short: {first_line(error)}; build the dataset again"
        ) from None
    return metadata, spans


def _span(group: Any) -> tuple[int, int]:
    chunks = [group.column(at) for at in range(group.num_columns)]
    starts = [
        min(one.data_page_offset, one.dictionary_page_offset or one.data_page_offset)
        for one in chunks
    ]
    ends = [
        start + one.total_compressed_size for start, one in zip(starts, chunks, strict=True)
    ]  # fmt: skip
    return min(starts), max(ends)


def place_file(listed: Listed, part: int, release: Path, told: Told | None = None) -> DataFile:
    """The file copied into the folder `release` under a name with a hash of its content.

    Raises `DatasetError` where its bytes are not those of the manifest, and names the file.
    """
    metadata, spans = row_group_spans(listed.path)
    folder = release / listed.table
    folder.mkdir(exist_ok=True)
    draft = folder / f"part-{part:05d}.parquet"
    whole, groups, size = _copy(listed.path, draft, spans, told)
    _compare(listed, metadata, whole, size)
    of = f"{listed.split}-" if listed.split else ""
    path = draft.with_name(f"{draft.stem}-{of}{whole[:NAMED]}.parquet")
    draft.rename(path)
    sizes = [metadata.row_group(at) for at in range(metadata.num_row_groups)]
    return DataFile(
        path=f"{listed.table}/{path.name}",
        rows=metadata.num_rows,
        bytes=size,
        unpacked=sum(one.total_byte_size for one in sizes),
        sha256=whole,
        logical_sha256=str(listed.entry.get("logical_sha256") or ""),
        row_groups=tuple(
            RowGroup(start, end - start, one.num_rows, digest)
            for (start, end), one, digest in zip(spans, sizes, groups, strict=True)
        ),
        split=listed.split,
    )


def refuse_changed(listed: Listed) -> None:
    """Raise `DatasetError` where a file is damaged, or its bytes are not those of the manifest."""
    metadata, _ = row_group_spans(listed.path)
    _compare(listed, metadata, hash_file(listed.path), listed.path.stat().st_size)


def _copy(
    source: Path, target: Path, spans: list[tuple[int, int]], told: Told | None
) -> tuple[str, list[str], int]:
    """SHA-256 of the whole and of each span of `source`, copied to `target`; and its size."""
    whole, digests = sha256(), [sha256() for _ in spans]
    size = 0
    with source.open("rb") as read, target.open("wb") as write:
        while block := read.read(_BLOCK):
            write.write(block)
            whole.update(block)
            for at, piece in pieces(block, size, spans):
                digests[at].update(piece)
            size += len(block)
            if told:
                told(len(block))
    return whole.hexdigest(), [one.hexdigest() for one in digests], size


def pieces(
    block: bytes, offset: int, spans: list[tuple[int, int]]
) -> Iterator[tuple[int, memoryview]]:
    """The parts of `block`, which begins at `offset` of the file, that lie in each span."""
    view = memoryview(block)
    for at, (start, end) in enumerate(spans):
        first, last = max(start - offset, 0), min(end - offset, len(block))
        if first < last:
            yield at, view[first:last]


def _compare(listed: Listed, metadata: Any, digest: str, size: int) -> None:
    wrong = [
        f"{got} {what}, not {listed.entry.get(key)}"
        for what, key, got in (("bytes", "bytes", size), ("rows", "rows", metadata.num_rows))
        if listed.entry.get(key) != got
    ]
    if digest != listed.entry.get("sha256"):
        wrong.append("other bytes than those that were built")
    if wrong:
        raise DatasetError(
            f"{listed.path} is not the file of {store.MANIFEST}: {'; '.join(wrong)}; "
            "build the dataset again"
        )
