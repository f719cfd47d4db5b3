"""The store: bytes that depend on rows alone, and a swap that is whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pytest

from onrecord import store
from onrecord.errors import CallError, DatasetError
from onrecord.tables import make_table, table_schema

ROWS = [
    ("a/b.txt", None, "sources", "a/b.txt", f"reason-{n % 3}", "error", f"because {n}", None)
    for n in range(500)
]


def batches(size: int) -> list[pa.Table]:
    table = make_table("rejects", ROWS)
    return [table.slice(at, size) for at in range(0, len(table), size)]


@pytest.mark.parametrize("size", [1, 7, 499, 500])
def test_bytes_do_not_depend_on_batches(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "ROW_GROUP", 100)
    schema = table_schema("rejects")
    whole = store.write_table(tmp_path, "rejects", schema, batches(500))
    assert store.write_table(tmp_path, "rejects", schema, batches(size)) == whole
    assert whole.rows == 500


def test_logical_hash_is_that_of_the_rows(tmp_path: Path) -> None:
    schema = table_schema("rejects")
    written = store.write_table(tmp_path, "rejects", schema, batches(50))
    same = store.write_table(tmp_path, "same", schema, batches(50))
    other = store.write_table(tmp_path, "other", schema, batches(50)[1:])
    assert written.logical_sha256 == same.logical_sha256 != other.logical_sha256


def test_a_new_dataset_takes_the_place_of_the_old(tmp_path: Path) -> None:
    target = tmp_path / "data"
    for text in ("one", "two"):
        with store.staged(target) as staging:
            (staging / "documents.parquet").write_text(text)
            store.write_manifest(staging, {"files": [{"path": "documents.parquet"}]})
        assert (target / "documents.parquet").read_text() == text
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_without_atomic_exchange_the_swap_still_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_exchange", lambda _one, _other: False)
    test_a_new_dataset_takes_the_place_of_the_old(tmp_path)


def test_an_exception_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail() -> None:
        with store.staged(tmp_path / "data") as staging:
            (staging / "half").write_text("x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_litter_of_killed_builds_is_cleared(tmp_path: Path) -> None:
    litter = tmp_path / f"{store._STAGING}data-dead"
    litter.mkdir()
    (litter / ".pid").write_text("999999999")
    alive = tmp_path / f"{store._STAGING}data-alive"
    alive.mkdir()
    (alive / ".pid").write_text(str(os.getpid()))
    store.recover(tmp_path / "data")
    assert [path.name for path in tmp_path.iterdir()] == [alive.name]


def test_a_dataset_caught_between_two_renames_comes_back(tmp_path: Path) -> None:
    retired = tmp_path / f"{store._RETIRED}data-1"
    retired.mkdir()
    (retired / "manifest.json").write_text("{}")
    store.recover(tmp_path / "data")
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
    with pytest.raises(CallError, match="choose"), store.staged(target):
        pytest.fail("nothing may be built here")


def test_an_unwritable_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(CallError, match="cannot write beside"),
        store.staged(tmp_path / "file" / "data"),
    ):
        pytest.fail("nothing can be built here")


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="disk is full"), store.staged(tmp_path / "data"):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"files": [3]}', "[" * 100_000])
def test_a_damaged_manifest_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(DatasetError, match="damaged"):
        store.read_manifest(tmp_path)


def test_a_manifest_comes_back_as_it_was(tmp_path: Path) -> None:
    manifest = {"files": [{"path": "a"}], "sources": [{"uri": "ü"}, {"uri": "x"}], "name": "n"}
    store.write_manifest(tmp_path, manifest)
    assert store.read_manifest(tmp_path) == manifest
