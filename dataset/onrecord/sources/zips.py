"""Zip archives as shards: a member is a source."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from functools import partial
from zipfile import BadZipFile, ZipFile, ZipInfo

from onrecord.errors import SourceError
from onrecord.sources.companions import companion_paths
from onrecord.sources.discovery import Found, Wanted
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
            names = [member.orig_filename for member in members]
            beside = _pair(names, shard.wanted)
            companions = {place for those in beside.values() for place in those.values()}
            read = partial(_read, archive, shard)
            for place in range(len(members)) if places is None else places:
                if place in companions or not _is_source(members, place):
                    continue
                those = {
                    name: partial(read, members[at]) for name, at in beside.get(place, {}).items()
                }
                own = partial(read, members[place])
                yield Entry(place, member_name(names[place]), own, companions=those)


def _is_source(members: Sequence[ZipInfo], place: int) -> bool:
    if place >= len(members):
        return False
    return not (members[place].is_dir() or is_passed_over(members[place].orig_filename))


def _pair(names: Sequence[str], wanted: Wanted) -> dict[int, dict[str, int]]:
    """The companions of members that have any, by name, all by their places; of members of one name, of the last."""
    if wanted.records:
        return {}
    places = {name: place for place, name in enumerate(names)}
    found = {}
    for name, place in places.items():
        if paths := companion_paths(name, wanted.format, places.__contains__):
            found[place] = {one: places[path] for one, path in paths.items()}
    return found


def _read(archive: ZipFile, shard: Found, member: ZipInfo, limit: int) -> bytes:
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
