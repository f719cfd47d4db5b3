"""Releases parted by split: every row once, what loads, what is said, what stays as the data grow."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import onrecord
from onrecord import store
from onrecord.errors import DatasetError, RecipeError

SPLIT = """
[release.split]
ratios = {train = 60, dev = 20, test = 20}
people = "all"
overlaps = "drop"
stratify = ["format"]
"""


@pytest.fixture(scope="module")
def package(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A function that packages the sample with such lines at the end of its recipe."""

    def make(split: str = SPLIT, dataset: Path | None = None, **wishes: Any) -> Path:
        folder = tmp_path_factory.mktemp("made")
        recipe = folder / "onrecord.toml"
        recipe.write_text((root / "onrecord.toml").read_text("utf-8") + split, "utf-8")
        wishes = {"archives": (), "checks": False} | wishes
        source = dataset or root / "data"
        return onrecord.package(source, folder / "release", recipe=recipe, **wishes).out

    return make


@pytest.fixture(scope="module")
def release(package: Callable[..., Path]) -> Path:
    """The sample in splits; not to be changed."""
    return package()


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_row_is_there_once(release: Path, root: Path) -> None:
    whole, parted = onrecord.load(root / "data"), onrecord.load(release)
    keys = {"documents": ["document_id"], "turns": ["document_id", "turn_index"]}
    for table in ("documents", "turns", "people", "rejects"):
        order = [(key, "ascending") for key in keys.get(table, [])]
        rows = parted.arrow(table).sort_by(order) if order else parted.arrow(table)
        assert rows.to_pylist() == whole.arrow(table).to_pylist()
    assert onrecord.validate(release) == []
    assert onrecord.verify(release) == []


def test_each_file_holds_one_split_and_says_which(release: Path, root: Path) -> None:
    expected = onrecord.split(
        root / "data",
        ratios={"train": 60, "dev": 20, "test": 20},
        people="all",
        overlaps="drop",
        stratify="format",
    )
    told = {one["path"]: one.get("split") for one in store.read_manifest(release)["files"]}
    parted = [path for path in told if path.startswith(("documents/", "turns/"))]
    assert {told[path] for path in parted} == {"train", "dev", "test", "none"}
    for path in parted:
        ids = pq.read_table(release / path, columns=["document_id"])["document_id"].to_pylist()
        assert {expected.documents[one] or "none" for one in ids} == {told[path]}
    assert onrecord.load(release, "splits").arrow().equals(expected.table)


def test_a_split_is_loaded_by_its_name(release: Path) -> None:
    splits = onrecord.load(release, "splits").arrow().to_pylist()
    for name in ("train", "dev", "test"):
        wanted = [one["document_id"] for one in splits if one["split"] == name]
        assert sorted(onrecord.load(release, split=name).documents["document_id"]) == wanted


def test_the_same_bytes_again_and_from_a_release(
    package: Callable[..., Path], release: Path
) -> None:
    """Neither another run nor a way over files by split changes the data."""
    assert bytes_of(package()) == bytes_of(release)
    again = package(dataset=release)
    assert {path: one for path, one in bytes_of(again).items() if path.endswith(".parquet")} == {
        path: one for path, one in bytes_of(release).items() if path.endswith(".parquet")
    }


def test_without_the_table_in_the_recipe_nothing_is_parted(
    package: Callable[..., Path], release: Path
) -> None:
    """Nor does a release hand on the splits of the one that it was made of."""
    plain = package("", dataset=release)
    assert not any("split" in one for one in store.read_manifest(plain)["files"])
    assert "splits" not in onrecord.load(plain).tables
    assert b"How it is parted" not in (plain / "README.md").read_bytes()
    assert {"turns", "splits"} - {one.name for one in plain.iterdir()} == {"splits"}


