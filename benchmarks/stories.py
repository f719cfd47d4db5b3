"""How grouping into stories grows: `python -m benchmarks.stories 20000 100000 450000`.

Signatures are generated: every story has one to six copies, each with up to half of its hashes
changed, so that some copies are hard to tell. Printed are seconds, the peak of memory of the
whole process (mapped files included), and pairwise precision and recall.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from onrecord import stories

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HASHES = stories.SIGNATURE.field("minhash").type.byte_width // 4
SHINGLES = 1000
BATCH = 2000


def signatures(documents: int, truth: list[int]) -> Iterator[Any]:
    """Yield tables of signatures of about `BATCH` documents; the story of each goes to `truth`."""
    rng = np.random.default_rng(1)
    story = 0
    while len(truth) < documents:
        rows: list[Any] = []
        while len(rows) < min(BATCH, documents - len(truth)):
            original = rng.integers(0, 1 << 32, HASHES, dtype=np.uint32)
            for _ in range(rng.integers(1, 7)):
                changed = rng.random(HASHES) < rng.uniform(0, 0.5)
                rows.append(
                    np.where(changed, rng.integers(0, 1 << 32, HASHES, dtype=np.uint32), original)
                )
                truth.append(story)
            story += 1
        matrix = np.array(rows, "<u4")
        yield pa.table(
            [
                pa.array([f"doc-{len(truth):010d}{at:010d}" for at in range(len(rows))]),
                pa.array(rng.integers(SHINGLES, 2 * SHINGLES, len(rows)), pa.int32()),
                pa.array(np.full(len(rows), SHINGLES), pa.int32()),
                pa.array(np.full(len(rows), 20), pa.int32()),
                pa.FixedSizeBinaryArray.from_buffers(
                    pa.binary(HASHES * 4), len(rows), [None, pa.py_buffer(matrix.tobytes())]
                ),
            ],
            schema=stories.SIGNATURE,
        )


def pairs(sizes: Iterable[int]) -> int:
    """Return how many pairs there are within groups of these sizes."""
    return sum(size * (size - 1) // 2 for size in sizes)


def measure(documents: int) -> None:
    """Print one line for this many documents."""
    truth: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        tables = list(signatures(documents, truth))
        gathered = stories.gather(lambda: tables, Path(folder))
        began = time.perf_counter()
        found = stories.group_stories(gathered).tolist()
        seconds = time.perf_counter() - began
    both = pairs(Counter(zip(truth, found, strict=True)).values())
    precision = both / pairs(Counter(found).values())
    recall = both / pairs(Counter(truth).values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(truth):>9,} documents {seconds:>7.1f} s {peak:>7.0f} MiB"
        f"   pairs: precision {precision:.4f} recall {recall:.4f}",
        flush=True,
    )


def main() -> None:
    """Print a line for each size asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stories", description=__doc__)
    parser.add_argument("documents", type=int, nargs="+")
    for documents in parser.parse_args().documents:
        measure(documents)


if __name__ == "__main__":
    main()
