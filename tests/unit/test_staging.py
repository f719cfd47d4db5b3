"""The swap is whole or not at all."""

from __future__ import annotations

import errno
import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord import leftovers, store
from onrecord import staging as swap
from onrecord.errors import CallError, DatasetError
from onrecord.locking import this_process
from onrecord.undisturbed import stop, undisturbed


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def leave(folder: Path, name: str, **holder: object) -> Path:
    """A folder as a run leaves it that is killed, made by this process but for `holder`."""
    litter = folder / name
    litter.mkdir()
    (litter / "half.parquet").write_text("half")
    (litter / leftovers.MARKER).write_bytes(replace(this_process(), **holder).dump())  # type: ignore[arg-type]
    return litter


def grow_old(folder: Path, seconds: float) -> None:
    then = time.time() - seconds
    for path in (*folder.iterdir(), folder):
        os.utime(path, (then, then))


def test_a_new_dataset_takes_the_place_of_the_old(tmp_path: Path) -> None:
    target = tmp_path / "data"
    for text in ("one", "two"):
        with swap.staged(target) as staging:
            (staging / "documents.parquet").write_text(text)
            store.write_manifest(staging, {"files": [{"path": "documents.parquet"}]})
        assert (target / "documents.parquet").read_text() == text
        assert names_in(target) == ["documents.parquet", "manifest.json"]
    assert names_in(tmp_path) == ["data"]


def test_without_atomic_exchange_the_swap_still_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "_exchange", lambda _one, _other: False)
    test_a_new_dataset_takes_the_place_of_the_old(tmp_path)


def test_a_swap_that_fails_in_the_middle_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test_a_new_dataset_takes_the_place_of_the_old(tmp_path)
    monkeypatch.setattr(swap, "_exchange", lambda _one, _other: False)
    whole = Path.rename

    def rename(path: Path, to: Path) -> Path:
        if path.name.startswith(".onrecord-new-"):
            raise OSError(errno.EIO, "Input/output error")
        return whole(path, to)

    monkeypatch.setattr(Path, "rename", rename)
    with (
        pytest.raises(CallError, match="the previous dataset is untouched"),
        swap.staged(tmp_path / "data"),
    ):
        pass
    assert (tmp_path / "data/documents.parquet").read_text() == "two"
    assert names_in(tmp_path) == ["data"]


def test_told_to_stop_in_the_middle_of_a_swap_the_old_dataset_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test_a_new_dataset_takes_the_place_of_the_old(tmp_path)
    monkeypatch.setattr(swap, "_exchange", lambda _one, _other: False)
    whole, stops = Path.rename, [SystemExit(143)]

    def rename(path: Path, to: Path) -> Path:
        made = whole(path, to)
        if stops:
            raise stops.pop()
        return made

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(SystemExit), swap.staged(tmp_path / "data"):
        pass
    assert (tmp_path / "data/documents.parquet").read_text() == "two"
    assert names_in(tmp_path) == ["data"]


@pytest.mark.parametrize("step", ["mkdir", "write_bytes", "rename", "rmtree"])
def test_told_to_stop_at_any_step_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A signal that comes within a system call is raised right after it, before anybody knows its result."""
    owner = leftovers.shutil if step == "rmtree" else Path
    whole, stops = getattr(owner, step), [SystemExit(143)]

    def stopped(*arguments: object, **ways: object) -> object:
        try:
            return whole(*arguments, **ways)
        finally:
            if stops:
                stop(stops.pop())

    monkeypatch.setattr(owner, step, stopped)
    with pytest.raises(SystemExit), swap.staged(tmp_path / "data"):
        pass
    assert set(names_in(tmp_path)) <= {"data"}


def test_a_stop_waits_for_the_outermost_step() -> None:
    done: list[str] = []

    def steps() -> None:
        with undisturbed():
            with undisturbed():
                stop(SystemExit(143))
                done.append("inner")
            done.append("outer")
        done.append("after")

    with pytest.raises(SystemExit):
        steps()
    assert done == ["inner", "outer"]
    with pytest.raises(SystemExit):
        stop(SystemExit(143))


def test_an_exception_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail() -> None:
        with swap.staged(tmp_path / "data") as staging:
            (staging / "half").write_text("x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []


# What killed runs left


def test_under_the_lock_whatever_was_begun_here_is_cleared(tmp_path: Path) -> None:
    """The lock decides: a process id may be another process's by now."""
    leave(tmp_path, ".onrecord-new-data-dead", pid=999999999)
    leave(tmp_path, ".onrecord-new-data-reused", pid=os.getpid())
    with swap.locked(tmp_path / "data"):
        assert names_in(tmp_path) == [".onrecord-lock-data"]
    assert names_in(tmp_path) == []


