"""Zip archives as shards: a member is a source."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from functools import partial
from zipfile import BadZipFile, ZipFile, ZipInfo

from onrecord.errors import SourceError
from onrecord.sources.discovery import Found
from onrecord.sources.entries import Entry
from onrecord.sources.members import is_passed_over, member_name, read_member
from onrecord.sources.streams import DAMAGED, damaged, opened, too_large

_BROKEN = (*DAMAGED, BadZipFile, NotImplementedError, RuntimeError)
_ENCRYPTED = 0x1


def list_zip(shard: Found, limit: int, places: Sequence[int] | None = None) -> Iterator[Entry]:
    """The members of a zip archive; a place is a member's number in the directory."""
    del limit
    with opened(shard) as file:
        try:
            archive = ZipFile(file)
        except _BROKEN as error:
            raise damaged("the zip archive", error) from None
        with archive:
            members = archive.infolist()
            for place in range(len(members)) if places is None else places:
                if place < len(members):
                    member = members[place]
                    name = member.orig_filename
                    if not (member.is_dir() or is_passed_over(name)):
                        read = partial(_read, archive, member, shard)
                        yield Entry(place, member_name(name), read)


def _read(archive: ZipFile, member: ZipInfo, shard: Found, limit: int) -> bytes:
    if member.flag_bits & _ENCRYPTED:
        raise SourceError(
            "encrypted: unpack the archive with its password, and give the folder",
            reason="encrypted",
        )
    if member.file_size > limit:
        raise too_large(member.file_size, limit)
    try:
        with archive.open(member) as file:
            return read_member(file, member.filename, shard, limit)
    except (*_BROKEN, zipfile.LargeZipFile) as error:
        raise damaged("the member", error) from None
