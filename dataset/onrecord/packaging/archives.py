"""Archives that depend on their files alone: fixed order, times, owners and modes, nothing recompressed.

zip members are stored, not deflated, since another zlib gives other bytes and Parquet is
compressed already. tar.zst is compressed by the Zstandard that pyarrow brings.
"""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from onrecord.errors import CallError

#: How an archive says that onrecord wrote it, so that only such are replaced.
MARK = "onrecord release"

_BLOCK = 1 << 20
_EARLIEST = date(1980, 1, 1)  # zip has no earlier day

Told = Callable[[int], None]


@dataclass(frozen=True)
class Member:
    """A file of an archive: its name in it, and the file or the bytes that it holds."""

    name: str
    content: Path | bytes

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.stat().st_size

    def blocks(self) -> Iterator[bytes]:
        """The content, block by block."""
        if isinstance(self.content, bytes):
            yield self.content
            return
        with self.content.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block


def write_zip(target: Path, members: Sequence[Member], day: date, told: Told | None = None) -> None:
    """Write a zip archive of the members, in order of their names, dated `day`."""
    day = max(day, _EARLIEST)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.comment = MARK.encode("ascii")
        for member in _ordered(members):
            entry = zipfile.ZipInfo(member.name, (day.year, day.month, day.day, 0, 0, 0))
            entry.create_system = 3  # as on Unix, wherever this runs
            entry.external_attr = 0o100644 << 16
            entry.file_size = member.size
            with archive.open(entry, "w", force_zip64=entry.file_size >= 2**31) as file:
                for block in member.blocks():
                    file.write(block)
                    if told:
                        told(len(block))


def write_tar_zst(
    target: Path, members: Sequence[Member], day: date, told: Told | None = None
) -> None:
    """Write a tar archive compressed with Zstandard of the members, in order, dated `day`."""
    time = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    with (
        pa.output_stream(str(target), compression="zstd") as stream,
        tarfile.open(
            fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT, pax_headers={"comment": MARK}
        ) as archive,
    ):
        for member in _ordered(members):
            entry = tarfile.TarInfo(member.name)
            entry.size, entry.mtime, entry.mode = member.size, max(time, 0), 0o644
            archive.addfile(entry, _Blocks(member, told))  # type: ignore[arg-type]


class _Blocks:
    """A member as a file to read from."""

    def __init__(self, member: Member, told: Told | None):
        self._blocks, self._rest, self._told = member.blocks(), b"", told

    def read(self, size: int) -> bytes:
        while len(self._rest) < size and (block := next(self._blocks, b"")):
            self._rest += block
        piece, self._rest = self._rest[:size], self._rest[size:]
        if self._told:
            self._told(len(piece))
        return piece


def _ordered(members: Sequence[Member]) -> list[Member]:
    return sorted(members, key=lambda one: one.name)


def refuse_foreign_archive(path: Path) -> None:
    """Raise `CallError` if there is something at `path` that `write_...` here did not write."""
    if not path.exists() and not path.is_symlink():
        return
    if path.is_dir() or path.is_symlink() or _mark_of(path) != MARK:
        raise CallError(
            f"{path} is there and is no archive of a release that onrecord wrote; "
            "move it away or choose another --out"
        )


def _mark_of(path: Path) -> str | None:
    try:
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                return archive.comment.decode("ascii", "replace")
        with _opened_tar(path) as archive:
            return str(archive.pax_headers.get("comment"))
    except (OSError, zipfile.BadZipFile, tarfile.TarError, pa.ArrowException, EOFError):
        return None


@contextmanager
def _opened_tar(path: Path) -> Iterator[Any]:
    stream: IO[bytes] = pa.input_stream(str(path), compression="zstd")
    with stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        archive.next()
        yield archive
