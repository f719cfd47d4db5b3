"""What lies in a folder: the manifest's word first, then names; nothing outside is opened."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from onrecord.foreign.files import Folder, is_inside, survey


def put(path: Path, *values: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({"a": list(values)}), path)
    return path


def list_files(folder: Path, *names: str) -> None:
    (folder / "manifest.json").write_text(json.dumps({"files": [{"path": n} for n in names]}))


def names(found: Folder, table: str) -> list[str]:
    return [file.name for file in found.files.get(table, ())]


def troubles(found: Folder) -> list[tuple[str, str]]:
    return [(trouble.name, trouble.kind) for trouble in found.troubles]


def test_an_empty_folder_has_nothing_and_says_why(tmp_path: Path) -> None:
    found = survey(tmp_path)
    assert (found.manifest, found.has_manifest, found.files) == (None, False, {})
    assert "it has no manifest.json" in found.manifest_error
    assert found.troubles == ()


def test_a_damaged_manifest_is_there_and_files_are_found_by_name(tmp_path: Path) -> None:
    put(tmp_path / "turns.parquet", 1)
    (tmp_path / "manifest.json").write_text("{")
    found = survey(tmp_path)
    assert (found.manifest, found.has_manifest) == (None, True)
    assert "not JSON" in found.manifest_error
    assert names(found, "turns") == ["turns.parquet"]


def test_a_file_tells_its_rows_bytes_and_columns(tmp_path: Path) -> None:
    path = put(tmp_path / "turns.parquet", 1, 2, 3)
    list_files(tmp_path, "turns.parquet")
    (file,) = survey(tmp_path).files["turns"]
    assert (file.rows, file.bytes, file.is_listed) == (3, path.stat().st_size, True)
    assert file.schema.names == ["a"]
    assert survey(tmp_path).paths("turns") == [path]


@pytest.mark.parametrize(
    "lying",
    [
        ["turns.parquet", "turns/1.parquet"],
        ["turns/1.parquet", "turns/2.parquet", "turns-1.parquet"],
        ["turns-00000-of-00002.parquet", "turns-00001-of-00002.parquet"],
    ],
)
def test_one_way_of_naming_files_is_taken_at_a_time(lying: list[str], tmp_path: Path) -> None:
    """No row is read twice where a table lies there whole and in parts."""
    for name in lying:
        put(tmp_path / name, 1)
    depth = lying[0].count("/")
    expected = lying[:1] if lying[0] == "turns.parquet" else [n for n in lying if n.count("/") == depth]  # fmt: skip
    assert names(survey(tmp_path), "turns") == expected


def test_of_the_files_listed_the_missing_are_told_and_the_others_read(tmp_path: Path) -> None:
    put(tmp_path / "turns/1.parquet", 1)
    put(tmp_path / "turns/3.parquet", 1)
    list_files(tmp_path, "turns/1.parquet", "turns/2.parquet", "turns/1.parquet")
    found = survey(tmp_path)
    assert names(found, "turns") == ["turns/1.parquet"]
    assert troubles(found) == [("turns/2.parquet", "missing")]


def test_where_none_of_the_files_listed_is_there_names_decide(tmp_path: Path) -> None:
    put(tmp_path / "turns.parquet", 1)
    list_files(tmp_path, "turns/1.parquet")
    found = survey(tmp_path)
    assert [(file.name, file.is_listed) for file in found.files["turns"]] == [("turns.parquet", False)]  # fmt: skip
    assert troubles(found) == [("turns/1.parquet", "missing")]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 not really PAR1", b"text" * 100])
def test_what_is_no_parquet_is_told_with_the_reason(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "people.parquet").write_bytes(content)
    put(tmp_path / "turns.parquet", 1)
    found = survey(tmp_path)
    assert list(found.files) == ["turns"]
    assert [(t.table, t.name, t.kind) for t in found.troubles] == [
        ("people", "people.parquet", "unreadable")
    ]
    assert found.troubles[0].why


def test_nothing_outside_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    put(tmp_path / "other.parquet", 1)
    put(folder / "documents.parquet", 1)
    (folder / "people.parquet").symlink_to(tmp_path / "other.parquet")
    list_files(folder, "documents.parquet", "turns/../../other.parquet", "turns/\x00.parquet")
    found = survey(folder)
    assert list(found.files) == ["documents"]
    assert sorted(troubles(found)) == [
        ("people.parquet", "outside"),
        ("turns/\x00.parquet", "outside"),
        ("turns/../../other.parquet", "outside"),
    ]


def test_a_link_that_stays_inside_is_inside(tmp_path: Path) -> None:
    put(tmp_path / "blobs/1", 1)
    (tmp_path / "turns.parquet").symlink_to(tmp_path / "blobs/1")
    assert is_inside(tmp_path, tmp_path / "turns.parquet")
    assert not is_inside(tmp_path, tmp_path)
    assert names(survey(tmp_path), "turns") == ["turns.parquet"]
