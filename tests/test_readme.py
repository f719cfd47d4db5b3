"""The README shows real output: each shown block is what its command or code prints today."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
_SHOWN = re.compile(r"<!-- output: (?P<name>.+?) -->\n```text\n(?P<text>.*?)```\n", re.DOTALL)
_CODE = re.compile(r"```python\n(?P<code>.*?)```\n\s*<!-- output: (?P<name>.+?) -->", re.DOTALL)


def printed_by_command(command: str) -> str:
    """What ``onrecord ...`` prints in the root of the repository."""
    words = command.split()[1:]
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=120,
    )
    return done.stdout


def printed_by_make_data(tmp_path: Path) -> str:
    """What the second half of ``make data`` prints, built elsewhere and renamed."""
    out = tmp_path / "data"
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", "build", "--recipe", "onrecord.toml", "--out", str(out)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=120,
    )
    return done.stdout.replace(f"{tmp_path}/", "")


def printed_by_diff(command: str, tmp_path: Path) -> str:
    """What ``onrecord diff earlier later`` prints, both built here as the README tells."""
    recipe = (ROOT / "onrecord.toml").read_text("utf-8")
    pages = tmp_path / "seeds" / "npr"
    pages.mkdir(parents=True)
    for name in ("clip-without-cue", "missing-first-host-label", "two-speakers-one-surname"):
        shutil.copy(ROOT / "seeds" / "npr" / f"{name}.txt", pages)
    (tmp_path / "later.toml").write_text(recipe, "utf-8")
    run_in(tmp_path, "onrecord build --recipe later.toml --out later --quiet")
    (pages / "two-speakers-one-surname.txt").unlink()
    page = pages / "clip-without-cue.txt"
    page.write_bytes(page.read_bytes().replace(b"Take a listen.", b"Take a lisen."))
    (tmp_path / "people.csv").write_text("name,aliases\nToby Renn,Tobias Renn\n", "utf-8")
    earlier = recipe.replace('"0.1.0"', '"0.0.9"') + '\n[people]\nfile = "people.csv"\n'
    (tmp_path / "earlier.toml").write_text(earlier, "utf-8")
    run_in(tmp_path, "onrecord build --recipe earlier.toml --out earlier --quiet")
    return run_in(tmp_path, command)


def printed_by_release(command: str, tmp_path: Path) -> str:
    """What is printed about releases of the sample dataset, a copy of which lies here."""
    for name in ("data", "seeds"):
        shutil.copytree(ROOT / name, tmp_path / name)
    if command.startswith("onrecord hydrate "):
        run_in(tmp_path, "onrecord withhold data --out release")
    return run_in(tmp_path, command)


def printed_by_package(command: str, tmp_path: Path) -> str:
    """What a command prints beside the sample dataset and its release in ``out``."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "onrecord.toml", tmp_path)
    package = "onrecord package data --out out/release"
    if command == package:
        return run_in(tmp_path, package)
    run_in(tmp_path, f"{package} --quiet")
    for path in (tmp_path / "out/release/turns").iterdir():
        changed = bytearray(path.read_bytes())
        changed[20_000] ^= 1
        path.write_bytes(changed)
    return run_in(tmp_path, command, check=False)


def printed_by_export(command: str, tmp_path: Path) -> str:
    """What ``onrecord export data ...`` prints, beside a copy of the sample dataset."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return run_in(tmp_path, command)


def run_in(folder: Path, command: str, *, check: bool = True) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(command)],
        capture_output=True,
        text=True,
        cwd=folder,
        check=check,
        timeout=120,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"},
    )
    return done.stdout


def printed_by_code(name: str, monkeypatch: pytest.MonkeyPatch) -> str:
    blocks = {match["name"]: match["code"] for match in _CODE.finditer(README.read_text("utf-8"))}
    monkeypatch.chdir(ROOT)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(blocks[name], {})  # noqa: S102 - the README's own code
    return "\n".join(line.rstrip() for line in printed.getvalue().splitlines()).rstrip() + "\n"


@pytest.mark.parametrize("name", [m["name"] for m in _SHOWN.finditer(README.read_text("utf-8"))])
def test_readme_shows_what_is_printed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if name == "make data":
        printed = printed_by_make_data(tmp_path)
    elif name.startswith("onrecord diff earlier "):
        printed = printed_by_diff(name, tmp_path)
    elif name.startswith(("onrecord withhold", "onrecord hydrate", "onrecord redact")):
        printed = printed_by_release(name, tmp_path)
    elif name.startswith(("onrecord package ", "onrecord verify out/")):
        printed = printed_by_package(name, tmp_path)
    elif name.startswith("onrecord export "):
        printed = printed_by_export(name, tmp_path)
    elif name.startswith("onrecord init "):
        printed = run_in(tmp_path, name)
    elif name.startswith("onrecord "):
        printed = printed_by_command(name)
    else:
        printed = printed_by_code(name, monkeypatch)
    text = README.read_text(encoding="utf-8")
    if request.config.getoption("--update-golden"):
        block = f"<!-- output: {name} -->\n```text\n{printed}```\n"
        text = _SHOWN.sub(lambda match: block if match["name"] == name else match[0], text)
        README.write_text(text, encoding="utf-8")
    shown = {match["name"]: match["text"] for match in _SHOWN.finditer(text)}
    assert shown[name] == printed
