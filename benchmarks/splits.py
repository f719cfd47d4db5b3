"""Splits by each plan on one dataset: time, what goes where, leakage left, what growth moves.

``python -m benchmarks.splits DATASET`` prints the table for docs/splits.md.
"""

from __future__ import annotations

import sys
import time

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
        begin = time.perf_counter()
        splits = onrecord.split(sys.argv[1], **plan)  # type: ignore[arg-type]
        print(_row(plan, splits, time.perf_counter() - begin), flush=True)


def _row(plan: dict[str, object], splits: onrecord.Splits, seconds: float) -> str:
    total = splits.table.num_rows
    test = splits.leakage.heldout[-1]
    stability = splits.stability
    cells = [
        _options(plan),
        *(f"{size.documents / total:.1%}" for size in splits.sizes),
        f"{sum(splits.excluded.values()) / total:.1%}",
        f"{splits.leakage.guests:,}",
        f"{splits.leakage.leads:,}",
        f"{test.words_by_known / max(test.words, 1):.1%}",
        f"{test.repeated_turns:,}",
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
