"""The files of a table whose keys interleave, as those of splits do, read in the order of the keys.

Each file is in order by itself. Files that follow one another are a run; runs are merged with as many
row groups in memory as there are runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def find_runs(paths: Sequence[Path]) -> list[list[Path]]:
    """The files in runs of which each is in order of the table's first column.

    The files' statistics tell; a file without any follows the one before.
    """
    runs: list[tuple[list[Path], Any]] = []
    for path in paths:
        first, last = _span(path) if len(paths) > 1 else (None, None)
        for at, (run, end) in enumerate(runs):
            if first is None or end is None or end <= first:
                run.append(path)
                runs[at] = run, last or end
                break
        else:
            runs.append(([path], last))
    return [run for run, _ in runs]


def _span(path: Path) -> tuple[Any, Any]:
    """The first and the last key of a file; None where it does not say."""
    metadata = pq.read_metadata(path)
    groups = [metadata.row_group(at).column(0).statistics for at in range(metadata.num_row_groups)]
    if not groups or not all(one and one.has_min_max and not one.null_count for one in groups):
        return None, None
    return min(one.min for one in groups), max(one.max for one in groups)


def merge_runs(runs: Sequence[Iterator[Any]]) -> Iterator[Any]:
    """The tables of several runs as one, in order of the first column; a key is in one run alone."""
    filled = [filter(len, run) for run in runs]
    held = {at: table for at, run in enumerate(filled) if (table := next(run, None)) is not None}
    while held:
        key = next(iter(held.values())).column_names[0]
        bound = min(table[key][-1].as_py() for table in held.values())
        taken = []
        for at, table in list(held.items()):
            count = pc.sum(pc.less_equal(table[key], bound)).as_py()
            taken.append(table.slice(0, count))
            rest = table.slice(count) if count < len(table) else next(filled[at], None)
            if rest is None:
                del held[at]
            else:
                held[at] = rest
        together = pa.concat_tables(taken)
        yield together.take(pc.sort_indices(together[key]))
