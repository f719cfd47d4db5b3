"""A folder of this machine: ``FOLDER/NAME/VERSION``, filled beside it and renamed into place.

What an interrupted run copied lies in ``.onrecord-publishing-VERSION`` and is not copied again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from onrecord.checksums import is_release, read_checksums
from onrecord.disk import beside, flush, flush_all, hint, make_folders
from onrecord.errors import CallError, DatasetError
from onrecord.hashing import hash_file
from onrecord.packaging import verify_release
from onrecord.progress import Teller
from onrecord.publishing.model import Call, Outcome, Plan, Sent, Target, divide, refuse_change
from onrecord.publishing.outgoing import File, Outgoing
from onrecord.publishing.versions import Precedence, precedence
from onrecord.staging import locked

_BLOCK = 1 << 20


@dataclass(frozen=True)
class FolderTarget(Target):
    """Where releases are kept, one folder a name and in it one a version."""

    folder: Path
    told: Teller = field(repr=False)

    @property
    def shown(self) -> str:
        """The path."""
        return str(self.folder)

    def earlier(self, release: Outgoing) -> Path | None:
        """The highest version below this one that lies there."""
        own = precedence(release.version)
        found: list[tuple[Precedence, Path]] = []
        for path in (self.folder / release.name).glob("*"):
            key = precedence(path.name)
            if key is not None and own is not None and key < own and is_release(path):
                found.append((key, path))
        return max(found)[1] if found else None

    def plan(self, release: Outgoing) -> Plan:
        """Copies of what is not there yet, and the renaming that shows them."""
        _refuse_file(self.folder)
        target = self.folder / release.name / release.version
        outcome = partial(Outcome, "published", str(target))
        if target.exists() or target.is_symlink():
            _refuse_other(target, release, self.told)
            return Plan((), tuple(one.name for one in release.files), outcome)
        draft = beside(target, "publishing")
        lacking, kept = divide(release, lambda one: _is_copied(one, draft / one.name), self.told)
        copies = [
            Call("COPY", str(target / one.name), one.size, "a file", partial(_copy, one, draft))
            for one in lacking
        ]
        rename = Call(
            "RENAME",
            str(target),
            0,
            "the finished folder into its place",
            partial(_put, draft, target, release),
        )
        return Plan((*copies, rename), kept, outcome, _working(target))


@contextmanager
def _working(target: Path) -> Iterator[None]:
    """Nobody else publishes this version meanwhile; what the disk refuses is told plainly."""
    try:
        with locked(target):
            yield
    except OSError as error:
        why = f"{error.strerror}; {hint(error)}"
        raise CallError(f"cannot write {target}: {why}".replace("--out", "--to")) from None
    except CallError as error:
        raise CallError(str(error).replace("--out", "--to")) from None


def _refuse_file(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise CallError(f"{folder} is a file; name a folder to publish to")


def _refuse_other(target: Path, release: Outgoing, told: Teller) -> None:
    """Raise `DatasetError` where what lies at `target` is not this release, whole."""
    if not is_release(target):
        raise DatasetError(refuse_change(str(target), release, ["there is no SHA256SUMS"]))
    theirs = read_checksums(target)
    ours = {one.name: one.sha256 for one in release.files[:-1]}
    other = sorted(
        name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)
    )
    if other:
        raise DatasetError(refuse_change(str(target), release, other))
    if findings := verify_release(target, told):
        raise DatasetError(
            f"{target} was changed after it was published: {findings[0]}; nothing was sent. Move it "
            "away and publish again"
        )


def _is_copied(file: File, path: Path) -> bool:
    is_whole = path.is_file() and not path.is_symlink() and path.stat().st_size == file.size
    return is_whole and hash_file(path) == file.sha256


def _copy(file: File, draft: Path, sent: Sent) -> None:
    """Copy a file into the draft under its name, whole or not at all."""
    target = draft / file.name
    if target.parent.resolve() != draft.parent.resolve() / draft.name / Path(file.name).parent:
        raise CallError(f"{draft} leads elsewhere through a link; delete it and run this again")
    make_folders(target.parent)
    partly = target.with_name(f".{target.name}.partly")
    digest = sha256()
    with file.path.open("rb") as source, partly.open("wb") as copy:
        while block := source.read(_BLOCK):
            digest.update(block)
            copy.write(block)
            sent(len(block))
    if digest.hexdigest() != file.sha256:
        partly.unlink()
        raise DatasetError(f"{file.path} changed while it was published; verify it and try again")
    partly.replace(target)


def _put(draft: Path, target: Path, release: Outgoing, _sent: Sent) -> None:
    """Show the finished draft; nothing that lies at `target` is replaced."""
    names = {one.name for one in release.files}
    for path in sorted(draft.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            with suppress(OSError):  # it holds files of the release
                path.rmdir()
        elif path.is_symlink() or path.relative_to(draft).as_posix() not in names:
            path.unlink()
    flush_all(draft)
    if target.exists():
        raise CallError(f"{target} has been published meanwhile by somebody else; run this again")
    draft.rename(target)
    flush(target.parent)
