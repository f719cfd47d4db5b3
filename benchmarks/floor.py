"""The floor under any build: read the same bytes, write the same finished tables from memory.

``python -m benchmarks.floor SOURCES BUILT OUT`` prints seconds as JSON. The tables are loaded
before the clock starts; what is timed is reading every source and writing Parquet the way the
store does, hashes included.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter

import onrecord
from onrecord.store import write_table

TABLES = ("documents", "turns", "people", "rejects")


def run(sources: Path, built: Path, out: Path) -> dict[str, float]:
    """Seconds to read all files below `sources` and to write the tables of `built` to `out`."""
    dataset = onrecord.load(built)
    tables = {name: dataset.arrow(name).combine_chunks() for name in TABLES}
    out.mkdir(parents=True, exist_ok=True)
    begin = perf_counter()
    size = sum(len(path.read_bytes()) for path in sorted(sources.rglob("*")) if path.is_file())
    read = perf_counter()
    for name, table in tables.items():
        write_table(out, name, table.schema, [table])
    written = perf_counter()
    return {"bytes": size, "read": read - begin, "write": written - read, "all": written - begin}


if __name__ == "__main__":
    print(json.dumps(run(*(Path(argument) for argument in sys.argv[1:4]))))