def test_the_card_says_how_it_was_made_and_what_leaks(
    package: Callable[..., Path], release: Path, n_documents: int
) -> None:
    card = (release / "README.md").read_text("utf-8")
    section = card.split("### How it is parted")[1].split("\n## ")[0]
    assert "Nobody who is known by name is in several splits." in section
    assert "each value of `format`" in section
    for name in ("train", "dev", "test"):
        rows = onrecord.load(release, split=name)
        turns = rows.turns[rows.turns["kind"] != "cue"]
        size = f"{len(rows.documents):,}"
        words = f"{turns['n_words'].sum():,}"
        (line,) = (one for one in section.splitlines() if one.startswith(f"| `{name}`"))
        cells = [one.strip() for one in line.strip("|").split("|")]
        assert (cells[3], cells[6], cells[7]) == (size, f"{len(turns):,}", words)
    nowhere = onrecord.load(release, "splits").arrow()["split"].null_count
    assert f"In no split: {nowhere} of {n_documents} documents: shares-people {nowhere}." in section
    assert "in two splits: 0 stories, 0 guests, 0 who lead programmes" in section
    shared = (package("\n[release.split]\n") / "README.md").read_text("utf-8")
    assert "People may be in several splits." in shared
    assert "have a guest and" in shared


def test_keys_of_the_data_package_point_to_the_whole_table_of_splits(release: Path) -> None:
    package = json.loads((release / "datapackage.json").read_bytes())
    keys = {
        one["name"]: [key["reference"]["resource"] for key in one["schema"].get("foreignKeys", [])]
        for one in package["resources"]
    }
    assert keys["documents-00000"] == ["splits"]
    assert keys["turns-00000"] == ["people", "splits"]


def test_documents_that_had_a_place_keep_it(
    package: Callable[..., Path], release: Path, root: Path
) -> None:
    plan = f'\n[release.split]\nsalt = "another"\nratios = {{train = 60, dev = 20, test = 20}}\nprevious = "{release}"\n'
    before = onrecord.load(release, "splits").arrow().to_pylist()
    kept = {
        one["document_id"]: one
        for one in onrecord.load(package(plan), "splits").arrow().to_pylist()
    }
    for one in before:
        if one["split"]:
            assert kept[one["document_id"]]["split"] == one["split"]
            assert kept[one["document_id"]]["reason"] == "previous"
    fresh = onrecord.split(root / "data", salt="another").documents
    assert any(fresh[one] != kept[one]["split"] for one in fresh)


def test_words_are_withheld_and_filled_again(
    package: Callable[..., Path], root: Path, tmp_path: Path
) -> None:
    """Rows by split are filled in the order of the sources; leakage of words is not known."""
    bare = package(text="none")
    assert "stand there too" not in (bare / "README.md").read_text("utf-8")
    onrecord.hydrate(bare, [root / "seeds"], out=tmp_path / "full")
    for name in ("documents", "turns", "people"):
        full, built = tmp_path / "full" / f"{name}.parquet", root / "data" / f"{name}.parquet"
        assert full.read_bytes() == built.read_bytes()


@pytest.mark.parametrize("to", ["csv", "convokit", "tei"])
def test_an_export_of_it_is_that_of_the_dataset(release: Path, root: Path, tmp_path: Path, to: str) -> None:  # fmt: skip
    onrecord.export(release, to, tmp_path / "parted")
    onrecord.export(root / "data", to, tmp_path / "whole")
    assert bytes_of(tmp_path / "parted") == bytes_of(tmp_path / "whole")


@pytest.mark.parametrize(
    ("split", "says"),
    [
        ("ratios = {train = 1}", r"\[release\.split\]: there have to be two splits"),
        ('ratios = {"../x" = 1, test = 1}', r"no split can be called '\.\./x'"),
        ("ratios = {train = 1, none = 1}", "no split can be called 'none'"),
        ('overlaps = "drop"', "needs to know whose"),
        ('stratify = "mood"', "no column 'mood' to stratify by"),
        ('previous = "missing.parquet"', r"missing\.parquet: cannot be read as splits"),
        ('people = "hosts"', "release.split.people"),
        ("parts = 3", "is not a key of recipes"),
    ],
)
def test_a_plan_that_is_none_is_told_with_its_recipe(
    package: Callable[..., Path], split: str, says: str
) -> None:
    with pytest.raises(RecipeError, match=says) as caught:
        package(f"\n[release.split]\n{split}\n")
    assert "onrecord.toml" in str(caught.value)


def test_other_bytes_than_those_built_are_not_parted(
    package: Callable[..., Path], root: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(root / "data", tmp_path / "data"))
    table = pq.read_table(folder / "turns.parquet")
    pq.write_table(table.slice(1), folder / "turns.parquet")
    with pytest.raises(DatasetError, match=r"turns\.parquet is not the file of manifest\.json"):
        package(dataset=folder)
