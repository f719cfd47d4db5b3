"""Members of archives: which are sources, what they are called, and their bytes.

Names are hostile: they become parts of URIs and are never paths.
"""

from __future__ import annotations

from typing import IO

from onrecord.errors import SourceError
from onrecord.sources.compression import split_compression
from onrecord.sources.discovery import Found, escape
from onrecord.sources.kinds import archive_kind, table_kind
from onrecord.sources.streams import decompressed, read_bounded


def is_passed_over(name: str) -> bool:
    """Whether a member is hidden, or what macOS adds beside the files."""
    parts = name.split("/")
    return any(
        part == "__MACOSX" or (part.startswith(".") and part not in {".", ".."}) for part in parts
    )


def member_name(name: str) -> str:
    """What a member is called in its URI."""
    return escape("/".join(part for part in name.split("/") if part != "."))


def read_member(file: IO[bytes], name: str, shard: Found, limit: int) -> bytes:
    """The bytes of a member that is open, decompressed by its name. Raises `SourceError`."""
    if archive_kind(name) or (shard.wanted.records and table_kind(name)):
        raise SourceError(
            "a file of many sources inside an archive; unpack the archive, and give the folder",
            reason="nested",
        )
    with decompressed(file, split_compression(name)[1]) as plain:
        return read_bounded(plain, limit)
