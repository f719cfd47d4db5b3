"""Engines: the same bytes from each, lost workers made up for, and a quick end."""

from __future__ import annotations

import importlib.util
import json
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil
import pytest

import onrecord
from onrecord import building, work
from onrecord.engines import Engine, fitness, open_engine
from onrecord.engines.attempts import describe
from onrecord.engines.fitness import Terms, find_fault, stated_terms
from onrecord.engines.local import Local

HERE = Path(__file__).parent
Writer = Callable[[Path, int], Path]
needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="dask is not installed"
)
BOTH = ["local", pytest.param("dask", marks=needs_dask)]


@pytest.fixture(scope="module")
def tasks() -> Iterator[ModuleType]:
    """Functions that workers can import."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(HERE)
        yield importlib.import_module("engine_tasks")


@pytest.fixture(scope="module", params=BOTH)
def engine(request: pytest.FixtureRequest, tasks: ModuleType) -> Iterator[Engine]:
    """Two workers of each kind; what one test does to them, the next finds made good."""
    assert tasks
    with open_engine(request.param, 2, small=False) as opened:
        yield opened


def test_every_result_comes_once(engine: Engine, tasks: ModuleType) -> None:
    assert engine.processes == 2
    assert sorted(engine.map(tasks.square, range(50))) == [n * n for n in range(50)]
    assert list(engine.map(tasks.square, [])) == []


def test_few_tasks_are_drawn_ahead(engine: Engine, tasks: ModuleType) -> None:
    drawn = done = most = 0

    def draw() -> Iterator[int]:
        nonlocal drawn
        for number in range(60):
            drawn += 1
            yield number

    for _ in engine.map(tasks.square, draw()):
        done += 1
        most = max(most, drawn - done)
    assert (drawn, done) == (60, 60)
    assert most <= 2 * engine.processes


def test_large_tasks_and_results_get_through(engine: Engine, tasks: ModuleType) -> None:
    """Far more than a pipe holds, in both directions at once."""
    numbers = list(range(300_000))
    for result in engine.map(tasks.add_one, [numbers] * 6):
        assert result[-1] == 300_000


def test_what_a_task_raises_is_raised(engine: Engine, tasks: ModuleType) -> None:
    with pytest.raises(ValueError, match="not 3"):
        list(engine.map(tasks.refuse_three, range(10)))
    assert sorted(engine.map(tasks.square, range(4))) == [0, 1, 4, 9]


def test_an_error_that_cannot_be_pickled_is_told(engine: Engine, tasks: ModuleType) -> None:
    with pytest.raises(Exception, match="5"):
        list(engine.map(tasks.raise_stubborn, [5]))


def test_results_nobody_wants_do_not_come_later(engine: Engine, tasks: ModuleType) -> None:
    next(engine.map(tasks.square, range(100, 200)))
    assert sorted(engine.map(tasks.square, range(4))) == [0, 1, 4, 9]


def test_a_task_whose_worker_is_killed_runs_again(
    engine: Engine, tasks: ModuleType, tmp_path: Path
) -> None:
    markers = [tmp_path / f"{number}" for number in range(4)]
    assert sorted(engine.map(tasks.die_the_first_time, markers)) == ["0", "1", "2", "3"]
    assert all(marker.exists() for marker in markers)


def test_a_poisonous_task_is_named(engine: Engine, tasks: ModuleType) -> None:
    """The local engine knows which task it was, so that all others are done; Dask finds out."""
    done: list[int] = []
    results = engine.map(tasks.die_on_seven, range(20))
    with pytest.raises(onrecord.CallError, match=r"^7: .*fewer --workers"):
        deque(map(done.append, results))
    assert len(done) == len(set(done))
    assert set(done) <= set(range(20)) - {7}
    if isinstance(engine, Local):
        assert len(done) == 19


def test_tasks_are_described_in_one_short_line() -> None:
    class Batch:
        def describe(self) -> str:
            return "batch 7:\n  pages/a.txt"

    assert describe(Batch()) == "batch 7: pages/a.txt"
    assert len(describe("x" * 5000)) == 203


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "spark"}, "local and dask"),
        ({"name": "local", "scheduler": "tcp://127.0.0.1:1"}, "--engine dask"),
        ({"name": "local", "workers": 0}, "at least 1"),
    ],
)
def test_bad_choices_are_told(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(onrecord.CallError, match=message):
        open_engine(**arguments, small=False)


def test_a_small_build_needs_no_workers(tasks: ModuleType) -> None:
    with open_engine("local", 8, small=True) as engine:
        assert engine.processes == 1
        assert list(engine.map(tasks.square, [3])) == [9]


# Workers that must not work.


def test_workers_with_other_versions_are_unfit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stated_terms([tmp_path]) as terms:
        assert find_fault(terms) is None
        monkeypatch.setattr(fitness, "_versions", lambda: (("onrecord", "9.9"), ("pyarrow", "1")))
        find_fault.cache_clear()
        assert "has onrecord 9.9 where the build has" in (find_fault(terms) or "")
    find_fault.cache_clear()


def test_workers_that_see_another_folder_are_unfit(tmp_path: Path) -> None:
    with stated_terms([tmp_path]) as terms:
        elsewhere = Terms(terms.versions, str(tmp_path / "none"), terms.token, ())
        assert "does not have the folder" in (find_fault(elsewhere) or "")
        twin = tmp_path / "twin"
        twin.mkdir()
        assert "does not have the folder" in (
            find_fault(Terms(terms.versions, str(twin), terms.token, ())) or ""
        )
    assert [path.name for path in tmp_path.iterdir()] == ["twin"]


def test_workers_that_do_not_see_the_sources_are_unfit(tmp_path: Path) -> None:
    with stated_terms([tmp_path, tmp_path / "pages"]) as terms:
        assert "does not see the sources at" in (find_fault(terms) or "")


# Builds.


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, write_pages: Writer) -> Path:
    return write_pages(tmp_path_factory.mktemp("corpus") / "pages", 120)


@pytest.fixture(scope="module")
def reference(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("reference") / "data"
    onrecord.build(corpus, out=out, workers=1)
    return contents(out)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a dataset by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def many_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers really start: the corpus counts as large and makes many batches."""
    monkeypatch.setattr(work, "BATCH_DOCUMENTS", 4)
    monkeypatch.setattr(building, "_is_small", lambda _found: False)


