"""The user's own copies of sources, found by their bytes under whatever names."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from onrecord.errors import CallError, Unreadable
from onrecord.progress import Teller
from onrecord.sources.discovery import Found, Wanted
from onrecord.sources.reading import Fingerprint, fingerprint

_SHOWN = 10


class Needed(NamedTuple):
    """A source that is needed: its URI in the full dataset, and its SHA-256 and size."""

    uri: str
    sha256: str
    size: int


def find_copies(needed: Sequence[Needed], folders: Sequence[Path], told: Teller) -> dict[str, str]:
    """The path of a copy of each needed source, by SHA-256. Raises `CallError` naming what is missing.

    Only files of a size that is needed are read; names and places do not matter.
    """
    sizes: defaultdict[int, set[str]] = defaultdict(set)
    for one in needed:
        sizes[one.size].add(one.sha256)
    found: dict[str, str] = {}
    by_name: dict[str, str] = {}
    names = {one.uri.rpartition("/")[2] for one in needed}
    for path, size in _files(folders):
        name = os.path.basename(path)
        if name in names:
            by_name.setdefault(name, path)
        if size not in sizes:
            continue
        known = _fingerprint(path, size)
        if known and known.sha256 in sizes[size] and known.sha256 not in found:
            found[known.sha256] = path
            told("finding sources", len(found), len({one.sha256 for one in needed}), unit="sources")
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


def _fingerprint(path: str, size: int) -> Fingerprint | None:
    try:
        return fingerprint(Found(path, path, Wanted(path)), max(size, 1))
    except Unreadable:
        return None


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
