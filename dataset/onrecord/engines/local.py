"""Tasks in worker processes of this machine, which have imported everything.

Workers are forked from a server that has no threads and holds nothing of the caller, so a
build is safe inside any program. They do not run the caller's main module again, so a plain
script needs no ``if __name__ == "__main__"``. A worker has one task at a time: when it ends
under it, however that comes about, it is known which task it was.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Self, TypeVar

from onrecord.engines import worker
from onrecord.engines.attempts import Attempt, Attempts

T = TypeVar("T")
R = TypeVar("R")


class Local:
    """The engine that keeps `processes` worker processes, and starts them again when they end."""

    def __init__(self, processes: int):
        self.processes = processes
        self._context = _context()
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        _start_server(self._context)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end(self._workers)

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """The results as they come; a task whose worker ended is carried out again.

        Raises what the function raised, and `CallError` for a task that no worker survives.
        """
        attempts = Attempts(tasks)
        try:
            while self._hand_out(function, attempts):
                busy = {one.connection: one for one in self._workers if one.attempt}
                for connection in wait(list(busy)):
                    one = busy[connection]  # type: ignore[index]
                    try:
                        went_well, outcome = one.receive()
                    except (EOFError, OSError):
                        self._bury(one, attempts)
                        continue
                    if not went_well:
                        raise outcome
                    yield outcome
        finally:
            self._end([one for one in self._workers if one.attempt])

    def _hand_out(self, function: Callable[[T], R], attempts: Attempts[T]) -> bool:
        """Give each idle worker a task, starting workers as need be; whether any has one now."""
        running = sum(1 for one in self._workers if one.attempt)
        while running < self.processes and (attempt := attempts.draw(running)):
            idle = next((one for one in self._workers if not one.attempt), None)
            if idle is None:
                idle = _Worker(self._context)
                self._workers.append(idle)
            idle.give(function, attempt)
            running += 1
        return running > 0

    def _bury(self, one: _Worker, attempts: Attempts[T]) -> None:
        """Do without a worker that has ended; its task is tried again."""
        self._workers.remove(one)
        attempt, how = one.attempt, one.end()
        if attempt is not None:
            attempts.charge(attempt, how)

    def _end(self, workers: list[_Worker]) -> None:
        """End workers whatever they are doing: their results are not wanted."""
        for one in workers:
            one.kill()
        for one in list(workers):
            one.end()
            self._workers.remove(one)


class _Worker:
    """A worker process, the connection to it, and the attempt that it is making."""

    def __init__(self, context: Any):
        self.connection, theirs = context.Pipe()
        with _without_main():
            self.process = context.Process(target=worker.serve, args=(theirs,), daemon=True)
            self.process.start()
        theirs.close()
        self.attempt: Attempt[Any] | None = None

    connection: Connection

    def give(self, function: Callable[[T], R], attempt: Attempt[T]) -> None:
        """Send a task. That the worker has ended shows when the result is waited for."""
        order = pickle.dumps((function, attempt.task))
        self.attempt = attempt
        with suppress(OSError):
            self.connection.send_bytes(order)

    def receive(self) -> tuple[bool, Any]:
        """Whether the task went well, and its result or error. Raises `EOFError`, `OSError`."""
        outcome: tuple[bool, Any] = pickle.loads(self.connection.recv_bytes())  # noqa: S301 - ours
        self.attempt = None
        return outcome

    def kill(self) -> None:
        """End the process now, if it has not ended."""
        if self.process.is_alive():
            self.process.kill()

    def end(self) -> str:
        """Reap the process; in words, how it ended."""
        self.connection.close()
        self.process.join()
        code = self.process.exitcode or 0
        return f"was killed (signal {-code})" if code < 0 else f"ended (exit code {code})"


def _context() -> Any:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([worker.__name__, *worker.WARM])
    return context


def _start_server(context: Any) -> None:
    """Start the process that workers are forked from, so that it imports while we do other things.

    The terminal sends Ctrl-C to it too. It is blocked there, and so in the workers, from the
    very start; the tracker of resources, which would lift that, is started before.
    """
    if context.get_start_method() != "forkserver":
        return
    from multiprocessing import forkserver

    resource_tracker.ensure_running()
    with _without_main():
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


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
