"""All or nothing: a dataset is made beside its target and takes its place at the end.

Killed at any moment, the previous dataset is whole; the next build clears what was left.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from onrecord.errors import CallError
from onrecord.store import MANIFEST, read_manifest

_STAGING = ".onrecord-new-"
_RETIRED = ".onrecord-old-"
#: From so many files on it is quicker to flush all that the system holds than file by file.
_MANY = 200


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
    default what no build wrote; so is raised where nothing can be written beside it.
    """
    target = Path(os.path.abspath(target))  # noqa: PTH100 - resolve() would follow a link
    recover(target)
    (refuse or refuse_foreign)(target)
    staging = _make_staging(target)
    try:
        yield staging
        staging.chmod(0o777 & ~_umask())
        _sync(staging)
        _swap(staging, target)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise CallError(
                f"the disk is full while building {target}; the previous dataset is untouched"
            ) from None
        raise CallError(
            f"cannot write {target}: {error.strerror or error}; the previous dataset is untouched"
        ) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def scratch_beside(target: Path) -> Iterator[Path]:
    """A folder for drafts on the disk of `target`, which the next run clears away if this is killed.

    Raises `CallError` where nothing can be written there.
    """
    scratch = _make_staging(Path(os.path.abspath(target)))  # noqa: PTH100 - as above
    try:
        mark_alive(scratch)
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def staged_file(target: Path) -> Iterator[Path]:
    """A path in a new folder beside `target`; the file made there takes its place at the end.

    Raises `CallError` where nothing can be written.
    """
    target = Path(os.path.abspath(target))  # noqa: PTH100 - resolve() would follow a link
    recover(target)
    staging = _make_staging(target)
    try:
        mark_alive(staging)
        made = staging / "made"
        yield made
        made.chmod(0o666 & ~_umask())
        _fsync(made)
        made.replace(target)
        _fsync(target.parent)
    except OSError as error:
        raise CallError(
            f"cannot write {target}: {error.strerror or error}; what was there is untouched"
        ) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _make_staging(target: Path) -> Path:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f"{_STAGING}{target.name}-", dir=target.parent))
    except OSError as error:
        raise CallError(
            f"cannot write beside {target}: {error.strerror}; choose another --out"
        ) from None


def recover(target: Path) -> None:
    """Clean up after builds that were killed: restore a dataset caught between two renames."""
    retired = sorted(target.parent.glob(f"{_RETIRED}{_escape(target.name)}-*"))
    if retired and not target.exists():
        with suppress(OSError):
            retired.pop().rename(target)
    for leftover in retired:
        shutil.rmtree(leftover, ignore_errors=True)
    for leftover in target.parent.glob(f"{_STAGING}{_escape(target.name)}-*"):
        if not _is_alive(leftover):
            shutil.rmtree(leftover, ignore_errors=True)


def _escape(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def mark_alive(staging: Path) -> None:
    """Leave the builder's process id in its staging folder, so that others let it be."""
    (staging / ".pid").write_text(str(os.getpid()), encoding="ascii")


def _is_alive(staging: Path) -> bool:
    try:
        pid = int((staging / ".pid").read_text(encoding="ascii"))
        os.kill(pid, 0)
    except (OSError, ValueError):
        return False
    return True


def refuse_foreign(target: Path, written: Written = written_by_build) -> None:
    """Raise `CallError` if `target` holds anything that onrecord did not write."""
    if not target.exists() and not target.is_symlink():
        return
    if not target.is_dir() or target.is_symlink():
        raise CallError(
            f"{target} is not a folder, so no dataset is built there; choose another --out"
        )
    names = {path.name for path in target.iterdir()}
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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync(folder: Path) -> None:
    """Flush files and folder to disk before they become the dataset."""
    (folder / ".pid").unlink(missing_ok=True)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    if len(files) > _MANY and hasattr(os, "sync"):
        os.sync()
        return
    for path in files:
        _fsync(path)
    _fsync(folder)


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.EBADF}:
            raise
    finally:
        os.close(descriptor)


def _swap(staging: Path, target: Path) -> None:
    """Put `staging` in the place of `target`: in one step where the system can."""
    if not target.exists():
        staging.rename(target)
    elif not _exchange(staging, target):
        retired = target.parent / f"{_RETIRED}{target.name}-{os.getpid()}"
        target.rename(retired)
        staging.rename(target)
        shutil.rmtree(retired, ignore_errors=True)
    _fsync(target.parent)


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
