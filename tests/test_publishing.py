"""`onrecord publish` on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import onrecord


@pytest.fixture(scope="module")
def release(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample dataset as a release; not to be changed."""
    out = tmp_path_factory.mktemp("released") / "release"
    onrecord.package(root / "data", out, recipe=root / "onrecord.toml", archives=(), checks=False)
    return out


def publish(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "onrecord", "publish", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_publish_tells_what_it_would_do_does_it_and_says_when_it_is_done(
    release: Path, tmp_path: Path
) -> None:
    planned = publish(release, "--to", "out", "--dry-run", cwd=tmp_path)
    assert planned.returncode == 0
    lines = planned.stdout.splitlines()
    assert lines[0] == "onrecord-sample 0.1.0 to out"
    assert (
        "  RENAME out/onrecord-sample/0.1.0  0 bytes  the finished folder into its place" in lines
    )
    size = sum(path.stat().st_size for path in release.rglob("*") if path.is_file())
    calls = len(lines) - 2
    assert lines[-1] == f"  {calls} calls, {size:,} bytes; nothing was sent"
    assert not (tmp_path / "out").exists()

    made = publish(release, "--to", "out", cwd=tmp_path)
    assert made.stdout.splitlines()[1:] == [
        f"  sent {size:,} bytes in {calls} calls",
        "  published: out/onrecord-sample/0.1.0",
    ]
    assert "verifying: " in made.stderr
    assert "publishing: " in made.stderr
    assert onrecord.verify(tmp_path / "out/onrecord-sample/0.1.0") == []

    again = publish(release, "--to", "out", "--json", cwd=tmp_path)
    assert again.returncode == 0
    assert again.stderr == ""
    told = json.loads(again.stdout)
    assert (told["state"], told["calls"], told["bytes"]) == ("published", [], 0)
    assert publish(release, "--to", "out", cwd=tmp_path).stdout.splitlines()[1:] == [
        "  there already, and the same: out/onrecord-sample/0.1.0"
    ]


def test_quiet_prints_nothing(release: Path, tmp_path: Path) -> None:
    made = publish(release, "--to", "out", "--quiet", cwd=tmp_path)
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")


def test_errors_are_messages_and_codes(release: Path, root: Path, tmp_path: Path) -> None:
    wrong = publish(root / "data", "--to", "out", cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "is no release: it has no SHA256SUMS; make one with onrecord package DIR" in wrong.stderr
    untaken = publish(release, "--to", "gopher://x", cwd=tmp_path)
    assert untaken.returncode == 2
    assert untaken.stderr.startswith("onrecord: gopher://x")
    publish(release, "--to", "out", cwd=tmp_path)
    (tmp_path / "out/onrecord-sample/0.1.0/SHA256SUMS").write_text("")
    changed = publish(release, "--to", "out", cwd=tmp_path)
    assert changed.returncode == 1
    assert "a published version is never changed" in changed.stderr
    assert not [line for line in changed.stderr.splitlines() if "Traceback" in line]
