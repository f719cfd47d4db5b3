"""Files whose keys interleave are read in the order of the keys, whatever their row groups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.interleaving import find_runs, merge_runs

#: Rows of each key, and which of several files they are in.
KEYS = st.dictionaries(
    st.text("abc", min_size=1, max_size=3), st.tuples(st.integers(1, 4), st.integers(0, 3))
)


def groups(run: list[Path]) -> Iterator[Any]:
    for path in run:
        with pq.ParquetFile(path) as file:
            for at in range(file.num_row_groups):
                yield file.read_row_group(at)


@settings(max_examples=60, deadline=None)
@given(KEYS, st.integers(1, 5))
def test_rows_come_in_order_and_all(keys: dict[str, tuple[int, int]], group: int) -> None:
    rows = [
        {"key": key, "at": at, "file": file}
        for key, (count, file) in sorted(keys.items())
        for at in range(count)
    ]
    schema = pa.schema([("key", pa.string()), ("at", pa.int64()), ("file", pa.int64())])
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.parquet" for number in range(4)]
        for number, path in enumerate(paths):
            of_file = [row for row in rows if row["file"] == number]
            pq.write_table(pa.Table.from_pylist(of_file, schema), path, row_group_size=group)
        read = [
            row
            for table in merge_runs([groups(run) for run in find_runs(paths)])
            for row in table.to_pylist()
        ]
    assert read == rows


def test_files_that_follow_one_another_are_one_run(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.parquet", "b.parquet", "c.parquet")]
    for path, keys in zip(paths, (["a", "b"], ["b", "d"], ["c", "e"]), strict=True):
        pq.write_table(pa.table({"key": keys}), path)
    assert find_runs(paths) == [paths[:2], paths[2:]]
    assert find_runs(paths[:2]) == [paths[:2]]
