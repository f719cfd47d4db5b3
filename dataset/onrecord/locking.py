"""One writer at a time: a lock beside what is being made, which the kernel drops when its holder dies.

The lock is on a file ``.onrecord-lock-NAME`` beside the target (``flock``; on Windows a locked byte).
The file says who holds it, for the message to others; that it lies there means nothing, so a run that
was killed is in nobody's way. Whoever has held the lock removes the file; whoever then gets a lock on
the removed file notices and tries again.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.disk import beside, hint
from onrecord.errors import CallError
from onrecord.undisturbed import undisturbed

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCK = "lock"
#: What says that a file system knows no locks. Work goes on without one there.
_UNKNOWN = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL, errno.EBADF}
_BUSY = {errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}
#: Windows locks bytes; this one lies beyond whatever the file says, so that others can read that.
_BYTE = 1 << 30


class _Held(threading.local):
    """The locks of this thread by target: a step within a run that holds one needs no other."""

    def __init__(self) -> None:
        self.locks: dict[Path, bool] = {}


_held = _Held()
_open: set[int] = set()


@dataclass(frozen=True)
class Holder:
    """A process that makes something: its id, its machine, the start of that machine, since when."""

    pid: int
    host: str
    boot: str
    since: str

    def dump(self) -> bytes:
        """The holder as it is written into a lock or a marker."""
        return json.dumps(vars(self)).encode()

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} since {self.since}"


def this_process() -> Holder:
    """What this process writes where it makes something, from now on."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return Holder(os.getpid(), socket.gethostname(), boot_id(), now)


def read_holder(path: Path) -> Holder | None:
    """Who is named in a lock or a marker; None where nobody is."""
    try:
        with path.open("rb") as file:
            said = json.loads(file.read(4096))
        return Holder(
            int(said["pid"]), str(said["host"]), str(said.get("boot", "")), str(said["since"])
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def boot_id() -> str:
    """What names this start of this machine's kernel, containers included; empty where unknown."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


class Lock(NamedTuple):
    """A lock as it is held: `is_real` where the file system has locks, `is_outer` by the first to ask."""

    is_real: bool
    is_outer: bool


@contextmanager
def hold(target: Path) -> Iterator[Lock]:
    """Hold the lock on `target`, a path from the root.

    Raises `CallError` at once, naming the holder, where another process or thread makes the same
    target. A thread that holds it may ask again.
    """
    if target in _held.locks:
        yield Lock(_held.locks[target], is_outer=False)
        return
    path, descriptor = beside(target, _LOCK), None
    try:
        with undisturbed():
            descriptor = _acquire(path, target)
            _held.locks[target] = descriptor is not None
        yield Lock(_held.locks[target], is_outer=True)
    finally:
        with undisturbed():
            if _held.locks.pop(target, False):
                _release(path, descriptor)


def _acquire(path: Path, target: Path) -> int | None:
    """A descriptor that holds the lock; None where there are no locks."""
    while True:
        try:
            descriptor, is_writable = _open_lock(path)
        except OSError as error:
            raise CallError(
                f"cannot write beside {target}: {error.strerror}; {hint(error)}"
            ) from None
        if not _lock(descriptor, path, target):
            return None
        if _is_there(path, descriptor):
            break
        os.close(descriptor)
    _open.add(descriptor)
    if is_writable:
        with suppress(OSError):  # it only makes the message to others better
            os.ftruncate(descriptor, 0)
            os.write(descriptor, this_process().dump())
    return descriptor


def _lock(descriptor: int, path: Path, target: Path) -> bool:
    """Lock an open file; where that fails, close it: False without locks, `CallError` where it is held."""
    try:
        _lock_now(descriptor)
    except OSError as error:
        os.close(descriptor)
        if error.errno in _BUSY:
            raise CallError(_busy(path, target)) from None
        if error.errno not in _UNKNOWN:
            raise CallError(f"cannot lock {path}: {error.strerror}; {hint(error)}") from None
        with suppress(OSError):
            path.unlink()
        return False
    return True


def _release(path: Path, descriptor: int | None) -> None:
    """Remove the file, then drop the lock: in this order nobody else's can be removed."""
    if descriptor is None:
        return
    _open.discard(descriptor)
    if sys.platform == "win32":  # an open file cannot be removed, one that another has open neither
        os.close(descriptor)
        with suppress(OSError):
            path.unlink()
        return
    with suppress(OSError):
        path.unlink()
    os.close(descriptor)


def _open_lock(path: Path) -> tuple[int, bool]:
    """The lock file, made if need be, and whether this process may write to it."""
    common = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    while True:
        try:
            return os.open(path, os.O_RDWR | common), True
        except FileNotFoundError:
            pass
        except PermissionError:  # another user's, left by a killed run
            return os.open(path, os.O_RDONLY | common), False
        with suppress(FileExistsError):
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | common, 0o666), True


def _lock_now(descriptor: int) -> None:
    if sys.platform == "win32":
        os.lseek(descriptor, _BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_there(path: Path, descriptor: int) -> bool:
    """Whether the file that was locked is still the one that lies there."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except OSError:
        return False


def _busy(path: Path, target: Path) -> str:
    for _ in range(5):
        if holder := read_holder(path):
            break
        time.sleep(0.02)  # it has the lock and has not yet written its name
    who = str(holder) if holder else "another process"
    return f"{target} is being made by {who}; wait until it has ended, stop it, or choose another --out"


def _forget(*_: Any) -> None:
    """Leave the locks to the parent: a child that lives longer must not hold them."""
    for descriptor in _open:
        with suppress(OSError):
            os.close(descriptor)
    _open.clear()
    _held.locks.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
