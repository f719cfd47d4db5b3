"""Building again: when nothing has changed, and when one page has."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import MIB, Measured, measure
from benchmarks.scale.shards import write_pages


def run(scratch: Path, documents: int = 100_000) -> Iterator[str]:
    """Lines of the table."""
    pages, built = write_pages(scratch / "pages", documents), scratch / "built"

    def build(*options: str) -> Measured:
        return measure(
            *("-m", "onrecord", "build", str(pages), "--out", str(built), "--json"),
            *("--workers", "2", "--cache", str(scratch / "cache"), *options),
        )

    runs = {"first, cache empty": build()}
    runs["nothing changed"] = build()
    changed = sorted(pages.rglob("*.txt"))[documents // 2]
    changed.write_text(changed.read_text(encoding="utf-8") + "\nThat was all.\n", encoding="utf-8")
    runs["one page changed"] = build()
    yield f"| {documents:,} pages | seconds | times the first | taken from the cache | peak memory |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for what, one in runs.items():
        report = json.loads(one.output)
        yield (
            f"| {what} | {one.seconds:.1f} | {one.seconds / next(iter(runs.values())).seconds:.3f} | "
            f"{report['from_cache']:,} | {one.peak / MIB:,.0f} MiB |"
        )
    for folder in (pages, built, scratch / "cache"):
        shutil.rmtree(folder)
