"""Databases for the time of one task, which work on disk where memory does not suffice."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord import scratch
from onrecord.scratch import scratch_database

_MANY = "SELECT i, hash(i)::VARCHAR || repeat('x', 90) AS text FROM range(300000) t(i)"


def test_one_that_ends_leaves_what_another_has_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "MEMORY", "24MB")
    with scratch_database(tmp_path) as outer:
        outer.execute(f"CREATE TEMP TABLE kept AS {_MANY}")
        spilled = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert spilled
        with scratch_database(tmp_path) as inner:
            inner.execute(f"CREATE TEMP TABLE kept AS {_MANY}")
        assert all(path.exists() for path in spilled)
        assert outer.execute("SELECT count(DISTINCT text) FROM kept").fetchone() == (300_000,)
    assert list(tmp_path.iterdir()) == []
