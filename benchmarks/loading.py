"""Loading beside plain pyarrow: two columns of turns, whole processes and inside one.

``python -m benchmarks.loading DATASET [REPEATS]`` prints the table for benchmarks/README.md. Each pair
is run in turn, so that whatever else the machine does meets both; the median of the ratios is told.
"""

from __future__ import annotations

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
    print("| what | plain pyarrow, s | onrecord.load, s | ratio (median) |")
    print("| --- | ---: | ---: | ---: |")
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
    whole: list[tuple[float, float]] = []
    inside: list[tuple[float, float]] = []
    for _ in range(repeats):
        runs = [measure(script, dataset) for script in scripts]
        rows, seconds = zip(*(run.output.split() for run in runs), strict=True)
        assert len(set(rows)) == 1, rows
        whole.append((runs[0].seconds, runs[1].seconds))
        inside.append((float(seconds[0]), float(seconds[1])))
    for how, pairs in (("whole process", whole), ("inside", inside)):
        plain, ours = (median(column) for column in zip(*pairs, strict=True))
        ratio = median(two / one for one, two in pairs)
        print(f"| {what}, {how} | {plain:.3f} | {ours:.3f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
