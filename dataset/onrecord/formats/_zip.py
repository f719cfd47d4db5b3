"""Zip archives read safely: bounded in entries, size and growth, nothing written, nothing followed.

What the directory says is looked at before anything is unpacked, and one entry at a time is read
into memory by its exact name, so that no path of an archive is ever one of this machine.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from lzma import LZMAError
from zipfile import BadZipFile, ZipFile

from onrecord.errors import SourceError

SIGNATURE = b"PK\x03\x04"
_END, _LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
#: The fixed part of the last record, and the longest comment after it.
_END_SIZE, _COMMENT = 22, 0xFFFF
_LOCATOR_SIZE = 20
#: The longest directory read, in bytes; the most that all entries may come to, in bytes; how many
#: times its compressed size an entry may grow, where it is larger than a little.
_DIRECTORY, _TOTAL, _RATIO, _LITTLE = 4 << 20, 512 << 20, 250, 1 << 20
_DAMAGED = (
    BadZipFile,
    EOFError,
    LZMAError,
    NotImplementedError,
    OSError,
    RuntimeError,
    UnicodeDecodeError,
    ValueError,
    zlib.error,
)


def open_zip(data: bytes) -> ZipFile:
    """The archive of `data`. Raises `SourceError` for one that is cut off, damaged or a bomb."""
    at = data.rfind(_END, max(0, len(data) - _END_SIZE - _COMMENT))
    if at < 0 or at + _END_SIZE > len(data):
        raise SourceError(
            "a zip archive that is cut off: its directory is missing; get it again",
            reason="bad-zip",
        )
    large = data[max(0, at - _LOCATOR_SIZE) : at].startswith(_LOCATOR)
    if large or int.from_bytes(data[at + 12 : at + 16], "little") > _DIRECTORY:
        raise SourceError(
            "a zip archive with a directory too large for a document", reason="bad-zip"
        )
    try:
        archive = ZipFile(BytesIO(data))
    except _DAMAGED as error:
        raise _damaged("its directory", error) from None
    _refuse_bomb(archive)
    return archive


def read_entry(archive: ZipFile, name: str) -> bytes | None:
    """The bytes of an entry; None where there is none. Raises `SourceError` for a damaged one."""
    if name not in archive.NameToInfo:
        return None
    try:
        return archive.read(name)
    except _DAMAGED as error:
        raise _damaged(name, error) from None


def _refuse_bomb(archive: ZipFile) -> None:
    total = 0
    for entry in archive.infolist():
        total += entry.file_size
        grown = entry.file_size > max(_LITTLE, _RATIO * entry.compress_size)
        if grown or total > _TOTAL:
            raise SourceError(
                f"a zip archive that grows out of proportion ({entry.filename[:80]!r}: "
                f"{entry.compress_size:,} to {entry.file_size:,} bytes)",
                reason="zip-bomb",
            )


def _damaged(what: str, error: BaseException) -> SourceError:
    return SourceError(
        f"a zip archive that is damaged or encrypted: {what} cannot be read ({type(error).__name__}); get it again, without a password",
        reason="bad-zip",
    )
