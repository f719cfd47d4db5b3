"""What the disk does: names beside a target, flushing, and what a failed write means in plain words."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

#: Longest name of a target, in bytes, that still stands whole in names beside it.
_LONGEST = 180
#: From so many files on it is quicker to flush all of the disk than file by file.
_MANY = 200
#: A disk with so many bytes free was not the one that was full.
_ROOM = 64 << 20
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
#: How libraries say it that raise errors of their own: DuckDB, Arrow, SQLite, zstd.
_FULL_WORDS = (
    "no space left on device",
    "disk quota exceeded",
    "not enough space on the disk",
    "database or disk is full",
)
_HINTS = {
    errno.EACCES: "check its permissions, or choose another --out",
    errno.EPERM: "check its permissions, or choose another --out",
    errno.EROFS: "the disk is mounted read-only; choose another --out",
    errno.ENAMETOOLONG: "choose an --out with a shorter name",
    errno.ENOTDIR: "part of its path is a file; choose another --out",
    errno.ELOOP: "its path holds a link where a file should be; choose another --out",
    errno.EFBIG: "a file grew larger than this disk or a limit (ulimit -f) allows",
    errno.EIO: "the disk reports a fault; check it before you build again",
    errno.EMFILE: "too many files are open; raise the limit (ulimit -n)",
    errno.ENOSPC: "make room, or choose an --out on another disk",
}


def beside(target: Path, what: str) -> Path:
    """The path ``.onrecord-WHAT-NAME`` beside `target`; a long name is shortened to its hash."""
    name = os.fsencode(target.name)
    short = target.name if len(name) <= _LONGEST else sha256(name).hexdigest()[:32]
    return target.parent / f".onrecord-{what}-{short}"


def hint(error: OSError) -> str:
    """What to do about a failed write."""
    return _HINTS.get(error.errno or 0, "choose another --out")


def is_full(error: BaseException) -> bool:
    """Whether a write failed for want of room, whichever library raised it."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        if isinstance(one, OSError) and one.errno in _FULL:
            return True
        if _is_of_library(one) and any(words in str(one).lower() for words in _FULL_WORDS):
            return True
        one = one.__cause__ or one.__context__
    return False


def _is_of_library(error: BaseException) -> bool:
    """Whether the words of an error are a library's: ours may quote a transcript."""
    return isinstance(error, OSError) or type(error).__module__.split(".")[0] in {
        "duckdb",
        "_duckdb",
        "pyarrow",
        "sqlite3",
    }


def describe_full(error: BaseException, target: Path, made: Path) -> str:
    """That a disk is full, how much was written at `made` by then, and what to do."""
    written, before = size_of(made), size_of(target)
    known = f"{bytes_of(written)} were written by then"
    if before > written:
        known += f", and what is there now has {bytes_of(before)}"
    free = shutil.disk_usage(made).free
    if _has_no_inodes(made):
        return (
            f"the disk is full while building {target}: it can hold no more files (inodes); {known}; "
            "delete files, or choose an --out on another disk"
        )
    path = getattr(error, "filename", None)
    is_ours = path is not None and str(path).startswith(str(made))
    if free > _ROOM and not is_ours and not _is_quota(error):
        return (
            f"a disk is full while building {target}, though {bytes_of(free)} are free there: "
            f"likely that of temporary files, {tempfile.gettempdir()}; make room there, or set TMPDIR "
            "to a folder on a larger disk"
        )
    return (
        f"the disk is full while building {target}: {known}, {bytes_of(free)} are free; "
        "make room, or choose an --out on another disk"
    )


def _is_quota(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno == getattr(errno, "EDQUOT", None)


def _has_no_inodes(folder: Path) -> bool:
    if not hasattr(os, "statvfs"):
        return False
    told = os.statvfs(folder)
    return told.f_files > 0 and told.f_favail == 0


def bytes_of(number: float) -> str:
    """A size for people: 512 bytes, 1.5 MB."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "bytes" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files below a folder; 0 where there is nothing."""
    total = 0
    for one in (path, *_below(path)):
        with suppress(OSError):
            total += one.lstat().st_size if not one.is_dir() else 0
    return total


def make_folders(folder: Path) -> None:
    """Make a folder and those above it, so that they are there after a power cut. Raises `OSError`."""
    missing = []
    while not folder.exists() and folder != folder.parent:
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        flush(one.parent)


def flush_all(folder: Path) -> None:
    """Flush every file and folder below `folder`, and itself, to disk. Raises `OSError`."""
    paths = [*_below(folder), folder]
    if len(paths) > _MANY and _flush_disk(folder):
        return
    for path in paths:
        if not path.is_symlink():
            flush(path)


def flush(path: Path) -> None:
    """Flush a file or folder to disk. Raises `OSError`, but not where there is no such thing."""
    if sys.platform == "win32" and path.is_dir():
        return
    writable = os.O_RDWR if sys.platform == "win32" else os.O_RDONLY
    try:
        descriptor = os.open(path, writable | getattr(os, "O_BINARY", 0))
    except PermissionError:
        if path.is_dir():  # one that may be written to and not read: there is no way to flush it
            return
        raise
    try:
        _fsync(descriptor)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.EBADF, errno.ENOTSUP, errno.EOPNOTSUPP}:
            raise
    finally:
        os.close(descriptor)


def _fsync(descriptor: int) -> None:
    if sys.platform == "darwin":  # there fsync leaves it in the cache of the disk
        import fcntl

        with suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def _flush_disk(folder: Path) -> bool:
    """Flush the whole disk that `folder` is on (Linux ``syncfs``); False where that is not to be had."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        syncfs = ctypes.CDLL(None, use_errno=True).syncfs
    except (OSError, AttributeError):
        return False
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if syncfs(descriptor) == 0:
            return True
        number = ctypes.get_errno()
    finally:
        os.close(descriptor)
    if number in {errno.ENOSYS, errno.EINVAL}:
        return False
    raise OSError(number, os.strerror(number))


def _below(folder: Path) -> Iterator[Path]:
    """What lies below a folder, files before the folders they are in."""
    for here, folders, files in os.walk(folder, topdown=False):
        for name in (*files, *folders):
            yield Path(here, name)
