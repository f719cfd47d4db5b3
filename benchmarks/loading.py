"""Loading beside plain pyarrow: two columns of turns, whole processes and inside one.

``python -m benchmarks.loading DATASET [REPEATS]`` prints the table for benchmarks/README.md. Each pair
is run in turn, so that whatever else the machine does meets both; medians are told, the ratio is that of
the pairs. Seconds of the processor are what a busy machine disturbs least.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.measure import measure

_COLUMNS = ("document_id", "n_words")
_PLAIN = """
import sys, time
import pyarrow.parquet as pq
table = pq.read_table(sys.argv[1] + "/turns.parquet", columns=["document_id", "n_words"])
begin = time.perf_counter()
table = pq.read_table(sys.argv[1] + "/turns.parquet", columns=["document_id", "n_words"])
print(table.num_rows, time.perf_counter() - begin)
"""
_LOAD = """
import sys, time
import onrecord
table = onrecord.load(sys.argv[1], "turns", ["document_id", "n_words"]).arrow()
begin = time.perf_counter()
table = onrecord.load(sys.argv[1], "turns", ["document_id", "n_words"]).arrow()
print(table.num_rows, time.perf_counter() - begin)
"""
_PLAIN_FEW = """
import sys, time
import pyarrow.parquet as pq
begin = time.perf_counter()
wanted = pq.read_table(sys.argv[1] + "/documents.parquet", columns=["document_id"])["document_id"]
wanted = wanted.slice(len(wanted) // 2, 20).to_pylist()
table = pq.read_table(sys.argv[1] + "/turns.parquet", filters=[("document_id", "in", wanted)])
print(table.num_rows, time.perf_counter() - begin)
"""
_LOAD_FEW = """
import sys, time
import onrecord
begin = time.perf_counter()
data = onrecord.load(sys.argv[1])
wanted = data.arrow("documents", ["document_id"])["document_id"]
wanted = wanted.slice(len(wanted) // 2, 20).to_pylist()
table = data.arrow("turns", documents=wanted)
print(table.num_rows, time.perf_counter() - begin)
"""
_START = """
import sys, time
begin = time.perf_counter()
import onrecord
onrecord.load(sys.argv[1]).tables
print(0, time.perf_counter() - begin)
"""
_START_PLAIN = """
import time
begin = time.perf_counter()
import pyarrow.parquet
print(0, time.perf_counter() - begin)
"""


def main() -> None:
    """Measure and print."""
    dataset, repeats = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 7
    print(
        "| what | seconds: pyarrow | onrecord | ratio | of processor: pyarrow | onrecord | ratio |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as scratch:
        for what, plain, ours in (
            (f"{' and '.join(_COLUMNS)} of all turns", _PLAIN, _LOAD),
            ("all columns of 20 documents", _PLAIN_FEW, _LOAD_FEW),
            ("imports, and the dataset opened", _START_PLAIN, _START),
        ):
            scripts = []
            for name, text in (("plain.py", plain), ("ours.py", ours)):
                path = Path(scratch) / name
                path.write_text(text, encoding="utf-8")
                scripts.append(str(path))
            _compare(what, scripts, dataset, repeats)


def _compare(what: str, scripts: list[str], dataset: str, repeats: int) -> None:
    clock: list[list[float]] = []
    processor: list[list[float]] = []
    inside: list[list[float]] = []
    for _ in range(repeats):
        runs = [_run(script, dataset) for script in scripts]
        assert len({rows for rows, *_ in runs}) == 1, runs
        inside.append([run[1] for run in runs])
        clock.append([run[2] for run in runs])
        processor.append([run[3] for run in runs])
    print(f"| {what}, whole process | {_cells(clock)} | {_cells(processor)} |")
    print(f"| {what}, the call alone | {_cells(inside)} | | | |", flush=True)


def _run(script: str, dataset: str) -> tuple[int, float, float, float]:
    """Rows, seconds of the call, of the process, and of the processor, for one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    measured = measure(script, dataset)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    rows, seconds = measured.output.split()
    return int(rows), float(seconds), measured.seconds, used


def _cells(pairs: list[list[float]]) -> str:
    plain, ours = (median(column) for column in zip(*pairs, strict=True))
    return f"{plain:.2f} | {ours:.2f} | {median(two / one for one, two in pairs):.2f}"


if __name__ == "__main__":
    main()
