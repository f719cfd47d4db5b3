"""A commit at the hub in the making: files sent in bundles, then shown at once, then tagged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from onrecord.errors import CallError
from onrecord.publishing.model import Sent
from onrecord.publishing.outgoing import File, Outgoing

if TYPE_CHECKING:
    from huggingface_hub import CommitOperationAdd

    from onrecord.publishing.hub import HubTarget

#: Files sent together, and their bytes.
_TOGETHER, _BYTES_TOGETHER = 100, 50 << 20


@dataclass(frozen=True)
class Head:
    """What a repository holds at a revision: the commit, and the files by path."""

    commit: str
    files: dict[str, Any]

    def has(self, file: File) -> bool:
        """Whether a file is there, byte for byte."""
        entry = self.files.get(file.name)
        if entry is None or entry.size != file.size:
            return False
        if entry.lfs is not None:
            return bool(entry.lfs.sha256 == file.sha256)
        return bool(entry.blob_id == file.git_hash)


@dataclass
class Commit:
    """The commit of a release in the making: files are sent in bundles, then shown at once."""

    target: HubTarget
    release: Outgoing
    head: Head | None
    stale: list[str]
    additions: list[CommitOperationAdd] = field(default_factory=list)
    waiting: list[tuple[CommitOperationAdd, Sent]] = field(default_factory=list)

    def add(self, file: File, sent: Sent) -> None:
        """Send a file, at the latest with those after it."""
        from huggingface_hub import CommitOperationAdd

        addition = CommitOperationAdd(file.name, str(file.path))
        self.additions.append(addition)
        self.waiting.append((addition, sent))
        size = sum(one.upload_info.size for one, _ in self.waiting)
        if len(self.waiting) >= _TOGETHER or size >= _BYTES_TOGETHER:
            self._send()

    def make(self, _sent: Sent) -> None:
        """Commit, unless a try before did whose answer was lost; then see that all is there."""
        from huggingface_hub import CommitOperationDelete

        self._send()
        target, release = self.target, self.release
        operations: list[Any] = [
            *self.additions,
            *(CommitOperationDelete(one) for one in self.stale),
        ]
        tries = 0

        def commit() -> None:
            nonlocal tries
            tries += 1
            if tries > 1 and not self._lacking(target.head("main")):
                return
            target.api.create_commit(
                target.repository,
                operations,
                commit_message=f"{release.name} {release.version}",
                commit_description=release.changes,
                repo_type="dataset",
                parent_commit=self.head.commit if self.head else None,
            )

        target.ask(commit)
        self.head = target.head("main")
        if lacking := self._lacking(self.head):
            raise CallError(
                f"{target.shown} lacks {', '.join(lacking[:3])} after the commit; if its .gitignore leaves them "
                "out, change it, and run the same command again"
            )

    def tag(self, _sent: Sent) -> None:
        """Name the commit by the version."""
        target, release = self.target, self.release
        head = self.head or target.head("main")
        target.ask(
            lambda: target.api.create_tag(
                target.repository,
                tag=release.tag,
                revision=head.commit,
                repo_type="dataset",
                exist_ok=True,
            )
        )

    def _lacking(self, head: Head) -> list[str]:
        gone = [one for one in self.stale if one in head.files]
        return [one.name for one in self.release.files if not head.has(one)] + gone

    def _send(self) -> None:
        """Send what waits; small files go with the commit itself, as the hub decides."""
        if not self.waiting:
            return
        target, additions = self.target, [one for one, _ in self.waiting]
        target.ask(
            lambda: target.api.preupload_lfs_files(
                target.repository, additions, repo_type="dataset", free_memory=False
            )
        )
        for addition, sent in self.waiting:
            sent(addition.upload_info.size)
        self.waiting.clear()