def test_without_locks_a_process_that_runs_keeps_its_folder(tmp_path: Path) -> None:
    leave(tmp_path, ".onrecord-new-data-dead", pid=999999999)
    leave(tmp_path, ".onrecord-new-data-alive")
    leave(tmp_path, ".onrecord-new-data-reused", boot="before the machine was started again")
    (tmp_path / ".onrecord-new-data-begun").mkdir()
    leftovers.recover(tmp_path / "data", locked=False)
    assert names_in(tmp_path) == [".onrecord-new-data-alive", ".onrecord-new-data-begun"]


@pytest.mark.parametrize("locked", [True, False])
def test_what_another_machine_began_is_left_alone_for_a_day(tmp_path: Path, locked: bool) -> None:
    for name, hours in (("fresh", 1), ("old", 25)):
        folder = leave(tmp_path, f".onrecord-new-data-{name}", host="elsewhere", boot="other")
        grow_old(folder, hours * 3600)
    leftovers.recover(tmp_path / "data", locked=locked)
    assert names_in(tmp_path) == [".onrecord-new-data-fresh"]


def test_what_a_container_on_this_machine_began_is_cleared(tmp_path: Path) -> None:
    if not this_process().boot:
        pytest.skip("no boot id here")
    leave(tmp_path, ".onrecord-new-data-dead", host="container-of-yesterday")
    leftovers.recover(tmp_path / "data", locked=True)
    assert names_in(tmp_path) == []


def test_a_target_whose_name_begins_alike_is_another(tmp_path: Path) -> None:
    names = [".onrecord-new-data-2-abc", ".onrecord-old-data-2-7", ".onrecord-gone-data-2-7"]
    for name in names:
        leave(tmp_path, name)
    leftovers.recover(tmp_path / "data", locked=True)
    assert names_in(tmp_path) == sorted(names)
    leftovers.recover(tmp_path / "data-2", locked=True)
    assert names_in(tmp_path) == ["data-2"]


def test_a_dataset_caught_between_two_renames_comes_back(tmp_path: Path) -> None:
    retired = tmp_path / ".onrecord-old-data-1"
    retired.mkdir()
    (retired / "manifest.json").write_text("{}")
    leftovers.recover(tmp_path / "data", locked=True)
    assert (tmp_path / "data" / "manifest.json").read_text() == "{}"
    assert names_in(tmp_path) == ["data"]


def test_a_worker_that_lives_on_writes_nothing_into_what_is_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is renamed before it is deleted, so that no file can be made in it meanwhile."""
    litter = leave(tmp_path, ".onrecord-new-data-dead")
    seen: list[bool] = []
    monkeypatch.setattr(leftovers.shutil, "rmtree", lambda *_, **__: seen.append(litter.exists()))
    leftovers.recover(tmp_path / "data", locked=True)
    assert seen[0] is False


# Two at once


def test_another_thread_is_refused_and_told_who_is_there(tmp_path: Path) -> None:
    refused: list[str] = []

    def build() -> None:
        try:
            with swap.staged(tmp_path / "data"):
                pytest.fail("two at once")
        except CallError as error:
            refused.append(str(error))

    with swap.staged(tmp_path / "data"):
        other = threading.Thread(target=build)
        other.start()
        other.join()
        with swap.staged(tmp_path / "elsewhere"):
            pass
    holder = this_process()
    assert f"is being made by process {holder.pid} on {holder.host} since 20" in refused[0]
    assert "choose another --out" in refused[0]
    assert names_in(tmp_path) == ["data", "elsewhere"]


def test_a_run_that_holds_the_lock_may_make_several_things(tmp_path: Path) -> None:
    target = tmp_path / "data"
    with swap.locked(target), swap.scratch_beside(target) as drafts:
        (drafts / "draft").write_text("kept")
        with swap.staged(target) as staging:
            (staging / "made").write_text("made")
        assert (drafts / "draft").read_text() == "kept"
    assert names_in(tmp_path) == ["data"]


def test_a_lock_left_by_a_killed_run_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / ".onrecord-lock-data").write_bytes(this_process().dump())
    with swap.staged(tmp_path / "data"):
        pass
    assert names_in(tmp_path) == ["data"]


def test_a_child_process_does_not_hold_the_lock(tmp_path: Path) -> None:
    """A fork shares its parent's open files, and a worker may outlive its parent."""
    if not hasattr(os, "fork"):
        pytest.skip("no fork here")
    end, started = os.pipe()
    with swap.locked(tmp_path / "data"):
        child = os.fork()
        if child == 0:  # waits until the pipe is closed
            os.close(started)
            os.read(end, 1)
            os._exit(0)
    with swap.locked(tmp_path / "data"):
        pass
    os.close(started)
    os.close(end)
    os.waitpid(child, 0)


