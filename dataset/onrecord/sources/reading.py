"""Reading one file: a regular one of a bounded size, or an `Unreadable` that says why."""

from __future__ import annotations

import os
import stat
import sys
from typing import NamedTuple

from onrecord.addresses import is_address
from onrecord.errors import Unreadable
from onrecord.source import Companion
from onrecord.sources.compression import split_compression
from onrecord.sources.discovery import STDIN, Found
from onrecord.sources.streams import (
    DAMAGED,
    damaged,
    opened_plain,
    read_bounded,
    refuse_link,
    too_large,
)

#: Largest source read, in bytes, where the recipe or call sets no other limit.
DEFAULT_LIMIT = 64 * 1024 * 1024


class Fingerprint(NamedTuple):
    """SHA-256 (hexadecimal) and size in bytes of a source, and its companions."""

    sha256: str
    size: int
    beside: tuple[Companion, ...] = ()


def read_file(found: Found, limit: int = DEFAULT_LIMIT) -> bytes:
    """The bytes of a file, decompressed where its name says that it is compressed. Raises `SourceError`."""
    if split_compression(found.path)[1] is None and not is_address(found.path):
        refuse_link(found)
        return read_bytes(found.path, limit)
    try:
        with opened_plain(found) as file:
            return read_bounded(file, limit)
    except DAMAGED as error:
        raise damaged("the file", error) from None


def read_bytes(path: str, limit: int) -> bytes:
    """The bytes at `path`, at most `limit`. Raises `Unreadable`.

    Only regular files are opened: a pipe or a device could block or never end.
    """
    if path == STDIN:
        return _read_stdin(limit)
    try:
        descriptor = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable("not a regular file, so it is not read")
            if status.st_size > limit:
                raise too_large(status.st_size, limit)
            data = _read_all(descriptor, status.st_size, limit)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from None
    return data


def _read_all(descriptor: int, size: int, limit: int) -> bytes:
    data = os.read(descriptor, size + 1)
    if len(data) == size:
        return data
    pieces = [data]
    read = len(data)
    while piece := os.read(descriptor, 1 << 20):
        pieces.append(piece)
        read += len(piece)
        if read > limit:
            raise too_large(read, limit)
    return b"".join(pieces)


_stdin: list[bytes] = []


def _read_stdin(limit: int) -> bytes:
    """Standard input, which can be read once and is asked for twice."""
    if not _stdin:
        _stdin.append(sys.stdin.buffer.read(limit + 1))
    if len(_stdin[0]) > limit:
        raise too_large(len(_stdin[0]), limit)
    return _stdin[0]
