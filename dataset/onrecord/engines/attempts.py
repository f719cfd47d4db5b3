"""Tasks still to be carried out: those not begun, those lost with their worker, those under suspicion."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from onrecord.errors import CallError

T = TypeVar("T")

#: So many workers may end under a task; the last time it runs alone, with all memory for itself.
MOST_DEATHS = 3
_LONGEST = 200


@dataclass
class Attempt(Generic[T]):
    """A task and how many workers have ended while they carried it out."""

    task: T
    deaths: int = 0
    alone: bool = False


class Attempts(Generic[T]):
    """The attempts to make, each task's first one drawn from `tasks` no sooner than it is asked for."""

    def __init__(self, tasks: Iterable[T]):
        self._fresh: Iterator[T] = iter(tasks)
        self._lost: deque[Attempt[T]] = deque()
        self._suspects: deque[Attempt[T]] = deque()

    def draw(self, running: int) -> Attempt[T] | None:
        """The next attempt; suspects come last, and only while nothing else is `running`."""
        if self._lost:
            return self._lost.popleft()
        for task in self._fresh:
            return Attempt(task)
        if self._suspects and not running:
            attempt = self._suspects.popleft()
            attempt.alone = True
            return attempt
        return None

    def charge(self, attempt: Attempt[T], how: str) -> None:
        """Try a task again whose worker has ended. Raises `CallError` when it was the last time."""
        attempt.deaths += 1
        if attempt.deaths >= MOST_DEATHS:
            raise _poisonous(attempt, how)
        (self._suspects if attempt.deaths == MOST_DEATHS - 1 else self._lost).append(attempt)

    def suspect(self, attempt: Attempt[T], how: str) -> None:
        """Try a task again, alone, beside which workers have ended. Raises `CallError` if it was alone."""
        if attempt.alone:
            raise _poisonous(attempt, how)
        self._suspects.append(attempt)


def _poisonous(attempt: Attempt[T], how: str) -> CallError:
    return CallError(
        f"{describe(attempt.task)}: its worker process {how} each time that it was tried, most likely "
        "for want of memory; try fewer --workers or more memory for each, or leave these sources out"
    )


def describe(task: object) -> str:
    """What a task says of itself, in one short line."""
    own = getattr(task, "describe", None)
    text = " ".join(str(own() if callable(own) else task).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