@pytest.mark.usefixtures("many_batches")
@pytest.mark.parametrize("engine_name", BOTH)
def test_engines_do_not_change_a_byte(
    engine_name: str,
    corpus: Path,
    reference: dict[str, bytes],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    onrecord.build(corpus, out=tmp_path / "data", workers=2, engine=engine_name)
    assert contents(tmp_path / "data") == reference
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("many_batches")
@pytest.mark.parametrize("engine_name", BOTH)
def test_killed_workers_do_not_change_a_byte(
    engine_name: str,
    corpus: Path,
    reference: dict[str, bytes],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Four times during the build, the worker that has run for longest is killed.

    Taken at random, a slow machine's workers may die three times under one batch before they have
    begun it, which rightly ends the build.
    """
    killed = 0

    def kill_now_and_then(step: onrecord.Step) -> None:
        nonlocal killed
        if step.stage == "converting" and killed < 4 and step.done > 25 * (killed + 1) - 20:
            min(worker_processes(engine_name), key=psutil.Process.create_time).kill()
            killed += 1

    onrecord.build(
        corpus, out=tmp_path / "data", workers=2, engine=engine_name, progress=kill_now_and_then
    )
    assert killed == 4
    assert contents(tmp_path / "data") == reference
    assert capfd.readouterr() == ("", "")


def worker_processes(engine_name: str) -> list[psutil.Process]:
    """The workers of the build that this process runs."""
    if engine_name == "local":
        return [psutil.Process(child.pid) for child in multiprocessing.active_children()]
    found = psutil.Process().children(recursive=True)
    servers = [one for one in found if "forkserver" in " ".join(one.cmdline())]
    clusters = {one.pid for one in found if "onrecord.engines.cluster" in one.cmdline()}
    return [one for s in servers if s.ppid() in clusters for one in s.children()]


@needs_dask
def test_a_cluster_of_ones_own_listens_on_loopback_alone() -> None:
    before = psutil.Process().children()
    with open_engine("dask", 1, small=False):
        (cluster,) = [one for one in psutil.Process().children() if one not in before]
        mine = [cluster, *cluster.children(recursive=True)]
        assert len(mine) >= 3
        sockets = [one for process in mine for one in process.net_connections() if one.laddr]
        listening = {one.laddr.ip for one in sockets if one.status == psutil.CONN_LISTEN}
    assert listening == {"127.0.0.1"}
    wait_until(lambda: are_gone(mine), 10)


@contextmanager
def remote_cluster(
    folder: Path, workers: int, environment: dict[str, str] | None = None
) -> Iterator[str]:
    """The address of a scheduler that, like its workers, is a process that we did not make ready."""
    file = folder / "scheduler.json"
    path = os.pathsep.join(filter(None, sys.path))
    environment = os.environ | {"PYTHONPATH": path} | (environment or {})
    if "BLOCKED" in environment:
        environment["PYTHONPATH"] = f"{environment['BLOCKED']}{os.pathsep}{path}"
    common = ["--scheduler-file", str(file), "--host", "127.0.0.1", "--no-dashboard"]
    spawned = []
    try:
        for command, *options in (
            ["dask_scheduler", "--port", "0"],
            ["dask_worker", "--nthreads", "1", "--nworkers", str(workers)],
        ):
            program = [sys.executable, "-m", f"distributed.cli.{command}", *options, *common]
            spawned += [start_quietly(program, folder, environment)]
        wait_until(file.exists)
        yield str(json.loads(file.read_text())["address"])
    finally:
        for process in spawned:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def start_quietly(
    program: list[str], folder: Path, environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        program,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_until(holds: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@needs_dask
@pytest.mark.usefixtures("many_batches")
def test_a_cluster_reached_over_tcp_does_not_change_a_byte(
    corpus: Path, reference: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its workers run in another folder, and the source is given relative to ours."""
    cluster = tmp_path / "cluster"
    cluster.mkdir()
    monkeypatch.chdir(corpus.parent)
    with remote_cluster(cluster, 2) as address:
        onrecord.build("pages", out=tmp_path / "data", engine="dask", scheduler=address)
    assert contents(tmp_path / "data") == reference


@needs_dask
def test_a_cluster_whose_workers_lack_onrecord_is_told(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nclass Block:\n    def find_spec(self, name, *rest):\n"
        "        if name == 'onrecord':\n            raise ModuleNotFoundError('No onrecord', name=name)\n"
        "sys.meta_path.insert(0, Block())\n"
    )
    with (
        remote_cluster(tmp_path, 1, {"BLOCKED": str(tmp_path)}) as address,
        pytest.raises(
            onrecord.CallError, match=r"tcp://\S+ cannot run onrecord .*install onrecord"
        ),
        open_engine("dask", small=False, scheduler=address),
    ):
        pass


@needs_dask
def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.engines import dask

    monkeypatch.setattr(dask, "_ANSWER", 1)
    with (
        pytest.raises(onrecord.CallError, match="no Dask scheduler answers at tcp://127"),
        open_engine("dask", small=False, scheduler="tcp://127.0.0.1:9"),
    ):
        pass


def test_a_scheduler_without_dask_is_a_wrong_call(pages: Path, tmp_path: Path) -> None:
    with pytest.raises(onrecord.CallError, match="--engine dask"):
        onrecord.build(pages, out=tmp_path / "data", scheduler="tcp://127.0.0.1:1")


# The end, foreseen or not.


@contextmanager
def big_build(
    engine_name: str, write_pages: Writer, folder: Path
) -> Iterator[tuple[subprocess.Popen[str], list[psutil.Process], Path]]:
    """A build of 3,000 pages by the command line that has begun, and all the processes it made."""
    write_pages(folder / "pages", 3000)
    command = ["build", "pages", "--out", "data", "-w", "2", "--engine", engine_name]
    path = os.pathsep.join(filter(None, sys.path))
    temporary = tempfile.mkdtemp(prefix="t-")  # a socket's path must be short
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord", *command],
        cwd=folder,
        env=os.environ | {"TMPDIR": temporary, "PYTHONPATH": path},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    made: list[psutil.Process] = []
    try:
        wait_until(lambda: list(folder.glob(".onrecord-new-data-*/.parts/*.arrow")))
        made = psutil.Process(process.pid).children(recursive=True)
        assert len(made) >= 4
        yield process, made, Path(temporary)
    finally:
        for one in made:
            if one.is_running():
                one.kill()
        process.kill()
        process.wait()
        shutil.rmtree(temporary, ignore_errors=True)


def are_gone(processes: list[psutil.Process]) -> bool:
    return not [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize("engine_name", BOTH)
def test_ctrl_c_ends_a_build_soon_and_leaves_nothing(
    engine_name: str, write_pages: Writer, tmp_path: Path
) -> None:
    """The terminal sends the signal to every process of the command."""
    with big_build(engine_name, write_pages, tmp_path) as (process, made, temporary):
        clock = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        _, error = process.communicate(timeout=60)
        took = time.monotonic() - clock
        wait_until(lambda: are_gone(made), 10)
        wait_until(lambda: not list(temporary.iterdir()), 10)
    assert process.returncode == 130
    told = error.splitlines()[-1]
    assert re.fullmatch(r"onrecord: interrupted; data is untouched\. Run the same .*", told)
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]
    assert took < 5, f"ended {took:.2f} seconds after Ctrl-C"


@pytest.mark.parametrize("engine_name", BOTH)
def test_workers_end_with_a_parent_that_is_killed(
    engine_name: str, write_pages: Writer, tmp_path: Path
) -> None:
    with big_build(engine_name, write_pages, tmp_path) as (process, made, _):
        process.kill()
        process.communicate()
        wait_until(lambda: are_gone(made), 20)
