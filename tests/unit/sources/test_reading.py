"""Reading one source: bounded, regular files only."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from onrecord.errors import Unreadable
from onrecord.sources import Found, Wanted, discover, fingerprint, read_source


def found(path: Path | str) -> Found:
    return Found("x.txt", str(path), Wanted(str(path), encoding="utf-8"))


def test_bytes_name_and_declared_encoding(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"A: one")
    source = read_source(found(path))
    assert (source.data, source.uri, source.encoding) == (b"A: one", "x.txt", "utf-8")
    assert source.document_id == f"doc-{sha256(b'A: one').hexdigest()[:20]}"
    assert fingerprint(found(path)) == (sha256(b"A: one").hexdigest(), 6, ())


def test_a_source_at_the_limit_is_read_and_one_over_it_is_not(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"x" * 100)
    assert len(read_source(found(path), limit=100).data) == 100
    with pytest.raises(Unreadable, match="over the limit") as error:
        read_source(found(path), limit=99)
    assert error.value.reason == "too-large"


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unreadable, match="not a regular file"):
        read_source(found(tmp_path / "pipe"))


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null"])
def test_devices_are_not_read(path: str) -> None:
    with pytest.raises(Unreadable, match="not a regular file"):
        read_source(found(path))


@pytest.mark.parametrize("name", ["gone.txt", "folder"])
def test_what_cannot_be_read_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(Unreadable):
        read_source(found(tmp_path / name))


def test_a_dangling_link_says_so(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(Unreadable, match="cannot be read"):
        read_source(found(tmp_path / "link"))


def test_a_link_may_not_leave_the_folder_it_was_found_in(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("A: one")
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "inside.txt").write_text("A: one")
    (pages / "good.txt").symlink_to(pages / "inside.txt")
    (pages / "bad.txt").symlink_to(tmp_path / "secret.txt")
    sources = {one.uri: one for one in discover([Wanted(str(pages))])}
    assert read_source(sources["pages/good.txt"]).data == b"A: one"
    with pytest.raises(Unreadable, match="leaves its folder"):
        read_source(sources["pages/bad.txt"])
    (itself,) = discover([Wanted(str(pages / "bad.txt"))])
    assert read_source(itself).data == b"A: one"
