"""Packaging a dataset: what a release holds, that it repeats, what it refuses, what it notices."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

import onrecord
from onrecord import store
from onrecord.errors import CallError, DatasetError, RecipeError
from onrecord.hashing import hash_file
from onrecord.packaging import ARCHIVES
from onrecord.packaging.registry import SEALS


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def make(root: Path, out: Path, **wishes: Any) -> onrecord.Packaged:
    wishes = {"recipe": root / "onrecord.toml", "archives": (), "checks": False} | wishes
    return onrecord.package(wishes.pop("dataset", root / "data"), out, **wishes)


@pytest.fixture(scope="module")
def release(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample dataset as a release; not to be changed."""
    out = tmp_path_factory.mktemp("released") / "release"
    onrecord.package(root / "data", out, recipe=root / "onrecord.toml")
    return out


@pytest.fixture
def copied(release: Path, tmp_path: Path) -> Path:
    """A copy of the release to change."""
    return Path(shutil.copytree(release, tmp_path / "copied"))


@pytest.fixture(scope="session")
def in_parts(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample dataset with its turns in three files of several row groups."""
    folder = tmp_path_factory.mktemp("parts") / "data"
    shutil.copytree(root / "data", folder)
    table = pq.read_table(folder / "turns.parquet")
    (folder / "turns.parquet").unlink()
    (folder / "turns").mkdir()
    documents = table["document_id"].to_pylist()
    cuts = [0, documents.index(documents[300]), documents.index(documents[650]), len(table)]
    manifest = store.read_manifest(folder)
    manifest["files"] = [one for one in manifest["files"] if one["path"] != "turns.parquet"]
    for part, (start, end) in enumerate(pairwise(cuts)):
        path = folder / "turns" / f"part-{part:05d}.parquet"
        pq.write_table(table.slice(start, end - start), path, row_group_size=100)
        entry = {"path": f"turns/{path.name}", "rows": end - start, "bytes": path.stat().st_size}
        manifest["files"].append(entry | {"sha256": hash_file(path), "logical_sha256": ""})
    store.write_manifest(folder, manifest)
    return folder


# What a release holds


def test_a_release_is_a_dataset(release: Path, root: Path) -> None:
    assert onrecord.validate(release) == []
    assert onrecord.verify(release) == []
    whole, packaged = onrecord.load(root / "data"), onrecord.load(release)
    for table in ("documents", "turns", "people", "rejects"):
        assert packaged.arrow(table).equals(whole.arrow(table))


def test_file_names_carry_a_hash_of_their_content(release: Path) -> None:
    manifest = store.read_manifest(release)
    assert len(manifest["files"]) == 4
    for one in manifest["files"]:
        assert one["sha256"][:16] in one["path"]
        assert hash_file(release / one["path"]) == one["sha256"]


def test_everything_that_describes_the_release_agrees_on_its_files(release: Path) -> None:
    """One source: no list of files or hashes differs from another."""
    data = {one["path"]: one["sha256"] for one in store.read_manifest(release)["files"]}

    def read(name: str) -> Any:
        return json.loads((release / name).read_bytes())

    croissant = {one["contentUrl"]: one["sha256"] for one in read("croissant.json")["distribution"]}
    frictionless = {
        one["path"]: one["hash"].removeprefix("sha256:")
        for one in read("datapackage.json")["resources"]
    }
    crate = {one["@id"]: one.get("sha256") for one in read("ro-crate-metadata.json")["@graph"]}
    subjects = {one["name"]: one["digest"]["sha256"] for one in read("provenance.intoto.json")["subject"]}  # fmt: skip
    card = yaml.safe_load((release / "README.md").read_text("utf-8").split("---\n")[1])
    listed = [path for one in card["configs"] for path in one["data_files"][0]["path"]]
    assert croissant == frictionless == data
    assert data.items() <= crate.items()
    assert data.items() <= subjects.items()
    assert sorted(listed) == sorted(data)
    lying = set(files_of(release))
    assert lying - set(SEALS) == set(subjects) - set(SEALS)
    assert lying <= crate.keys() | {"ro-crate-metadata.json"}


def test_checksums_are_those_that_sha256sum_reads(release: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"],  # noqa: S607
        cwd=release, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len((release / "SHA256SUMS").read_text().splitlines()) == len(files_of(release)) - 1


def test_the_card_shows_the_figures_of_the_checks(
    release: Path, root: Path, tmp_path: Path
) -> None:
    card = (release / "README.md").read_text("utf-8")
    assert "`text_holds_no_email_address`" in card
    assert f"{len(onrecord.load(root / 'data').documents)} documents" in card
    without = make(root, tmp_path / "unchecked")
    assert "were not run" in (without.out / "README.md").read_text("utf-8")


# Same bytes


def test_the_same_bytes_whatever_the_folder_zone_seed_and_locale(
    root: Path, release: Path, tmp_path: Path
) -> None:
    """Folder and archives, made by another process elsewhere, are those made here."""
    shutil.copytree(root / "data", tmp_path / "elsewhere" / "other")
    shutil.copy(root / "onrecord.toml", tmp_path / "r.toml")
    environment = os.environ | {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    subprocess.run(
        [sys.executable, "-m", "onrecord", "package", "other", "--out", "../made/release", "--quiet",
         "--recipe", str(tmp_path / "r.toml")],
        cwd=tmp_path / "elsewhere", env=environment, check=True, timeout=120,
    )  # fmt: skip
    assert files_of(tmp_path / "made") == files_of(release.parent)


def test_no_path_and_no_clock_is_in_a_release(release: Path, root: Path) -> None:
    for path, content in files_of(release).items():
        assert str(root).encode() not in content, path
        assert str(release).encode() not in content, path


def test_metadata_that_changes_does_not_make_another_dataset(tmp_path: Path, root: Path) -> None:
    """A DOI is reserved after the build: the recipe's hash in the manifest stays what it was."""
    text = (root / "onrecord.toml").read_text("utf-8")
    with_doi = text.replace("[release]\n", '[release]\ndoi = "10.5281/zenodo.42"\n')
    (tmp_path / "a.toml").write_text(with_doi, "utf-8")
    (tmp_path / "b.toml").write_text(text.split("[release]")[0].rstrip() + "\n", "utf-8")
    hashes = {onrecord.load_recipe(one).sha256 for one in (tmp_path / "a.toml", tmp_path / "b.toml")}  # fmt: skip
    assert hashes == {store.read_manifest(root / "data")["recipe_sha256"]}


def test_a_table_named_release_in_a_text_hides_nothing_from_the_hash(tmp_path: Path) -> None:
    recipe = tmp_path / "r.toml"
    text = '[dataset]\nname = "a"\nversion = "1.0.0"\ndescription = """\n[release]\n{}\n"""\n'
    found = set()
    for words in ("one", "two"):
        recipe.write_text(text.format(words) + '[release]\ntitle = "x"\n', "utf-8")
        found.add(onrecord.load_recipe(recipe).sha256)
    assert len(found) == 2


# Archives


def test_archives_hold_the_release_with_fixed_times_and_order(release: Path) -> None:
    expected = {f"onrecord-sample-0.1.0/{path}": data for path, data in files_of(release).items()}
    with zipfile.ZipFile(f"{release}.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == expected
        assert archive.namelist() == sorted(expected)
        assert {one.date_time for one in archive.infolist()} == {(2026, 11, 25, 0, 0, 0)}
    stream = pa.input_stream(f"{release}.tar.zst", compression="zstd")
    with stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        read = {one.name: archive.extractfile(one).read() for one in archive}  # type: ignore[union-attr]
    assert read == expected


def test_the_bag_says_what_is_in_it(release: Path) -> None:
    with zipfile.ZipFile(f"{release}.bag.zip") as archive:
        top = "onrecord-sample-0.1.0"
        payload = files_of(release)
        manifest = archive.read(f"{top}/manifest-sha256.txt").decode().splitlines()
        assert {line.split("  ")[1] for line in manifest} == {f"data/{path}" for path in payload}
        oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}"
        assert oxum in archive.read(f"{top}/bag-info.txt").decode()


def test_what_onrecord_did_not_write_is_not_replaced(root: Path, tmp_path: Path) -> None:
    (tmp_path / "r.zip").write_bytes(b"PK mine")
    with pytest.raises(CallError, match=r"r\.zip is there and is no archive"):
        make(root, tmp_path / "r", archives=("zip",))
    (tmp_path / "r.zip").unlink()
    for _ in range(2):
        make(root, tmp_path / "r", archives=ARCHIVES)
    assert [one.name for one in make(root, tmp_path / "r", archives=("zip",)).older] == [
        "r.tar.zst",
        "r.bag.zip",
    ]
    (tmp_path / "r" / "notes.txt").write_text("mine")
    with pytest.raises(CallError, match=r"notes\.txt, which onrecord did not write"):
        make(root, tmp_path / "r")
    assert (tmp_path / "r" / "notes.txt").read_text() == "mine"


def test_what_a_killed_run_left_is_cleared_by_the_next(root: Path, tmp_path: Path) -> None:
    for name in (".onrecord-new-r-abc", ".onrecord-new-r-drafts"):
        (tmp_path / name).mkdir()
        (tmp_path / name / ".pid").write_text("999999999")
    make(root, tmp_path / "r", archives=("zip",))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r", "r.zip"]


@pytest.mark.parametrize("out", [".", "release", ".."])
def test_a_release_does_not_lie_in_its_dataset_nor_around_it(
    root: Path, tmp_path: Path, out: str
) -> None:
    dataset = tmp_path / "around" / "data"
    shutil.copytree(root / "data", dataset)
    before = files_of(dataset)
    with pytest.raises(CallError, match="choose another --out"):
        make(root, dataset / out, dataset=dataset)
    assert files_of(dataset) == before


def test_a_dataset_is_not_replaced_by_a_release(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "data", tmp_path / "data")
    with pytest.raises(CallError, match="is a dataset, not a release"):
        make(root, tmp_path / "data")


def test_an_unknown_archive_is_refused(root: Path, tmp_path: Path) -> None:
    with pytest.raises(CallError, match="there is no archive 'rar'"):
        make(root, tmp_path / "r", archives=("rar",))


# Bad input


def test_all_that_is_missing_is_named_at_once(root: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "onrecord.toml"
    recipe.write_text((root / "onrecord.toml").read_text("utf-8").split("[release]")[0], "utf-8")
    with pytest.raises(RecipeError) as caught:
        make(root, tmp_path / "r", recipe=recipe)
    assert "add [[release.creators]]" in str(caught.value)
    assert "published_on" in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["onrecord.toml"]


def test_the_day_can_come_from_source_date_epoch(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = tmp_path / "onrecord.toml"
    text = (root / "onrecord.toml").read_text("utf-8").replace("published_on = 2026-11-25\n", "")
    recipe.write_text(text, "utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    made = make(root, tmp_path / "r", recipe=recipe)
    assert made.release.published_on.isoformat() == "1970-01-02"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(CallError, match="not a number of seconds"):
        make(root, tmp_path / "r", recipe=recipe)


def test_the_recipe_of_another_dataset_is_refused(root: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "onrecord.toml"
    text = (root / "onrecord.toml").read_text("utf-8").replace('version = "0.1.0"', 'version = "0.2.0"')  # fmt: skip
    recipe.write_text(text, "utf-8")
    with pytest.raises(RecipeError, match=r"built as onrecord-sample 0\.1\.0"):
        make(root, tmp_path / "r", recipe=recipe)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('orcid = "0000-0002-1825-0098"', "its last digit does not agree"),
        ('orcid = "12"', "is no ORCID iD"),
        ('homepage = "javascript:alert(1)"', "does not have the form"),
        ('nickname = "x"', "is not a key of recipes"),
        ('ror = "03f0f6041"', "is an organisation's"),
    ],
)
def test_a_wrong_creator_is_reported_with_its_line(
    root: Path, tmp_path: Path, line: str, says: str
) -> None:
    recipe = tmp_path / "onrecord.toml"
    text = (root / "onrecord.toml").read_text("utf-8")
    text = text.replace('name = "The onrecord authors"', f'family_name = "Marsh"\n{line}')
    recipe.write_text(text, "utf-8")
    with pytest.raises(RecipeError, match=says) as caught:
        onrecord.load_recipe(recipe)
    assert ": release.creators.0" in str(caught.value)


def unlicensed(root: Path, folder: Path, licence: str | None) -> Path:
    """The sample dataset whose documents have `licence`, and the dataset none."""
    shutil.copytree(root / "data", folder)
    table = pq.read_table(folder / "documents.parquet")
    at = table.schema.get_field_index("license")
    column = pa.array([licence] * len(table), pa.string())
    pq.write_table(table.set_column(at, table.schema.field(at), column), folder / "documents.parquet")  # fmt: skip
    manifest = store.read_manifest(folder) | {"license": None}
    for one in manifest["files"]:
        path = folder / one["path"]
        one |= {"sha256": hash_file(path), "bytes": path.stat().st_size}
    store.write_manifest(folder, manifest)
    return folder


@pytest.mark.parametrize("licence", [None, "all rights reserved"])
def test_words_under_no_known_licence_are_not_packaged(
    root: Path, tmp_path: Path, licence: str | None
) -> None:
    dataset = unlicensed(root, tmp_path / "data", licence)
    with pytest.raises(DatasetError, match=r"(\d+) of \1 documents have words under no licence"):
        make(root, tmp_path / "r", dataset=dataset)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    made = make(root, tmp_path / "r", dataset=dataset, allow_unknown_licence="we wrote them")
    assert made.release.licence == "LicenseRef-unknown"
    for name in ("README.md", "LICENSE.md"):
        assert "we wrote them" in (made.out / name).read_text("utf-8")
    assert "license: other" in (made.out / "README.md").read_text("utf-8")


def test_a_step_before_packaging_can_take_the_words_out(root: Path, tmp_path: Path) -> None:
    """What stands between dataset and release: then there are no words to have rights in."""
    dataset = unlicensed(root, tmp_path / "data", None)

    def without_words(folder: Path, made: Path) -> None:
        shutil.copytree(folder, made)
        table = pq.read_table(made / "turns.parquet")
        at = table.schema.get_field_index("text")
        empty = pa.array([""] * len(table), pa.string())
        pq.write_table(table.set_column(at, table.schema.field(at), empty), made / "turns.parquet")
        manifest = store.read_manifest(made)
        for one in manifest["files"]:
            path = made / one["path"]
            one |= {"sha256": hash_file(path), "bytes": path.stat().st_size}
        store.write_manifest(made, manifest)

    made = make(root, tmp_path / "r", dataset=dataset, steps=[without_words])
    assert set(onrecord.load(made.out).arrow("turns")["text"].to_pylist()) == {""}


def test_licences_of_parts_are_joined(root: Path, tmp_path: Path) -> None:
    dataset = unlicensed(root, tmp_path / "data", "MIT OR Apache-2.0")
    manifest = store.read_manifest(dataset) | {"license": "CC-BY-4.0"}
    store.write_manifest(dataset, manifest)
    made = make(root, tmp_path / "r", dataset=dataset)
    assert made.release.licence == "CC-BY-4.0 AND (MIT OR Apache-2.0)"
    assert "license_link: LICENSE.md" in (made.out / "README.md").read_text("utf-8")
    assert "license" not in yaml.safe_load((made.out / "CITATION.cff").read_text("utf-8"))


def cut_short(folder: Path) -> None:
    path = folder / "turns.parquet"
    path.write_bytes(path.read_bytes()[:-3000])


def other_bytes(folder: Path) -> None:
    path = folder / "turns.parquet"
    data = bytearray(path.read_bytes())
    data[5000] ^= 1
    path.write_bytes(data)


def missing_file(folder: Path) -> None:
    (folder / "people.parquet").unlink()


def no_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def half_a_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes()[:900])


def manifest_that_leads_out(folder: Path) -> None:
    manifest = store.read_manifest(folder)
    (folder.parent / "secret.parquet").write_bytes(b"secret")
    manifest["files"].append({"path": "turns/../../secret.parquet", "sha256": "", "rows": 0})
    store.write_manifest(folder, manifest)


def manifest_without_turns(folder: Path) -> None:
    manifest = store.read_manifest(folder)
    manifest["files"] = [one for one in manifest["files"] if one["path"] != "turns.parquet"]
    store.write_manifest(folder, manifest)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (cut_short, r"turns\.parquet: damaged or cut short"),
        (other_bytes, r"turns\.parquet is not the file of manifest\.json: other bytes"),
        (missing_file, r"people\.parquet is listed in the manifest, but missing"),
        (no_manifest, r"has no manifest\.json"),
        (half_a_manifest, r"manifest\.json: damaged"),
        (manifest_that_leads_out, "which is not inside it"),
        (manifest_without_turns, "lists no file of turns"),
    ],
)
def test_a_damaged_dataset_is_an_error_that_names_the_file(
    root: Path, tmp_path: Path, damage: Callable[[Path], None], says: str
) -> None:
    dataset = tmp_path / "in" / "data"
    shutil.copytree(root / "data", dataset)
    damage(dataset)
    with pytest.raises(DatasetError, match=says):
        make(root, tmp_path / "out" / "r", dataset=dataset, archives=ARCHIVES)
    out = tmp_path / "out"
    assert not out.exists() or list(out.iterdir()) == []


