"""The cache of converted parts: what was converted once is not converted again.

An entry is a folder of Arrow files under a key, the hash of all that a part depends on: the bytes and
names of its sources, what the recipe says of them, the code of onrecord and of plug-ins, and the
versions of the packages that it stands on. Entries are written beside their place and renamed; what is
damaged is found by its hash and made again. Several builds, also at once, can share one cache.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import entry_points, requires, version
from importlib.util import find_spec
from pathlib import Path
from time import time
from typing import Any, NamedTuple

from onrecord.formats.plugins import GROUP
from onrecord.hashing import hash_file
from onrecord.parts import TABLES, Part

#: What a cache may hold, in bytes, where ``ONRECORD_CACHE_BYTES`` says nothing else.
DEFAULT_BYTES = 10 * 1024**3
_SUMMARY = "part.json"
_DRAFT = ".new-"
_KEY = re.compile(r"[0-9a-f]{64}")
#: Drafts older than this, in seconds, are nobody's.
_ABANDONED = 24 * 3600
_COUNTERS = ("made", "kept", "flags")


def default_root() -> Path:
    """Where the cache lies: ``ONRECORD_CACHE``, else the user's folder for caches."""
    if named := os.environ.get("ONRECORD_CACHE"):
        return Path(named)
    home = Path.home()
    if sys.platform == "darwin":
        base = home / "Library" / "Caches"
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "onrecord"


def default_bytes() -> int:
    """How much a cache may hold, in bytes."""
    told = os.environ.get("ONRECORD_CACHE_BYTES", "")
    return int(told) if told.isascii() and told.isdigit() else DEFAULT_BYTES


class CacheSize(NamedTuple):
    """What a cache holds: its folder, entries, their bytes, and the bytes that it may hold."""

    folder: Path
    n_entries: int
    n_bytes: int
    most_bytes: int


