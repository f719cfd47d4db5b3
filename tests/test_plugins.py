"""A package outside the repository adds a format: the example of docs/, installed and used."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import onrecord
from onrecord.formats import FORMATS, plugins

_FILE = re.compile(r"<!-- file: (?P<path>\S+) -->\n```\w+\n(?P<text>.*?)```\n", re.DOTALL)
_SHOWN = re.compile(
    r"<!-- (?P<how>output|with the plug-in): onrecord (?P<call>.+?) -->\n```text\n(?P<text>.*?)```\n",
    re.DOTALL,
)


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages with the example in it."""
    folder = tmp_path_factory.mktemp("plugin")
    shutil.copytree(root / "docs/plugin-example", folder / "source")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    where = ["--no-index", "--target", str(folder / "site"), str(folder / "source")]
    subprocess.run([*pip, *where], check=True, timeout=300)
    return folder / "site"


def run(root: Path, site: Path | None, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    paths = [str(site)] if site else []
    paths += filter(None, [os.environ.get("PYTHONPATH")])
    return subprocess.run(
        [sys.executable, "-m", "onrecord", *map(str, arguments)],
        cwd=root,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_is_listed_and_recognised(root: Path, site: Path) -> None:
    listed = json.loads(run(root, site, "formats", "--json").stdout)
    assert [one["name"] for one in listed] == ["radio-log", *FORMATS]
    done = run(root, site, "formats", "--sniff", "docs/plugin-example/night.log", "--json")
    assert done.returncode == 0
    (found,) = json.loads(done.stdout)
    assert found["format"] == "radio-log"
    assert found["is_readable"]


def test_a_build_with_it_is_valid_and_says_so(root: Path, site: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "onrecord.toml"
    log = (root / "docs/plugin-example/night.log").as_posix()
    recipe.write_text(
        '[dataset]\nname = "logs"\nversion = "1.0.0"\n'
        f'[[sources]]\npath = "{log}"\nformat = "radio-log"\n',
        encoding="utf-8",
    )
    call = ("build", "--recipe", recipe, "--out", tmp_path / "logs", "--workers", "2")
    done = run(root, site, *call)
    assert done.returncode == 0, done.stderr
    assert onrecord.validate(tmp_path / "logs") == []
    logs = onrecord.load(tmp_path / "logs")
    assert logs.manifest["made_with"]["onrecord-radio-log"] == "0.1.0"
    assert list(logs.turns["speaker_label"]) == ["TOWER", "LUFTHANSA 417"] * 2
    assert list(logs.turns["start_ms"].fillna(-1)) == [0, 7000, 86000, -1]
    assert list(logs.documents["published_on"].astype(str)) == ["2024-05-01"]
    assert set(logs.people["scope"]) == {"document"}
    (reject,) = logs.rejects.to_dict("records")
    assert reject["value"] == "a line that somebody typed by hand"
    without = run(root, None, *call)
    assert without.returncode == 2
    assert "no format 'radio-log'" in without.stderr


def test_the_page_shows_what_is_there(
    root: Path, site: Path, request: pytest.FixtureRequest
) -> None:
    page = root / "docs/plugins.md"
    text = page.read_text(encoding="utf-8")

    def filled(match: re.Match[str], now: str) -> str:
        start, end = (at - match.start() for at in match.span("text"))
        return match[0][:start] + now + match[0][end:]

    def shown(match: re.Match[str]) -> str:
        mine = site if match["how"] != "output" else None
        return filled(match, run(root, mine, *match["call"].split()).stdout)

    now = _FILE.sub(lambda m: filled(m, (root / m["path"]).read_text(encoding="utf-8")), text)
    now = _SHOWN.sub(shown, now)
    if request.config.getoption("--update-golden"):
        page.write_text(now, encoding="utf-8")
    assert now == page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("npr", "onrecord.formats.npr:convert", "the name is taken"),
        ("mine", "no_such_module:FORMAT", "ModuleNotFoundError"),
        ("mine", "onrecord.formats.npr:FORMAT", "AttributeError"),
        ("mine", "onrecord.formats.npr:convert", "not onrecord.Format"),
    ],
)
def test_what_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str
) -> None:
    point = EntryPoint(name, value, plugins.GROUP)
    monkeypatch.setattr(plugins, "entry_points", lambda group: [point] if group else [])
    with pytest.raises(onrecord.CallError, match=why) as error:
        plugins.plugged_in(FORMATS)
    assert value in str(error.value)


def test_a_format_that_calls_itself_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("mine", "onrecord.formats:FORMATS", plugins.GROUP)
    monkeypatch.setattr(EntryPoint, "load", lambda _self: FORMATS["npr"])
    monkeypatch.setattr(plugins, "entry_points", lambda group: [point] if group else [])
    with pytest.raises(onrecord.CallError, match="calls itself 'npr'"):
        plugins.plugged_in(FORMATS)
