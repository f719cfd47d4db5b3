"""Checks that a recipe adds, run so that none of them can harm or stop the others.

SQL runs in a connection of its own that sees the tables and nothing else: no file, no network,
no setting. Python runs in a process of its own. Both have a limit of time and one of memory.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from onrecord.errors import first_line
from onrecord.quality.ledger import COLUMNS
from onrecord.quality.opening import Opened
from onrecord.quality.rules import Fault
from onrecord.quality.settings import CustomCheck, Settings

#: Failing rows that a custom check may give; the rest is counted out.
MOST_ROWS = 1_000_000


class Failed(Exception):
    """A custom check that raised, ran out of time or returned nonsense; the message says which."""


def run_custom(found: Opened, custom: CustomCheck, settings: Settings) -> list[Fault]:
    """The failing rows of a custom check. Raises `Failed`."""
    if custom.sql is not None:
        return _run_sql(found, custom, settings)
    return _run_python(found, custom, settings)


def _run_sql(found: Opened, custom: CustomCheck, settings: Settings) -> list[Fault]:
    import duckdb

    sql = (custom.sql or "").strip()
    try:
        statements = duckdb.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise Failed("is not one SELECT, and no other statement is run")
        with (
            _walled_in(found, custom, settings) as connection,
            _limited(connection, custom.seconds),
        ):
            result = connection.execute(sql)
            names = [column[0] for column in result.description]
            rows = result.fetchmany(MOST_ROWS)
    except duckdb.InterruptException:
        raise Failed(f"took more than {custom.seconds:g} s and was stopped") from None
    except duckdb.Error as error:
        raise Failed(f"raised {type(error).__name__}: {first_line(error)}") from None
    return [_as_fault(names, row) for row in rows]


@contextmanager
def _walled_in(found: Opened, custom: CustomCheck, settings: Settings) -> Iterator[Any]:
    """A connection to the tables as Arrow data sets, with every way to files and networks shut."""
    import duckdb
    import pyarrow.dataset as arrow_dataset

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{min(settings.memory // 2, custom.memory) // 1_000_000}MB",
        "threads": settings.threads or os.cpu_count() or 1,
        "python_enable_replacements": False,
    }
    with duckdb.connect(config=config) as connection:
        for table, files in found.files.items():
            connection.register(table, arrow_dataset.dataset([str(file) for file in files]))
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


@contextmanager
def _limited(connection: Any, seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _as_fault(names: list[str], row: tuple[Any, ...]) -> Fault:
    """A row of any query as a fault: known columns as such, all others as its value."""
    known = dict(zip(names, row, strict=True))
    rest = [f"{name} {value}" for name, value in known.items() if name not in COLUMNS]
    key = known.get("key", known.get("person_id"))
    value = known.get("value", ", ".join(rest))
    return Fault(
        _text(known.get("document_id")),
        _number(known.get("turn_index")),
        _number(known.get("char_start")),
        _number(known.get("char_end")),
        _text(value),
        _text(key),
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)[:300]


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and abs(value) < 2**62 else None


def _run_python(found: Opened, custom: CustomCheck, settings: Settings) -> list[Fault]:
    table = custom.check.table
    if table not in found.files:
        raise Failed(f"needs the table {table}, which cannot be read")
    with tempfile.TemporaryDirectory(prefix="onrecord-custom-") as scratch:
        answer = Path(scratch) / "answer.json"
        order = {
            "function": custom.python,
            "folder": str(settings.folder.resolve()),
            "files": [str(file) for file in found.files[table]],
            "columns": list(custom.columns),
            "answer": str(answer),
            "memory": custom.memory,
        }
        code = _run_worker(json.dumps(order), custom.seconds)
        if not answer.is_file():
            raise Failed(f"ended its process {_how(code, custom.memory)}")
        told = json.loads(answer.read_text(encoding="utf-8"))
    if "failed" in told:
        raise Failed(told["failed"])
    return [Fault(*fault) for fault in told["faults"]]


def _how(code: int, memory: int) -> str:
    """How a process ended: with a code, or by a signal, as those do that cannot get memory."""
    if code >= 0:
        return f"with exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    return f"by {name}; it may have {memory >> 20:,} MiB of memory"


def _run_worker(order: str, seconds: float) -> int:
    """Run a Python check in a session of its own, killed with all it started when time is up."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "onrecord.checks_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        worker.communicate(order, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise Failed(f"took more than {seconds:g} s and was stopped") from None
    finally:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    return worker.returncode
