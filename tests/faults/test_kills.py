"""Killed at any moment, the dataset is whole: the old one, or after the swap the new one.

A short form by default; ``make test-faults`` kills a hundred builds. What is random is drawn from a
seed that is printed where a test fails, with every moment that was chosen.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

import onrecord

from .conftest import FULL, PATIENCE, Killed, Site, contents, started, write_pages

_FULLY = pytest.mark.faults_full

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and process groups")


@pytest.fixture(scope="module")
def chance(kills: int) -> random.Random:
    return random.Random(kills)


def test_builds_killed_at_random_moments(site: Site, chance: random.Random, kills: int) -> None:
    """The whole process group is killed: after a time, or when the run has made so many files."""
    seconds, files = _measure(site)
    found: Counter[str] = Counter()
    for number in range(kills):
        site.reset()
        with started(site.target, "build", site.two, "-o", site.target, "-q", "-w", "1") as run:
            if number % 2:
                delay = chance.uniform(0, 1.1 * seconds)
                print(f"kill {number}: after {delay:.3f} of {seconds:.3f} s", flush=True)
                time.sleep(delay)
            else:
                wanted = chance.randint(1, files)
                print(f"kill {number}: at name {wanted} of {files}", flush=True)
                run.wait_for(lambda run, wanted=wanted: len(run.seen) >= wanted)  # type: ignore[misc]
            run.kill()
        found[site.check()] += 1
        left = sorted(path.name for path in site.root.iterdir())
        print(f"  left: {left}", flush=True)
        site.check_next()
    assert found.total() == kills
    print(dict(found))


def _measure(site: Site) -> tuple[float, int]:
    """How long a build takes here, and how many names it makes on its way."""
    site.reset()
    begun = time.monotonic()
    with started(site.target, "build", site.two, "-o", site.target, "-q", "-w", "1") as run:
        run.wait_for(lambda _: False)
        code, said = run.end()
    assert (code, said) == (0, "")
    assert site.check() == "new"
    assert len(run.seen) > 5
    return time.monotonic() - begun, len(run.seen)


def test_a_build_killed_at_the_swap(site: Site) -> None:
    """The new dataset is in its place and the old one, not yet deleted, is cleared by the next run."""
    site.reset()
    old = site.target.stat().st_ino
    with started(site.target, "build", site.two, "-o", site.target, "-q", "-w", "1") as run:
        run.wait_for(lambda run: _inode(run.target) not in {old, 0})
        run.kill()
    assert site.check() == "new"
    site.check_next()


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def test_workers_that_outlive_their_build_do_no_harm(many: Path, tmp_path: Path) -> None:
    """Only the main process is killed: the next build is right, and the workers soon end."""
    right = tmp_path / "right" / "data"
    onrecord.build(many, out=right, workers=1)
    place = tmp_path / "place"
    place.mkdir()
    target = place / "data"
    with started(target, "build", many, "-o", target, "-q", "-w", "2") as run:
        assert run.wait_for(lambda run: any(".arrow" in name for name in run.seen))
        workers = psutil.Process(run.process.pid).children(recursive=True)
        run.process.kill()
        run.process.wait()
        assert len(workers) >= 2
        onrecord.build(many, out=target, workers=1)
        assert contents(target) == contents(right)
        assert [path.name for path in place.iterdir()] == ["data"]
        assert psutil.wait_procs(workers, timeout=30)[1] == []


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param("lock", marks=_FULLY),
        "new",
        pytest.param("manifest.json", marks=_FULLY),
    ],
)
def test_told_to_stop_a_build_leaves_nothing(site: Site, moment: str) -> None:
    site.reset()
    with started(site.target, "build", site.two, "-o", site.target, "-q", "-w", "1") as run:
        run.wait_for(lambda run: any(moment in name for name in run.seen))
        run.process.send_signal(signal.SIGTERM)
        code, said = run.end()
    assert (code, said) == (
        143,
        "onrecord: stopped; the previous dataset, if any, is untouched (SIGTERM)\n",
    ) or (code == 0 and moment == "manifest.json")
    assert [path.name for path in site.root.iterdir()] == ["data"]
    assert site.check() == ("old" if code else "new") or moment == "manifest.json"


@_FULLY
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_at_many_moments_a_build_leaves_nothing(
    site: Site, chance: random.Random, kills: int, number: signal.Signals
) -> None:
    """As soon as a name appears, so within the system call that makes it; or anywhere after it."""
    _, files = _measure(site)
    ends: Counter[int] = Counter()
    for turn in range(kills // 3):
        site.reset()
        with started(site.target, "build", site.two, "-o", site.target, "-q", "-w", "1") as run:
            wanted = turn % files + 1
            run.wait_for(lambda run, wanted=wanted: len(run.seen) >= wanted)  # type: ignore[misc]
            time.sleep(chance.choice([0, 0, chance.uniform(0, 0.1)]))
            run.process.send_signal(number)
            code, said = run.end()
        print(f"{number.name} at name {wanted} of {files}: {code} {said}", flush=True)
        assert code in {0, 128 + number}
        assert [path.name for path in site.root.iterdir()] == ["data"]
        ends[code] += 1
        assert site.check() == "new" or code != 0
    assert ends[128 + number] > kills // 6


def test_told_to_stop_a_build_with_workers_leaves_nothing(many: Path, tmp_path: Path) -> None:
    target = tmp_path / "place" / "data"
    with started(target, "build", many, "-o", target, "-q", "-w", "2") as run:
        assert run.wait_for(lambda run: any(".arrow" in name for name in run.seen))
        workers = psutil.Process(run.process.pid).children(recursive=True)
        run.process.send_signal(signal.SIGTERM)
        code, said = run.end()
    assert code == 143, said
    assert list(target.parent.iterdir()) == []
    assert psutil.wait_procs(workers, timeout=30)[1] == []


@_FULLY
def test_ignored_hangups_stay_ignored(site: Site) -> None:
    """What is started with nohup goes on when the terminal is closed."""
    site.reset()
    script = (
        "import signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN);"
        "from onrecord.cli import main; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, "build", site.two, "-o", site.target, "-q", "-w", "1"]
    )
    Killed(process, site.root, site.target).wait_for(lambda run: bool(run.seen))
    process.send_signal(signal.SIGHUP)
    assert process.wait(timeout=60) == 0
    assert site.check() == "new"


# Two at once


def test_a_second_build_is_told_who_builds_there(site: Site) -> None:
    site.reset()
    build = ("build", site.two, "-o", site.target, "-q", "-w", "1")
    with started(site.target, *build) as first:
        assert first.wait_for(lambda run: any("-new-" in name for name in run.seen))
        first.process.send_signal(signal.SIGSTOP)
        with started(site.target, *build) as second:
            code, said = second.end()
        assert code == 2
        assert f"{site.target} is being made by process {first.process.pid} on " in said
        assert len(said.splitlines()) == 1
        assert site.check() == "old"
        first.process.send_signal(signal.SIGCONT)
        assert first.end() == (0, "")
    assert site.check() == "new"
    assert [path.name for path in site.root.iterdir()] == ["data"]


_LOOP = """
import os, sys, time
import onrecord
log, target, *pages = sys.argv[1:]
log = os.open(log, os.O_WRONLY | os.O_APPEND)
for turn in range(100_000):
    try:
        onrecord.build(pages[turn % 2], out=target, workers=1)
        os.write(log, b"built\\n")
    except onrecord.CallError as error:
        os.write(log, b"refused\\n" if "is being made by" in str(error) else repr(error).encode())
        time.sleep(0.02)
