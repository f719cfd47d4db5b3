"""``python -m benchmarks.quality DATASET``: all checks, and eight rules beside two peers.

DATASET is a built dataset, of as many turns as there is patience for (``benchmarks.corpus`` and
``onrecord build`` make one, ``benchmarks.quality.cutting`` a smaller one of it). Great Expectations is run by the Python named with ``--peer``, in an
environment of its own: ``python -m venv gx && gx/bin/pip install great_expectations pyarrow``.
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.__main__ import machine
from benchmarks.measure import MIB, Measured, measure
from benchmarks.quality.rules import CHECKS

_HERE = Path(__file__).parent


def main() -> None:
    """Measure whole commands, print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--peer", help="a Python that has great_expectations")
    arguments = parser.parse_args()
    turns = str(arguments.dataset / "turns.parquet")
    check = ("-m", "onrecord", "check", str(arguments.dataset), "--fail-on", "never", "--quiet")
    rules = [option for name in CHECKS for option in ("--check", name)]
    print(f"{machine()}; {pq.ParquetFile(turns).metadata.num_rows:,} turns\n")
    print("| what | seconds | of processors | peak memory |\n| --- | ---: | ---: | ---: |")
    _line("onrecord check, all checks", lambda: measure(*check))
    _line("onrecord check, the eight rules", lambda: measure(*check, *rules))
    _line("pandas, the eight rules", lambda: measure(str(_HERE / "with_pandas.py"), turns))
    if arguments.peer:
        script = str(_HERE / "with_great_expectations.py")
        _line(
            "Great Expectations, the eight rules",
            lambda: measure(script, turns, python=arguments.peer),
        )


def _line(what: str, run: Callable[[], Measured]) -> None:
    try:
        measured = run()
    except subprocess.CalledProcessError as error:
        print(f"| {what} | ended with {error.returncode} | | |", flush=True)
        return
    took = f"{measured.seconds:.1f} | {measured.busy:.1f} | {measured.peak / MIB:,.0f} MiB"
    print(f"| {what} | {took} |", flush=True)


if __name__ == "__main__":
    main()
