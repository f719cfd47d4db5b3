"""The swap is whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from onrecord import staging as swap
from onrecord import store
from onrecord.errors import CallError


def test_a_new_dataset_takes_the_place_of_the_old(tmp_path: Path) -> None:
    target = tmp_path / "data"
    for text in ("one", "two"):
        with swap.staged(target) as staging:
            (staging / "documents.parquet").write_text(text)
            store.write_manifest(staging, {"files": [{"path": "documents.parquet"}]})
        assert (target / "documents.parquet").read_text() == text
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_without_atomic_exchange_the_swap_still_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "_exchange", lambda _one, _other: False)
    test_a_new_dataset_takes_the_place_of_the_old(tmp_path)


def test_an_exception_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail() -> None:
        with swap.staged(tmp_path / "data") as staging:
            (staging / "half").write_text("x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_litter_of_killed_builds_is_cleared(tmp_path: Path) -> None:
    litter = tmp_path / f"{swap._STAGING}data-dead"
    litter.mkdir()
    (litter / ".pid").write_text("999999999")
    alive = tmp_path / f"{swap._STAGING}data-alive"
    alive.mkdir()
    (alive / ".pid").write_text(str(os.getpid()))
    swap.recover(tmp_path / "data")
    assert [path.name for path in tmp_path.iterdir()] == [alive.name]


def test_a_dataset_caught_between_two_renames_comes_back(tmp_path: Path) -> None:
    retired = tmp_path / f"{swap._RETIRED}data-1"
    retired.mkdir()
    (retired / "manifest.json").write_text("{}")
    swap.recover(tmp_path / "data")
    assert (tmp_path / "data" / "manifest.json").read_text() == "{}"


@pytest.mark.parametrize("make", ["file", "foreign", "link"])
def test_what_is_no_dataset_is_never_replaced(tmp_path: Path, make: str) -> None:
    target = tmp_path / "data"
    if make == "file":
        target.write_text("mine")
    elif make == "foreign":
        target.mkdir()
        (target / "mine.txt").write_text("mine")
    else:
        (tmp_path / "real").mkdir()
        target.symlink_to(tmp_path / "real")
    with pytest.raises(CallError, match="choose"), swap.staged(target):
        pytest.fail("nothing may be built here")


def test_an_unwritable_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(CallError, match="cannot write beside"),
        swap.staged(tmp_path / "file" / "data"),
    ):
        pytest.fail("nothing can be built here")


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="disk is full"), swap.staged(tmp_path / "data"):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []
