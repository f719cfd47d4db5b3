"""What must hold of @NAME@ besides the checks, which pytest.ini runs as tests of their own."""

from __future__ import annotations

from pathlib import Path

import onrecord

ROOT = Path(__file__).parents[1]


def test_the_seeds_give_this_dataset_byte_for_byte() -> None:
    assert not onrecord.verify_rebuild(ROOT / "data", recipe=ROOT / "onrecord.toml")


def test_every_seed_is_a_document() -> None:
    documents = onrecord.load(ROOT / "data").documents
    assert sorted(documents["source_uri"]) == sorted(
        path.relative_to(ROOT).as_posix() for path in (ROOT / "seeds").rglob("*.txt")
    )


def test_whoever_speaks_is_known() -> None:
    turns = onrecord.load(ROOT / "data").turns
    assert turns.loc[turns["kind"] != "cue", "person_id"].notna().all()
