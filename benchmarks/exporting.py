"""``python -m benchmarks.exporting --peer PYTHON``: every export, and ConvoKit beside it.

A corpus is generated and built, then exported to every format in whole commands. ConvoKit (run by the Python
named with ``--peer``, see tests/peers) loads the exported corpus and dumps it: the same corpus, the same
files. Its load and dump are timed inside its process, without its imports; ours are whole commands.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.__main__ import MIB, machine
from benchmarks.measure import Measured, measure
from onrecord.exporting import EXPORTS

_HERE = Path(__file__).parent


def main() -> None:
    """Measure, print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--dataset", type=Path, help="a built dataset, instead of a generated one")
    parser.add_argument("--peer", help="a Python that has convokit")
    parser.add_argument("--only", nargs="*", default=list(EXPORTS), help="formats")
    call = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as scratch:
        folder = Path(scratch)
        dataset = call.dataset or build(folder, call.documents)
        documents, turns = (_rows(dataset, name) for name in ("documents", "turns"))
        print(f"{machine()}; {documents:,} documents, {turns:,} turns\n")
        print("| what | seconds | turns/s | peak memory | written |")
        print("| --- | ---: | ---: | ---: | ---: |")
        for name in call.only:
            export(dataset, folder, name, turns)
        if call.peer:
            against_convokit(folder, call.peer)


def build(folder: Path, documents: int) -> Path:
    """A dataset built from generated pages."""
    pages, built = folder / "pages", folder / "built"
    options = ("--documents", str(documents), "--seed", "1", "--out", str(pages))
    measure("-m", "benchmarks.corpus", *options)
    measure("-m", "onrecord", "build", str(pages), "--out", str(built), "--quiet")
    return built


def _rows(dataset: Path, table: str) -> int:
    paths = [dataset / f"{table}.parquet", *(dataset / table).glob("*.parquet")]
    return sum(pq.read_metadata(path).num_rows for path in paths if path.is_file())


def export(dataset: Path, folder: Path, name: str, turns: int) -> None:
    """Export to a format and print a line."""
    command = ("-m", "onrecord", "export", str(dataset), "--to", name, "--json")
    try:
        measured = measure(*command, "--out", str(folder / name))
    except subprocess.CalledProcessError:
        print(f"| onrecord export --to {name} | nothing to export | | | |", flush=True)
        return
    written = json.loads(measured.output)["bytes"]
    _line(f"onrecord export --to {name}", measured, turns, f"{written / 1e6:.1f} MB")


def _line(what: str, measured: Measured, turns: int, written: str) -> None:
    rate, peak = turns / measured.seconds, measured.peak / MIB
    print(
        f"| {what} | {measured.seconds:.2f} | {rate:,.0f} | {peak:,.0f} MiB | {written} |",
        flush=True,
    )


def against_convokit(folder: Path, peer: str) -> None:
    """Print what ConvoKit takes to load the exported corpus and to dump it again."""
    script = str(_HERE / "exporting_convokit.py")
    measured = measure(script, str(folder / "convokit"), str(folder / "dumped"), python=peer)
    took = json.loads(measured.output.splitlines()[-1])
    for what in ("load", "dump"):
        rate = took["utterances"] / took[what]
        print(f"| ConvoKit {what}, without imports | {took[what]:.2f} | {rate:,.0f} "
              f"| {measured.peak / MIB:,.0f} MiB | |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
