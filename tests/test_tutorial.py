"""The tutorial is run as written, from its first block to its last, and shows what is printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

_BLOCK = re.compile(r"```(?P<language>\w+)\n(?P<text>.*?)```\n", re.DOTALL)


def rerun(text: str, folder: Path) -> str:
    """The page with the output of every block made anew, in a folder of its own."""
    printed = ""

    def again(block: re.Match[str]) -> str:
        nonlocal printed
        language, shown = block["language"], block["text"]
        if language == "console":
            commands = [line for line in shown.splitlines() if line.startswith("$ ")]
            shown = "".join(f"{one}\n{run(['bash', '-c', one[2:]], folder)}" for one in commands)
        elif language == "sh":
            assert run(["bash", "-e", "-c", shown], folder) == ""
        elif language == "python":
            printed = run([sys.executable, "-c", shown], folder)
        elif language == "text":
            shown = printed
        return f"```{language}\n{shown}```\n"

    return _BLOCK.sub(again, text)


def run(command: list[str], folder: Path) -> str:
    """What a command prints; it must end well."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
        timeout=120,
        env={**os.environ, "PATH": path},
    )
    assert done.returncode == 0, done.stderr
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.rstrip().splitlines())


def test_the_tutorial_shows_what_is_printed(
    root: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    pytest.importorskip("altair")
    page = root / "docs/tutorial.md"
    text = page.read_text(encoding="utf-8")
    again = rerun(text, tmp_path)
    if request.config.getoption("--update-golden"):
        page.write_text(again, encoding="utf-8")
        return
    assert text == again
