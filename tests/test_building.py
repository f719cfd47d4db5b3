"""Builds: the same bytes however they are made, all or nothing, and counts that add up."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import onrecord
from onrecord import building, work

FILES = ("documents.parquet", "manifest.json", "people.parquet", "rejects.parquet", "turns.parquet")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def corpus(
    tmp_path_factory: pytest.TempPathFactory, write_pages: Callable[[Path, int], Path]
) -> Path:
    """Enough documents for several batches and a pool."""
    return write_pages(tmp_path_factory.mktemp("corpus") / "pages", 120)


@pytest.fixture(scope="module")
def reference(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("reference") / "data"
    onrecord.build(corpus, out=out, workers=1)
    return contents(out)


def test_a_dataset_is_five_files(reference: dict[str, bytes]) -> None:
    assert tuple(reference) == FILES


@pytest.mark.parametrize("batch", [1, 7, 50])
def test_batches_do_not_change_a_byte(
    corpus: Path,
    reference: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    batch: int,
) -> None:
    monkeypatch.setattr(work, "BATCH_DOCUMENTS", batch)
    onrecord.build(corpus, out=tmp_path / "data", workers=1)
    assert contents(tmp_path / "data") == reference


def test_workers_do_not_change_a_byte(
    corpus: Path, reference: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four worker processes really start: the corpus counts as large and makes many batches."""
    monkeypatch.setattr(work, "BATCH_DOCUMENTS", 9)
    monkeypatch.setattr(building, "_is_small", lambda _found: False)
    onrecord.build(corpus, out=tmp_path / "data", workers=4)
    assert contents(tmp_path / "data") == reference


def test_order_of_sources_does_not_change_a_byte(
    corpus: Path, reference: dict[str, bytes], tmp_path: Path
) -> None:
    """The recipe gives each file the URI it has when the folder is given whole."""
    paths = sorted(corpus.iterdir())
    random.Random(3).shuffle(paths)
    entries = "".join(f'[[sources]]\npath = "{path}"\nprefix = "pages"\n' for path in paths)
    recipe = tmp_path / "onrecord.toml"
    recipe.write_text(f'[dataset]\nname = "data"\nversion = "0.0.0"\n{entries}')
    onrecord.build(recipe=recipe, out=tmp_path / "data", workers=1)
    ours = contents(tmp_path / "data")
    assert {name: ours[name] for name in FILES if name != "manifest.json"} == {
        name: reference[name] for name in FILES if name != "manifest.json"
    }


def test_place_zone_locale_and_hash_seed_do_not_change_a_byte(
    corpus: Path, reference: dict[str, bytes], tmp_path: Path
) -> None:
    elsewhere = tmp_path / "else where" / "pages"
    shutil.copytree(corpus, elsewhere)
    strange = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    subprocess.run(
        [sys.executable, "-m", "onrecord", "build", "pages", "--out", str(tmp_path / "data"), "-q"],
        cwd=elsewhere.parent,
        env=os.environ | strange,
        check=True,
        timeout=120,
    )
    assert contents(tmp_path / "data") == reference


def test_counts_add_up(pages: Path, tmp_path: Path) -> None:
    (pages / "twin.txt").write_bytes((pages / "earnings-call.txt").read_bytes())
    (pages / "empty.txt").write_bytes(b"")
    report = onrecord.build(pages, out=tmp_path / "data")
    assert (report.n_sources, report.n_built, report.n_rejected) == (6, 3, 3)
    assert report.reasons == {"duplicate": 1, "empty": 1, "format-unknown": 1}
    for rows in report.rows.values():
        assert rows["made"] == rows["written"] + rows["rejected"] > 0


def test_every_source_is_in_the_manifest(pages: Path, tmp_path: Path) -> None:
    onrecord.build(pages, out=tmp_path / "data")
    sources = json.loads((tmp_path / "data" / "manifest.json").read_text())["sources"]
    assert [s["uri"] for s in sources] == sorted(f"pages/{p.name}" for p in pages.iterdir())
    assert {s["uri"]: s["fate"] for s in sources}["pages/bare-numbers.csv"] == "rejected"
    assert all(len(s["sha256"]) == 64 for s in sources)


def test_rejects_say_why(pages: Path, tmp_path: Path) -> None:
    onrecord.build(pages, out=tmp_path / "data")
    (reject,) = onrecord.load(tmp_path / "data").rejects.to_dict("records")
    assert (reject["source_uri"], reject["check"]) == ("pages/bare-numbers.csv", "format-unknown")
    assert "--format" in reject["message"]


