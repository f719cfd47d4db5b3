"""Being told to stop: the signal decides, whatever a library makes of what it raised."""

from __future__ import annotations

import subprocess
import sys

import pytest

from onrecord.cli import stopping

_QUERY = """
import os, signal, threading
import duckdb
from onrecord.cli.stopping import Stopped, heed_signals, told_to_stop
heed_signals()
threading.Timer(0.5, os.kill, (os.getpid(), signal.{name})).start()
try:
    with told_to_stop(), duckdb.connect(config={{"threads": 1}}) as connection:
        connection.execute("SELECT count(*) FROM range(100000000) a, range(100000) b").fetchall()
except (KeyboardInterrupt, Stopped) as told:
    print(type(told).__name__, getattr(told, "exit_code", ""))
"""


@pytest.mark.parametrize(
    ("name", "said"), [("SIGINT", "KeyboardInterrupt "), ("SIGTERM", "Stopped 143")]
)
def test_a_query_that_is_interrupted_is_no_fault(name: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _QUERY.format(name=name)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"{said}\n", "")


def test_an_error_without_a_signal_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "_told", [])
    with pytest.raises(RuntimeError, match="mine"), stopping.told_to_stop():
        raise RuntimeError("mine")
