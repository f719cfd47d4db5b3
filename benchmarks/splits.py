"""Splits by each plan on one dataset: time, what goes where, leakage left, what growth moves.

``python -m benchmarks.splits DATASET`` prints the table for docs/splits.md.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import onrecord

_PLANS: tuple[dict[str, object], ...] = (
    {},
    {"people": "guests"},
    {"people": "guests", "overlaps": "drop"},
    {"people": "all"},
    {"people": "all", "overlaps": "drop"},
    {"stratify": ["program", "year"]},
)
_HEAD = (
    "options", "train", "validation", "test", "in none", "guests in two", "hosts in two",
    "test words by people heard in train", "repeated turns in test", "moved by 10% growth", "seconds",
)  # fmt: skip


def main() -> None:
    """Measure and print."""
    print(f"| {' | '.join(_HEAD)} |")
    print(f"| --- |{' ---: |' * (len(_HEAD) - 1)}")
    for plan in _PLANS:
        _measure(sys.argv[1], plan, _options(plan))
    with tempfile.TemporaryDirectory() as scratch:
        _write_stories(Path(scratch))
        _measure(scratch, {}, "none, stories of several copies")


def _measure(target: str, plan: dict[str, object], options: str) -> None:
    begin = time.perf_counter()
    splits = onrecord.split(target, **plan)  # type: ignore[arg-type]
    print(_row(options, splits, time.perf_counter() - begin), flush=True)


def _write_stories(folder: Path) -> None:
    """200,000 documents without turns; seven stories in ten have one copy, the others two to six."""
    choose = random.Random(1)
    stories: list[str] = []
    while len(stories) < 200_000:
        stories += [f"story-{len(stories)}"] * choose.choice([1, 1, 1, 1, 1, 1, 1, 2, 3, 6])
    ids = [f"doc-{choose.getrandbits(80):020x}" for _ in stories]
    pq.write_table(
        pa.table({"document_id": ids, "story_id": stories}), folder / "documents.parquet"
    )


def _row(options: str, splits: onrecord.Splits, seconds: float) -> str:
    total = splits.table.num_rows
    test = splits.leakage.heldout[-1]
    stability = splits.stability
    cells = [
        options,
        *(f"{size.documents / total:.1%}" for size in splits.sizes),
        f"{sum(splits.excluded.values()) / total:.1%}",
        f"{splits.leakage.guests:,}",
        f"{splits.leakage.leads:,}",
        f"{test.words_by_known / max(test.words, 1):.1%}",
        "" if test.repeated_turns is None else f"{test.repeated_turns:,}",
        f"{(stability.moved + stability.left_out) / stability.documents:.2%}",
        f"{seconds:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def _options(plan: dict[str, object]) -> str:
    words = [
        f"--{name} {value}"
        for name, given in plan.items()
        for value in (given if isinstance(given, list) else [given])
    ]
    return f"`{' '.join(words)}`" if words else "none"


if __name__ == "__main__":
    main()
