"""Generated pages as shards: Parquet files with a column of whole pages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.json
import pyarrow.parquet as pq

from benchmarks.measure import measure

#: Pages of one shard.
PAGES = 10_000


def write_shards(out: Path, documents: int, n_shards: int = 0, seed: int = 1) -> Path:
    """Write `documents` generated pages as Parquet files with the columns ``path`` and ``text``.

    Without `n_shards`, each has `PAGES`.
    """
    lines = out.with_name(f"{out.name}-lines")
    n_shards = n_shards or max(documents // PAGES, 1)
    options = ("--documents", documents, "--seed", seed, "--shards", n_shards, "--out", lines)
    measure("-m", "benchmarks.corpus", *map(str, options))
    out.mkdir()
    for path in sorted(lines.glob("*.jsonl")):
        table = pyarrow.json.read_json(path)
        pq.write_table(table, out / f"{path.stem}.parquet", compression="zstd")
    shutil.rmtree(lines)
    return out


def write_pages(out: Path, documents: int, seed: int = 1) -> Path:
    """Write `documents` generated pages as files."""
    options = ("--documents", documents, "--seed", seed, "--out", out)
    measure("-m", "benchmarks.corpus", *map(str, options))
    return out
