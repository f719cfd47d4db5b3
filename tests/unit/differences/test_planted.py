"""Planted differences are found, each as what it is, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.differences import Diff, compare_datasets

World = Any
Plant = Callable[[World, int], dict[str, int]]

FEW = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def remove_document(world: World, at: int) -> dict[str, int]:
    document = world.documents[at]
    for turn in world.turns_of(document):
        world.turns.remove(turn)
    world.documents.remove(document)
    return {"document removed": 1}


def add_document(world: World, at: int) -> dict[str, int]:
    world.add_document(100 + at)
    return {"document added": 1}


def rename_source(world: World, at: int) -> dict[str, int]:
    world.documents[at]["source_uri"] = f"elsewhere/{at}.txt"
    return {"document renamed": 1}


def edit_source(world: World, at: int) -> dict[str, int]:
    world.edit_source(world.documents[at])
    return {"document edited": 1}


def edit_and_rename_source(world: World, at: int) -> dict[str, int]:
    edit_source(world, at)
    rename_source(world, at)
    return {"document edited": 1, "document renamed": 1}


def change_title(world: World, at: int) -> dict[str, int]:
    world.documents[at]["title"] = "Another headline"
    return {"document revalued": 1}


def change_flags(world: World, at: int) -> dict[str, int]:
    world.documents[at]["flags"] = ["no-date"]
    return {"document revalued": 1}


def give_turn_to_another(world: World, at: int) -> dict[str, int]:
    turns = world.turns_of(world.documents[at])
    turns[0]["person_id"] = turns[1]["person_id"]
    return {"turn reattributed": 1}


def give_turn_to_nobody(world: World, at: int) -> dict[str, int]:
    turn = world.turns_of(world.documents[at])[3]
    turn.update(person_id=None, attribution="none", confidence=0.0)
    return {"turn reattributed": 3}


def change_role(world: World, at: int) -> dict[str, int]:
    world.turns_of(world.documents[at])[1]["role"] = "host"
    return {"turn reattributed": 1}


def change_confidence(world: World, at: int) -> dict[str, int]:
    world.turns_of(world.documents[at])[1]["confidence"] = 0.5
    return {"turn rescored": 1}


def change_label(world: World, at: int) -> dict[str, int]:
    world.turns_of(world.documents[at])[1]["speaker_label"] = "A. ROE"
    return {"turn revalued": 1}


def add_cue(world: World, at: int) -> dict[str, int]:
    cue = {"kind": "vocal", "text": "(Laughter)", "offset": 0}
    world.turns_of(world.documents[at])[1]["cues"] = [cue]
    return {"turn revalued": 1}


def reword_turn(world: World, at: int) -> dict[str, int]:
    turn = world.turns_of(world.documents[at])[4]
    turn["text"] = "Well, " + turn["text"]
    turn["n_words"] += 1
    return {"turn reworded": 1}


def reword_turn_of_edited(world: World, at: int) -> dict[str, int]:
    return edit_source(world, at) | reword_turn(world, at)


def drop_turn_of_edited(world: World, at: int) -> dict[str, int]:
    edit_source(world, at)
    _drop(world, world.turns_of(world.documents[at])[2])
    return {"document edited": 1, "turn removed": 1}


def _drop(world: World, gone: dict[str, Any]) -> None:
    world.turns.remove(gone)
    for turn in world.turns:
        if turn["document_id"] == gone["document_id"] and turn["turn_index"] > gone["turn_index"]:
            turn["turn_index"] -= 1


def insert_turn_in_edited(world: World, at: int) -> dict[str, int]:
    edit_source(world, at)
    document = world.documents[at]
    turns = world.turns_of(document)
    for turn in turns[3:]:
        turn["turn_index"] += 1
    new = turns[3] | {"turn_index": 3, "text": "Nobody said that before.", "n_words": 4}
    world.turns.append(new)
    return {"document edited": 1, "turn added": 1}


def join_turns(world: World, at: int) -> dict[str, int]:
    first, second = world.turns_of(world.documents[at])[3:5]
    first["text"] += " " + second["text"]
    first["n_words"] += second["n_words"]
    first["char_end"] = second["char_end"]
    _drop(world, second)
    return {"turn recut": 3}


PLANTS: tuple[Plant, ...] = (
    remove_document, add_document, rename_source, edit_source, edit_and_rename_source, change_title,
    change_flags, give_turn_to_another, give_turn_to_nobody, change_role, change_confidence,
    change_label, add_cue, reword_turn, reword_turn_of_edited, drop_turn_of_edited,
    insert_turn_in_edited, join_turns,
)  # fmt: skip


def compare(old: World, new: World, write_in: Callable[..., Path], **options: bool) -> Diff:
    with TemporaryDirectory() as scratch:
        folders = [write_in(Path(scratch) / n, w, **options) for n, w in (("a", old), ("b", new))]
        return compare_datasets(*folders)


def mirrored(counts: dict[str, int]) -> dict[str, int]:
    swap = {"added": "removed", "removed": "added", "merged": "split", "split": "merged"}
    words = ((name.split(), count) for name, count in counts.items())
    return {f"{subject} {swap.get(change, change)}": n for (subject, change), n in words}


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_each_planted_difference_is_found_from_either_side(
    plant: Plant, base: World, world: World, write_in: Callable[..., Path]
) -> None:
    expected = plant(world, 2)
    assert compare(base, world, write_in).total_changes == expected
    assert compare(world, base, write_in).total_changes == mirrored(expected)


@FEW
@given(plants=st.lists(st.sampled_from(PLANTS), min_size=0, max_size=6))
def test_differences_planted_together_are_found_and_mirror_each_other(
    plants: list[Plant], base: World, write_in: Callable[..., Path]
) -> None:
    world, expected = base.copy(), Counter[str]()
    for at, plant in reversed(list(enumerate(plants))):  # from the end: removal moves the rest
        expected.update(plant(world, at))
    there = compare(base, world, write_in)
    assert there.total_changes == expected
    back = compare(world, base, write_in, reverse=True)
    assert back.total_changes == mirrored(expected)
    assert mirrored_drift(there) == [(d.name, d.statistic, d.p_adjusted) for d in back.drift]
    assert (there.verdict.level == "none") == (not plants)


def mirrored_drift(diff: Diff) -> list[Any]:
    def statistic(drift: Any) -> Any:
        signed = -drift.statistic if drift.test == "Fisher exact" else drift.statistic
        return pytest.approx(signed, abs=1e-12)

    return [(d.name, statistic(d), pytest.approx(d.p_adjusted, abs=1e-12)) for d in diff.drift]


def test_order_of_rows_does_not_matter(
    base: World, world: World, write: Callable[..., Path]
) -> None:
    for at, plant in enumerate((edit_source, reword_turn, give_turn_to_another, join_turns)):
        plant(world, at)
    found = [
        compare_datasets(write(f"a{turned}", base, reverse=turned), write(f"b{turned}", world))
        for turned in (False, True)
    ]
    one, other = (diff.as_dict() | {"old": None, "new": None} for diff in found)
    assert one == other


def test_a_recurring_turn_is_told_by_its_neighbours(
    base: World, world: World, write_in: Callable[..., Path]
) -> None:
    """Of several "Yes." by several people, one goes: no other one changes hands."""
    world.edit_source(world.documents[0])
    _drop(world, world.turns_of(world.documents[0])[2])
    diff = compare(base, world, write_in)
    assert diff.turns is not None
    assert (diff.turns.removed, diff.turns.reattributed) == (1, 0)
    (gone,) = [change for change in diff.changes if change.change == "removed"]
    assert (gone.old_turn, gone.words) == (2, "Yes.")


def test_samples_say_where_to_look(base: World, world: World, write: Callable[..., Path]) -> None:
    give_turn_to_another(world, 3)
    (change,) = compare_datasets(write("a", base), write("b", world)).changes
    turn = world.turns_of(world.documents[3])[0]
    assert (change.source_uri, change.new_turn) == ("pages/003.txt", 0)
    assert (change.char_start, change.char_end) == (turn["char_start"], turn["char_end"])
    assert change.before != change.after == turn["person_id"]
    assert change.note == "Joe Roe -> Ann Roe (another person)"
    assert change.words == turn["text"]