@dataclass(frozen=True)
class Cache:
    """A cache in the folder `root`, which need not exist yet."""

    root: Path

    def restore(self, key: str, number: int, folder: Path) -> Part | None:
        """The part kept under `key` as number `number` in `folder`; None where none is whole."""
        entry = self._entry(key)
        try:
            told = json.loads((entry / _SUMMARY).read_bytes())
            part = Part(number, folder, bytes.fromhex(told["fates"]), told["first"], told["last"])
            for name in _COUNTERS:
                getattr(part, name).update(told[name])
            part.n_rejects, part.cached = told["n_rejects"], True
            for table in TABLES:
                _share(entry / f"{table}.arrow", part.path(table))
            whole = all(hash_file(part.path(table)) == told["files"][table] for table in TABLES)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            whole = False
        if not whole:
            shutil.rmtree(entry, ignore_errors=True)
            return None
        with suppress(OSError):
            os.utime(entry / _SUMMARY)
        return part

    def keep(self, key: str, part: Part) -> None:
        """Keep a part under `key`. A cache that cannot be written is no error."""
        told = {
            "files": {table: hash_file(part.path(table)) for table in TABLES},
            "fates": part.fates.hex(),
            "first": part.first,
            "last": part.last,
            "n_rejects": part.n_rejects,
            **{name: dict(getattr(part, name)) for name in _COUNTERS},
        }

        def fill(draft: Path) -> None:
            for table in TABLES:
                _share(part.path(table), draft / f"{table}.arrow")
            (draft / _SUMMARY).write_text(json.dumps(told), encoding="utf-8")

        self._place(self._entry(key), fill)

    def recall(self, key: str) -> dict[str, Any] | None:
        """What `remember` was told under `key`; None where there is nothing."""
        try:
            told = json.loads((self._entry(key) / _SUMMARY).read_bytes())
        except (OSError, ValueError):
            return None
        return told if isinstance(told, dict) else None

    def remember(self, key: str, told: dict[str, Any]) -> None:
        """Keep a few facts under `key`. A cache that cannot be written is no error."""
        text = json.dumps(told)
        entry = self._entry(key)
        shutil.rmtree(entry, ignore_errors=True)
        self._place(entry, lambda draft: _write(draft / _SUMMARY, text))

    def size(self) -> CacheSize:
        """How much there is."""
        entries = list(self._entries())
        used = sum(size for _, size, _ in entries)
        return CacheSize(self.root, len(entries), used, default_bytes())

    def trim(self, most: int) -> int:
        """Remove what was not used for longest until `most` bytes are left; the bytes removed."""
        entries = sorted(self._entries())
        over = sum(size for _, size, _ in entries) - most
        removed = 0
        for _, size, entry in entries:
            if removed >= over:
                break
            shutil.rmtree(entry, ignore_errors=True)
            removed += size
        for draft in self._glob(f"{_DRAFT}*"):
            with suppress(OSError):
                if time() - draft.stat().st_mtime > _ABANDONED:
                    shutil.rmtree(draft, ignore_errors=True)
        return removed

    def clear(self) -> int:
        """Remove all entries and drafts, and nothing else that lies there; the bytes removed."""
        entries = list(self._entries())
        for path in [*(entry for _, _, entry in entries), *self._glob(f"{_DRAFT}*")]:
            shutil.rmtree(path, ignore_errors=True)
        for parent in {entry.parent for _, _, entry in entries}:
            with suppress(OSError):
                parent.rmdir()
        return sum(size for _, size, _ in entries)

    def _entry(self, key: str) -> Path:
        return self.root / key[:2] / key

    def _glob(self, pattern: str) -> Iterator[Path]:
        if self.root.is_dir():
            yield from self.root.glob(pattern)

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """When each entry was last used, its bytes, its folder."""
        for entry in self._glob("[0-9a-f][0-9a-f]/*"):
            if not _KEY.fullmatch(entry.name):
                continue
            with suppress(OSError):
                used = (entry / _SUMMARY).stat().st_mtime
                yield used, sum(file.stat().st_size for file in entry.iterdir()), entry

    def _place(self, entry: Path, fill: Callable[[Path], None]) -> None:
        """Make an entry beside its place and put it there whole, unless another one was quicker."""
        draft = None
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=self.root))
            fill(draft)
            entry.parent.mkdir(exist_ok=True)
            draft.rename(entry)
        except OSError:
            if draft:
                shutil.rmtree(draft, ignore_errors=True)


def _share(source: Path, target: Path) -> None:
    """One file under two names, or a copy where that cannot be. Files of parts never change."""
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def digest(value: Any) -> str:
    """SHA-256 of a value made of lists, mappings, sets and plain values, the same in every process."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, default=_plain)
    return sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


@cache
def code_digest() -> str:
    """What conversion depends on beside sources and recipe: our code, plug-ins, packages, Python."""
    whole = sha256()
    for package in ("onrecord", "onrecord_schemas", *_plugin_modules()):
        for path in _files_of(package):
            whole.update(f"{package}/{path.name}\0".encode())
            whole.update(path.read_bytes())
    names = {_distribution(line) for line in requires("onrecord") or ()}
    whole.update(json.dumps([sys.version, sorted(map(_version, names))]).encode())
    return whole.hexdigest()


def _plugin_modules() -> list[str]:
    return sorted({point.module.partition(".")[0] for point in entry_points(group=GROUP)})


def _files_of(package: str) -> list[Path]:
    spec = find_spec(package)
    if spec is None or not spec.origin:
        return []
    if not spec.submodule_search_locations:
        return [Path(spec.origin)]
    return sorted(
        path
        for place in spec.submodule_search_locations
        for path in Path(place).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    )


def _distribution(requirement: str) -> str:
    """The name at the beginning of a requirement: ``fsspec`` of ``fsspec[http]>=2025.9``."""
    end = next((at for at, c in enumerate(requirement) if not (c.isalnum() or c in "._-")), None)
    return requirement[:end]


def _version(distribution: str) -> str:
    with suppress(Exception):
        return f"{distribution} {version(distribution)}"
    return distribution
