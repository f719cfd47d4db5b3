"""The same pages in few shards and in many: what a shard costs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measure import MIB, measure
from benchmarks.scale.shards import write_shards

COUNTS = (10, 100, 1_000, 10_000)


def run(scratch: Path, counts: Sequence[int] = COUNTS, documents: int = 20_000) -> Iterator[str]:
    """Lines of the table."""
    yield f"| shards of {documents:,} pages | seconds | ms more for each shard | peak memory |"
    yield "| ---: | ---: | ---: | ---: |"
    least = 0.0
    for count in counts:
        shards, built = write_shards(scratch / f"in-{count}", documents, count), scratch / "built"
        options = ("--records", "text", "--workers", "2", "--no-cache", "--quiet", "--out", built)
        build = measure("-m", "onrecord", "build", str(shards), *map(str, options))
        least = least or build.seconds
        more = (
            f"{1000 * (build.seconds - least) / (count - counts[0]):.2f}"
            if count > counts[0]
            else ""
        )
        yield f"| {count:,} | {build.seconds:.1f} | {more} | {build.peak / MIB:,.0f} MiB |"
        for folder in (shards, built):
            shutil.rmtree(folder)
