"""What the disk refuses: each is one message, the dataset before is whole, and nothing is left beside it.

Full and read-only disks are real: a small tmpfs in a mount namespace of its own (Linux, ``unshare``).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

import onrecord

from .conftest import Site, contents

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts, limits")

#: Builds on a disk of growing size; says what happened on each, and what was there then.
_ON_A_SMALL_DISK = r"""
import json, os, subprocess, sys, hashlib, io, contextlib
from pathlib import Path
import pyarrow, pandas, duckdb  # from the disk that is not small
import onrecord
pages, old, disk, action, *sizes = sys.argv[1:]
disk = Path(disk)
for size in sizes:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk], check=True)
    subprocess.run(["cp", "-r", old, disk / "data"], check=True)
    message = ""
    try:
        if action == "build":
            onrecord.build(pages, out=disk / "data", workers=1)
        elif action == "package":
            onrecord.package(disk / "data", disk / "release", recipe=pages, checks=False)
        else:
            onrecord.export(disk / "data", action, disk / "out")
    except onrecord.CallError as error:
        message = str(error)
    digests = {
        str(path.relative_to(disk)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(disk.rglob("*")) if path.is_file()
    }
    print(json.dumps({"size": size, "message": message, "files": digests}), flush=True)
    subprocess.run(["umount", disk], check=True)
"""


@pytest.fixture(scope="module")
def namespace() -> list[str]:
    """The command that runs another where it may mount; skips where there is none."""
    command = ["unshare", "--map-root-user", "--mount"]
    if shutil.which("unshare") is None:
        pytest.skip("no unshare here")
    probe = [*command, "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("nothing may be mounted here")
    return command


def on_small_disks(
    namespace: list[str], pages: Path, old: Path, disk: Path, action: str, sizes: list[int]
) -> list[dict[str, Any]]:
    disk.mkdir()
    words = [sys.executable, "-c", _ON_A_SMALL_DISK, pages, old, disk, action, *sizes]
    done = subprocess.run(
        [*namespace, *map(str, words)], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _sizes(old: Path, room: list[int]) -> list[int]:
    """Sizes of a disk that holds `old`, in whole pages, with so many kilobytes to spare."""
    files = [path.stat().st_size for path in old.rglob("*") if path.is_file()]
    held = sum(-(-size // 4096) for size in files) * 4096
    return [held + 1024 * one for one in room]


def test_a_disk_that_is_full_at_any_write(
    site: Site, namespace: list[str], tmp_path: Path, kills: int
) -> None:
    """From no room at all to room enough: refused until it fits, whole at every size."""
    step = 16 if kills < 50 else 4
    rooms = [0, 4, *range(step, 192, step), 8192]
    sizes = _sizes(site.made_one, rooms)
    told = on_small_disks(namespace, site.two, site.made_one, tmp_path / "disk", "build", sizes)
    assert len(told) == len(sizes)
    old, new = (
        {f"data/{path}": digest for path, digest in made.items()}
        for made in (site.of_one, site.of_two)
    )
    for one in told:
        if one["message"]:
            assert "disk is full" in one["message"] or "No space left" in one["message"]
            assert "make room" in one["message"]
            assert one["files"] == old
        else:
            assert one["files"] == new
    refused = [bool(one["message"]) for one in told]
    assert refused == sorted(refused, reverse=True)
    assert refused[0]
    assert not refused[-1]
    assert len({one["message"].partition(" written by then")[0] for one in told}) > 4


@pytest.mark.parametrize("action", ["csv", "sqlite", "package"])
def test_other_commands_on_a_disk_that_is_full(
    site: Site, root: Path, namespace: list[str], tmp_path: Path, action: str
) -> None:
    old = root / "data" if action == "package" else site.made_one
    pages = root / "onrecord.toml" if action == "package" else site.two
    sizes = [*_sizes(old, [0, 24, 96]), 1 << 26]
    told = on_small_disks(namespace, pages, old, tmp_path / "disk", action, sizes)
    before = {f"data/{path}": digest for path, digest in contents(old).items()}
    assert ["make room" in one["message"] for one in told] == [True, True, True, False]
    assert [one["files"] == before for one in told] == [True, True, True, False]


def run(*command: str | Path, **ways: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*map(str, command)], capture_output=True, text=True, timeout=120, check=False, **ways
    )


def build(site: Site, out: Path) -> list[str | Path]:
    return [sys.executable, "-m", "onrecord", "build", site.two, "-o", out, "-q", "-w", "1"]


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.splitlines()) == 1
    for word in words:
        assert word in done.stderr


def test_a_disk_that_is_read_only(site: Site, namespace: list[str]) -> None:
    site.reset()
    script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    done = run(*namespace, "sh", "-c", script, site.root, *build(site, site.target))
    refused(done, "Read-only file system", "choose another --out")
    assert site.check() == "old"


def test_a_limit_on_the_size_of_files(site: Site) -> None:
    """A quota of the poor: files of more than 8 kB are refused, whichever library writes them."""
    site.reset()
    done = run("sh", "-c", 'ulimit -f 16; exec "$@"', "sh", *build(site, site.target))
    refused(done, "File too large", "the previous dataset is untouched", "ulimit -f")
    assert [path.name for path in site.root.iterdir()] == ["data"]
    assert site.check() == "old"


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Somebody without rights, where the tests run as root; whatever is needed is imported by now."""
    if os.geteuid() != 0:
        yield
        return
    os.setegid(65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.mark.parametrize("shut", ["folder above", "dataset", "its files"])
def test_where_one_may_not_write(site: Site, shut: str) -> None:
    with TemporaryDirectory(dir="/tmp") as above:  # where nobody is shut out above
        Path(above).chmod(0o755)
        pages = shutil.copytree(site.two, Path(above, "pages"))
        place = Path(above, "place")
        place.mkdir()
        place.chmod(0o777)
        target = shutil.copytree(site.made_one, place / "data")
        shut_path = {"folder above": place, "dataset": target, "its files": target}[shut]
        shut_path.chmod(0o000 if shut == "dataset" else 0o555)
        if shut == "its files":
            (target / "manifest.json").chmod(0o000)
        try:
            with _as_nobody(), pytest.raises(onrecord.OnrecordError, match="Permission denied"):
                onrecord.build(pages, out=target, workers=1)
        finally:
            shut_path.chmod(0o755)
            place.chmod(0o755)
            (target / "manifest.json").chmod(0o644)
        assert contents(target) == site.of_one
        assert [path.name for path in place.iterdir()] == ["data"]


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("file", "is not a folder"),
        ("link", "is not a folder"),
        ("loop", "is not a folder"),
        ("loop/data", "choose another --out"),
        ("file/data", "part of its path is a file"),
        ("x" * 300, "a shorter name"),
        ("/".join(["x" * 200] * 25), "a shorter name"),
        ("/proc/data", "choose another --out"),
        ("/dev/full", "is not a folder"),
    ],
)
def test_places_where_nothing_can_be_built(
    site: Site, tmp_path: Path, out: str, words: str
) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder")
    (tmp_path / "loop").symlink_to("loop")
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(onrecord.CallError, match=words):
        onrecord.build(site.two, out=tmp_path / out, workers=1)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_such_a_place_is_one_message_on_the_command_line(site: Site, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    refused(run(*build(site, tmp_path / "loop")), "is not a folder", "choose another --out")
