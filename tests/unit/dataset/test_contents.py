"""Which files a dataset has: by the manifest whatever they are called, by their names without one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import onrecord
from onrecord.dataset import contents


def release(root: Path, folder: Path, *, tell_tables: bool) -> Path:
    """The sample as a release: files whose names carry a hash, turns in two of them."""
    made = json.loads((root / "data/manifest.json").read_text("utf-8"))
    entries = []
    for entry in made["files"]:
        table = entry["path"].removesuffix(".parquet")
        whole = pq.read_table(root / "data" / entry["path"])
        cut = len(whole) // 2 if table == "turns" else len(whole)
        for number, part in enumerate((whole.slice(0, cut), whole.slice(cut))):
            if not len(part) and number:
                continue
            path = Path(table) / f"part-{number:05d}-{entry['sha256'][:16]}.parquet"
            if tell_tables:
                path = Path("x") / f"{number}{table[::-1]}.parquet"
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(part, folder / path)
            entries.append({"path": path.as_posix(), "bytes": (folder / path).stat().st_size})
            if tell_tables:
                entries[-1]["table"] = table
    entries.append({"path": "README.md"})
    (folder / "manifest.json").write_text(json.dumps({"files": entries, "version": "2.0.0"}))
    return folder


@pytest.mark.parametrize("tell_tables", [True, False])
def test_a_release_is_loaded_by_its_manifest(
    root: Path, tmp_path: Path, *, tell_tables: bool
) -> None:
    loaded = onrecord.load(release(root, tmp_path / "release", tell_tables=tell_tables))
    built = onrecord.load(root / "data")
    assert loaded.tables == built.tables
    assert [len(loaded.files(table)) for table in ("documents", "turns")] == [1, 2]
    assert (
        sum(pq.read_metadata(path).num_rows for path in loaded.files("turns"))
        == len(loaded.turns)
        > 0
    )
    for table in built.tables:
        assert loaded.arrow(table).equals(built.arrow(table))
    with loaded.duckdb() as connection:
        assert connection.execute("SELECT count(*) FROM turns").fetchone() == (len(built.turns),)


def test_files_that_the_manifest_does_not_list_are_not_read(root: Path, tmp_path: Path) -> None:
    folder = release(root, tmp_path / "release", tell_tables=False)
    shutil.copy(root / "data/turns.parquet", folder / "turns.parquet")
    assert len(onrecord.load(folder).turns) == len(onrecord.load(root / "data").turns)


@pytest.mark.parametrize(
    "place", ["{}.parquet", "data/{}-00000-of-00001.parquet", "{}/part-0.parquet"]
)
def test_without_a_manifest_files_are_found_by_name(root: Path, tmp_path: Path, place: str) -> None:
    for table in ("documents", "turns"):
        path = tmp_path / place.format(table)
        path.parent.mkdir(exist_ok=True)
        shutil.copy(root / f"data/{table}.parquet", path)
    (tmp_path / "_old").mkdir()
    shutil.copy(root / "data/turns.parquet", tmp_path / "_old/turns.parquet")
    loaded = onrecord.load(tmp_path)
    assert loaded.tables == ("documents", "turns")
    assert loaded.manifest == {}
    assert len(loaded.turns) == len(onrecord.load(root / "data").turns)
    with loaded.duckdb() as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone()[0] > 0
    with pytest.raises(onrecord.DatasetError, match="no table people; there are: documents, turns"):
        _ = loaded.people


def test_names_that_are_patterns_elsewhere_are_names(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "it's [1] * {a,b}?::x"
    shutil.copytree(root / "data", folder)
    loaded = onrecord.load(str(folder))
    with loaded.duckdb() as connection:
        assert connection.execute("SELECT count(*) FROM turns").fetchone() == (len(loaded.turns),)


def test_a_long_manifest_is_read_as_far_as_its_files(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(root / "data", tmp_path / "data")
    path = tmp_path / "data/manifest.json"
    whole = path.read_text("utf-8")
    for length in (10, 100, 1_000, 3_000, 10_000):
        monkeypatch.setattr(contents, "_WHOLE", length)
        loaded = onrecord.load(tmp_path / "data")
        assert len(loaded.turns) > 0
        assert loaded.manifest == json.loads(whole)
    path.write_text(whole[:3_000])
    monkeypatch.setattr(contents, "_WHOLE", 2_500)
    cut = onrecord.load(tmp_path / "data")
    assert len(cut.turns) > 0
    with pytest.raises(onrecord.DatasetError, match=r"manifest\.json: damaged: not JSON"):
        _ = cut.manifest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1], "files": [2], "z": ', [2]),
        ('{"files": [2]}', [2]),
        ('{"files": [2]', None),
        ('{"files": [2', None),
        ('{"a": {"files": [1]}, "b": 3', None),
        ("[1, 2", None),
        ("", None),
        ('{"a" 1', None),
    ],
)
def test_a_value_is_read_from_the_head_of_an_object(text: str, value: object) -> None:
    assert contents.first_value(text, "files") == value


def test_no_dataset_is_said(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(onrecord.DatasetError, match="is no dataset built by onrecord"):
            onrecord.load(place)
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(onrecord.DatasetError, match="damaged: it lists no files"):
        onrecord.load(tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        "../turns.parquet", "/etc/turns.parquet", "turns/../../x.parquet", "C:/turns.parquet",
        "turns/\u0000.parquet", "turns\\x.parquet", "turns//x.parquet", "turns/http://x/y.parquet",
    ],
)  # fmt: skip
def test_a_manifest_that_leads_out_is_refused(tmp_path: Path, path: str) -> None:
    entries = [{"path": path, "table": "turns"}]
    (tmp_path / "manifest.json").write_text(json.dumps({"files": entries}))
    with pytest.raises(onrecord.DatasetError, match="names a file outside the dataset"):
        onrecord.load(tmp_path)


def test_a_truncated_file_is_named_with_its_sizes(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(root / "data", folder)
    whole = (folder / "turns.parquet").read_bytes()
    (folder / "turns.parquet").write_bytes(whole[:-1_000])
    says = rf"turns\.parquet: turns cannot be read: truncated: {len(whole) - 1_000:,} bytes, and the manifest"
    with pytest.raises(onrecord.DatasetError, match=says):
        onrecord.load(folder, "turns", ["text"])
    with pytest.raises(onrecord.DatasetError, match=says):
        onrecord.load(folder).duckdb()


def test_a_file_damaged_in_the_middle_is_an_error(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(root / "data", folder)
    whole = bytearray((folder / "turns.parquet").read_bytes())
    whole[1_000:30_000] = bytes(29_000)
    (folder / "turns.parquet").write_bytes(bytes(whole))
    with pytest.raises(onrecord.DatasetError, match=r"turns cannot be read: .*onrecord verify"):
        _ = onrecord.load(folder).turns


def test_a_later_file_with_other_columns_is_refused(root: Path, tmp_path: Path) -> None:
    turns = pq.read_table(root / "data/turns.parquet")
    (tmp_path / "turns").mkdir()
    pq.write_table(turns.slice(0, 500), tmp_path / "turns/part-0.parquet")
    other = turns.slice(500).drop_columns(["text"])
    at = other.schema.get_field_index("n_words")
    other = other.set_column(at, "n_words", other["n_words"].cast(pa.int64()))
    pq.write_table(other, tmp_path / "turns/part-1.parquet")
    with pytest.raises(
        onrecord.DatasetError, match=r"part-1.*without text; n_words is int64, not int32"
    ):
        onrecord.load(tmp_path).arrow("turns", ["document_id"])
