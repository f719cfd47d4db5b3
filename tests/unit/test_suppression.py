"""The suppression list: what it holds, hides and refuses."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from onrecord.errors import CallError, RecipeError
from onrecord.keys import Key, load_key
from onrecord.suppression import (
    COLUMNS,
    Entry,
    add_entries,
    hashed,
    load_suppression,
    next_id,
)

KEY, OTHER = Key(b"a key of sixteen bytes"), Key(b"another key of bytes")
HEAD = ",".join(COLUMNS)


def listed(path: Path, *lines: str) -> Path:
    path.write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")
    return path


def test_names_meet_however_they_are_written(tmp_path: Path) -> None:
    path = listed(tmp_path / "s.csv", "t0001,person,name:Zoë Mar-Tell,remove,,")
    found = load_suppression(path)
    assert found.entry_for("per-x", ["ZOE MAR TELL"]) is not None
    assert found.entry_for("per-x", ["Zoë Martell"]) is None


def test_keyed_entries_hold_no_name_and_need_their_key(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    entry = Entry("t0001", "person", hashed(KEY, "person", "ann roe"), "remove", "2026-01-01", "x")
    add_entries(path, [entry], KEY)
    assert "roe" not in path.read_text().lower()
    assert load_suppression(path, KEY).entry_for("per-x", ["Ann Roe"]) == entry
    with pytest.raises(CallError, match="ONRECORD_KEY"):
        load_suppression(path)
    with pytest.raises(RecipeError, match="not the one"):
        load_suppression(path, OTHER)
    with pytest.raises(RecipeError, match="another key"):
        add_entries(path, [Entry("t2", "person", hashed(OTHER, "person", "b"), "remove")], OTHER)


def test_sources_are_known_by_place_pattern_bytes_and_hash(tmp_path: Path) -> None:
    path = listed(
        tmp_path / "s.csv",
        "t1,source,uri:pages/kxyz/*,remove,,",
        "t2,source,uri:pages/a[[]1].txt,remove,,",
        f"t3,source,sha256:{'ab' * 32},remove,,",
        f"t4,document,doc-{'cd' * 10},remove,,",
    )
    found = load_suppression(path)
    assert found.drops_uri("pages/kxyz/2021/a.txt")
    assert found.drops_uri("pages/a[1].txt")
    assert not found.drops_uri("pages/a1.txt")
    assert not found.drops_uri(None)
    assert found.drops_bytes("ab" * 32)
    assert found.drops_bytes("cd" * 32)
    assert not found.drops_bytes("ef" * 32)


def test_tombstones_name_documents_and_nobody(tmp_path: Path) -> None:
    path = listed(
        tmp_path / "s.csv",
        "t0001,person,name:Ann Roe,remove,2026-01-02,they asked",
        "t0001,person,name:Anne Roe,remove,2026-01-02,they asked",
        f"t0002,document,doc-{'cd' * 10},remove,2026-01-03,licence withdrawn",
        "t0002,source,uri:pages/ann-roe.txt,remove,2026-01-03,licence withdrawn",
    )
    assert load_suppression(path).tombstones == [
        {"id": "t0001", "kind": "person", "action": "remove", "since": "2026-01-02", "reason": "they asked"},
        {"id": "t0002", "kind": "document", "action": "remove", "since": "2026-01-03",
         "reason": "licence withdrawn", "documents": [f"doc-{'cd' * 10}"]},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("t1,person,Ann Roe,remove,,", "the key of a person"),
        ("t1,persons,name:Ann Roe,remove,,", "none of source"),
        ("t1,person,name:...,remove,,", "no letters"),
        ("t1,person,name:Ann Roe,delete,,", "neither remove"),
        ("t1,document,doc-00,remove,,", "the key of a document"),
        (f"t1,document,doc-{'0' * 20},pseudonymise,,", "can only be removed"),
        ("t1,person,name:Ann Roe,remove,soon,", "not a date"),
        ("t1,person,name:Ann Roe,remove,,Ann ROE asked", "holds the name"),
        ("a b,person,name:Ann Roe,remove,,", "short name"),
        ("t1,person", "6 cells"),
        ("t1,person,name:Ann Roe,remove,,,more", "6 cells"),
    ],
)
def test_a_line_that_would_not_hold_is_refused_with_its_place(
    tmp_path: Path, line: str, says: str
) -> None:
    with pytest.raises(RecipeError, match=says) as refused:
        load_suppression(listed(tmp_path / "s.csv", line))
    assert f"{tmp_path / 's.csv'}:2:" in str(refused.value)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"name\nAnn\n", b"", b'"'])
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(content)
    with pytest.raises(RecipeError, match=r"s\.csv"):
        load_suppression(path)
    with pytest.raises(RecipeError, match="nothing is built without it"):
        load_suppression(tmp_path / "none.csv")


def test_a_list_is_its_owners_and_grows_once(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    entry = Entry("t0001", "person", "name:Ann Roe", "remove", "2026-01-01", "")
    add_entries(path, [entry])
    add_entries(path, [entry])
    assert load_suppression(path).entries == (entry,)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert next_id(load_suppression(path).entries) == "t0002"
    assert next_id(()) == "t0001"


def test_a_key_is_not_shown_and_not_too_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "sixteen" not in repr(KEY)
    for bad in (b"short", b"a" * 40):
        with pytest.raises(CallError, match="openssl rand"):
            Key(bad)
    (tmp_path / "key").write_bytes(b"  a key of sixteen bytes\n")
    assert load_key(tmp_path / "key") == KEY
    monkeypatch.setenv("ONRECORD_KEY", "a key of sixteen bytes")
    assert load_key() == KEY
    monkeypatch.delenv("ONRECORD_KEY")
    assert load_key() is None
    with pytest.raises(CallError, match="cannot be read"):
        load_key(tmp_path / "no key")
