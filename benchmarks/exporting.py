"""``python -m benchmarks.exporting --peer PYTHON``: every export, and ConvoKit beside it.

A corpus is generated and built, then exported to every format in whole commands. ConvoKit (run by the Python
named with ``--peer``, see tests/peers) loads the exported corpus and dumps it: the same corpus, the same
files. The exports are timed twice: as whole commands, start of Python included, and inside the process, as ConvoKit
is. Processor seconds are beside those of the clock, for other work may run on the machine.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.__main__ import machine
from benchmarks.measure import MIB, measure
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
        print("| what | seconds | processor | turns/s of it | peak memory | written |")
        print("| --- | ---: | ---: | ---: | ---: | ---: |")
        for name in call.only:
            export(dataset, folder, name, turns)
        if call.peer:
            against_convokit(dataset, folder, call.peer)


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
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        measured = measure(*command, "--out", str(folder / name))
    except subprocess.CalledProcessError:
        print(f"| onrecord export --to {name} | nothing to export | | | | |", flush=True)
        return
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    written = f"{json.loads(measured.output)['bytes'] / 1e6:.1f} MB"
    _line(
        f"onrecord export --to {name}", measured.seconds, processor, turns, measured.peak, written
    )


def _line(
    what: str, seconds: float, processor: float, turns: int, peak: int, written: str = ""
) -> None:
    print(
        f"| {what} | {seconds:.2f} | {processor:.2f} | {turns / processor:,.0f} "
        f"| {peak / MIB:,.0f} MiB | {written} |",
        flush=True,
    )


def against_convokit(dataset: Path, folder: Path, peer: str) -> None:
    """Print what ConvoKit and we take inside a process to write the corpus, and ConvoKit to load it."""
    ours = measure(str(_HERE / "exporting_ours.py"), str(dataset), str(folder / "again"))
    script = str(_HERE / "exporting_convokit.py")
    theirs = measure(script, str(folder / "convokit"), str(folder / "dumped"), python=peer)
    for measured, who in ((ours, "onrecord.export to convokit"), (theirs, "ConvoKit")):
        took = json.loads(measured.output.splitlines()[-1])
        for what, (seconds, processor) in took["took"].items():
            _line(f"{who}{what}, inside", seconds, processor, took["turns"], measured.peak)


if __name__ == "__main__":
    main()
