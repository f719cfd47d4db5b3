"""The cache: what was converted is not converted again, and the result never depends on it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

import onrecord
from onrecord import store, work
from onrecord.cache import Cache, digest
from onrecord.cli import app


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture
def many(
    tmp_path: Path, write_pages: Callable[[Path, int], Path], monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Enough pages for several batches, which are small here."""
    monkeypatch.setattr(work, "_LEAST", 16)
    monkeypatch.setattr(work, "_ONE_IN", 32)
    return write_pages(tmp_path / "many", 420)


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The URIs of all sources that are converted from now on, in this process."""
    uris: list[str] = []
    whole = work.converse

    def noted(source: onrecord.Source, *rest: object) -> object:
        uris.append(source.uri)
        return whole(source, *rest)

    monkeypatch.setattr(work, "converse", noted)
    return uris


def test_a_build_from_the_cache_is_the_same_and_converts_nothing(
    many: Path, tmp_path: Path, converted: list[str]
) -> None:
    first = onrecord.build(many, out=tmp_path / "data", workers=1)
    assert (first.n_cached, len(converted)) == (0, first.n_sources)
    before = contents(tmp_path / "data")
    shutil.rmtree(tmp_path / "data")
    second = onrecord.build(many, out=tmp_path / "data", workers=1)
    assert (second.n_cached, len(converted)) == (second.n_sources, first.n_sources)
    assert contents(tmp_path / "data") == before
    assert (second.rows, second.flags, second.reasons) == (first.rows, first.flags, first.reasons)


def test_without_it_everything_is_converted_and_nothing_kept(
    pages: Path, tmp_path: Path, cache_folder: Path, converted: list[str]
) -> None:
    for number in (1, 2):
        onrecord.build(pages, out=tmp_path / "data", cache=False)
        assert len(converted) == 4 * number
    assert list(cache_folder.iterdir()) == []


def test_a_file_more_converts_one_batch(many: Path, tmp_path: Path, converted: list[str]) -> None:
    onrecord.build(many, out=tmp_path / "data", workers=1)
    (many / "new.txt").write_text("A: one\nB: two\nA: three\n")
    converted.clear()
    report = onrecord.build(many, out=tmp_path / "data", workers=1)
    assert "many/new.txt" in converted
    assert len(converted) + report.n_cached == 421
    assert report.n_cached >= 100
    onrecord.build(many, out=tmp_path / "anew/data", workers=1, cache=False)
    assert contents(tmp_path / "data") == contents(tmp_path / "anew/data")


def test_with_nothing_changed_the_dataset_stays_as_it_is(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "data"
    first = onrecord.build(pages, out=out)
    inode = out.stat().st_ino
    again = onrecord.build(pages, out=out)
    assert (first.unchanged, again.unchanged, out.stat().st_ino) == (False, True, inode)
    assert (again.n_built, again.rows, again.files) == (first.n_built, first.rows, first.files)
    assert again.rejects == first.rejects


@pytest.mark.parametrize("name", ["turns.parquet", "manifest.json"])
def test_a_dataset_that_was_touched_is_made_again(pages: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "data"
    onrecord.build(pages, out=out)
    before = contents(out)
    with (out / name).open("ab") as file:
        file.write(b" ")
    assert not onrecord.build(pages, out=out).unchanged
    assert contents(out) == before


def test_another_recipe_is_another_dataset(pages: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "onrecord.toml"
    text = '[dataset]\nname = "d"\nversion = "1.0.0"\n[[sources]]\npath = "pages"\n'
    recipe.write_text(text)
    onrecord.build(recipe=recipe, out=tmp_path / "data")
    recipe.write_text(text + '[sources.metadata]\nnetwork = "Ledger"\n')
    report = onrecord.build(recipe=recipe, out=tmp_path / "data")
    assert (report.unchanged, report.n_cached) == (False, 0)
    assert set(onrecord.load(tmp_path / "data").documents["network"]) == {"Ledger"}
    assert pages.is_dir()


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 64])
def test_damage_is_found_and_made_good(
    many: Path, tmp_path: Path, cache_folder: Path, damage: bytes
) -> None:
    onrecord.build(many, out=tmp_path / "data", workers=1)
    before = contents(tmp_path / "data")
    for number, path in enumerate(sorted(cache_folder.rglob("*.*"))):
        if number % 3 == 0 and path.is_file():
            os.truncate(path, max(0, path.stat().st_size - len(damage)))
            with path.open("ab") as file:
                file.write(damage)
    (next(cache_folder.glob("??/*")) / "part.json").write_text("[1, 2")
    shutil.rmtree(tmp_path / "data")
    onrecord.build(many, out=tmp_path / "data", workers=1)
    assert contents(tmp_path / "data") == before
    shutil.rmtree(tmp_path / "data")
    report = onrecord.build(many, out=tmp_path / "data", workers=1)
    assert report.n_cached == report.n_sources


def test_a_cache_that_cannot_be_written_is_no_error(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    report = onrecord.build(pages, out=tmp_path / "data", cache=tmp_path / "file" / "cache")
    assert report.n_built == 3


def test_the_oldest_go_first(many: Path, tmp_path: Path, cache_folder: Path) -> None:
    onrecord.build(many, out=tmp_path / "data", workers=1)
    cache = Cache(cache_folder)
    size = cache.size()
    oldest = min(cache_folder.glob("??/*"), key=lambda one: (one / "part.json").stat().st_mtime)
    os.utime(oldest / "part.json", (1, 1))
    assert cache.trim(size.n_bytes - 1) > 0
    assert cache.size().n_entries == size.n_entries - 1
    assert not oldest.exists()


def test_the_cache_is_shown_and_cleared_and_nothing_else_there_is_touched(
    pages: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "ours"
    (folder / "ab").mkdir(parents=True)
    (folder / "ab" / "notes.txt").write_text("mine")
    assert onrecord.cached(folder)[1:3] == (0, 0)
    onrecord.build(pages, out=tmp_path / "data", cache=folder)
    size = onrecord.cached(folder)
    assert (size.folder, size.n_entries) == (folder, 2)
    assert 0 < size.n_bytes < size.most_bytes
    told = CliRunner().invoke(app, ["cache", "--cache", str(folder)]).stdout
    assert f"2 entries, {size.n_bytes:,} of at most" in told
    call = ["cache", "--cache", str(folder), "--clear", "--json"]
    told = json.loads(CliRunner().invoke(app, call).stdout)
    assert (told["removed_bytes"], told["n_entries"], told["folder"]) == (
        size.n_bytes,
        0,
        str(folder),
    )
    assert contents(folder) == {"ab/notes.txt": b"mine"}
    assert onrecord.clear_cache(folder) == 0


@pytest.mark.parametrize("call", [onrecord.cached, onrecord.clear_cache])
def test_a_file_is_no_cache(tmp_path: Path, call: Callable[[Path], object]) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(onrecord.CallError, match="is no folder; name the folder"):
        call(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


def test_the_cache_of_ones_own_is_meant_where_none_is_named(
    pages: Path, tmp_path: Path, cache_folder: Path
) -> None:
    onrecord.build(pages, out=tmp_path / "data")
    assert onrecord.cached().folder == cache_folder
    assert onrecord.clear_cache() > 0
    assert onrecord.cached().n_entries == 0


def test_what_may_not_come_back_is_not_kept(
    pages: Path, tmp_path: Path, cache_folder: Path
) -> None:
    (tmp_path / "gone.csv").write_text(
        "id,kind,key,action,since,reason\nt1,source,uri:pages/earnings-call.txt,remove,,asked\n"
    )
    recipe = tmp_path / "onrecord.toml"
    recipe.write_text(
        '[dataset]\nname = "d"\nversion = "1.0.0"\n[[sources]]\npath = "pages"\n'
        '[suppress]\nfile = "gone.csv"\n'
    )
    report = onrecord.build(recipe=recipe, out=tmp_path / "data")
    assert (report.n_suppressed, list(cache_folder.iterdir())) == (1, [])
    assert pages.is_dir()


def test_keys_do_not_depend_on_the_order_of_sets() -> None:
    assert digest([frozenset("abc"), {"b": 1, "a": 2}]) == digest(
        [{"c", "b", "a"}, {"a": 2, "b": 1}]
    )
    assert digest([["a", "b"]]) != digest([["b", "a"]])


@pytest.mark.parametrize("workers", [1, 2])
def test_large_tables_are_parted_where_a_document_ends(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """In one process, and by `redact`-like rewriting in one stream, the files are the same."""
    onrecord.build(many, out=tmp_path / "whole/data", workers=1)
    monkeypatch.setattr(store, "FILE_ROWS", 500)
    monkeypatch.setattr(store, "ROW_GROUP", 100)
    out = tmp_path / "data"
    onrecord.build(many, out=out, workers=workers)
    parts = sorted((out / "turns").glob("*.parquet"))
    assert len(parts) > 3
    whole, parted = onrecord.load(tmp_path / "whole/data"), onrecord.load(out)
    for table in ("documents", "turns", "people", "rejects"):
        assert parted.arrow(table).equals(whole.arrow(table))
    documents = [set(store.pq.read_table(path)["document_id"].to_pylist()) for path in parts]
    assert sum(map(len, documents)) == len(set().union(*documents))
    made = tmp_path / "again"
    made.mkdir()
    rows = store.read_groups(parts, "turns")
    again = store.write_table(made, "turns", store.read_schema(parts[0]), rows)
    assert contents(made) == {
        name: data for name, data in contents(out).items() if name.startswith("turns/")
    }
    assert [file.path for file in again] == [str(path.relative_to(out)) for path in parts]
    assert onrecord.validate(out) == []
