"""onrecord init NAME: a repository whose own `make data` and `make test` pass."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import onrecord
from onrecord.cli import app
from onrecord.errors import CallError
from onrecord.template import rendered


def make(target: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """``make TARGET`` with the interpreter that runs these tests: nothing is installed."""
    return subprocess.run(
        ["make", target, f"RUN={sys.executable}", "ENVIRONMENT="],  # noqa: S607 - the user's make
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_its_own_make_data_and_make_test_pass(tmp_path: Path) -> None:
    folder = onrecord.init("harbour-talks", tmp_path)
    made = make("data", folder)
    assert made.returncode == 0, made.stderr
    assert "3 sources = 3 built + 0 rejected" in made.stdout
    assert "flags:" not in made.stdout
    manifest = json.loads((folder / "data/manifest.json").read_text(encoding="utf-8"))
    assert manifest["name"] == "harbour-talks"
    tested = make("test", folder)
    assert tested.returncode == 0, tested.stdout
    assert "tests/test_dataset.py ..." in tested.stdout
    assert " warn " not in tested.stdout


def test_its_tests_fail_when_a_source_is_no_dialogue(tmp_path: Path) -> None:
    folder = onrecord.init("harbour-talks", tmp_path)
    page = folder / "seeds" / "podcast.txt"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("TOMAS VIKLUND:", "ROSALIND ACHEBE:"), encoding="utf-8")
    tested = make("test", folder)
    assert tested.returncode != 0
    assert "FAILED data::a_conversation_has_two_speakers" in tested.stdout


def test_a_name_gives_the_same_files_wherever_it_is(tmp_path: Path) -> None:
    expected = {str(path): text.encode() for path, text in rendered("talks")}
    for parent in (tmp_path / "a", tmp_path / "b"):
        folder = onrecord.init("talks", parent)
        written = [path for path in folder.rglob("*") if path.is_file()]
        assert {p.relative_to(folder).as_posix(): p.read_bytes() for p in written} == expected


def test_name_and_version_are_filled_in() -> None:
    files = {str(path): text for path, text in rendered("talks")}
    assert 'name = "talks"' in files["onrecord.toml"]
    assert f"onrecord=={onrecord.__version__}\n" in files["requirements.txt"]
    assert not [path for path, text in files.items() if "@NAME@" in text or "@VERSION@" in text]


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../escape", "/x", "a/b", "a\\b", "Talks", "-x", "a.", "a\nb", "a" * 97]
)  # fmt: skip
def test_a_name_that_is_none_writes_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(CallError, match="cannot be a dataset's name"):
        onrecord.init(name, tmp_path / "here")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "mine.txt").write_text("mine")
    with pytest.raises(CallError, match="not an empty folder"):
        onrecord.init("talks", tmp_path)
    assert [path.name for path in (tmp_path / "talks").iterdir()] == ["mine.txt"]


def test_a_file_or_a_link_of_that_name_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("file", "link"):
        with pytest.raises(CallError, match="is there already"):
            onrecord.init(name, tmp_path)
    assert not any((tmp_path / "elsewhere").iterdir())


def test_an_empty_folder_of_that_name_is_filled(tmp_path: Path) -> None:
    (tmp_path / "talks").mkdir()
    assert (onrecord.init("talks", tmp_path) / "onrecord.toml").is_file()


def test_the_command_says_what_it_wrote_and_what_is_next(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["init", "talks", "--into", str(tmp_path)])
    assert done.exit_code == 0
    assert f"{tmp_path / 'talks' / 'onrecord.toml'}\n" in done.stdout
    assert "next: cd " in done.stdout
    shutil.rmtree(tmp_path / "talks")
    done = CliRunner().invoke(app, ["init", "talks", "--into", str(tmp_path), "--json"])
    told = json.loads(done.stdout)
    assert all(Path(path).is_file() for path in told["files"])
