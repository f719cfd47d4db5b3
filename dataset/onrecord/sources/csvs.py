"""CSV tables as shards: one column holds whole sources, a row is one.

The bytes of a cell are those of the file, in whatever encoding it has that keeps ASCII.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO

from onrecord.errors import SourceError
from onrecord.sources.discovery import Found
from onrecord.sources.entries import Entry
from onrecord.sources.lines import longest_row
from onrecord.sources.rows import cell_bytes, unknown_column
from onrecord.sources.streams import DAMAGED, damaged, opened_plain, too_large

#: Every byte is a character of Latin-1, so that none is lost between.
_BYTES = "latin-1"
_MARK = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_PIECE = 1 << 20
#: What does not tell where the cells and the rows of a table end.
_WORDS = re.compile(rb'[^",;\t\r\n]+')
_ROW_TOO_LONG = "\0too long"


def list_csv(shard: Found, limit: int, places: Sequence[int] | None = None) -> Iterator[Entry]:
    """The rows that hold anything; a place is a row's offset in the decompressed file."""
    with opened_plain(shard) as file:
        try:
            table = _Table(file, longest_row(limit))
            column = table.find(shard.wanted.records or "")
            for number, (place, row) in enumerate(table.rows(places)):
                yield Entry(place, f"row={number}", partial(_cell, row, column, table.width))
        except DAMAGED as error:
            raise damaged("the table", error) from None


def _cell(row: list[str] | str, column: int, width: int, limit: int) -> bytes:
    if row == _ROW_TOO_LONG:
        raise too_large(None, limit)
    if isinstance(row, str):
        raise SourceError(f"the row is not CSV: {row}", reason="bad-row")
    if len(row) != width:
        raise SourceError(f"the row has {len(row)} columns, not {width}", reason="bad-row")
    return cell_bytes(row[column].encode(_BYTES), limit)


class _Table:
    """Rows read one by one, each with its offset; of a row that is too long little is kept."""

    def __init__(self, file: IO[bytes], longest: int):
        csv.field_size_limit(max(csv.field_size_limit(), longest))
        self._file, self._longest = file, longest
        self._at = self._length = 0
        head = self._line()
        if head.startswith(_UTF_16):
            raise SourceError("a table in UTF-16; save it as UTF-8", reason="undecodable")
        head = head.removeprefix(_MARK)
        self._separator = max(",;\t", key=head.decode(_BYTES).count)
        self._waiting = [head]
        row = self._row()
        self.names = row if isinstance(row, list) else []
        self.width = len(self.names)

    def find(self, name: str) -> int:
        """The number of a column. Raises `SourceError` where there is none of this name."""
        names = [one.encode(_BYTES).decode("utf-8", "replace").strip() for one in self.names]
        if name not in names:
            raise unknown_column(name, names)
        return names.index(name)

    def rows(self, places: Sequence[int] | None) -> Iterator[tuple[int, list[str] | str]]:
        """Offset and cells of each row, or what is wrong with it."""
        for place in places or ():
            if self._file.seek(place) != place:
                return
            if row := self._row():
                yield place, row
        while places is None:
            place = self._at
            row = self._row()
            if row is None:
                return
            if row:
                yield place, row

    def _row(self) -> list[str] | str | None:
        self._length = 0
        try:
            row = next(csv.reader(self._lines(), delimiter=self._separator), None)
        except csv.Error as error:
            row = str(error)[:120]  # type: ignore[assignment]
        return _ROW_TOO_LONG if self._length > self._longest else row

    def _lines(self) -> Iterator[str]:
        while self._waiting or (line := self._line()):
            yield (self._waiting.pop() if self._waiting else line).decode(_BYTES)

    def _line(self) -> bytes:
        """The next line of the file; without its words where the row becomes too long."""
        pieces: list[bytes] = []
        while not (pieces and pieces[-1].endswith(b"\n")):
            piece = self._file.readline(_PIECE)
            if not piece:
                break
            self._at += len(piece)
            self._length += len(piece)
            if self._length > self._longest:
                piece = _WORDS.sub(b"x", piece)
            pieces.append(piece)
        return b"".join(pieces)
