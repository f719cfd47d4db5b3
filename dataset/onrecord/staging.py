"""All or nothing: a dataset is made beside its target and takes its place at the end.

Killed at any moment, the previous dataset is whole; the next run clears what was left. Two runs at
once for one target are kept apart by a lock.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from onrecord.disk import beside, describe_full, flush, flush_all, hint, is_full, make_folders
from onrecord.errors import CallError, OnrecordError
from onrecord.leftovers import RETIRED, make, name_beside, recover, remove, unmark
from onrecord.locking import hold
from onrecord.store import MANIFEST, read_manifest
from onrecord.undisturbed import undisturbed

#: The names in a folder that onrecord wrote there; None where it is not what it should be.
Written = Callable[[Path], set[str] | None]


def written_by_build(target: Path) -> set[str] | None:
    """The names at the top of a dataset; None for a folder that is none."""
    if not (target / MANIFEST).exists():
        return None
    return {f["path"].split("/")[0] for f in read_manifest(target)["files"]} | {MANIFEST}


@contextmanager
def staged(target: Path, refuse: Callable[[Path], None] | None = None) -> Iterator[Path]:
    """A new folder beside `target` that takes its place at the end, or leaves no trace.

    `refuse` raises `CallError` where the target holds something that may not be replaced, by
    default what no build wrote; so is raised where nothing can be written beside it, where another
    run makes the same target, and where the disk is full.
    """
    target = _absolute(target)
    with locked(target), scratch_beside(target) as staging:
        (refuse or refuse_foreign)(target)
        with _told_plainly(target, staging):
            yield staging
            unmark(staging)
            staging.chmod(0o777 & ~_umask())
            flush_all(staging)
            with undisturbed():
                _swap(staging, target)
        _flush_parent(target)


@contextmanager
def staged_file(target: Path) -> Iterator[Path]:
    """A path in a new folder beside `target`; the file made there takes its place at the end.

    Raises `CallError` where nothing can be written, and where another run makes the same file.
    """
    target = _absolute(target)
    with scratch_beside(target) as staging:
        with _told_plainly(target, staging):
            made = staging / "made"
            yield made
            made.chmod(0o666 & ~_umask())
            flush(made)
            made.replace(target)
        _flush_parent(target)


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """Keep others from making `target`, and clear what killed runs left of it.

    For what reads a target before it makes it anew, or makes more than one thing. Raises
    `CallError` where another run makes it, and where nothing can be written beside it.
    """
    target = _absolute(target)
    _refuse_unwritable(target)
    with hold(target) as lock:
        if lock.is_outer:
            recover(target, locked=lock.is_real)
        yield


@contextmanager
def scratch_beside(target: Path) -> Iterator[Path]:
    """A folder for drafts on the disk of `target`, which the next run clears away if this is killed.

    Raises `CallError` where nothing can be written there.
    """
    target = _absolute(target)
    with locked(target):
        scratch = name_beside(target)
        try:
            _make(scratch, target)
            yield scratch
        finally:
            remove(scratch)


def _make(scratch: Path, target: Path) -> None:
    try:
        make(scratch)
    except OSError as error:
        raise CallError(f"cannot write beside {target}: {error.strerror}; {hint(error)}") from None


def _absolute(target: Path) -> Path:
    return Path(os.path.abspath(target))  # noqa: PTH100 - resolve() would follow a link


def _refuse_unwritable(target: Path) -> None:
    """Make the folder above `target`. Raises `CallError` where that cannot be, or the name is too long."""
    try:
        make_folders(target.parent)
        os.lstat(target)
    except FileNotFoundError:
        return
    except OSError as error:
        raise CallError(f"cannot write beside {target}: {error.strerror}; {hint(error)}") from None


@contextmanager
def _told_plainly(target: Path, staging: Path) -> Iterator[None]:
    """Raise `CallError` for what the disk refuses, whichever library tells of it."""
    untouched = "the previous dataset is untouched" if target.exists() else "nothing is left behind"
    try:
        yield
    except OnrecordError:
        raise
    except Exception as error:
        if is_full(error):
            raise CallError(f"{describe_full(error, target, staging)}; {untouched}") from None
        if not isinstance(error, OSError):
            raise
        why = error.strerror or str(error)
        raise CallError(f"cannot write {target}: {why}; {untouched}; {hint(error)}") from None


def refuse_foreign(target: Path, written: Written = written_by_build) -> None:
    """Raise `CallError` if `target` holds anything that onrecord did not write."""
    try:
        names = {path.name for path in target.iterdir()} if _is_folder(target) else set()
    except OSError as error:
        raise CallError(f"cannot list {target}: {error.strerror}; {hint(error)}") from None
    if not names:
        return
    listed = written(target)
    if listed is None:
        raise CallError(
            f"{target} holds files that onrecord did not write; choose an empty folder or another --out"
        )
    if foreign := sorted(names - listed):
        raise CallError(
            f"{target} holds {', '.join(foreign[:3])}, which onrecord did not write and would delete; "
            "move them away or choose another --out"
        )


def _is_folder(target: Path) -> bool:
    """Whether there is a folder at `target`. Raises `CallError` where there is something else."""
    if not os.path.lexists(target):
        return False
    if not target.is_dir() or target.is_symlink():
        raise CallError(
            f"{target} is not a folder, so no dataset is built there; choose another --out"
        )
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _swap(staging: Path, target: Path) -> None:
    """Put `staging` in the place of `target`: in one step where the system can."""
    if not target.exists():
        staging.rename(target)
    elif not _exchange(staging, target):
        retired = beside(target, RETIRED)
        retired = retired.with_name(f"{retired.name}-{os.getpid()}")
        try:
            target.rename(retired)
            staging.rename(target)
        except BaseException:  # being told to stop too
            if not target.exists():
                retired.rename(target)
            raise
        _flush_parent(target)  # the old one goes when the new one is sure to stay
        remove(retired)


def _flush_parent(target: Path) -> None:
    """Make the swap last. Raises `CallError` where the disk does not take it: all is made by then."""
    try:
        flush(target.parent)
    except OSError as error:
        raise CallError(
            f"{target} is made, but the disk does not confirm it: {error.strerror}; {hint(error)}"
        ) from None


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders atomically (Linux ``renameat2``); False where that is not to be had."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return int(renameat2(here, os.fsencode(one), here, os.fsencode(other), exchange)) == 0