@pytest.mark.usefixtures("pages")
def test_limit_rejects_large_sources(tmp_path: Path) -> None:
    recipe = tmp_path / "onrecord.toml"
    recipe.write_text(
        '[dataset]\nname = "d"\nversion = "1.0.0"\n[[sources]]\npath = "pages"\n'
        "[limits]\nmax_source_bytes = 3000\n"
    )
    report = onrecord.build(recipe=recipe, out=tmp_path / "data")
    assert report.reasons["too-large"] >= 1


@pytest.mark.usefixtures("pages")
def test_recipe_states_metadata(tmp_path: Path) -> None:
    recipe = tmp_path / "onrecord.toml"
    recipe.write_text(
        '[dataset]\nname = "d"\nversion = "1.0.0"\nlicense = "CC-BY-4.0"\n[[sources]]\n'
        'path = "pages/earnings-call.txt"\n[sources.metadata]\nlanguage = "en"\n'
        'published_on = 2022-11-04\nnetwork = "Ledger"\n'
    )
    onrecord.build(recipe=recipe, out=tmp_path / "data")
    (document,) = onrecord.load(tmp_path / "data").documents.to_dict("records")
    assert (document["license"], document["language"], document["network"]) == (
        "CC-BY-4.0",
        "en",
        "Ledger",
    )
    assert str(document["published_on"]) == "2022-11-04"


def test_a_source_that_changes_is_rejected(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = building.survey_sources

    def change_after(task: Any) -> object:
        surveyed = whole(task)
        (pages / "earnings-call.txt").write_text("A: else\nB: where\nA: now\n")
        return surveyed

    monkeypatch.setattr(building, "survey_sources", change_after)
    report = onrecord.build(pages, out=tmp_path / "data", workers=1)
    assert report.reasons["changed"] == 1


def test_a_failing_build_leaves_the_old_dataset(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "data"
    onrecord.build(pages, out=out)
    before = contents(out)
    monkeypatch.setattr(building, "check_tables", _raise)
    (pages / "new.txt").write_text("A: one\nB: two\nA: three\n")
    with pytest.raises(onrecord.ContractError):
        onrecord.build(pages, out=out)
    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".onrecord")] == []


def _raise(_connection: object) -> None:
    raise onrecord.ContractError("planted")


def test_foreign_files_are_never_deleted(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "data"
    onrecord.build(pages, out=out)
    (out / "thesis.txt").write_text("mine")
    with pytest.raises(onrecord.CallError, match=r"thesis\.txt"):
        onrecord.build(pages, out=out)
    assert (out / "thesis.txt").read_text() == "mine"


def test_two_sources_of_one_name_are_an_error(pages: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "earnings-call.txt"
    other.parent.mkdir()
    other.write_text("A: one\nB: two\n")
    with pytest.raises(onrecord.CallError, match="prefix"):
        onrecord.build([pages / "earnings-call.txt", other], out=tmp_path / "data")


def test_nothing_to_build_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(onrecord.CallError, match="nothing to build"):
        onrecord.build(out=tmp_path / "data")


def test_a_plain_script_may_build_in_processes(corpus: Path, tmp_path: Path) -> None:
    """No ``if __name__ == "__main__"`` is needed: workers do not run the caller's script again."""
    script = tmp_path / "script.py"
    script.write_text(
        "print('ran')\n"
        "import onrecord\nfrom onrecord import building\n"
        "building._is_small = lambda found: False\n"
        f"report = onrecord.build({str(corpus)!r}, out={str(tmp_path / 'data')!r}, workers=2)\n"
        "print(report.n_built)\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.split()[0] == "ran"
    assert done.stdout.count("ran") == 1
    assert int(done.stdout.split()[1]) > 100


def test_a_dataset_inside_its_own_source_is_refused(pages: Path, tmp_path: Path) -> None:
    with pytest.raises(onrecord.CallError, match="lies inside the source folder"):
        onrecord.build(pages, out=pages / "data")
    recipe = tmp_path / "onrecord.toml"
    recipe.write_text(
        '[dataset]\nname = "d"\nversion = "1.0.0"\n[[sources]]\npath = "pages"\nexclude = ["data/*"]\n'
    )
    for _ in range(2):
        assert onrecord.build(recipe=recipe, out=pages / "data").n_sources == 4


def test_the_documents_of_one_source_lie_together_in_the_order_of_ids(
    tmp_path: Path, seeds: Path
) -> None:
    sources = [seeds / "stm", seeds / "google-speech", seeds / "webvtt"]
    onrecord.build(sources, out=tmp_path / "out")
    documents = onrecord.load(tmp_path / "out").arrow("documents").to_pylist()
    ids = [row["document_id"] for row in documents]
    assert ids == sorted(set(ids))
    shared = [row["document_id"][:18] for row in documents]
    assert len(set(shared)) == len({row["source_sha256"] for row in documents}) < len(ids)
