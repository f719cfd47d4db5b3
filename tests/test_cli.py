"""The command line: what it prints, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import onrecord
from onrecord.formats import FORMATS

Run = subprocess.CompletedProcess[str]


def run(*arguments: object, stdin: str | None = None, cwd: Path | None = None) -> Run:
    return subprocess.run(
        [sys.executable, "-m", "onrecord", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=cwd,
        check=False,
        env=os.environ | {"COLUMNS": "200"},
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    out = tmp_path_factory.mktemp("built") / "data"
    onrecord.build(seeds, out=out)
    return out


def test_build_prints_counts_that_add_up(pages: Path, tmp_path: Path) -> None:
    done = run("build", pages, "--out", tmp_path / "data")
    assert done.returncode == 0
    assert "4 sources = 3 built + 1 rejected" in done.stdout
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
        "reading",
        "converting",
        "writing",
    ]


def test_build_json_is_one_object(pages: Path, tmp_path: Path) -> None:
    report = json.loads(run("build", pages, "--out", tmp_path / "data", "--json").stdout)
    assert (report["sources"], report["built"], report["reasons"]) == (4, 3, {"format-unknown": 1})


def test_quiet_prints_nothing(pages: Path, tmp_path: Path) -> None:
    assert run("build", pages, "--out", tmp_path / "data", "--quiet").stdout == ""


def test_building_nothing_is_a_failure(seeds: Path, tmp_path: Path) -> None:
    done = run("build", seeds / "rejected", "--out", tmp_path / "data")
    assert done.returncode == 1
    assert "rejects.parquet" in done.stderr


@pytest.mark.usefixtures("pages")
def test_build_uses_the_recipe_in_this_folder(tmp_path: Path) -> None:
    (tmp_path / "onrecord.toml").write_text(
        '[dataset]\nname = "mine"\nversion = "1.2.3"\n[[sources]]\npath = "pages"\n'
    )
    assert run("build", "--out", "data", cwd=tmp_path).returncode == 0
    assert onrecord.load(tmp_path / "data").manifest["version"] == "1.2.3"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("build", "no-such-folder", "--out", "x"), "there is no file or folder no-such-folder"),
        (("build", "--out", "x", "--recipe", "no.toml"), "no.toml: cannot be read"),
        (
            ("build", "pages", "--out", "x", "--format", "vtt"),
            "no format 'vtt'; there are: webvtt, ",
        ),
        (("convert", "no-such-file"), "there is no file or folder no-such-file"),
        (("nonsense",), "No such command"),
        (("diff", "no-such-folder", "pages"), "no-such-folder does not exist"),
        (("diff", "pages", "pages"), "pages has no table to compare"),
        (("diff", "pages", "pages", "--fail-on", "never"), "never"),
        (("build", "pages", "--out", "x", "--workers", "0"), "workers"),
    ],
)
def test_wrong_calls_exit_with_2(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text("A: one\nB: two\n")
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_convert_prints_one_object_a_transcript(seeds: Path) -> None:
    done = run("convert", seeds / "npr" / "clip-without-cue.txt")
    (line,) = done.stdout.splitlines()
    transcript = json.loads(line)
    assert set(transcript) == {"document", "turns", "people"}
    assert transcript == json.loads(
        json.dumps(next(onrecord.convert(seeds / "npr" / "clip-without-cue.txt")), default=str)
    )


def test_convert_reads_standard_input() -> None:
    done = run("convert", "-", stdin="ANN ROE: Good morning.\nBEN OAK: Morning, Ann.\nROE: So.\n")
    transcript = json.loads(done.stdout)
    assert transcript["document"]["source_uri"] == "stdin"
    assert [turn["speaker_label"] for turn in transcript["turns"]] == ["ANN ROE", "BEN OAK", "ROE"]


def test_convert_of_what_is_no_transcript_is_a_failure(seeds: Path) -> None:
    done = run("convert", seeds / "rejected" / "bare-numbers.csv")
    assert done.returncode == 1
    assert "--format" in done.stderr
    assert done.stdout == ""


def test_formats_lists_the_registry() -> None:
    assert [f["name"] for f in json.loads(run("formats", "--json").stdout)] == list(FORMATS)
    text = run("formats").stdout
    assert all(one.reads in text for one in FORMATS.values())


def test_validate_and_verify_a_good_dataset(built: Path) -> None:
    assert run("validate", built).returncode == 0
    assert json.loads(run("verify", built, "--json").stdout) == {"ok": True, "findings": []}


def test_verify_finds_a_changed_byte(built: Path, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    copy.mkdir()
    for path in built.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    damaged = bytearray((copy / "turns.parquet").read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (copy / "turns.parquet").write_bytes(damaged)
    done = run("verify", copy)
    assert done.returncode == 1
    assert "turns.parquet: sha256_agrees" in done.stdout


def test_verify_rebuild_compares_bytes(built: Path, seeds: Path, pages: Path) -> None:
    assert run("verify", built, seeds, "--rebuild").returncode == 0
    done = run("verify", built, pages, "--rebuild")
    assert done.returncode == 1
    assert "the rows differ" in done.stdout


@pytest.mark.parametrize("command", ["validate", "verify"])
def test_a_folder_without_a_dataset_is_a_failure(command: str, tmp_path: Path) -> None:
    done = run(command, tmp_path)
    assert done.returncode == 1
    assert "no dataset built by onrecord" in done.stderr


def test_help_does_not_import_the_heavy_libraries() -> None:
    code = (
        "import sys; sys.argv = ['onrecord', '--help']\n"
        "from onrecord.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'pandas', 'pyarrow', 'pandera', 'duckdb', 'numpy', 'pydantic'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)


def test_every_command_is_in_the_readme(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    for command in ("build", "convert", "diff", "formats", "show", "split", "validate", "verify"):
        assert f"`onrecord {command}" in readme
