"""Running batches: in this process, or in a pool of workers that have imported everything.

Workers are forked from a server that has no threads and holds nothing of the caller, so a
build is safe inside any program. They do not run the caller's main module again, so a plain
script needs no ``if __name__ == "__main__"``.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self, TypeVar

from onrecord.errors import CallError
from onrecord.orphans import follow_parent
from onrecord.work import warm_up

T = TypeVar("T")
R = TypeVar("R")


class Runner:
    """Runs tasks on `workers` processes; in this one where `small` says it is not worth it."""

    def __init__(self, workers: int, *, small: bool):
        if workers < 1:
            raise CallError(f"workers must be at least 1, not {workers}")
        self._pool: ProcessPoolExecutor | None = None
        self.processes = 1 if small else workers
        if self.processes > 1:
            self._pool = ProcessPoolExecutor(
                workers, mp_context=_context(), initializer=follow_parent
            )
            with _without_main():
                for _ in range(workers):
                    self._pool.submit(warm_up)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def map(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[R]:
        """The results as they come, in any order; no more tasks are in flight than are needed."""
        if self._pool is None:
            yield from map(function, tasks)
            return
        try:
            yield from self._map(self._pool, function, tasks)
        except BrokenProcessPool:
            raise CallError(
                "a worker process died, most likely for want of memory; try fewer --workers"
            ) from None

    def _map(
        self, pool: ProcessPoolExecutor, function: Callable[[T], R], tasks: Sequence[T]
    ) -> Iterator[R]:
        waiting = iter(tasks)
        running: set[Future[R]] = set()
        while True:
            while len(running) < 2 * self.processes and (task := next(waiting, None)) is not None:
                running.add(pool.submit(function, task))
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()


def _context() -> Any:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["onrecord.work", "pandas", "pandera.pandas", "duckdb"])
    return context


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide where the caller's main module lies while workers start: they do not need it."""
    main = sys.modules["__main__"]
    hidden: dict[str, Any] = {
        name: vars(main).pop(name) for name in ("__file__", "__spec__") if name in vars(main)
    }
    main.__spec__ = None
    try:
        yield
    finally:
        vars(main).update(hidden)
