"""The store: bytes that depend on rows alone, and a swap that is whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from onrecord import store
from onrecord.errors import DatasetError
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
    assert [file.rows for file in whole] == [500]


def test_logical_hash_is_that_of_the_rows(tmp_path: Path) -> None:
    schema = table_schema("rejects")
    (written,) = store.write_table(tmp_path, "rejects", schema, batches(50))
    (same,) = store.write_table(tmp_path, "same", schema, batches(50))
    (other,) = store.write_table(tmp_path, "other", schema, batches(50)[1:])
    assert written.logical_sha256 == same.logical_sha256 != other.logical_sha256


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"files": [3]}', "[" * 100_000])
def test_a_damaged_manifest_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(DatasetError, match="damaged"):
        store.read_manifest(tmp_path)


def test_a_manifest_comes_back_as_it_was(tmp_path: Path) -> None:
    manifest = {"files": [{"path": "a"}], "sources": [{"uri": "ü"}, {"uri": "x"}], "name": "n"}
    store.write_manifest(tmp_path, manifest)
    assert store.read_manifest(tmp_path) == manifest
