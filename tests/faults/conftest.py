"""Runs that are killed: a command in a process group of its own, watched and ended at a chosen moment."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import onrecord

_NAMES = "ANN BEN CARA DAN EVE FAY GUS HAL IDA JON".split()
_FAMILIES = "ROE STILES MARSH OKORO LIND WEBB TARN FELL".split()
_WORDS = "the river bridge council budget school road vote rain night harbour letter work".split()
#: From so many kills on, what takes long is done too.
FULL = 50
#: No run takes so long; what does hangs.
PATIENCE = 120


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what takes long, unless many kills are asked for."""
    if config.getoption("--kills") >= FULL:
        return
    for one in items:
        if one.get_closest_marker("faults_full"):
            one.add_marker(pytest.mark.skip(reason="runs with make test-faults"))


def write_pages(folder: Path, number: int, seed: int, turns: int = 8) -> Path:
    """A folder of small pages, the same for the same seed."""
    chance = random.Random(seed)
    folder.mkdir()
    for page in range(number):
        people = [f"{chance.choice(_NAMES)} {chance.choice(_FAMILIES)}" for _ in range(3)]
        lines = [
            f"{people[turn % 3]}: {' '.join(chance.choices(_WORDS, k=20)).capitalize()}."
            for turn in range(turns)
        ]
        (folder / f"page-{page:04d}.txt").write_text("\n\n".join(lines) + "\n")
    return folder


def contents(place: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder, or of a file, by its path."""
    files = [place] if place.is_file() else sorted(place.rglob("*"))
    return {
        str(path.relative_to(place)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file()
    }


@dataclass
class Killed:
    """A run in a session of its own, and what was seen of it in `folder`, where its target is."""

    process: subprocess.Popen[str]
    folder: Path
    target: Path
    seen: set[str] = field(default_factory=set)

    def look(self) -> int:
        """How many names have appeared beside the target, and in what is being made there."""
        with suppress(OSError):
            for name in os.listdir(self.folder):
                if name.startswith(".onrecord-"):
                    self.seen.add(name)
                    self._look_into(self.folder / name)
        return len(self.seen)

    def _look_into(self, begun: Path) -> None:
        with suppress(OSError):
            for name in os.listdir(begun):
                self.seen.add(name)
                with suppress(OSError):
                    self.seen |= {f"{name}/{below}" for below in os.listdir(begun / name)}

    def wait_for(self, seen: Callable[[Killed], bool]) -> bool:
        """Wait until something is seen; False where the run ends before."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            self.look()
            if seen(self):
                return True
            if self.process.poll() is not None:
                return False
        pytest.fail("the run hangs")

    def kill(self) -> None:
        """End the run and all its workers, at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate(timeout=PATIENCE)

    def end(self) -> tuple[int, str]:
        """The exit code and what was said, when it has ended."""
        said = self.process.communicate(timeout=PATIENCE)[1]
        return self.process.returncode, said


@contextmanager
def started(target: Path, *arguments: object) -> Iterator[Killed]:
    """A command that is running; what is left of it at the end is killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    run = Killed(process, target.parent, target)
    try:
        yield run
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=PATIENCE)


@dataclass
class Site:
    """Two folders of pages, and what a build of each gives; `target` is where they are built."""

    root: Path
    one: Path
    two: Path
    of_one: dict[str, str]
    of_two: dict[str, str]
    made_one: Path
    made_two: Path

    @property
    def target(self) -> Path:
        """Where the dataset is built."""
        return self.root / "data"

    def reset(self) -> None:
        """Put the dataset of the first pages into the place, and nothing beside it."""
        shutil.rmtree(self.root)
        self.root.mkdir()
        shutil.copytree(self.made_one, self.target)

    def check(self, *, may_be_new: bool = True) -> str:
        """Which dataset is there, whole; whatever else is there is a failure."""
        now = contents(self.target)
        if may_be_new and now == self.of_two:
            return "new"
        assert now == self.of_one, "neither the old dataset nor the new one"
        return "old"

    def check_next(self) -> None:
        """The next run gives exactly what it should, and leaves nothing beside it."""
        onrecord.build(self.two, out=self.target, workers=1)
        assert contents(self.target) == self.of_two
        assert [path.name for path in self.root.iterdir()] == [self.target.name]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A place to build in, and the pages to build."""
    folder = tmp_path_factory.mktemp("faults")
    pages = [write_pages(folder / name, 100, seed) for seed, name in enumerate(("one", "two"))]
    made = [folder / f"made-{page.name}" / "data" for page in pages]  # data is its name
    for page, out in zip(pages, made, strict=True):
        onrecord.build(page, out=out, workers=1)
    root = folder / "place"
    root.mkdir()
    return Site(root, *pages, *map(contents, made), *made)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So many pages that worker processes are started for them."""
    return write_pages(tmp_path_factory.mktemp("many") / "pages", 2100, 7, turns=3)


@pytest.fixture(scope="session")
def kills(request: pytest.FixtureRequest) -> int:
    """How many runs to kill."""
    return int(request.config.getoption("--kills"))
