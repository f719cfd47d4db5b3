"""The three ways into CI, each used on the sample dataset and on a broken copy of it.

The action's scripts are run as GitHub runs those of a composite action, the hook as pre-commit runs
its entry, the plug-in by pytest; docs/ci.md shows what they print.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "ci.md"
_EXPRESSION = re.compile(r"\$\{\{ *([a-z0-9_.-]+) *\}\}")
_SHOWN = re.compile(r"<!-- output: (?P<name>.+?) -->\n```text\n(?P<text>.*?)```\n", re.DOTALL)

Done = subprocess.CompletedProcess[str]


def run(command: list[str], folder: Path, **environment: str) -> Done:
    """A finished command, with what it printed on both streams; in no CI, 100 columns wide."""
    kept = {
        name: value for name, value in os.environ.items() if name not in {"CI", "PYTEST_ADDOPTS"}
    }
    return subprocess.run(
        command,
        cwd=folder,
        env={**kept, "COLUMNS": "100", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )


def run_action(folder: Path, inputs: dict[str, str], **environment: str) -> Done:
    """The last step of action.yml run in `folder`, or the first that fails.

    As GitHub does: expressions in ``env`` are filled in, scripts go to a file that bash runs with
    these flags, and outputs are read from the file named in GITHUB_OUTPUT.
    """
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert inputs.keys() <= action["inputs"].keys()
    context = {"github.action_path": str(ROOT)}
    for name, entry in action["inputs"].items():
        context[f"inputs.{name}"] = inputs.get(name, entry["default"])
    temp = folder.parent / "runner-temp"
    temp.mkdir(exist_ok=True)
    for number, step in enumerate(action["runs"]["steps"]):
        script, output = temp / f"{number}.sh", temp / f"{number}.output"
        script.write_text(step["run"], encoding="utf-8")
        output.touch()
        filled = {
            name: _EXPRESSION.sub(lambda match: context[match[1]], value)
            for name, value in step["env"].items()
        }
        variables = {
            "RUNNER_TEMP": str(temp),
            "GITHUB_OUTPUT": str(output),
            **environment,
            **filled,
        }
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        done = run(shell, folder, **variables)
        if done.returncode:
            return done
        for line in output.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            context[f"steps.{step['id']}.outputs.{name}"] = value
    return done


def run_hook(folder: Path, *arguments: str) -> Done:
    """The hook's entry with arguments, as pre-commit calls it: no shell, in the repository's root."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)
    scripts = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    entry = shlex.split(hook["entry"])
    program = shutil.which(entry[0], path=scripts)
    assert program
    return run([program, *entry[1:], *arguments], folder)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The repository of the sample dataset: recipe, seeds, data."""
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy(ROOT / "onrecord.toml", folder)
    for name in ("seeds", "data"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture
def broken_project(project: Path, broken: Path) -> Path:
    """The same, in whose data one turn has a role that is none."""
    shutil.rmtree(project / "data")
    shutil.move(broken, project / "data")
    return project


WAYS: dict[str, Callable[[Path], Done]] = {
    "the action": lambda folder: run_action(folder, {"python": sys.executable}),
    "the hook": lambda folder: run_hook(folder, "data"),
    "the plug-in": lambda folder: run(
        [sys.executable, *"-m pytest -q -p no:cacheprovider --onrecord data".split()], folder
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_sample_dataset_passes(way: str, project: Path) -> None:
    done = WAYS[way](project)
    assert done.returncode == 0, done.stdout
    assert "text_holds_no_phone_number" in done.stdout


@pytest.mark.parametrize("way", WAYS)
def test_a_broken_dataset_fails_as_the_page_shows(
    way: str, broken_project: Path, request: pytest.FixtureRequest
) -> None:
    done = WAYS[way](broken_project)
    assert done.returncode == 1, done.stdout
    printed = re.sub(r" in [0-9.]+s\b", " in 2.00s", done.stdout)
    text = PAGE.read_text(encoding="utf-8")
    if request.config.getoption("--update-golden"):
        block = f"<!-- output: {way} -->\n```text\n{printed}```\n"
        text = _SHOWN.sub(lambda match: block if match["name"] == way else match[0], text)
        PAGE.write_text(text, encoding="utf-8")
    assert {match["name"]: match["text"] for match in _SHOWN.finditer(text)}[way] == printed
    assert "hostess" in printed


def test_annotations_stand_at_the_line_in_the_source(project: Path) -> None:
    done = run_action(project, {"python": sys.executable, "recipe": "onrecord.toml"})
    assert "::warning title=onrecord%3A text_holds_no_phone_number,file=seeds/" in done.stdout
    assert "::error" not in done.stdout


def test_the_action_writes_reports_and_fails_from_the_severity_asked_for(project: Path) -> None:
    inputs = {"python": sys.executable, "junit": "a b.xml", "sarif": "out.sarif", "fail-on": "warn"}
    assert run_action(project, inputs).returncode == 1
    assert ET.parse(project / "a b.xml").getroot().tag == "testsuites"  # noqa: S314 - our own
    assert json.loads((project / "out.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


@pytest.mark.parametrize("value", ["$(touch ran)", "x; touch ran", '"; touch ran; "', "--help"])
@pytest.mark.parametrize("name", ["dataset", "recipe", "fail-on"])
def test_an_input_is_never_run(project: Path, name: str, value: str) -> None:
    done = run_action(project, {"python": sys.executable, name: value})
    assert done.returncode == 2, done.stdout
    assert not list(project.rglob("ran"))


def test_scripts_of_the_action_hold_no_expressions() -> None:
    steps: list[dict[str, Any]] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"][
        "steps"
    ]
    assert not [step["name"] for step in steps if "${{" in step["run"]]


@pytest.mark.parametrize("version", ["", "0.1.0"])
def test_the_action_installs_its_checkout_or_the_version_given(project: Path, version: str) -> None:
    if not (ROOT / "dataset").is_dir():
        pytest.skip("there is no source tree to install")
    offline = offline_environment(project.parent)
    if version:
        wheel = [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "-w",
            offline["PIP_FIND_LINKS"],
            str(ROOT),
        ]
        assert run(wheel, project.parent, **offline).returncode == 0
    done = run_action(project, {"version": version}, **offline)
    assert done.returncode == 0, done.stdout
    assert "::warning title=onrecord" in done.stdout
    installed = list(
        (project.parent / "runner-temp/onrecord").rglob("site-packages/onrecord/cli/__init__.py")
    )
    assert len(installed) == 1


def offline_environment(folder: Path) -> dict[str, str]:
    """An environment in which pip asks no index, with dependencies from the environment of these tests."""
    (folder / "bin").mkdir()
    (folder / "wheels").mkdir()
    python = folder / "bin" / "python3"
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    return {
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it as the option of that name: "no" to isolation
        "PIP_IGNORE_INSTALLED": "1",
        "PIP_FIND_LINKS": str(folder / "wheels"),
    }
