"""What killed runs left beside a target: known from what is alive, and cleared away.

Whoever holds the lock on a target knows that everything else made for it is dead, with two
exceptions. Where the file system has no locks, the process named in the marker is asked for. And what
was begun on another machine is left alone for a day after its last change, since on some shared file
systems a lock holds on one machine only.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from onrecord.disk import beside
from onrecord.locking import Holder, boot_id, read_holder, this_process
from onrecord.undisturbed import undisturbed

#: Folders being made, datasets set aside during a swap, and what is being deleted.
NEW, RETIRED, GONE = "new", "old", "gone"
#: The file in a folder being made that says who makes it.
MARKER = ".onrecord-holder"
_DAY = 24 * 3600
#: Nobody takes so long from making a folder to leaving a marker in it.
_MINUTE = 60
_made_here: set[Path] = set()


def name_beside(target: Path) -> Path:
    """The path of a folder beside `target` that is not there yet."""
    return target.parent / f"{beside(target, NEW).name}-{token_hex(4)}"


def make(folder: Path) -> None:
    """Make a folder that only its owner may read, marked as made by this process. Raises `OSError`."""
    with undisturbed():
        folder.mkdir(mode=0o700)
        _made_here.add(folder)
        (folder / MARKER).write_bytes(this_process().dump())


def unmark(folder: Path) -> None:
    """Take the marker out of a folder that is finished."""
    (folder / MARKER).unlink(missing_ok=True)


def remove(folder: Path) -> None:
    """Delete a folder made beside a target, as far as that can be done; one that is gone is gone."""
    with undisturbed():
        _made_here.discard(folder)
        shutil.rmtree(folder, ignore_errors=True)


def recover(target: Path, *, locked: bool) -> None:
    """Restore a dataset caught between two renames, then clear what killed runs left.

    `locked` says that this process holds the lock on `target`, so that whoever made these is dead.
    """
    retired = sorted(_named(target, RETIRED))
    if retired and not os.path.lexists(target):
        with suppress(OSError):
            retired.pop().rename(target)
    for leftover in retired:
        _clear(leftover, target)
    for leftover in _named(target, NEW):
        if leftover not in _made_here and not _may_live(leftover, locked=locked):
            _clear(leftover, target)
    for leftover in _named(target, GONE):
        shutil.rmtree(leftover, ignore_errors=True)


def _named(target: Path, what: str) -> Iterator[Path]:
    """The folders beside `target` that were made for it, and not for one whose name begins alike."""
    pattern = re.compile(re.escape(beside(target, what).name) + r"-[^-]+")
    with suppress(OSError):
        for name in sorted(os.listdir(target.parent)):  # noqa: PTH208 - names are all that is needed
            if pattern.fullmatch(name):
                yield target.parent / name


def _clear(leftover: Path, target: Path) -> None:
    """Delete a leftover under another name: workers that outlived their run write into it no more."""
    gone = beside(target, GONE)
    gone = gone.with_name(f"{gone.name}-{os.getpid()}x{time.monotonic_ns()}")
    try:
        leftover.rename(gone)
    except OSError:
        gone = leftover
    shutil.rmtree(gone, ignore_errors=True)


def _may_live(leftover: Path, *, locked: bool) -> bool:
    """Whether somebody may still be at work in a leftover."""
    holder = read_holder(leftover / MARKER)
    if holder is None:
        return not locked and _age(leftover) < _MINUTE
    if not _is_this_machine(holder):
        return _age(leftover) < _DAY
    if holder.boot != boot_id():
        return False  # the machine was started again since
    return not locked and _runs(holder.pid)


def _is_this_machine(holder: Holder) -> bool:
    """Whether a holder ran here: on this host, or in a container on its kernel."""
    return holder.host == socket.gethostname() or bool(holder.boot and holder.boot == boot_id())


def _age(folder: Path) -> float:
    """Seconds since the last change in a folder."""
    changes = [0.0]
    for one in (folder, folder / MARKER, *folder.glob("*"), *folder.glob(".parts/*")):
        with suppress(OSError):
            changes.append(one.stat().st_mtime)
    return time.time() - max(changes)


def _runs(pid: int) -> bool:
    if sys.platform == "win32":  # there this would end the process; and there are locks there
        return True
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True
