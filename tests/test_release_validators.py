"""A release held against the tools that its readers use; skips where `make validators` did not run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

import onrecord
from onrecord import store
from onrecord.hashing import hash_file

HERE = Path(__file__).parent / "validators"
TABLES = ("documents", "turns", "people", "rejects")

_CREATORS = """
[[release.creators]]
family_name = "Marsh-Ångström"
given_name = "Ada Q."
orcid = "0000-0002-1825-0097"
affiliation = "Institute of Talk: Speech & Print"
email = "ada@talk.example"

[[release.creators]]
name = "Harbour Archive"
ror = "03f0f6041"

[[release.funding]]
funder = "Council for Words"
award = "W-7"

[[release.derived_from]]
name = "Pages of a station"
url = "https://station.example/pages"
license = "CC-BY-4.0"

[[release.related]]
doi = "10.5281/zenodo.41"
relation = "IsNewVersionOf"
"""


@pytest.fixture(scope="session")
def tool(root: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a program of the validators' environments: ``tool("main/frictionless", ...)``."""
    folder = Path(os.environ.get("ONRECORD_VALIDATORS", root / ".validators"))
    if not (folder / "main/bin/mlcroissant").exists() or not (folder / "cff/bin").is_dir():
        pytest.skip("the validators are not here; make validators")

    def run(name: str, *words: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        environment, program = name.split("/")
        return subprocess.run(
            [folder / environment / "bin" / program, *words],
            capture_output=True, text=True, check=False, timeout=300, **options,
        )  # fmt: skip

    return run


@pytest.fixture(scope="session")
def full_recipe(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's recipe with all that a release can state."""
    text = (root / "onrecord.toml").read_text("utf-8")
    addresses = 'doi = "10.5281/zenodo.42"\nhomepage = "https://a.example/d?x=1&y=2"\npublisher = "Press: of Harbours"\nlanguages = ["en", "ru", "pt-BR"]\npaper = "https://a.example/p"\n'  # fmt: skip
    text = text.replace("[release]\n", f"[release]\n{addresses}")
    text = text.replace('[[release.creators]]\nname = "The onrecord authors"\n', _CREATORS)
    recipe = tmp_path_factory.mktemp("full") / "onrecord.toml"
    recipe.write_text(text, "utf-8")
    return recipe


@pytest.fixture(scope="session")
def in_parts(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample dataset with its turns in two files, the second with several row groups."""
    folder = Path(shutil.copytree(root / "data", tmp_path_factory.mktemp("split") / "data"))
    table = pq.read_table(folder / "turns.parquet")
    (folder / "turns.parquet").unlink()
    (folder / "turns").mkdir()
    cut = table["document_id"].to_pylist().index(table["document_id"][500].as_py())
    manifest = store.read_manifest(folder)
    manifest["files"] = [one for one in manifest["files"] if one["path"] != "turns.parquet"]
    for part, rows in enumerate((table.slice(0, cut), table.slice(cut))):
        path = folder / "turns" / f"part-{part:05d}.parquet"
        pq.write_table(rows, path, row_group_size=200)
        entry = {"path": f"turns/{path.name}", "rows": len(rows), "bytes": path.stat().st_size}
        manifest["files"].append(entry | {"sha256": hash_file(path)})
    store.write_manifest(folder, manifest)
    return folder


@pytest.fixture(scope="session")
def split_recipe(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's recipe with splits, and documents that are in none."""
    recipe = tmp_path_factory.mktemp("split") / "onrecord.toml"
    text = (root / "onrecord.toml").read_text("utf-8")
    recipe.write_text(f'{text}\n[release.split]\npeople = "all"\noverlaps = "drop"\n', "utf-8")
    return recipe


@pytest.fixture(scope="session", params=["sample", "full recipe", "in parts", "in splits"])
def release(  # noqa: PLR0917 - one recipe or dataset a kind of release
    request: pytest.FixtureRequest,
    root: Path,
    full_recipe: Path,
    split_recipe: Path,
    in_parts: Path,
    tool: object,  # noqa: ARG001 - nothing to be made where nothing can be run
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Releases: of the sample, with all that can be stated, with a table in several files, in splits."""
    recipes = {"full recipe": full_recipe, "in splits": split_recipe}
    recipe = recipes.get(request.param, root / "onrecord.toml")
    dataset = in_parts if request.param == "in parts" else root / "data"
    out = tmp_path_factory.mktemp("valid") / "release"
    return onrecord.package(dataset, out, recipe=recipe, checks=False).out


def split_of_each(folder: Path) -> dict[str, str | None]:
    """The split of each document; nothing where the release has none."""
    if "splits" not in onrecord.load(folder).tables:
        return {}
    rows = onrecord.load(folder, "splits").arrow().to_pylist()
    return {one["document_id"]: one["split"] for one in rows}


def rows_of(folder: Path, table: str) -> list[dict[str, Any]]:
    rows = onrecord.load(folder).arrow(table).to_pylist()
    loaded: list[dict[str, Any]] = json.loads(json.dumps(rows, default=str))
    return loaded


def test_datasets_loads_every_configuration_offline(
    tool: Callable[..., Any], release: Path, tmp_path: Path
) -> None:
    done = tool("main/python", HERE / "load_hub.py", release, tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    loaded: dict[str, dict[str, Any]] = {}
    for one in map(json.loads, done.stdout.splitlines()):
        loaded.setdefault(one["config"], {})[one["split"]] = one["rows"]
    splits = split_of_each(release)
    others = ["splits"] if splits else []
    assert list(loaded) == ["turns", "documents", "people", "rejects", *others]
    parted = {"turns", "documents"} if splits else set()
    for table in parted:
        assert list(loaded[table]) == ["train", "validation", "test"]
        for split, rows in loaded[table].items():
            whole = rows_of(release, table)
            assert rows == [one for one in whole if splits[one["document_id"]] == split] != []
    for table in {*TABLES, *others} - parted:
        assert loaded[table] == {"whole" if splits else "train": rows_of(release, table)}


def test_the_card_counts_what_datasets_loads(release: Path) -> None:
    card = yaml.safe_load((release / "README.md").read_text("utf-8").split("---\n")[1])
    for config, facts in zip(card["configs"], card["dataset_info"], strict=True):
        files = {one["split"]: one["path"] for one in config["data_files"]}
        assert [one["name"] for one in facts["splits"]] == list(files)
        for one in facts["splits"]:
            lying = [pq.read_metadata(release / path) for path in files[one["name"]]]
            assert one["num_examples"] == sum(file.num_rows for file in lying)
        lying = [release / path for paths in files.values() for path in paths]
        assert facts["download_size"] == sum(path.stat().st_size for path in lying)


def test_the_card_has_every_section_of_the_hub_s_template(
    tool: Callable[..., Any], release: Path
) -> None:
    code = (
        "import huggingface_hub as h, pathlib, sys\n"
        "h.DatasetCard.load(sys.argv[1]).data.to_yaml()\n"
        "print((pathlib.Path(h.__file__).parent / 'templates/datasetcard_template.md').read_text())"
    )
    done = tool("main/python", "-c", code, release / "README.md")
    assert done.returncode == 0, done.stderr[-2000:]
    wanted = [line for line in done.stdout.splitlines() if line.startswith("##")]
    card = (release / "README.md").read_text("utf-8").splitlines()
    assert len(wanted) > 15
    assert [line for line in card if line in wanted] == wanted


def packaged(root: Path, page: Path, out: Path) -> Path:
    dataset = out.with_name(f"{out.name}-data")
    onrecord.build([page], recipe=root / "onrecord.toml", out=dataset, workers=1)
    made = onrecord.package(dataset, out, recipe=root / "onrecord.toml", archives=(), checks=False)
    return made.out


def strip_sizes(folder: Path, *, plain: bool) -> None:
    """The card with nothing but the files, and these under plain names."""
    card = yaml.safe_load((folder / "README.md").read_text("utf-8").split("---\n")[1])
    for one in card["configs"]:
        (path,) = one["data_files"][0]["path"]
        if plain:
            (folder / path).rename(folder / one["config_name"] / "part-00000.parquet")
            one["data_files"][0]["path"] = [f"{one['config_name']}/part-00000.parquet"]
    configs = yaml.safe_dump({"configs": card["configs"]})
    (folder / "README.md").write_text(f"---\n{configs}---\n", "utf-8")


@pytest.mark.parametrize("names", ["as released", "hashed", "plain"])
def test_a_rebuilt_release_is_loaded_anew_but_not_under_plain_names(
    tool: Callable[..., Any], root: Path, tmp_path: Path, names: str
) -> None:
    """What `datasets` serves after a rebuild: the new rows, where names tell of the content."""
    page = tmp_path / "page.txt"
    text = (root / "seeds/npr/clip-without-cue.txt").read_text("utf-8")
    folder, loaded = tmp_path / "release", []
    for words in ("Take a listen.", "Take a letter."):
        page.write_text(text.replace("Take a listen.", words), "utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        packaged(root, page, folder)
        if names != "as released":
            strip_sizes(folder, plain=names == "plain")
        done = tool("main/python", HERE / "load_hub.py", folder, tmp_path / "cache", "turns")
        assert done.returncode == 0, done.stderr[-3000:]
        loaded.append(words in done.stdout)
    assert loaded == [True, names != "plain"]


def test_a_release_in_another_folder_is_not_taken_for_this_one(
    tool: Callable[..., Any], root: Path, tmp_path: Path
) -> None:
    text = (root / "seeds/npr/clip-without-cue.txt").read_text("utf-8")
    for name, words in (("one", "Take a listen."), ("other", "Take a letter.")):
        (tmp_path / name).mkdir()
        page = tmp_path / name / "page.txt"
        page.write_text(text.replace("Take a listen.", words), "utf-8")
        folder = packaged(root, page, tmp_path / name / "release")
        done = tool("main/python", HERE / "load_hub.py", folder, tmp_path / "cache", "turns")
        assert words in done.stdout, done.stderr[-3000:]


def test_croissant_is_valid_and_its_records_are_the_rows(
    tool: Callable[..., Any], release: Path, tmp_path: Path
) -> None:
    done = tool("main/mlcroissant", "validate", "--jsonld", release / "croissant.json")
    assert done.returncode == 0, done.stderr[-3000:]
    assert "WARNING" not in done.stderr
    environment = os.environ | {"CROISSANT_CACHE": str(tmp_path)}
    done = tool("main/python", HERE / "load_croissant.py", release, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    loaded = {one["record_set"]: one["rows"] for one in map(json.loads, done.stdout.splitlines())}
    if splits := split_of_each(release):
        names = {one["name"]: one["url"] for one in loaded.pop("split_names")}
        assert names | {"none": ""} == {
            "train": "cr:TrainingSplit",
            "validation": "cr:ValidationSplit",
            "test": "cr:TestSplit",
            "none": "",
        }
        for table in ("documents", "turns"):
            for one in loaded[table]:
                assert one.pop("split") == (splits[one["document_id"]] or "none")
    tables = (*TABLES, "splits") if splits else TABLES
    assert sorted(loaded) == sorted(tables)
    for table in tables:
        assert loaded[table] == rows_of(release, table), table


def test_croissant_without_its_keys_is_not_valid(
    tool: Callable[..., Any], release: Path, tmp_path: Path
) -> None:
    """The validator looks at the keys: one that points nowhere is found."""
    text = (release / "croissant.json").read_text("utf-8")
    assert '"references": {' in text
    broken = tmp_path / "croissant.json"
    broken.write_text(text.replace('"@id": "people/person_id"', '"@id": "people/nobody"', 1))
    done = tool("main/mlcroissant", "validate", "--jsonld", broken)
    assert done.returncode != 0


def frictionless(tool: Callable[..., Any], folder: Path) -> list[str]:
    """Where and how the data package is not valid."""
    done = tool("main/frictionless", "validate", "datapackage.json", "--json", cwd=folder)
    report = json.loads(done.stdout)
    tasks = report["tasks"]
    found = [f"package {one['type']} {one['note']}" for one in report["errors"]]
    found += [f"{one['name']} {e['type']} {e['message']}" for one in tasks for e in one["errors"]]
    assert report["valid"] == (not found)
    return found


def test_the_data_package_is_valid_with_its_foreign_keys(
    tool: Callable[..., Any], release: Path
) -> None:
    assert frictionless(tool, release) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "found"),
    [
        ("turns", "person_id", "per-00000000000000000000", "turns foreign-key"),
        ("documents", "story_id", "doc-00000000000000000000", "documents foreign-key"),
        ("turns", "role", "hostess", "turns constraint-error"),
        ("documents", "format", "N P R", "documents constraint-error"),
        ("turns", "turn_index", 0, "turns primary-key"),
    ],
)
def test_a_planted_violation_is_found_by_frictionless(  # noqa: PLR0917 - one case has five parts
    tool: Callable[..., Any], root: Path, tmp_path: Path, table: str, column: str, value: Any, found: str
) -> None:  # fmt: skip
    made = onrecord.package(
        root / "data", tmp_path / "r", recipe=root / "onrecord.toml", archives=(), checks=False
    )
    (path,) = (made.out / table).iterdir()
    read = pq.read_table(path)
    rows = read.to_pylist()
    rows[7][column] = value
    pq.write_table(pa.Table.from_pylist(rows, read.schema), path)
    errors = frictionless(tool, made.out)
    assert errors
    assert all(one.startswith(found) for one in errors), errors[:5]


def test_the_crate_is_valid_and_a_broken_one_is_not(
    tool: Callable[..., Any], release: Path, tmp_path: Path
) -> None:
    def check(folder: Path) -> Any:
        return tool("main/python", HERE / "check_ro_crate.py", folder, cwd=tmp_path)

    done = check(release)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert int(done.stdout.split(" checks ran")[0].split()[-1]) > 50
    crate = Path(shutil.copytree(release, tmp_path / "crate"))
    path = crate / "ro-crate-metadata.json"
    content = json.loads(path.read_bytes())
    del content["@graph"][1]["datePublished"]
    path.write_text(json.dumps(content))
    assert "datePublished" in check(crate).stdout


def test_rocrate_reads_the_crate(tool: Callable[..., Any], release: Path) -> None:
    code = (
        "import sys; from rocrate.rocrate import ROCrate; crate = ROCrate(sys.argv[1]);"
        "print(len(crate.data_entities), len(crate.root_dataset['creator']) > 0)"
    )
    done = tool("main/python", "-c", code, release)
    files = [path for path in release.rglob("*") if path.is_file()]
    assert done.stdout.split() == [str(len(files) - 1), "True"], done.stderr[-2000:]


def test_the_bag_is_valid_and_a_changed_one_is_not(
    tool: Callable[..., Any], release: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(f"{release}.bag.zip") as archive:
        archive.extractall(tmp_path)
    bag = tmp_path / "onrecord-sample-0.1.0"
    assert tool("main/bagit.py", "--validate", bag).returncode == 0
    (bag / "data/README.md").write_text("other")
    assert tool("main/bagit.py", "--validate", bag).returncode != 0


def test_datacite_metadata_are_valid(tool: Callable[..., Any], release: Path) -> None:
    done = tool("main/python", HERE / "check_datacite.py", release / "datacite.json")
    assert done.returncode == 0, done.stderr[-2000:]


def test_citation_file_is_valid(tool: Callable[..., Any], release: Path) -> None:
    done = tool("cff/cffconvert", "--validate", "-i", release / "CITATION.cff")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "valid" in done.stdout


def test_provenance_is_prov_with_every_source(tool: Callable[..., Any], release: Path) -> None:
    done = tool("main/python", HERE / "check_provenance.py", release / "provenance.json")
    assert done.returncode == 0, done.stderr[-2000:]
    kinds = json.loads(done.stdout)
    manifest = store.read_manifest(release)
    assert kinds["ProvEntity"] == len(manifest["sources"]) + len(manifest["files"]) + 2
    assert kinds["ProvActivity"] == 2
    assert kinds["ProvUsage"] == len(manifest["sources"]) + len(manifest["files"]) + 1


def test_the_statement_is_in_toto_with_slsa_provenance(
    tool: Callable[..., Any], release: Path
) -> None:
    done = tool("main/python", HERE / "check_statement.py", release / "provenance.intoto.json")
    assert done.returncode == 0, done.stderr[-2000:]
    subjects, dependencies = json.loads(done.stdout)
    lying = [path for path in release.rglob("*") if path.is_file()]
    assert subjects == len(lying) - 2
    assert dependencies == len(store.read_manifest(release)["sources"]) + 3


def test_many_sources_are_one_dependency_and_one_collection(
    tool: Callable[..., Any], root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("attestation", "provenance"):
        monkeypatch.setattr(f"onrecord.packaging.{module}.MANY_SOURCES", 10)
    made = onrecord.package(
        root / "data", tmp_path / "r", recipe=root / "onrecord.toml", archives=(), checks=False
    )
    done = tool("main/python", HERE / "check_statement.py", made.out / "provenance.intoto.json")
    assert json.loads(done.stdout)[1] == 4
    done = tool("main/python", HERE / "check_provenance.py", made.out / "provenance.json")
    assert json.loads(done.stdout)["ProvEntity"] == 4 + 3