def test_without_locks_work_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    test_a_new_dataset_takes_the_place_of_the_old(tmp_path)


# What the disk refuses


@pytest.mark.parametrize("make", ["file", "foreign", "link", "link to nothing"])
def test_what_is_no_dataset_is_never_replaced(tmp_path: Path, make: str) -> None:
    target = tmp_path / "data"
    if make == "file":
        target.write_text("mine")
    elif make == "foreign":
        target.mkdir()
        (target / "mine.txt").write_text("mine")
    else:
        target.symlink_to(tmp_path / "real")
        if make == "link":
            (tmp_path / "real").mkdir()
    before = names_in(tmp_path)
    with pytest.raises(CallError, match="choose"), swap.staged(target):
        pytest.fail("nothing may be built here")
    assert names_in(tmp_path) == before


def test_an_unwritable_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(CallError, match=r"cannot write beside .* part of its path is a file"),
        swap.staged(tmp_path / "file" / "data"),
    ):
        pytest.fail("nothing can be built here")


def test_missing_folders_above_are_made(tmp_path: Path) -> None:
    with swap.staged(tmp_path / "a" / "b" / "data"):
        pass
    assert names_in(tmp_path / "a" / "b") == ["data"]


def test_a_name_as_long_as_can_be_is_built_and_a_longer_one_refused(tmp_path: Path) -> None:
    longest = "é" * 127
    with swap.staged(tmp_path / longest):
        pass
    assert names_in(tmp_path) == [longest]
    with (
        pytest.raises(CallError, match="shorter name"),
        swap.staged(tmp_path / ("x" * 256)),
    ):
        pytest.fail("nothing can be built here")


@pytest.mark.parametrize(
    "raised",
    [
        OSError(28, "No space left on device"),
        OSError("IOError: Error writing bytes to file. No space left on device"),
    ],
)
def test_a_full_disk_is_named(tmp_path: Path, raised: Exception) -> None:
    with pytest.raises(CallError, match="disk is full"), swap.staged(tmp_path / "data"):
        raise raised
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_known_from_duckdbs_error_too(tmp_path: Path) -> None:
    import duckdb

    with pytest.raises(CallError, match="disk is full"), swap.staged(tmp_path / "data"):
        raise duckdb.IOException('Could not write file "x": No space left on device')


def test_what_a_transcript_says_about_disks_is_no_full_disk(tmp_path: Path) -> None:
    with pytest.raises(DatasetError), swap.staged(tmp_path / "data"):
        raise DatasetError("row 7: 'No space left on device', she said")


def test_whatever_is_made_is_flushed_before_the_swap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    opened: dict[int, str] = {}
    whole_open, whole_fsync, whole_swap = os.open, os.fsync, swap._swap

    def watch_open(path: Path, *rest: int) -> int:
        descriptor = whole_open(path, *rest)
        opened[descriptor] = Path(path).name
        return descriptor

    def watch_fsync(descriptor: int) -> None:
        steps.append(opened.get(descriptor, "?"))
        whole_fsync(descriptor)

    def watch_swap(one: Path, other: Path) -> None:
        steps.append("swap")
        whole_swap(one, other)

    monkeypatch.setattr(os, "open", watch_open)
    monkeypatch.setattr(os, "fsync", watch_fsync)
    monkeypatch.setattr(swap, "_swap", watch_swap)
    with swap.staged(tmp_path / "data") as staging:
        (staging / "turns").mkdir()
        (staging / "turns" / "part-00000.parquet").write_text("x")
        (staging / "manifest.json").write_text("{}")
        begun = staging.name
    assert sorted(steps[:4]) == sorted(["part-00000.parquet", "turns", "manifest.json", begun])
    assert steps[3] == begun
    assert steps[4:] == ["swap", tmp_path.name]
