"""Turns find each other whatever their numbers, and however much of them is kept in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from onrecord.differences import Diff, compare_datasets, texts

World = Any


@pytest.fixture
def reworked(world: World) -> World:
    """An edited source: turns cut out, put in, reworded, exchanged, given to somebody else."""
    for number in (1, 4):
        world.edit_source(world.documents[number])
    first = world.turns_of(world.documents[1])
    first[0]["text"] = first[0]["text"] + " indeed"
    first[4]["text"] = "nothing of what was said before"
    first[3]["person_id"] = first[4]["person_id"]
    world.turns.remove(first[6])
    second = world.turns_of(world.documents[4])
    second[1]["text"], second[5]["text"] = second[5]["text"], "Yes."
    return world


def found(diff: Diff) -> tuple[Any, ...]:
    """What was found, without the places that turns have in the datasets."""
    changes = [(c.change, c.column, c.before, c.after, c.words) for c in diff.changes]
    return diff.total_changes, diff.turns, sorted(changes, key=repr)


def spread(world: World) -> World:
    """The same turns under numbers with holes."""
    for turn in world.turns:
        turn["turn_index"] = 5 + 3 * turn["turn_index"]
    return world


def test_what_became_of_turns_in_edited_sources(
    base: World, reworked: World, write: Callable[..., Path]
) -> None:
    diff = compare_datasets(write("a", base), write("b", reworked))
    assert diff.turns is not None
    assert (diff.turns.reworded, diff.turns.reassigned) == (1, 1)
    assert (diff.turns.added, diff.turns.removed) == (2, 3)


def test_numbers_with_holes_change_nothing(
    base: World, reworked: World, write: Callable[..., Path]
) -> None:
    """Turns are neighbours by their order, whatever their turn_index."""
    dense = compare_datasets(write("a", base), write("b", reworked))
    holes = compare_datasets(write("c", spread(base.copy())), write("d", spread(reworked)))
    assert found(holes) == found(dense)


def test_words_are_the_same_read_at_once_or_when_wanted(
    base: World, reworked: World, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = write("a", base), write("b", reworked)
    at_once = compare_datasets(old, new, samples=50)
    monkeypatch.setattr(texts, "_FEW", 0)
    wanted = compare_datasets(old, new, samples=50)
    assert wanted == at_once
    assert all(change.words for change in wanted.changes if change.subject == "turn")


@pytest.mark.parametrize("column", ["continues", "n_words", "speaker_label", "char_end", "kind"])
@pytest.mark.parametrize("has_index", [True, False])
def test_two_turns_that_exchange_a_value_are_both_changed(
    column: str, has_index: bool, world: World, write: Callable[..., Path]
) -> None:
    """Whatever the column: a fingerprint of the document must not let the two cancel out."""
    values = {"continues": 0, "n_words": 99, "speaker_label": "X", "char_end": 777, "kind": "clip"}
    other = world.copy()
    for there, at in ((world, 2), (other, 5)):
        there.turns_of(there.documents[3])[at][column] = values[column]
    old, new = write("a", world), write("b", other)
    if not has_index:
        for path in (old / "turns.parquet", new / "turns.parquet"):
            pq.write_table(pq.read_table(path).drop_columns("turn_index"), path)
    diff = compare_datasets(old, new)
    assert {c.column: c.rows for c in diff.turns.columns} == {column: 2}  # type: ignore[union-attr]


def test_an_overlap_beside_an_open_gap(
    base: World, world: World, write: Callable[..., Path]
) -> None:
    """Turns cut otherwise take no part in what their neighbours are matched by."""
    turns = world.turns_of(world.documents[2])
    turns[2]["char_end"] = turns[3]["char_end"]
    turns[2]["text"] += " " + turns[3]["text"]
    world.turns.remove(turns[3])
    turns[4]["char_start"] = turns[4]["char_end"] = None
    turns[4]["text"] += " indeed"
    diff = compare_datasets(write("a", base), write("b", world))
    assert diff.turns is not None
    assert (diff.turns.recut_old, diff.turns.recut_new) == (2, 1)
    assert (diff.turns.reworded, diff.turns.added, diff.turns.removed) == (1, 0, 0)
