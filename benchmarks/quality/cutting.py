"""``python -m benchmarks.quality.cutting DATASET TURNS OUT``: the first documents of a dataset.

OUT has whole documents in order of their ids, of about so many turns in all, with their people; it
has no manifest, and what `people` counts is still counted over the whole.
"""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def main() -> None:
    """Write the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("turns", type=int)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    cut(arguments.dataset, arguments.turns, arguments.out)


def cut(dataset: Path, turns: int, out: Path) -> None:
    """Write the documents of `dataset` before the one with turn number `turns`."""
    first = pq.ParquetFile(dataset / "turns.parquet")
    kept = pa.Table.from_batches(islice(first.iter_batches(50_000), turns // 50_000 + 1))
    last = kept["document_id"][min(turns, len(kept) - 1)]
    kept = kept.filter(pc.less(kept["document_id"], last))
    documents = pq.read_table(dataset / "documents.parquet")
    people = pq.read_table(dataset / "people.parquet")
    tables = {
        "documents": documents.filter(pc.less(documents["document_id"], last)),
        "turns": kept,
        "people": people.filter(pc.is_in(people["person_id"], kept["person_id"].unique())),
    }
    for table, rows in tables.items():
        pq.write_table(rows, out / f"{table}.parquet", compression="zstd", row_group_size=50_000)


if __name__ == "__main__":
    main()
