"""Command line: `python -m benchmarks.corpus --documents 1000 --seed 1 --out pages`."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from benchmarks.corpus.writing import write_corpus


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("--documents", type=int, required=True, metavar="N", help="how many pages")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="which corpus")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where it goes")
    parser.add_argument("--truth", type=Path, metavar="FILE", help="JSON Lines, one line a page")
    parser.add_argument(
        "--shards", type=int, default=0, metavar="K", help="K JSON Lines files instead of pages"
    )
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, metavar="W", help="processes"
    )
    return parser.parse_args()


def main() -> None:
    """Write the corpus asked for and print what it holds."""
    call = _arguments()
    began = time.perf_counter()
    written = write_corpus(
        call.out, call.truth, seed=call.seed, documents=call.documents, shards=call.shards,
        workers=call.workers,
    )  # fmt: skip
    seconds = time.perf_counter() - began
    count = max(written.documents, 1)
    print(
        f"{written.documents} documents, {written.size / 1e6:.1f} MB, {written.turns} turns"
        f" ({written.size / count:.0f} bytes and {written.turns / count:.1f} turns a document)"
        f" in {seconds:.1f} s: {written.documents / seconds:.0f} documents a second"
    )


if __name__ == "__main__":
    main()
