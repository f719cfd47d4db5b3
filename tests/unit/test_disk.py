"""What is known of the disk: names beside a target, flushing, sizes, full disks."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from onrecord import disk


def test_names_beside_a_target_fit_whatever_its_name(tmp_path: Path) -> None:
    assert disk.beside(tmp_path / "data", "lock") == tmp_path / ".onrecord-lock-data"
    long, other = (disk.beside(tmp_path / (one * 120), "new").name for one in "éè")
    assert len(os.fsencode(long)) < 64
    assert long != other


def test_many_files_are_flushed_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One by one a hundred thousand files of an export would take minutes."""
    flushed: list[int] = []
    monkeypatch.setattr(disk, "_fsync", flushed.append)
    for number in range(10):
        (tmp_path / str(number)).touch()
    disk.flush_all(tmp_path)
    assert len(flushed) == 11
    monkeypatch.setattr(disk, "_MANY", 5)
    monkeypatch.setattr(disk, "_flush_disk", lambda folder: folder == tmp_path)
    disk.flush_all(tmp_path)
    assert len(flushed) == 11


def test_the_whole_disk_can_be_flushed_or_says_that_it_cannot(tmp_path: Path) -> None:
    assert disk._flush_disk(tmp_path) in {True, False}


def test_links_are_not_followed_to_be_flushed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    disk.flush_all(tmp_path)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (4.1e6, "4.1 MB"), (2e13, "20.0 TB")],
)
def test_sizes_are_for_people(number: float, shown: str) -> None:
    assert disk.bytes_of(number) == shown


def test_the_size_of_a_folder_is_that_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(b"x" * 7)
    assert (disk.size_of(tmp_path), disk.size_of(tmp_path / "gone")) == (7, 0)


def test_a_full_disk_behind_another_error_is_known() -> None:
    error = RuntimeError("the writer failed")
    error.__cause__ = OSError(errno.EDQUOT, "Disk quota exceeded")
    assert disk.is_full(error)
    assert not disk.is_full(RuntimeError("no space left on device"))


def test_where_there_is_room_the_folder_of_temporary_files_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk of the target is not full, so another one is."""
    made = tmp_path / "made"
    made.mkdir()
    monkeypatch.setattr(disk, "_ROOM", -1)
    error = OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "spill"))
    assert "set TMPDIR" in disk.describe_full(error, tmp_path / "data", made)
    ours = OSError(errno.ENOSPC, "No space left on device", str(made / "turns.parquet"))
    assert "choose an --out on another disk" in disk.describe_full(ours, tmp_path / "data", made)
    quota = OSError(errno.EDQUOT, "Disk quota exceeded")
    assert "choose an --out on another disk" in disk.describe_full(quota, tmp_path / "data", made)
