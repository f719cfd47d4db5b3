"""The user's own copies of sources, found by their bytes under whatever names."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from onrecord.errors import CallError
from onrecord.progress import Teller
from onrecord.sources import Fingerprint, Found, Wanted, is_compressed, is_shard, survey

_SHOWN = 10


class Needed(NamedTuple):
    """A source that is needed: its URI in the full dataset, its SHA-256 and size.

    `records` is the column of tables that held it, where it was a row of one.
    """

    uri: str
    sha256: str
    size: int
    records: str | None = None


def find_copies(
    needed: Sequence[Needed], folders: Sequence[Path], told: Teller
) -> dict[str, Found]:
    """A copy of each needed source, by SHA-256. Raises `CallError` naming what is missing.

    Files of a size that is needed are read, and those that are compressed or hold many sources; names
    and places do not matter.
    """
    sizes: defaultdict[int, set[str]] = defaultdict(set)
    for one in needed:
        sizes[one.size].add(one.sha256)
    found: dict[str, Found] = {}
    by_name: dict[str, str] = {}
    names = {one.uri.rpartition("/")[2] for one in needed}
    columns = sorted({one.records for one in needed if one.records})
    n_needed = len({one.sha256 for one in needed})
    for path, size in _files(folders):
        if len(found) == n_needed:
            break
        name = os.path.basename(path)
        if name in names:
            by_name.setdefault(name, path)
        for record, known in _fingerprints(path, size, sizes, columns):
            if known.sha256 in sizes.get(known.size, ()) and known.sha256 not in found:
                found[known.sha256] = record
                told("finding sources", len(found), n_needed, unit="sources")
    missing = [one for one in needed if one.sha256 not in found]
    if missing:
        raise CallError(_complaint(missing, len(needed), by_name, folders))
    return found


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
    path: str, size: int, sizes: Collection[int], columns: Sequence[str]
) -> Iterator[tuple[Found, Fingerprint]]:
    """What the sources in a file that may be needed are known by, the file taken as each column asks."""
    limit = max(sizes, default=1) or 1
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
        other = f"; {path} has other bytes" if path else ""
        lines.append(f"  {one.uri}  {one.size:,} bytes, SHA-256 {one.sha256[:16]}...{other}")
    if len(missing) > _SHOWN:
        lines.append(f"  ... and {len(missing) - _SHOWN} more")
    lines.append("get them as they were when the dataset was built; nothing was written")
    return "\n".join(lines)
