"""Finding sources: URIs that are the same on any machine, in an order that is too."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from onrecord.errors import CallError
from onrecord.sources import Wanted, discover


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "pages"
    for name in ("b.txt", "a.txt", "2021/c.txt", "2021/.hidden", ".git/config", "2020/d.md"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return root


def uris(*wanted: Wanted) -> list[str]:
    return [found.uri for found in discover(wanted)]


def test_a_folder_is_read_recursively_sorted_without_hidden_names(tree: Path) -> None:
    assert uris(Wanted(str(tree))) == [
        "pages/2020/d.md",
        "pages/2021/c.txt",
        "pages/a.txt",
        "pages/b.txt",
    ]


def test_a_trailing_slash_and_a_relative_path_change_nothing(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree)
    assert uris(Wanted(".")) == uris(Wanted(f"{tree}/"))


def test_a_file_goes_by_its_name(tree: Path) -> None:
    assert uris(Wanted(str(tree / "2021" / "c.txt"))) == ["c.txt"]


def test_a_glob_goes_by_its_fixed_part(tree: Path) -> None:
    assert uris(Wanted(f"{tree}/**/*.txt")) == ["pages/2021/c.txt", "pages/a.txt", "pages/b.txt"]


def test_include_and_exclude(tree: Path) -> None:
    assert uris(Wanted(str(tree), include=("*.txt",), exclude=("2021/*",))) == [
        "pages/a.txt",
        "pages/b.txt",
    ]


def test_a_prefix_takes_the_place_of_the_folder(tree: Path) -> None:
    assert uris(Wanted(str(tree), prefix="station/x", include=("a.txt",))) == ["station/x/a.txt"]


def test_the_same_file_twice_counts_once(tree: Path) -> None:
    assert uris(Wanted(str(tree)), Wanted(str(tree))) == uris(Wanted(str(tree)))


def test_two_files_of_one_name_are_refused(tree: Path) -> None:
    (tree / "2020" / "a.txt").write_text("other")
    with pytest.raises(CallError, match="prefix"):
        uris(Wanted(str(tree / "a.txt")), Wanted(str(tree / "2020" / "a.txt")))


@pytest.mark.parametrize(
    ("path", "says"), [("missing", "no file or folder"), ("*.nothing", "no file matches")]
)
def test_what_is_not_there_is_named(tree: Path, path: str, says: str) -> None:
    with pytest.raises(CallError, match=says):
        uris(Wanted(str(tree / path)))


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="holds no files"):
        uris(Wanted(str(tmp_path)))


def test_names_no_uri_can_hold_are_escaped(tmp_path: Path) -> None:
    root = tmp_path / "odd"
    root.mkdir()
    (root / "a\nb\\c.txt").write_text("x")
    Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9.txt")).write_text("x")
    assert uris(Wanted(str(root))) == ["odd/a%0Ab%5Cc.txt", "odd/caf%E9.txt"]


def test_links_to_folders_are_not_followed(tree: Path) -> None:
    (tree / "loop").symlink_to(tree, target_is_directory=True)
    assert not any("loop/" in uri for uri in uris(Wanted(str(tree))))


def test_standard_input_has_a_name() -> None:
    assert uris(Wanted("-")) == ["stdin"]
