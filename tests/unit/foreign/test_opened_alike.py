"""Checks, report and comparison read the same files of the same folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import onrecord
from onrecord.differences.sides import open_side
from onrecord.quality.opening import opened
from onrecord.quality.settings import Settings
from onrecord.reporting.opening import open_folder


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    """The sample dataset where a path reads like a pattern and a partition at once."""
    return Path(shutil.copytree(root / "data", tmp_path / "lang=en" / "da[t]a*"))


def counts(folder: Path) -> list[int | None]:
    """Rows of turns as each of the three sees them."""
    query = "SELECT count(*) FROM turns"
    with opened(folder, Settings()) as checked, open_folder(folder) as reported:
        row, ((shown,),) = checked.row(query), reported.rows(query)
    diff = onrecord.diff(folder, folder)
    return [row[0] if row else None, shown, diff.turns.old if diff.turns else None]


def test_a_folder_of_any_name_is_read_whole(folder: Path, root: Path) -> None:
    rows = len(onrecord.load(root / "data").turns)
    assert counts(folder) == [rows] * 3
    assert len(onrecord.load(folder).duckdb().execute("FROM turns").fetchall()) == rows
    with opened(folder, Settings()) as checked:
        assert checked.problems == []


def test_parts_are_found_under_the_names_that_others_give_them(folder: Path, root: Path) -> None:
    (folder / "manifest.json").unlink()
    (folder / "turns.parquet").rename(folder / "turns-00000-of-00001.parquet")
    assert counts(folder) == [len(onrecord.load(root / "data").turns)] * 3


def test_a_link_that_leads_outside_is_read_by_none(folder: Path, tmp_path: Path) -> None:
    (folder / "manifest.json").unlink()
    (folder / "turns.parquet").rename(tmp_path / "turns.parquet")
    (folder / "turns.parquet").symlink_to(tmp_path / "turns.parquet")
    with opened(folder, Settings()) as checked, open_folder(folder) as reported:
        assert "turns" not in checked.columns
        assert [p.key for p in checked.problems if "outside" in p.value] == ["turns.parquet"]
        assert any("outside the folder" in remark for remark in reported.remarks)
    side = open_side(folder, "old")
    assert "turns" not in side.files
    assert [limit.where for limit in side.limits if limit.damaged] == ["turns"]
