"""Files opened for reading: regular ones only, decompressed as they are read, never more than a limit."""

from __future__ import annotations

import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from typing import IO, Any, cast

from onrecord.addresses import is_address
from onrecord.errors import SourceError, Unreadable
from onrecord.sources.compression import Compression, split_compression
from onrecord.sources.discovery import Found
from onrecord.sources.remote import Unreached, opened_address

#: How much is read at a time.
_PIECE = 1 << 20
#: What reading a damaged file raises, from the libraries that decompress.
DAMAGED = (EOFError, LZMAError, OSError, ValueError, zlib.error)


@contextmanager
def opened(found: Found) -> Iterator[IO[bytes]]:
    """The file of `found`, as it lies. Raises `Unreadable`, and `CallError` for an address that nothing reads.

    Of this machine, only regular files are opened: a pipe or a device could block or never end.
    """
    if is_address(found.path):
        with opened_address(found.path) as there:
            yield there
        return
    refuse_link(found)
    try:
        descriptor = os.open(
            found.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unreadable("not a regular file, so it is not read")
    with open(descriptor, "rb") as file:
        yield file


def refuse_link(found: Found) -> None:
    """Raise `Unreadable` for a link that leaves the folder it was found in."""
    if found.root and os.path.islink(found.path):
        root = os.path.realpath(found.root)
        if os.path.commonpath([root, os.path.realpath(found.path)]) != root:
            raise Unreadable("a link that leaves its folder; give the file itself if it is meant")


@contextmanager
def opened_plain(found: Found) -> Iterator[IO[bytes]]:
    """The file of `found`, decompressed as it is read; it can be sought forwards. Raises `Unreadable`."""
    with opened(found) as file, decompressed(file, split_compression(found.path)[1]) as plain:
        yield plain


@contextmanager
def decompressed(file: IO[bytes], compression: Compression | None) -> Iterator[IO[bytes]]:
    """What `file` holds; it can be sought forwards."""
    if compression is None:
        yield file
        return
    with _decompress(file, compression) as plain:
        yield plain


def _decompress(file: IO[bytes], compression: Compression) -> IO[bytes]:
    if compression == "gzip":
        import gzip

        return cast("IO[bytes]", gzip.GzipFile(fileobj=file, mode="rb"))
    if compression == "bz2":
        import bz2

        return cast("IO[bytes]", bz2.BZ2File(file))
    if compression == "xz":
        import lzma

        return cast("IO[bytes]", lzma.LZMAFile(file))
    import pyarrow as pa

    return io.BufferedReader(_Forwards(pa.CompressedInputStream(file, "zstd")), _PIECE)


class _Forwards(io.RawIOBase):
    """An Arrow stream as Python reads it, which can be sought by reading on."""

    def __init__(self, stream: Any):
        self._stream = stream
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._stream.read(len(buffer))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        target = offset + self._at if whence == io.SEEK_CUR else offset
        if whence == io.SEEK_END or target < self._at:
            raise OSError("a compressed file is read forwards")
        while self._at < target:
            piece = self._stream.read(min(target - self._at, _PIECE))
            if not piece:
                break
            self._at += len(piece)
        return self._at


def read_bounded(file: IO[bytes], limit: int) -> bytes:
    """What is left of `file`, at most `limit` bytes. Raises `Unreadable` where there is more."""
    pieces: list[bytes] = []
    left = limit + 1
    while left and (piece := file.read(min(left, _PIECE))):
        pieces.append(piece)
        left -= len(piece)
    if not left:
        raise too_large(None, limit)
    return b"".join(pieces)


def too_large(size: int | None, limit: int) -> Unreadable:
    """The refusal of what is larger than the limit; `size` where it is known."""
    what = "more" if size is None else f"{size:,} bytes"
    than = "than" if size is None else "is over"
    return Unreadable(
        f"{what} {than} the limit of {limit:,}{' bytes' if size is None else ''}; raise [limits] max_source_bytes if it is a transcript",
        reason="too-large",
    )


def damaged(what: str, error: BaseException) -> SourceError:
    """The refusal of a shard that breaks off, or of a record that cannot be read."""
    if isinstance(error, Unreached):
        return Unreadable(str(error))
    why = str(error).strip().splitlines()
    return SourceError(
        f"{what} is damaged or cut off ({(why or [type(error).__name__])[0][:120]}); get it again",
        reason="damaged",
    )
