"""The user's own copies of sources, found by their bytes under whatever names."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from onrecord.errors import CallError
from onrecord.formats import companion_names
from onrecord.progress import Teller
from onrecord.source import Companion
from onrecord.sources import (
    Fingerprint,
    Found,
    Wanted,
    is_compressed,
    is_shard,
    read_source,
    split_compression,
    survey,
)

_SHOWN = 10


class Needed(NamedTuple):
    """A source that is needed: its URI in the full dataset, its SHA-256 and size.

    `beside` are its companions; `records` is the column of tables that held it, where it was a row of one.
    """

    uri: str
    sha256: str
    size: int
    beside: tuple[Companion, ...] = ()
    records: str | None = None

    @property
    def largest(self) -> int:
        """The size of the largest file that is read for it."""
        return max(self.size, *(one.bytes or 0 for one in self.beside), 1)


def find_copies(
    needed: Sequence[Needed], folders: Sequence[Path], told: Teller
) -> dict[str, Found]:
    """A copy of each needed source and companion, by SHA-256. Raises `CallError` naming what is missing.

    Files of a size that is needed are read, and those that are compressed or hold many sources; names
    and places do not matter. What is found has in `Found.beside` what lies beside it there.
    """
    sizes = _by_size(needed)
    beside = {one.sha256: one.beside for one in needed}
    limit = max((one.largest for one in needed), default=1)
    found: dict[str, Found] = {}
    by_name: dict[str, str] = {}
    names = {one.uri.rpartition("/")[2] for one in needed}
    columns = sorted({one.records for one in needed if one.records})
    n_needed = sum(map(len, sizes.values()))
    for path, size in _files(folders):
        if len(found) == n_needed:
            break
        name = os.path.basename(path)
        if name in names:
            by_name.setdefault(name, path)
        for record, known in _fingerprints(path, size, sizes, limit, columns):
            if known.sha256 not in sizes.get(known.size, ()):
                continue
            if known.sha256 not in found or known.beside == beside.get(known.sha256):
                found[known.sha256] = replace(record, beside=known.beside)
                told("finding sources", len(found), n_needed, unit="sources")
    missing = [one for one in needed if not _is_whole(one, found)]
    if missing:
        raise CallError(_complaint(missing, len(needed), by_name, folders))
    return found


def _by_size(needed: Sequence[Needed]) -> Mapping[int, set[str]]:
    """The hashes of the sources that are needed, and of their companions, by size."""
    sizes: defaultdict[int, set[str]] = defaultdict(set)
    for one in needed:
        sizes[one.size].add(one.sha256)
        for _, sha256, size in one.beside:
            if sha256 is not None and size is not None:
                sizes[size].add(sha256)
    return sizes


def lay_out(one: Needed, found: Mapping[str, Found], folder: Path) -> Found:
    """The copy of a source with its companions beside it and nothing else: copied to `folder` if need be."""
    copy = found[one.sha256]
    if copy.beside == one.beside:
        return copy
    own = folder / one.sha256
    own.mkdir(exist_ok=True)
    name = split_compression(re.split("[/#]", one.uri)[-1])[0]
    name = name if companion_names(name) else "source"
    for to, sha256 in ((name, one.sha256), *((to, sha256) for to, sha256, _ in one.beside)):
        if sha256 is not None:
            (own / to).write_bytes(read_source(found[sha256], one.largest).data)
    path = str(own / name)
    return Found(path, path, Wanted(path), beside=one.beside)


def _is_whole(one: Needed, found: Mapping[str, Found]) -> bool:
    """Whether there is a copy of a source, and one of each companion beside it or elsewhere."""
    copy = found.get(one.sha256)
    return copy is not None and (
        copy.beside == one.beside or all(c.sha256 in {None, *found} for c in one.beside)
    )


def _files(folders: Sequence[Path]) -> Iterator[tuple[str, int]]:
    """All regular files under the folders, with their sizes, in order."""
    for folder in folders:
        if not folder.is_dir():
            raise CallError(f"there is no folder {folder}; name the folder of your own copies")
        for at, folders_below, files in os.walk(folder):
            folders_below.sort()
            for name in sorted(files):
                path = os.path.join(at, name)
                try:
                    yield path, os.stat(path).st_size
                except OSError:
                    continue


def _fingerprints(
    path: str, size: int, sizes: Collection[int], limit: int, columns: Sequence[str]
) -> Iterator[tuple[Found, Fingerprint]]:
    """What the sources in a file that may be needed are known by, the file taken as each column asks."""
    for records in (None, *columns):
        found = Found(path, path, Wanted(path, records=records))
        is_one = not is_shard(found)
        if is_one and (records or not (size in sizes or is_compressed(path))):
            continue
        for record, known in survey(found, limit):
            if isinstance(known, Fingerprint):
                yield record, known


def _complaint(
    missing: Sequence[Needed], total: int, by_name: Mapping[str, str], folders: Sequence[Path]
) -> str:
    where = ", ".join(map(str, folders))
    lines = [f"{len(missing)} of {total} sources that are needed are not in {where}:"]
    for one in missing[:_SHOWN]:
        path = by_name.get(one.uri.rpartition("/")[2])
        with_them = f", beside {', '.join(name for name, *_ in one.beside)}" if one.beside else ""
        which = " or what lies beside it" if one.beside else ""
        other = f"; {path}{which} has other bytes" if path else ""
        lines.append(
            f"  {one.uri}  {one.size:,} bytes, SHA-256 {one.sha256[:16]}...{with_them}{other}"
        )
    if len(missing) > _SHOWN:
        lines.append(f"  ... and {len(missing) - _SHOWN} more")
    lines.append("get them as they were when the dataset was built; nothing was written")
    return "\n".join(lines)
