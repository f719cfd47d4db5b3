"""``python -m benchmarks.releases [TURNS ...]``: a dataset of so many turns packaged, measured.

Rows are the sample's under other ids, with words that do not compress; every document has a source in
the manifest. Beside it stands the time to copy the files, and to copy them once more per archive.
"""

from __future__ import annotations

import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from benchmarks.measure import measure
from benchmarks.report import repeat_sample
from onrecord import store
from onrecord.hashing import hash_file

ROOT = Path(__file__).parents[1]
MIB = 1024 * 1024
#: Turns of a document of the sample, on average.
_TURNS = 19.52


def main() -> None:
    """Print a Markdown table, one row a size and a way."""
    print("| turns | data | what | seconds | of processor | copying alone | peak memory |")
    print("| ---: | ---: | --- | ---: | ---: | ---: | ---: |")
    for size in map(int, sys.argv[1:] or ["100000", "5000000"]):
        with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as scratch:
            for line in rows(size, Path(scratch)):
                print(line, flush=True)


def rows(size: int, scratch: Path) -> list[str]:
    """The rows of one size: the folder alone, with archives, and verified."""
    folder, out = scratch / "dataset", scratch / "release"
    turns = make_dataset(folder, int(size / _TURNS))
    data = sum(path.stat().st_size for path in folder.glob("*.parquet"))
    copying = seconds_to_copy(folder, scratch / "copy")
    package = ("-m", "onrecord", "package", str(folder), "--out", str(out), "--quiet", "--recipe")
    recipe = str(ROOT / "onrecord.toml")
    lines = []
    for what, copies, words in (
        ("folder", 1, (*package, recipe, "--archive", "none", "--no-checks")),
        ("folder and three archives", 4, (*package, recipe, "--no-checks")),
        ("onrecord verify", 0, ("-m", "onrecord", "verify", str(out), "--quiet")),
    ):
        before = seconds_of_processor()
        took = measure(*words)
        lines.append(
            f"| {turns:,} | {data / 1e6:,.0f} MB | {what} | {took.seconds:.1f}"
            f" | {seconds_of_processor() - before:.1f} | {copying * copies:.1f} | {took.peak // MIB:,} MiB |"
        )
    return lines


def seconds_of_processor() -> float:
    """Seconds of processor that all commands took so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds_to_copy(folder: Path, target: Path) -> float:
    """How long it takes to copy the dataset and to have it on the disk."""
    start = time.perf_counter()
    shutil.copytree(folder, target)
    for path in target.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    took = time.perf_counter() - start
    shutil.rmtree(target)
    return took


def make_dataset(folder: Path, documents: int) -> int:
    """A dataset of so many documents with a manifest; the number of its turns."""
    turns = repeat_sample(folder, documents)
    _scramble(folder)
    shutil.copy(ROOT / "data/rejects.parquet", folder)
    manifest = store.read_manifest(ROOT / "data")
    files = []
    for table in ("documents", "turns", "people", "rejects"):
        path = folder / f"{table}.parquet"
        entry = {"path": path.name, "rows": pq.read_metadata(path).num_rows}
        files.append(entry | {"bytes": path.stat().st_size, "sha256": hash_file(path)})
    names = pq.read_table(folder / "documents.parquet", columns=["source_uri"])["source_uri"]
    sources = [
        {"uri": uri, "fate": "built", "bytes": 3000, "sha256": f"{at:064x}"}
        for at, uri in enumerate(names.to_pylist())
    ]
    store.write_manifest(folder, manifest | {"files": files, "sources": sources})
    return turns


def _scramble(folder: Path) -> None:
    """Other words for every turn: hexadecimal digits compress to half, as prose does."""
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT * REPLACE (CASE WHEN text = '' THEN '' ELSE
            left(md5(document_id || turn_index) || ' ' || sha256(document_id || turn_index) || ' '
            || sha256(turn_index || document_id), greatest(length(text) % 160, 1)) END AS text)
            FROM read_parquet('{folder}/turns.parquet') ORDER BY document_id, turn_index)
            TO '{folder}/new.parquet' (COMPRESSION zstd, ROW_GROUP_SIZE 50000)"""  # noqa: S608
        )
    (folder / "new.parquet").replace(folder / "turns.parquet")


if __name__ == "__main__":
    main()
