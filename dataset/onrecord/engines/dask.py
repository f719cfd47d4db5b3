"""Tasks on a Dask cluster: one of this machine, or the one whose scheduler is named.

Functions go by name and tasks as bytes, so onrecord must be on the workers, in the same version;
what a task writes must land where this process finds it. Both are asked of every worker before
its first task. A result is fetched and let go as soon as it is there, and few more tasks are with
the scheduler than its workers run at once.
"""

from __future__ import annotations

import logging
import pickle
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self, TypeVar

from onrecord.engines.attempts import Attempt, Attempts
from onrecord.engines.cluster import OwnCluster
from onrecord.engines.fitness import Terms, UnfitWorker, carry_out, find_fault, stated_terms
from onrecord.errors import CallError, first_line

T = TypeVar("T")
R = TypeVar("R")

#: Seconds: for a scheduler to answer, for a first worker to join, between two looks at the cluster.
_ANSWER, _PATIENCE, _LOOK = 10, 60, 5
_IN_HAND = 2
_KILLED = object()


class Dask:
    """The engine that sends tasks to a Dask scheduler; without one, to a cluster of its own."""

    processes: int

    def __init__(self, workers: int, scheduler: str | None, sees: tuple[Path, ...]):
        self._distributed = _import_distributed()
        self._workers, self._scheduler, self._sees = workers, scheduler, sees
        self._stack = ExitStack()
        self._client: Any = None
        self._looked = 0.0

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(_silenced())
            address = self._scheduler
            if address is None:
                cluster = OwnCluster(self._workers)
                stack.callback(cluster.kill)
                address = cluster.address
            self._client = self._connect(address)
            stack.callback(self._disconnect)
            self._terms = stack.enter_context(stated_terms(self._sees))
            self._wait_for_workers(address)
            self._check_workers(self._terms)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def _connect(self, address: str) -> Any:
        try:
            return self._distributed.Client(address, timeout=_ANSWER, set_as_default=False)
        except (OSError, ValueError) as error:
            raise CallError(
                f"no Dask scheduler answers at {address} ({first_line(error)}); start one with "
                "`dask scheduler`, or leave --scheduler out for workers of this machine"
            ) from None

    def _disconnect(self) -> None:
        with suppress(Exception):
            self._client.close(timeout=0.5)

    def _wait_for_workers(self, address: str) -> None:
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise CallError(
                f"no worker has joined the scheduler at {address} within {_PATIENCE} seconds; "
                f"start some: dask worker {address} --nthreads 1"
            ) from None
        self._look()

    def _look(self) -> None:
        """Count the workers again: clusters grow and shrink."""
        self._looked = time.monotonic()
        try:
            self.processes = len(self._client.nthreads())
        except Exception as error:
            raise _lost(error) from None

    def _check_workers(self, terms: Terms) -> None:
        """Raise `CallError` for a worker that could not give what this process would."""
        answers = self._client.run(find_fault, terms, on_error="return")
        for worker, answer in sorted(answers.items()):
            if isinstance(answer, Exception):
                raise CallError(_without_onrecord(f"the worker {worker}", answer))
            if answer is not None:
                raise CallError(f"the worker {worker} {answer}")

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """The results as they come; a task whose worker ended is carried out again.

        Raises what the function raised, and `CallError` for a task that no worker survives, for
        workers that must not work, and for a cluster that has gone.
        """
        attempts = Attempts(tasks)
        done: SimpleQueue[Any] = SimpleQueue()
        running: dict[Any, Attempt[T]] = {}
        try:
            while self._hand_out(function, attempts, running, done):
                for future, result in self._results(self._wait(done)):
                    attempt = running.pop(future)
                    if result is _KILLED:
                        attempts.suspect(attempt, "ended")
                    else:
                        yield pickle.loads(result)  # noqa: S301 - from our cluster
        finally:
            if running:
                with suppress(Exception):
                    self._client.cancel(list(running), force=True)

    def _hand_out(
        self,
        function: Callable[[T], R],
        attempts: Attempts[T],
        running: dict[Any, Attempt[T]],
        done: SimpleQueue[Any],
    ) -> bool:
        """Submit tasks until enough are in flight; whether any is."""
        if time.monotonic() - self._looked > _LOOK:
            self._look()
        while len(running) < _IN_HAND * max(1, self.processes):
            attempt = attempts.draw(len(running))
            if attempt is None:
                break
            future = self._client.submit(
                carry_out,
                pickle.dumps((function, attempt.task)),
                self._terms,
                key=f"onrecord-{uuid.uuid4().hex}",
                pure=False,
            )
            running[future] = attempt
            future.add_done_callback(done.put)
            if attempt.alone:
                break
        return bool(running)

    def _wait(self, done: SimpleQueue[Any]) -> list[Any]:
        """The futures that are done, at least one, with a look at the cluster now and then."""
        seen = time.monotonic()
        while True:
            try:
                return [done.get(timeout=_LOOK), *(done.get_nowait() for _ in range(done.qsize()))]
            except Empty:
                self._look()
            if self.processes:
                seen = time.monotonic()
            elif time.monotonic() - seen > _PATIENCE:
                raise CallError(
                    f"the Dask cluster has had no worker for {_PATIENCE} seconds; start workers and "
                    "run the same command again"
                )

    def _results(self, futures: list[Any]) -> Iterator[tuple[Any, Any]]:
        """Each future with its result, those of all that went well fetched in one go, and released."""
        well = [future for future in futures if future.status == "finished"]
        try:
            fetched = dict(zip(well, self._client.gather(well), strict=True))
        except Exception:
            fetched = {}  # one was lost with its worker meanwhile: each by itself then
        for future in futures:
            result = fetched[future] if future in fetched else self._result(future)
            future.release()
            yield future, result

    def _result(self, future: Any) -> Any:
        try:
            return future.result()
        except self._distributed.KilledWorker:
            return _KILLED
        except UnfitWorker as error:
            raise CallError(f"a worker that has joined {error}") from None
        except ModuleNotFoundError as error:
            if (error.name or "").split(".")[0] not in {"onrecord", "onrecord_schemas"}:
                raise
            raise CallError(_without_onrecord("a worker that has joined", error)) from None
        except self._distributed.CancelledError as error:
            raise _lost(error) from None


def _import_distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise CallError("the engine dask needs Dask: pip install 'onrecord[dask]'") from None
    return distributed


def _without_onrecord(worker: str, error: Exception) -> str:
    from onrecord.version import __version__

    return (
        f"{worker} cannot run onrecord ({first_line(error)}): install onrecord {__version__} there"
    )


def _lost(error: BaseException) -> CallError:
    return CallError(
        f"the connection to the Dask scheduler was lost ({first_line(error)}); "
        "see to the cluster and run the same command again"
    )


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep what Dask tells about its connections off the terminal, errors included: we raise ours."""
    loggers = [
        logging.getLogger(name)
        for name in [*logging.root.manager.loggerDict, "asyncio", "distributed", "tornado"]
        if name.split(".")[0] in {"asyncio", "distributed", "tornado"}
    ]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
