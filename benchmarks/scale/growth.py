"""Growth: one build of few documents and one of many, whole commands, beside their floor."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.measure import MIB, Measured, measure
from benchmarks.scale.shards import write_shards

COUNTS = (20_000, 463_000)


class Grown(NamedTuple):
    """One size: how many documents, the floor under the build, the build, and what it said."""

    documents: int
    floor: dict[str, float]
    build: Measured
    report: dict[str, Any]


def run(scratch: Path, counts: Sequence[int] = COUNTS) -> Iterator[str]:
    """Lines of the table."""
    yield "| documents | MB of text | turns | what | seconds | ms a document | peak memory |"
    yield "| ---: | ---: | ---: | --- | ---: | ---: | ---: |"
    results = []
    for count in counts:
        grown = grow(scratch, count)
        results.append(grown)
        yield from _rows(grown)
    least, most = results[0], results[-1]
    linear = least.build.seconds * most.documents / least.documents
    yield ""
    yield (
        f"{most.documents / least.documents:.2f} times the documents took "
        f"{most.build.seconds / least.build.seconds:.2f} times as long: "
        f"{most.build.seconds / linear:.2f} of what is linear."
    )


def grow(scratch: Path, documents: int) -> Grown:
    """Build `documents` pages from Parquet shards in two processes, nothing cached."""
    shards = write_shards(scratch / f"shards-{documents}", documents)
    built = scratch / f"built-{documents}"
    options = ("--records", "text", "--workers", "2", "--no-cache", "--json", "--out", str(built))
    build = measure("-m", "onrecord", "build", str(shards), *options)
    floor = measure("-m", "benchmarks.floor", str(shards), str(built), str(scratch / "floor"))
    for folder in (shards, built, scratch / "floor"):
        shutil.rmtree(folder)
    return Grown(documents, json.loads(floor.output), build, json.loads(build.output))


def _rows(grown: Grown) -> Iterator[str]:
    documents, floor, build, report = grown
    megabytes = report["source_bytes"] / 1e6
    turns = report["rows"]["turns"]["written"]
    for what, seconds, peak in (
        ("floor: read, write", floor["all"], 0),
        ("onrecord build, 2 processes", build.seconds, build.peak),
    ):
        yield (
            f"| {documents:,} | {megabytes:,.0f} | {turns:,} | {what} | {seconds:.1f} | "
            f"{1000 * seconds / documents:.3f} | {f'{peak / MIB:,.0f} MiB' if peak else ''} |"
        )
