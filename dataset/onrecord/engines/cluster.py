"""A Dask cluster of one's own on this machine, in processes that end with this one.

The cluster lives in a child process, so that neither its threads nor Ctrl-C, which the terminal
sends to the whole group of processes, meet the caller; it is ended by killing that group. It
listens on the loopback address alone.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Event, Thread

from onrecord.engines.attempts import MOST_DEATHS
from onrecord.errors import CallError, first_line


class OwnCluster:
    """A running cluster of `workers` single-threaded processes at `address`. Raises `CallError`."""

    def __init__(self, workers: int):
        self._scratch = tempfile.mkdtemp(prefix="onrecord-")
        self._log = Path(self._scratch, "log")
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-m", __name__, str(workers), self._scratch],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=self._environment(),
                start_new_session=True,
            )
        try:
            self.address = self._wait_for_address()
        except BaseException:
            self.kill()
            raise

    def _environment(self) -> dict[str, str]:
        """Ours, with what can be imported here and with temporary files where we remove them."""
        path = os.pathsep.join(filter(None, sys.path))
        return os.environ | {"PYTHONPATH": path, "TMPDIR": self._scratch, "TEMP": self._scratch}

    def _wait_for_address(self) -> str:
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        if address := self._process.stdout.readline().decode().strip():
            return address
        lines = self._log.read_text(errors="replace").strip().splitlines() or ["no reason given"]
        raise CallError(f"the Dask workers could not be started: {lines[-1][:200]}")

    def kill(self) -> None:
        """End the cluster at once, whatever it is doing, and remove what it left on disk."""
        if hasattr(os, "killpg"):
            os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process.wait()
        shutil.rmtree(self._scratch, ignore_errors=True)


def main() -> None:
    """Be a cluster: print its address and stay until standard input ends."""
    workers, scratch = int(sys.argv[1]), sys.argv[2]
    told = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever workers print is nobody's
    Thread(target=_end_with_parent, args=(scratch,), daemon=True).start()
    told.write(_start(workers, scratch) + "\n")
    told.flush()
    Event().wait()


def _start(workers: int, scratch: str) -> str:
    """The address of a new cluster, as soon as its workers have imported what they need."""
    import dask

    forking = hasattr(os, "fork") and sys.platform != "darwin"
    dask.config.set(
        {
            "logging": {"distributed": "error"},
            "distributed.scheduler.allowed-failures": MOST_DEATHS - 1,
            "distributed.worker.multiprocessing-method": "forkserver" if forking else "spawn",
            "distributed.worker.preload": ["onrecord.engines.fitness", "onrecord.engines.warm"],
            "distributed.worker.profile.enabled": False,
        }
    )
    from distributed import LocalCluster

    cluster = LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        memory_limit=0,
        local_directory=scratch,
        silence_logs=logging.ERROR,
    )
    cluster.wait_for_workers(workers)
    globals()["_running"] = cluster
    return str(cluster.scheduler_address)


def _end_with_parent(scratch: str) -> None:
    """End the whole group of processes as soon as the parent has, however it did."""
    while os.read(0, 1):
        pass
    shutil.rmtree(scratch, ignore_errors=True)
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    try:
        main()
    except Exception as error:
        sys.exit(f"{type(error).__name__}: {first_line(error)}")
