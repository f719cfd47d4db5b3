"""People merged, split, renamed and re-keyed; a turn given away is none of these."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.differences import Diff, compare_datasets

World = Any


@pytest.fixture
def compare(base: World, world: World, write: Callable[..., Path]) -> Callable[[], Diff]:
    return lambda: compare_datasets(write("a", base), write("b", world))


def person(world: World, name: str) -> dict[str, Any]:
    (found,) = [row for row in world.people if row["name"] == name]
    return found


def hand_over(world: World, one: dict[str, Any], key: str, turns: slice = slice(None)) -> int:
    """Give these turns of a person to another id."""
    given = [turn for turn in world.turns if turn["person_id"] == one["person_id"]][turns]
    for turn in given:
        turn["person_id"] = key
    return len(given)


def told(diff: Diff) -> list[tuple[str, list[str | None], list[str | None], int]]:
    assert diff.people is not None
    return [
        (group.change, [p.name for p in group.old], [p.name for p in group.new], group.turns)
        for group in diff.people.regroupings
    ]


def test_merged(world: World, compare: Callable[[], Diff]) -> None:
    ann, ben = person(world, "Ann Roe"), person(world, "Ben Roe")
    turns = hand_over(world, ann, ben["person_id"])
    world.people.remove(ann)
    diff = compare()
    ((change, old, new, moved),) = told(diff)
    assert (change, sorted(map(str, old)), new) == ("merged", ["Ann Roe", "Ben Roe"], ["Ben Roe"])
    assert moved == turns
    assert diff.total_changes == {"person merged": 1, "turn regrouped": turns}
    assert diff.turns is not None
    assert diff.turns.reattributed == 0


def test_split(world: World, compare: Callable[[], Diff]) -> None:
    ann = person(world, "Ann Roe")
    other = world.add_person("other", "Ann Roe (drummer)")
    turns = hand_over(world, ann, other["person_id"], slice(0, 5))
    ((change, old, new, moved),) = told(compare())
    assert (change, old) == ("split", ["Ann Roe"])
    assert sorted(map(str, new)) == ["Ann Roe", "Ann Roe (drummer)"]
    assert moved == turns == 5


def test_renamed(world: World, compare: Callable[[], Diff]) -> None:
    ann = person(world, "Ann Roe")
    turns = hand_over(world, ann, "per-" + "0" * 20)
    ann.update(person_id="per-" + "0" * 20, name="Anna Roe")
    diff = compare()
    assert told(diff) == [("renamed", ["Ann Roe"], ["Anna Roe"], turns)]
    assert diff.total_changes == {"person renamed": 1, "turn regrouped": turns}


def test_another_spelling_of_the_same_id_is_renamed(
    world: World, compare: Callable[[], Diff]
) -> None:
    person(world, "Ann Roe")["name"] = "Ann ROE"
    diff = compare()
    assert diff.total_changes == {"person renamed": 1}
    assert diff.verdict.level == "minor"


def test_another_id_of_the_same_name_is_rekeyed_and_no_change_of_turns(
    world: World, compare: Callable[[], Diff]
) -> None:
    ann = person(world, "Ann Roe")
    hand_over(world, ann, "per-" + "0" * 20)
    ann["person_id"] = "per-" + "0" * 20
    diff = compare()
    assert diff.people is not None
    assert (diff.people.rekeyed, diff.people.added, diff.people.removed) == (1, 0, 0)
    assert diff.total_changes == {"person rekeyed": 1}
    assert diff.verdict.level == "patch"


def test_most_turns_given_to_somebody_who_was_there_are_reattributed(
    world: World, compare: Callable[[], Diff]
) -> None:
    """Ann still speaks once: she is not merged into Ben."""
    turns = hand_over(
        world, person(world, "Ann Roe"), person(world, "Ben Roe")["person_id"], slice(1, None)
    )
    diff = compare()
    assert told(diff) == []
    assert diff.turns is not None
    assert diff.turns.reassigned == turns


def test_descriptions_of_people_are_counted_by_column(
    world: World, compare: Callable[[], Diff]
) -> None:
    person(world, "Ann Roe").update(bio="Ann Roe sails.", aliases=["ROE"], n_turns=9)
    diff = compare()
    assert diff.people is not None
    assert {c.column: c.rows for c in diff.people.columns} == {"aliases": 1, "bio": 1}
    (bio,) = [change for change in diff.changes if change.column == "bio"]
    assert (bio.before, bio.after) == (None, "Ann Roe sails.")
    assert diff.verdict.level == "patch"


def test_everybody_who_came_or_went_is_listed(world: World, compare: Callable[[], Diff]) -> None:
    world.add_person("new", "New Person")
    assert compare().total_changes == {"person added": 1}
