"""What a worker process of the local engine does: tasks in, results out, until its parent is gone."""

from __future__ import annotations

import importlib
import os
import pickle
import signal
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread

#: What the first task would wait for, imported beforehand.
WARM = (
    "onrecord.without_dask",
    "onrecord.work",
    "onrecord.surveying",
    "onrecord.assembling",
    "pandas",
    "pandera.pandas",
    "duckdb",
    "rensa",
)


def serve(connection: Connection) -> None:
    """Carry out what comes through the connection; end at once when it is closed at the other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    tasks: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_receive, args=(connection, tasks), daemon=True).start()
    warm_up()
    while True:
        outcome = _carry_out(tasks.get())
        try:
            connection.send_bytes(outcome)
        except OSError:
            os._exit(1)


def warm_up() -> None:
    """Import what the first task would wait for."""
    for name in WARM:
        with suppress(ImportError):
            importlib.import_module(name)


def _receive(connection: Connection, tasks: SimpleQueue[bytes]) -> None:
    """Take tasks in. The end of the connection is that of the parent, however it came about."""
    while True:
        try:
            tasks.put(connection.recv_bytes())
        except (EOFError, OSError):
            os._exit(1)


def _carry_out(order: bytes) -> bytes:
    """The pickled outcome of a pickled order: whether it went well, and the result or the error."""
    try:
        function, task = pickle.loads(order)  # noqa: S301 - from our parent
        return pickle.dumps((True, function(task)))
    except Exception as error:
        return _pickle_error(error)


def _pickle_error(error: Exception) -> bytes:
    """An error as bytes that the parent can surely read, with where it was raised as a note."""
    where = "".join(traceback.format_exception(error)).rstrip()
    try:
        error.add_note(f"in a worker process:\n{where}")
        pickled = pickle.dumps((False, error))
        pickle.loads(pickled)  # noqa: S301 - what was just pickled
    except Exception:
        return pickle.dumps((False, RuntimeError(f"in a worker process:\n{where}")))
    return pickled
