"""What is between a release and a place: the calls that would complete it, and what came of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol

from onrecord.progress import Teller
from onrecord.publishing.outgoing import File, Outgoing

#: Is told how many bytes went through; a negative number where they must be sent again.
Sent = Callable[[int], None]

#: How a release stands at its place: for all to see, as a draft, or neither yet.
State = Literal["published", "draft", "planned"]


@dataclass(frozen=True)
class Call:
    """A call that changes something: method, address, bytes of its body, and what it is for.

    In an address, what only an earlier call will tell stands in braces: ``{bucket}``.
    """

    method: str
    address: str
    bytes: int
    what: str
    make: Callable[[Sent], None] = field(repr=False, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """All but the function, ready for JSON."""
        return {one: getattr(self, one) for one in ("method", "address", "bytes", "what")}


@dataclass(frozen=True)
class Outcome:
    """Where a release is found after the last call, and its DOI where the place gives one."""

    state: State
    address: str
    doi: str | None = None


@dataclass(frozen=True)
class Plan:
    """The calls that complete a release at its place, in order; none where it is whole.

    The last makes it visible; until then others see what was there before. `kept` are files that
    lie there already, byte for byte. `outcome` is asked after the calls, which are made `within` a
    context: a lock.
    """

    calls: tuple[Call, ...]
    kept: tuple[str, ...]
    outcome: Callable[[], Outcome]
    within: AbstractContextManager[Any] = field(default_factory=nullcontext)


class Target(Protocol):
    """A place that takes releases.

    `is_flat` where it has no folders, so that it gets an archive; `has_notes` where it shows what
    changed since the version before.
    """

    is_flat: ClassVar[bool] = False
    has_notes: ClassVar[bool] = False

    @property
    @abstractmethod
    def shown(self) -> str:
        """How messages call it; without secrets."""

    def earlier(self, release: Outgoing) -> Path | None:  # noqa: ARG002 - what a folder looks at
        """The folder of the version before this one; None where there is none on this machine."""
        return None

    @abstractmethod
    def plan(self, release: Outgoing) -> Plan:
        """What lies there and what is lacking; only reads.

        Raises `DatasetError` where the version is there with other files, `CallError` where the
        place cannot be asked.
        """


@dataclass(frozen=True)
class Publication:
    """What was published, or with `dry_run` would be: where, by which calls, and how it stands.

    `calls` is empty where everything was there already. `previous` is the version that the release
    was held against and `verdict` how they differ (``none patch minor major``); None where there
    was nothing to compare with.
    """

    target: str
    name: str
    version: str
    state: State
    address: str
    doi: str | None
    calls: tuple[Call, ...]
    kept: tuple[str, ...]
    previous: str | None
    verdict: str | None
    dry_run: bool

    @property
    def bytes(self) -> int:
        """Bytes of all calls."""
        return sum(one.bytes for one in self.calls)

    def as_dict(self) -> dict[str, Any]:
        """The fields, ready for JSON."""
        return {
            **vars(self),
            "calls": [one.as_dict() for one in self.calls],
            "kept": list(self.kept),
            "bytes": self.bytes,
        }


def divide(
    release: Outgoing, is_there: Callable[[File], bool], told: Teller
) -> tuple[list[File], tuple[str, ...]]:
    """The files that a place lacks, and the names of those that it has."""
    lacking, kept, total = [], [], len(release.files)
    for at, file in enumerate(release.files):
        told("comparing", at, total, unit="files")
        if is_there(file):
            kept.append(file.name)
        else:
            lacking.append(file)
    told("comparing", total, total, unit="files")
    return lacking, tuple(kept)


def refuse_change(shown: str, release: Outgoing, other: list[str]) -> str:
    """The message that a version is there already, with other files."""
    some = ", ".join(other[:3]) + (f" and {len(other) - 3} more" if len(other) > 3 else "")
    return (
        f"{shown} has {release.name} {release.version} already, and not as it is in {release.folder} "
        f"({some}): a published version is never changed. Set a higher version in [dataset] of the "
        "recipe, build and package again; onrecord diff tells which step the changes call for"
    )
