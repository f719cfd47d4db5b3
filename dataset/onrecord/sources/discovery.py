"""Finding sources: a sorted list of URIs and paths from files, folders and globs."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from onrecord.addresses import is_address, scheme_of, without_secrets
from onrecord.errors import CallError
from onrecord.source import Companion, companion_uri
from onrecord.sources import remote
from onrecord.sources.companions import companion_paths

#: The name of standard input on the command line, and its URI.
STDIN, STDIN_URI = "-", "stdin"
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]|#(?=(?:row|at)=[0-9]+(?:#|$))")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a call or a recipe asks for: a path or glob, and what holds for all sources in it.

    `prefix` replaces the folder's own name in URIs; `stated` holds columns of documents, `columns` what
    the columns of a table hold. `records` names the column of a table each of whose rows holds a whole
    source; `crawl` says that most sources are pages without a transcript.
    """

    path: str
    format: str | None = None
    encoding: str | None = None
    prefix: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    stated: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, str] | None = None
    records: str | None = None
    crawl: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A source that was found: its URI, where it lies, and what is wanted of it.

    `root` is the folder it was found in, which no link may leave; empty for a file given itself.
    `place` is where in the shard at `path` a record lies, which is the shard's own affair; None for
    a source that is no record, and for a shard as a whole. `beside` are the companions that it was
    surveyed with.
    """

    uri: str
    path: str
    wanted: Wanted
    root: str = ""
    place: int | None = None
    beside: tuple[Companion, ...] = ()


def discover(wanted: Iterable[Wanted]) -> list[Found]:
    """All sources, sorted by URI. Raises `CallError` for nothing found or one URI twice.

    A path may be an address that fsspec reads, such as ``s3://``. A folder is read recursively; names that begin with a dot are passed over, and links to
    folders are not followed. The same file found twice by the same URI counts once. Companions of a source
    that is found are none themselves.
    """
    found: dict[str, Found] = {}
    for one in wanted:
        for source in _expand(one):
            other = found.setdefault(source.uri, source)
            if _absolute(other.path) != _absolute(source.path):
                paths = " and ".join(map(_shown, (other.path, source.path)))
                raise CallError(
                    f"two sources would share the name {source.uri!r}: {paths}; "
                    'set a prefix for one of them in the recipe ([[sources]] prefix = "...")'
                )
    there = {one.path for one in found.values()}
    beside = (_beside(one, there.__contains__).values() for one in found.values())
    companions = set(chain.from_iterable(beside))
    return sorted((one for one in found.values() if one.path not in companions), key=_by_uri)


def companions_of(found: Found) -> dict[str, Found]:
    """The files that lie beside a file and tell about it, by their names."""
    is_there = remote.is_there if is_address(found.path) else os.path.lexists
    root = found.root or os.path.dirname(found.path)
    return {
        name: replace(found, uri=companion_uri(found.uri, name), path=path, root=root, beside=())
        for name, path in _beside(found, is_there).items()
    }


def _beside(found: Found, is_there: Callable[[str], bool]) -> dict[str, str]:
    if found.wanted.records:
        return {}
    return companion_paths(found.path, found.wanted.format, is_there)


def contains(wanted: Wanted, path: str) -> bool:
    """Whether what lies at `path` would be found as sources of the folder `wanted`."""
    if wanted.path == STDIN or not os.path.isdir(wanted.path):
        return False
    relative = os.path.relpath(os.path.abspath(path), os.path.abspath(wanted.path))
    if relative == "." or relative.split(os.sep)[0] == os.pardir:
        return False
    hidden = any(part.startswith(".") for part in relative.split(os.sep))
    return not hidden and _is_wanted(os.path.join(relative, "manifest.json"), wanted)


def _absolute(path: str) -> str:
    return path if is_address(path) else os.path.abspath(path)


def _shown(path: str) -> str:
    return without_secrets(path) if is_address(path) else path


def _by_uri(source: Found) -> str:
    return source.uri


def _expand(wanted: Wanted) -> Iterator[Found]:
    path = wanted.path
    if scheme_of(path) == "file":
        path = url2pathname(urlsplit(path).path)
        wanted = replace(wanted, path=path)
    if path == STDIN:
        yield Found(_uri(wanted.prefix, STDIN_URI), STDIN, wanted)
    elif is_address(path):
        yield from _elsewhere(wanted)
    elif os.path.isdir(path):
        yield from _folder(wanted)
    elif os.path.lexists(path):
        yield Found(_uri(wanted.prefix, os.path.basename(path)), path, wanted)
    elif glob.has_magic(path):
        yield from _glob(wanted)
    else:
        raise CallError(
            f"there is no file or folder {path}; check the path, or quote a pattern such as 'pages/*.txt'"
        )


def _elsewhere(wanted: Wanted) -> Iterator[Found]:
    """What lies at an address, as if it lay in a folder of this machine."""
    folder, files = remote.list_files(wanted.path)
    if files is None:
        yield Found(_uri(wanted.prefix, remote.own_name(wanted.path)), wanted.path, wanted)
        return
    name = remote.own_name(folder) if wanted.prefix is None else wanted.prefix
    files = [file for file in files if _is_wanted(file, wanted)]
    if not files:
        raise CallError(f"there is no file to read at {without_secrets(wanted.path)}")
    for file in files:
        yield Found(_uri(name, file), f"{folder}/{file}", wanted)


def _folder(wanted: Wanted) -> Iterator[Found]:
    root = os.path.abspath(wanted.path)
    name = os.path.basename(root) if wanted.prefix is None else wanted.prefix
    empty = True
    for relative in _files(wanted.path):
        if _is_wanted(relative, wanted):
            empty = False
            path = os.path.join(wanted.path, relative)
            yield Found(_uri(name, relative), path, wanted, wanted.path)
    if empty:
        raise CallError(
            f"the folder {wanted.path} holds no files to read (names beginning with a dot do not count)"
        )


def _files(root: str) -> Iterator[str]:
    """Paths below `root`, without hidden ones; folders that cannot be listed raise."""

    def refuse(error: OSError) -> None:
        raise CallError(
            f"cannot list {error.filename}: {error.strerror}; check its permissions"
        ) from None

    for folder, folders, files in os.walk(root, onerror=refuse):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        below = os.path.relpath(folder, root)
        for file in files:
            if not file.startswith("."):
                yield file if below == "." else os.path.join(below, file)


def _is_wanted(relative: str, wanted: Wanted) -> bool:
    path = relative.replace(os.sep, "/")
    if wanted.include and not any(fnmatch(path, pattern) for pattern in wanted.include):
        return False
    return not any(fnmatch(path, pattern) for pattern in wanted.exclude)


def _glob(wanted: Wanted) -> Iterator[Found]:
    fixed = Path(*_fixed_parts(wanted.path))
    root = str(fixed)
    name = os.path.basename(os.path.abspath(root)) if wanted.prefix is None else wanted.prefix
    matches = [
        match for match in glob.iglob(wanted.path, recursive=True) if not os.path.isdir(match)
    ]
    if not matches:
        raise CallError(f"no file matches {wanted.path}")
    for match in matches:
        relative = os.path.relpath(match, root)
        if _is_wanted(relative, wanted):
            yield Found(_uri(name, relative), match, wanted)


def _fixed_parts(pattern: str) -> list[str]:
    """The leading parts of a pattern that hold no magic; the current folder if there are none."""
    parts: list[str] = []
    for part in Path(pattern).parts[:-1]:
        if glob.has_magic(part):
            break
        parts.append(part)
    return parts or ["."]


def _uri(prefix: str | None, relative: str) -> str:
    """A URI with forward slashes; bytes and characters that no URI holds are escaped."""
    path = relative if os.sep == "/" else relative.replace(os.sep, "/")
    whole = "/".join(part for part in (prefix or "", path) if part)
    return escape(whole)


def escape(name: str) -> str:
    """A name as URIs have it; no part of it is taken for the number of a record."""
    return _UNSAFE.sub(_escape, name)


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"%{code - 0xDC00:02X}" if 0xDC80 <= code <= 0xDCFF else f"%{code:02X}"