"""


def test_builds_that_race_while_some_are_killed_give_one_whole_dataset(
    site: Site, tmp_path: Path, chance: random.Random, kills: int
) -> None:
    """Four processes build in turn from one of two folders; after every other build one is killed."""
    site.reset()
    pages = [write_pages(tmp_path / name, 10, seed) for seed, name in enumerate(("one", "two"))]
    right = []
    for folder in pages:
        onrecord.build(folder, out=tmp_path / f"made-{folder.name}" / "data", workers=1)
        right.append(contents(tmp_path / f"made-{folder.name}" / "data"))
    log = tmp_path / "log"
    log.touch()
    command = [sys.executable, "-c", _LOOP, *map(str, (log, site.target, *pages))]
    running = [subprocess.Popen(command, start_new_session=True) for _ in range(4)]
    for round_ in range(2 if kills < FULL else 30):
        _wait_for_builds(log, 2 * (round_ + 1))
        time.sleep(chance.uniform(0, 0.2))
        victim = running.pop(chance.randrange(4))
        victim.kill()
        victim.wait()
        running.append(subprocess.Popen(command, start_new_session=True))
    for process in running:
        process.kill()
        process.wait()
    said = Counter(log.read_text().split())
    print(said)
    assert said.keys() <= {"built", "refused"}
    assert contents(site.target) in right
    onrecord.build(pages[0], out=site.target, workers=1)
    assert contents(site.target) == right[0]
    assert [path.name for path in site.root.iterdir()] == ["data"]


def _wait_for_builds(log: Path, wanted: int) -> None:
    ends = time.monotonic() + PATIENCE
    while log.read_text().count("built") < wanted:
        assert time.monotonic() < ends, f"nothing is built any more: {log.read_text()[-500:]}"
        time.sleep(0.01)


# Others that make things beside a target


def _commands(folder: Path, root: Path) -> dict[str, tuple[object, ...]]:
    recipe = root / "onrecord.toml"
    return {
        "redact": ("redact", folder / "data", "-o", folder / "data", "-l", folder / "list.csv",
                   "--person", "Ann Roe", "--reason", "asked", "-q"),
        "export": ("export", folder / "data", "--to", "csv", "-o", folder / "csv", "-q"),
        "package": ("package", folder / "data", "-o", folder / "release", "-r", recipe, "-a", "zip",
                    "--no-checks", "-q"),
        "withhold": ("withhold", folder / "data", "-o", folder / "release", "-q"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "redact",
        pytest.param("export", marks=_FULLY),
        pytest.param("package", marks=_FULLY),
        pytest.param("withhold", marks=_FULLY),
    ],
)
def test_other_commands_killed(
    site: Site,
    root: Path,
    tmp_path: Path,
    *,
    name: str,
    chance: random.Random,
    kills: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Killed when they have made so many files, they leave what was there; the next run is right."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    place = tmp_path / "place"

    def reset() -> None:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        shutil.copytree(root / "data" if name == "package" else site.made_one, place / "data")

    command = _commands(place, root)[name]
    target = Path(str(command[command.index("-o") + 1]))

    def watch(moment: Callable[[Killed], bool]) -> Killed:
        with started(target, *command) as run:
            run.wait_for(moment)
            if moment is not _never:
                run.kill()
            else:
                assert run.end() == (0, "")
        return run

    reset()
    before = contents(place / "data")
    files = len(watch(_never).seen)
    after, names = contents(place), sorted(path.name for path in place.iterdir())
    for _ in range(2 if kills < FULL else 12):
        reset()
        wanted = chance.randint(1, files)
        print(f"kill {name} at name {wanted} of {files}", flush=True)
        watch(lambda run, wanted=wanted: len(run.seen) >= wanted)  # type: ignore[misc]
        if target != place / "data":
            assert contents(place / "data") == before
        else:
            assert contents(place / "data") in (before, _below(after, "data"))
            if contents(place / "data") != before:
                continue  # she is gone already, so that nobody can be redacted again
        if target.exists() and target != place / "data":
            assert contents(target) == _below(after, target.name)
        watch(_never)
        assert contents(place) == after
        assert sorted(path.name for path in place.iterdir()) == names


def _never(_run: Killed) -> bool:
    return False


def _below(files: dict[str, str], folder: str) -> dict[str, str]:
    return {
        path.removeprefix(f"{folder}/"): digest
        for path, digest in files.items()
        if path.startswith(f"{folder}/")
    }
