"""Reading one source: regular files of a bounded size, or an `Unreadable` that says why."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from onrecord.errors import SourceError, Unreadable
from onrecord.source import Source
from onrecord.sources.discovery import STDIN, Found

#: Largest source read, in bytes, where the recipe or call sets no other limit.
DEFAULT_LIMIT = 64 * 1024 * 1024


class Fingerprint(NamedTuple):
    """SHA-256 (hexadecimal) and size in bytes of a source."""

    sha256: str
    size: int


def fingerprint(found: Found, limit: int = DEFAULT_LIMIT) -> Fingerprint:
    """What a source's bytes are known by. Raises `Unreadable`."""
    data = _read(found, limit)
    return Fingerprint(sha256(data).hexdigest(), len(data))


def read_source(found: Found, limit: int = DEFAULT_LIMIT) -> Source:
    """The source with its bytes. Raises `Unreadable`."""
    return Source(found.uri, _read(found, limit), found.wanted.encoding, found.wanted.columns)


def is_shard(_found: Found) -> bool:
    """Whether a file holds many sources."""
    return False


def survey(found: Found, limit: int) -> Iterator[tuple[Found, Fingerprint | SourceError]]:
    """Each record of a source with what its bytes are known by."""
    try:
        yield found, fingerprint(found, limit)
    except SourceError as error:
        yield found, error


def read_sources(records: Sequence[Found], limit: int) -> Iterator[Source | SourceError]:
    """One result for each record, in order."""
    for found in records:
        try:
            yield read_source(found, limit)
        except SourceError as error:
            yield error


def _read(found: Found, limit: int) -> bytes:
    if found.root and os.path.islink(found.path):
        root = os.path.realpath(found.root)
        if os.path.commonpath([root, os.path.realpath(found.path)]) != root:
            raise Unreadable("a link that leaves its folder; give the file itself if it is meant")
    return read_bytes(found.path, limit)


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
                raise _too_large(status.st_size, limit)
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
            raise _too_large(read, limit)
    return b"".join(pieces)


_stdin: list[bytes] = []


def _read_stdin(limit: int) -> bytes:
    """Standard input, which can be read once and is asked for twice."""
    if not _stdin:
        _stdin.append(sys.stdin.buffer.read(limit + 1))
    if len(_stdin[0]) > limit:
        raise _too_large(len(_stdin[0]), limit)
    return _stdin[0]


def _too_large(size: int, limit: int) -> Unreadable:
    return Unreadable(
        f"{size:,} bytes is over the limit of {limit:,}; raise [limits] max_source_bytes if it is a transcript",
        reason="too-large",
    )
