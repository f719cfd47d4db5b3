"""Engines beside each other: what a task costs on each, and the same corpus built by each.

``python -m benchmarks.engines [DOCUMENTS]`` prints the tables for docs/scale.md. A task that does
nothing shows what the engine itself costs; processor seconds of the scheduler are those of the
process it lives in, from first task to last.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

from benchmarks.corpus.writing import write_corpus
from onrecord.engines import Engine, open_engine

_COUNTS = (10, 1_000, 10_000)
#: The bytes of a batch of 2,048 sources as it is sent; what comes back has a third of that.
_REAL = 300_000
_REPEATS = 3
_BUILDS = (("local", "1"), ("local", "2"), ("dask", "2"))


@dataclass(frozen=True)
class Cost:
    """What tasks took: seconds of the clock, and of processors in this process and the scheduler's."""

    tasks: int
    seconds: float
    ours: float
    scheduler: float

    def per_task(self, seconds: float) -> str:
        """So many milliseconds a task."""
        return f"{1000 * seconds / self.tasks:.2f}"


def main() -> None:
    """Measure, and print both tables."""
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else 6_000
    print(
        "| engine | bytes a task | tasks | ms a task | ms of our processor | of the scheduler's |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name in ("local", "dask"):
        with open_engine(name, 2, small=False) as engine:
            list(engine.map(bytes, [b""] * 8))
            for size in (0, _REAL):
                for count in _COUNTS if size == 0 else _COUNTS[1:2]:
                    cost = _time(engine, count, size)
                    print(
                        f"| {name} | {size:,} | {count:,} | {cost.per_task(cost.seconds)} | "
                        f"{cost.per_task(cost.ours)} | {cost.per_task(cost.scheduler)} |"
                    )
    print()
    print(f"| {documents:,} documents, whole command | seconds | times local with 2 |")
    print("| --- | ---: | ---: |")
    taken = _build(documents)
    for (name, workers), seconds in taken.items():
        ratio = seconds / taken["local", "2"]
        print(f"| `--engine {name} --workers {workers}` | {seconds:.1f} | {ratio:.2f} |")


def _time(engine: Engine, count: int, size: int) -> Cost:
    begin, used = time.perf_counter(), (time.process_time(), _scheduler_seconds())
    for _ in engine.map(bytes, _payloads(count, size)):
        pass
    return Cost(
        count,
        time.perf_counter() - begin,
        time.process_time() - used[0],
        _scheduler_seconds() - used[1],
    )


def _payloads(count: int, size: int) -> Iterator[bytes]:
    for number in range(count):
        yield number.to_bytes(8, "big").ljust(size, b"x")


def _scheduler_seconds() -> float:
    """Seconds of the processor that the process with the scheduler has used, if there is one."""
    for child in psutil.Process().children():
        if "onrecord.engines.cluster" in child.cmdline():
            times = child.cpu_times()
            return float(times.user + times.system)
    return 0.0


def _build(documents: int) -> dict[tuple[str, str], float]:
    """Median seconds of each engine, run in turn so that whatever else goes on meets all."""
    taken: dict[tuple[str, str], list[float]] = {key: [] for key in _BUILDS}
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as scratch:
        pages = Path(scratch, "pages")
        write_corpus(pages, None, seed=1, documents=documents, shards=0, workers=2)
        for _ in range(_REPEATS):
            for name, workers in _BUILDS:
                call = [
                    "-m",
                    "onrecord",
                    "build",
                    str(pages),
                    "-o",
                    f"{scratch}/{name}-{workers}/data",
                ]
                begin = time.perf_counter()
                options = ["-q", "--no-cache", "--engine", name, "--workers", workers]
                subprocess.run([sys.executable, *call, *options], check=True)
                taken[name, workers].append(time.perf_counter() - begin)
        sets = [_bytes(Path(scratch, f"{name}-{workers}", "data")) for name, workers in _BUILDS]
    assert sets[0] == sets[1] == sets[2], "engines differ"
    return {key: median(seconds) for key, seconds in taken.items()}


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


if __name__ == "__main__":
    main()
