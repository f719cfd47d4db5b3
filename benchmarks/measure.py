"""Whole commands, measured: seconds on the clock and peak memory over all their processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

MIB = 1024 * 1024

#: Seconds between two looks at the memory: at least so many, and so many times what a look takes.
_EVERY, _SPARE = 0.02, 20


@dataclass(frozen=True)
class Measured:
    """What a command took: `seconds`, `peak` bytes (proportional set size, summed), its output.

    `busy` are the seconds of processors that it and its children used, which hardly depend on what
    else the machine does.
    """

    seconds: float
    peak: int
    output: str
    busy: float = 0.0


def measure(*arguments: str, python: str = sys.executable) -> Measured:
    """Run ``python ARGUMENTS`` and measure it. Raises `CalledProcessError` where it fails."""
    begin, used = time.perf_counter(), _used()
    process = subprocess.Popen([python, *arguments], stdout=subprocess.PIPE, text=True)
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
    watcher.start()
    output, _ = process.communicate()
    seconds = time.perf_counter() - begin
    watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments, output)
    return Measured(seconds, peak[0], output, _used() - used)


def _used() -> float:
    """Seconds of processors that ended children have used."""
    times = os.times()
    return times.children_user + times.children_system


def _watch(pid: int, peak: list[int]) -> None:
    """Keep the highest sum of memory over a process and its children, shared pages counted once."""
    try:
        root = psutil.Process(pid)
        while root.is_running() and root.status() != psutil.STATUS_ZOMBIE:
            begin = time.perf_counter()
            peak[0] = max(peak[0], _memory(root))
            time.sleep(max(_EVERY, _SPARE * (time.perf_counter() - begin)))
    except psutil.Error:
        return


def _memory(root: psutil.Process) -> int:
    total = 0
    for process in [root, *root.children(recursive=True)]:
        try:
            total += _proportional(process.pid)
        except (OSError, psutil.Error):
            continue
    return total


def _proportional(pid: int) -> int:
    """The proportional set size; of one look at all maps, where the system can do that."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return int(psutil.Process(pid).memory_full_info().rss)
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
