"""JSON lines as shards: one key holds whole sources, a line is one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO

from onrecord.errors import SourceError
from onrecord.sources.discovery import Found, Wanted
from onrecord.sources.entries import Entry
from onrecord.sources.rows import cell_bytes
from onrecord.sources.streams import DAMAGED, damaged, opened_plain, too_large

_MARK = b"\xef\xbb\xbf"
_PIECE = 1 << 20


def list_lines(shard: Found, limit: int, places: Sequence[int] | None = None) -> Iterator[Entry]:
    """The lines that hold anything; a place is a line's offset in the decompressed file."""
    longest = longest_row(limit)
    with opened_plain(shard) as file:
        try:
            for number, (place, line) in enumerate(_lines(file, longest, places)):
                read = partial(_cell, line, shard.wanted)
                yield Entry(place, f"row={number}", read)
        except DAMAGED as error:
            raise damaged("the table", error) from None


def longest_row(limit: int) -> int:
    """How long a row may be, in bytes, whose source is within the limit: it is escaped, and has other columns."""
    return 2 * limit + (1 << 16)


def _lines(
    file: IO[bytes], longest: int, places: Sequence[int] | None
) -> Iterator[tuple[int, bytes | None]]:
    """Offset and bytes of each line, None for one that is too long; blank ones are none."""
    if places is not None:
        for place in places:
            if file.seek(place) != place:
                return
            line = _line(file, longest)[0]
            yield place, line
        return
    place = 0
    while True:
        line, length = _line(file, longest)
        if not length:
            return
        if line is None or line.removeprefix(_MARK).strip():
            yield place, line
        place += length


def _line(file: IO[bytes], longest: int) -> tuple[bytes | None, int]:
    """The next line, None if it is too long, and its length; both empty at the end."""
    line = file.readline(longest + 1)
    if len(line) <= longest:
        return line, len(line)
    length = len(line)
    while not line.endswith(b"\n"):
        line = file.readline(_PIECE)
        if not line:
            break
        length += len(line)
    return None, length


def _cell(line: bytes | None, wanted: Wanted, limit: int) -> bytes:
    if line is None:
        raise too_large(None, limit)
    encoding = wanted.encoding or "utf-8"
    try:
        row = json.loads(line.removeprefix(_MARK).decode(encoding))
    except (ValueError, LookupError, RecursionError) as error:
        why = str(error)[:120]
        raise SourceError(f"the line is not JSON: {why}", reason="bad-row") from None
    if not isinstance(row, dict):
        raise SourceError("the line is no object with keys", reason="bad-row")
    if wanted.records not in row:
        there = ", ".join(str(key)[:40] for key in list(row)[:20])
        raise SourceError(
            f"the line has no {wanted.records!r}; it has: {there}", reason="no-column"
        )
    return cell_bytes(row[wanted.records], limit, encoding)
