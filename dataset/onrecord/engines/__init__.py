"""Where tasks run: in this process, in worker processes of this machine, or on a Dask cluster.

An engine carries out one function for many tasks and hands back the results as they come. A task
may be carried out twice, where a worker was lost with it; so functions leave the same behind
each time, are found by their name in a module, and take and give what can be pickled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeVar

from onrecord.errors import CallError

__all__ = ["ENGINES", "Engine", "open_engine"]

T = TypeVar("T")
R = TypeVar("R")

#: The engines that `open_engine` knows by name.
ENGINES = ("local", "dask")


class Engine(Protocol):
    """Carries out tasks; `processes` says how many at once. To be used as a context."""

    @property
    def processes(self) -> int:
        """How many tasks run at once."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """The results as they come, in any order; few more tasks are drawn than run at once."""


def open_engine(
    name: str = "local",
    workers: int = 1,
    *,
    small: bool,
    scheduler: str | None = None,
    sees: Iterable[Path] = (),
) -> Engine:
    """The engine of that name with so many workers; this process itself where `small` says so.

    `scheduler` is the address of a Dask scheduler. `sees` are folders of this machine that workers
    elsewhere must see too: the first is written into, the others are read. Raises `CallError`.
    """
    check_choice(name, scheduler)
    if workers < 1:
        raise CallError(f"workers must be at least 1, not {workers}")
    if small or (name == "local" and workers == 1):
        from onrecord.engines.here import Here

        return Here()
    if name == "local":
        from onrecord.engines.local import Local

        return Local(workers)
    from onrecord.engines.dask import Dask

    return Dask(workers, scheduler, tuple(sees))


def check_choice(name: str, scheduler: str | None) -> None:
    """Raise `CallError` unless there is such an engine and it takes this scheduler."""
    if name not in ENGINES:
        raise CallError(f"there is no engine {name!r}; the engines are {' and '.join(ENGINES)}")
    if scheduler is not None and name != "dask":
        raise CallError("a scheduler is Dask's: give --engine dask (engine='dask') with it")
