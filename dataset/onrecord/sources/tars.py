"""Tar archives as shards, read in one pass without seeking back: a member is a source."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator, Sequence
from functools import partial
from tarfile import TarError, TarFile, TarInfo
from typing import IO, Any, cast

from onrecord.sources.discovery import Found
from onrecord.sources.entries import Entry
from onrecord.sources.members import is_passed_over, member_name, read_member
from onrecord.sources.streams import DAMAGED, damaged, opened_plain, too_large

_BROKEN = (*DAMAGED, TarError, RecursionError, OverflowError)
#: The longest piece that is read at once: a header that asks for more is hostile.
_LONGEST = 4 << 20


def list_tar(shard: Found, limit: int, places: Sequence[int] | None = None) -> Iterator[Entry]:
    """The files in a tar archive; a place is the offset of a header in the decompressed archive."""
    del limit
    with opened_plain(shard) as plain:
        file = _Guarded(plain)
        members = _at(file, places) if places is not None else _all(file)
        for place, archive, member in members:
            if member.isreg() and not is_passed_over(member.name):
                read = partial(_read, archive, member, shard)
                yield Entry(place, member_name(member.name), read)


class _Guarded:
    """A file that refuses to give very much at once."""

    def __init__(self, file: IO[bytes]):
        self._file = file
        self.tell = file.tell

    def seek(self, position: int) -> int:
        return self._file.seek(position)

    def read(self, size: int) -> bytes:
        if size > _LONGEST:
            raise OSError("a header asks for more than any needs")
        return self._file.read(size)


def _all(file: _Guarded) -> Iterator[tuple[int, TarFile, TarInfo]]:
    try:
        archive = TarFile(fileobj=cast("IO[bytes]", file))
        member = cast("TarInfo | None", cast("Any", archive).firstmember)
    except _BROKEN as error:
        raise damaged("the tar archive", error) from None
    place = 0
    while member is not None:
        archive.members.clear()  # type: ignore[attr-defined] # else it would keep them all
        yield place, archive, member
        place, member = _next(file, archive, place)


def _next(file: _Guarded, archive: TarFile, before: int) -> tuple[int, TarInfo | None]:
    place = int(cast("Any", archive).offset)
    try:
        if place <= before:
            raise tarfile.ReadError("its members run backwards")
        _seek(file, place)
        return place, TarInfo.fromtarfile(archive)
    except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
        return place, None
    except _BROKEN as error:
        raise damaged("the tar archive", error) from None


def _at(file: _Guarded, places: Sequence[int]) -> Iterator[tuple[int, TarFile, TarInfo]]:
    for place in places:
        try:
            _seek(file, place)
            archive = TarFile(fileobj=cast("IO[bytes]", file))
        except _BROKEN as error:
            raise damaged("the tar archive", error) from None
        member = cast("TarInfo | None", cast("Any", archive).firstmember)
        if member is not None:
            yield place, archive, member


def _seek(file: _Guarded, place: int) -> None:
    """Go on to `place`, by reading where the file is compressed."""
    if file.seek(place) != place:
        raise EOFError("it ends within a member")


def _read(archive: TarFile, member: TarInfo, shard: Found, limit: int) -> bytes:
    if member.size > limit:
        raise too_large(member.size, limit)
    try:
        file = archive.extractfile(member)
        assert file is not None  # noqa: S101 - it is a regular file
        with file:
            return read_member(file, member.name, shard, limit)
    except _BROKEN as error:
        raise damaged("the member", error) from None