def test_hostile_metadata_is_an_error_and_no_traceback(hostile: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", "package", str(hostile), "--out", str(tmp_path / "r")],
        capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


_ODD: tuple[Any, ...] = (None, 5, [5], {"a": 1}, "\ud800", 1e999)
_USED = "description license made_with name recipe_sha256 schema_version sources version".split()


def test_an_odd_manifest_is_packaged_or_refused(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stands in a manifest: an error of ours or a release that verifies."""
    monkeypatch.setattr("onrecord.disk._fsync", lambda _descriptor: None)
    dataset = Path(shutil.copytree(root / "data", tmp_path / "data"))
    good = store.read_manifest(dataset)
    packaged = 0
    for key in _USED:
        for odd in _ODD:
            (dataset / "manifest.json").write_text(json.dumps(good | {key: odd}))
            try:
                made = make(root, tmp_path / "r", dataset=dataset)
            except onrecord.OnrecordError:
                continue
            assert onrecord.verify(made.out) == []
            packaged += 1
    assert packaged > 20


def test_odd_columns_are_text_in_the_card(root: Path, tmp_path: Path) -> None:
    dataset = Path(shutil.copytree(root / "data", tmp_path / "data"))
    path = dataset / "people.parquet"
    table = pq.read_table(path)
    pq.write_table(table.append_column("a`|<b>\n---\n", table["name"]), path)
    manifest = store.read_manifest(dataset)
    entry = next(one for one in manifest["files"] if one["path"] == "people.parquet")
    entry |= {"sha256": hash_file(path), "bytes": path.stat().st_size}
    store.write_manifest(dataset, manifest)
    card = (make(root, tmp_path / "r", dataset=dataset).out / "README.md").read_text("utf-8")
    assert "| `a??<b>?---?` |" in card
    assert [one["config_name"] for one in yaml.safe_load(card.split("---\n")[1])["configs"]]


def test_values_of_the_data_are_text_in_the_card(root: Path, tmp_path: Path) -> None:
    dataset = tmp_path / "data"
    shutil.copytree(root / "data", dataset)
    table = pq.read_table(dataset / "documents.parquet")
    at = table.schema.get_field_index("program")
    bad = "<script>x</script> | [a](javascript:b) `\n---\nlicense: mit"
    column = pa.array([bad] * len(table), pa.string())
    pq.write_table(table.set_column(at, table.schema.field(at), column), dataset / "documents.parquet")  # fmt: skip
    manifest = store.read_manifest(dataset)
    path = dataset / "documents.parquet"
    manifest["files"][0] |= {"sha256": hash_file(path), "bytes": path.stat().st_size}
    store.write_manifest(dataset, manifest)
    made = make(root, tmp_path / "r", dataset=dataset)
    card = (made.out / "README.md").read_text("utf-8")
    assert "<script>" not in card
    assert "[a](javascript" not in card
    assert yaml.safe_load(card.split("---\n")[1])["license"] == "cc0-1.0"


# What was changed


def test_a_release_is_held_against_a_new_build(root: Path, release: Path, copied: Path) -> None:
    recipe = root / "onrecord.toml"
    assert onrecord.verify_rebuild(release, recipe=recipe, workers=1) == []
    path = copied / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["files"][1]["sha256"] = manifest["files"][1]["logical_sha256"] = "0" * 64
    path.write_text(json.dumps(manifest | {"license": "MIT"}))
    (finding,) = onrecord.verify_rebuild(copied, recipe=recipe, workers=1)
    assert (finding.where, finding.check) == ("turns.parquet", "same_rows")


def test_verify_names_the_row_group_that_was_changed(
    root: Path, in_parts: Path, tmp_path: Path
) -> None:
    out = make(root, tmp_path / "r", dataset=in_parts).out
    assert onrecord.verify(out) == []
    entry = next(one for one in store.read_manifest(out)["files"] if "/part-00001" in one["path"])
    assert len(entry["row_groups"]) >= 3
    path = out / entry["path"]
    data = bytearray(path.read_bytes())
    data[entry["row_groups"][2]["offset"] + 10] ^= 1
    path.write_bytes(data)
    (finding,) = onrecord.verify(out)
    assert finding.where == entry["path"]
    assert finding.example.startswith("row group 2 (rows 200 to 299) changed, of ")


def test_verify_tells_a_changed_footer_from_changed_rows(copied: Path) -> None:
    path = next((copied / "people").iterdir())
    data = bytearray(path.read_bytes())
    data[-12] ^= 1
    path.write_bytes(data)
    (finding,) = onrecord.verify(copied)
    assert "the footer or the index" in finding.example
    path.write_bytes(data[:-100])
    (finding,) = onrecord.verify(copied)
    assert "bytes, not" in finding.example


@pytest.mark.parametrize("name", ["README.md", "croissant.json", "contract/rules.sql"])
def test_verify_names_any_file_that_was_changed_removed_or_added(copied: Path, name: str) -> None:
    path = copied / name
    content = path.read_bytes()
    path.write_bytes(content + b" ")
    assert [one.where for one in onrecord.verify(copied)] == [name]
    path.unlink()
    assert [(one.where, one.check) for one in onrecord.verify(copied)] == [(name, "file_is_there")]
    path.write_bytes(content)
    (copied / "turns" / "more.parquet").write_bytes(content)
    (finding,) = onrecord.verify(copied)
    assert (finding.check, finding.example) == ("no_other_files", "turns/more.parquet")


def test_a_hash_changed_in_one_list_is_noticed(copied: Path) -> None:
    """Whoever changes a file and its checksum must change the manifest and the attestation too."""
    path = copied / "README.md"
    old = hash_file(path)
    path.write_bytes(path.read_bytes() + b"more")
    sums = copied / "SHA256SUMS"
    sums.write_text(sums.read_text().replace(old, hash_file(path)))
    (finding,) = onrecord.verify(copied)
    assert (finding.where, finding.check) == ("README.md", "lists_agree")


@pytest.mark.parametrize("line", ["garbage", "0" * 64 + "  ../up", "0" * 64 + "  /etc/passwd"])
def test_damaged_checksums_are_an_error(copied: Path, line: str) -> None:
    (copied / "SHA256SUMS").write_text(line + "\n")
    with pytest.raises(DatasetError, match="SHA256SUMS:1: damaged"):
        onrecord.verify(copied)


def test_a_link_out_of_the_release_is_noticed(copied: Path, tmp_path: Path) -> None:
    path = copied / "README.md"
    path.rename(tmp_path / "README.md")
    path.symlink_to(tmp_path / "README.md")
    assert [one.check for one in onrecord.verify(copied)] == ["inside_the_release"]


# The contract without onrecord


def test_every_row_is_valid_by_its_json_schema_and_a_wrong_one_is_not(release: Path) -> None:
    dataset = onrecord.load(release)
    for table in ("documents", "turns", "people", "rejects"):
        schema = json.loads((release / f"contract/{table}.schema.json").read_bytes())
        jsonschema.Draft202012Validator.check_schema(schema)
        check = jsonschema.Draft202012Validator(schema)
        rows = json.loads(json.dumps(dataset.arrow(table).to_pylist(), default=str))
        assert all(check.is_valid(row) for row in rows)
    turn = json.loads((release / "contract/turns.schema.json").read_bytes())
    check, row = jsonschema.Draft202012Validator(turn), dataset.arrow("turns").to_pylist()[0]
    cue = {"kind": "noise", "text": "x", "offset": 0}
    for wrong in (
        {"role": "hostess"}, {"turn_index": -1}, {"text": None}, {"document_id": "doc-1"},
        {"cues": [cue]}, {"confidence": 1.5}, {"n_words": 2**40}, {"mood": "glad"},
    ):  # fmt: skip
        assert not check.is_valid(row | wrong), wrong


_BY_PANDERA = """
import sys, warnings, pandas, pandera.pandas
from pathlib import Path
release = Path(sys.argv[1])
for table in ("documents", "turns", "people", "rejects"):
    schema = pandera.pandas.DataFrameSchema.from_yaml(release / f"contract/{table}.pandera.yaml")
    (file,) = (release / table).glob("*.parquet")
    frame = pandas.read_parquet(file, dtype_backend="pyarrow")
    schema.validate(frame, lazy=True)
    if table == "turns":
        for column, wrong in (("role", "hostess"), ("n_words", -1), ("text", None)):
            broken = frame.copy()
            broken.loc[3, column] = wrong
            try:
                schema.validate(broken, lazy=True)
            except pandera.errors.SchemaErrors as errors:
                assert column in set(errors.failure_cases["column"]), column
            else:
                raise SystemExit(f"a wrong {column} was not found")
assert "onrecord" not in sys.modules and "onrecord_schemas" not in sys.modules
"""


def test_the_contract_loads_with_pandera_alone(release: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _BY_PANDERA, str(release)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_rules_across_tables_run_in_duckdb(
    release: Path, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(folder: Path) -> int:
        monkeypatch.chdir(folder)
        statements = duckdb.extract_statements((folder / "contract/rules.sql").read_text("utf-8"))
        with duckdb.connect() as connection:
            return sum(len(connection.execute(one).fetchall()) for one in statements)

    assert broken(release) == 0
    (path,) = (copied / "people").iterdir()
    pq.write_table(pq.read_table(path).slice(1), path)
    assert broken(copied) == 1


# What a venue asks for


def test_what_neurips_asks_for_is_named_where_it_is_missing(root: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "onrecord.toml"
    text = (root / "onrecord.toml").read_text("utf-8")
    recipe.write_text(text.replace("[release]\n", '[release]\nhomepage = "https://a.example"\n'))
    assert onrecord.missing_metadata(root / "data", "neurips", recipe=recipe) == []
    made = make(root, tmp_path / "r", recipe=recipe)
    assert onrecord.missing_metadata(made.out) == []
    path = made.out / "croissant.json"
    croissant = json.loads(path.read_bytes())
    for name in ("rai:dataBiases", "creator", "prov:wasGeneratedBy", "rai:hasSyntheticData"):
        path.write_text(json.dumps(croissant | {name: []}))
        (finding,) = onrecord.missing_metadata(made.out)
        assert finding.check == name
    recipe.write_text(text.split("[release]")[0])
    named = {one.check for one in onrecord.missing_metadata(root / "data", recipe=recipe)}
    assert {"url", "creator", "datePublished", "rai:dataUseCases", "rai:hasSyntheticData"} <= named
    assert not {"name", "license", "distribution", "recordSet"} & named
    with pytest.raises(CallError, match="there is no profile"):
        onrecord.missing_metadata(root / "data", "nature")


def test_the_command_line_packages_verifies_and_checks(root: Path, tmp_path: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "onrecord", *words],
            cwd=root, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    out = str(tmp_path / "r")
    made = run("package", "data", "--out", out, "--json", "-a", "zip", "--no-checks")
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    data = onrecord.load(root / "data")
    assert told["rows"] == {name: len(data.pandas(name)) for name in data.tables}
    assert [Path(one["path"]).name for one in told["archives"]] == ["r.zip"]
    assert run("verify", out).returncode == 0
    missing = run("check", out, "--profile", "neurips")
    assert missing.returncode == 1
    assert "homepage, doi or repository in [release]" in missing.stdout
    (tmp_path / "r" / "README.md").write_text("other")
    assert run("verify", out).returncode == 1


def test_checks_run_unless_they_are_not_wanted_and_tell_how_far_they_are(
    root: Path, tmp_path: Path
) -> None:
    told: list[onrecord.Step] = []
    release = make(root, tmp_path / "r", checks=True, progress=told.append).release
    assert release.quality is not None
    assert release.quality.ran > 50
    steps = [one for one in told if one.stage == "checking"]
    assert steps[-1].done == steps[-1].total >= release.quality.ran
    assert make(root, tmp_path / "s", checks=False).release.quality is None
