"""Against truth written by hand, without sight of the code: what share of it comes out right.

The golden pairs hold today's output fast; this says how good that output is. The figures are
floors: raise them when the converters get better, never lower them.
"""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import onrecord

HERE = Path(__file__).parent
FORMATS = ("npr", "labelled")


@cache
def compared(
    format_name: str,
) -> list[tuple[dict[str, Any], dict[str, Any] | None, dict[str, Any]]]:
    """Triples of a true turn, the turn found for it (or None), and its document's result."""
    triples = []
    for path in sorted((HERE / "truth" / format_name).glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        (seed,) = (HERE.parent / "seeds" / format_name).glob(f"{path.stem}.*")
        result = next(onrecord.convert(seed))
        for true, found in aligned(truth["turns"], result["turns"]):
            triples.append((true, found, result))
    return triples


def aligned(true: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[Any]:
    ours = [(t["kind"] == "cue", t["speaker_label"], words(t["first_words"])) for t in true]
    theirs = [(t["kind"] == "cue", t["speaker_label"], words(t["text"])) for t in found]
    match = dict.fromkeys(range(len(true)))
    for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        match |= {block.a + at: found[block.b + at] for at in range(block.size)}
    return [(true[at], match[at]) for at in match]


def words(text: str) -> str:
    return " ".join(text.strip(".").split()[:2])


def share(format_name: str, is_right: Any) -> float:
    judged = [is_right(*triple) for triple in compared(format_name) if triple[1] is not None]
    judged = [verdict for verdict in judged if verdict is not None]
    return sum(judged) / len(judged)


def person(true: dict[str, Any], found: dict[str, Any], result: dict[str, Any]) -> bool | None:
    if true["kind"] == "cue":
        return None
    names = {p["person_id"]: p["name"] for p in result["people"]}
    return names.get(found["person_id"]) == true["speaker_name"]


@pytest.mark.parametrize(("format_name", "floor"), [("npr", 0.99), ("labelled", 0.93)])
def test_turns_are_found(format_name: str, floor: float) -> None:
    triples = compared(format_name)
    assert sum(found is not None for _, found, _ in triples) / len(triples) >= floor


@pytest.mark.parametrize(("format_name", "floor"), [("npr", 0.99), ("labelled", 0.85)])
def test_people_are_right(format_name: str, floor: float) -> None:
    assert share(format_name, person) >= floor


@pytest.mark.parametrize(("format_name", "floor"), [("npr", 0.98), ("labelled", 0.95)])
def test_kinds_are_right(format_name: str, floor: float) -> None:
    assert share(format_name, lambda true, found, _: found["kind"] == true["kind"]) >= floor


@pytest.mark.parametrize(("format_name", "floor"), [("npr", 0.97), ("labelled", 0.8)])
def test_roles_are_right(format_name: str, floor: float) -> None:
    assert (
        share(
            format_name,
            lambda true, found, _: None if true["kind"] == "cue" else found["role"] == true["role"],
        )
        >= floor
    )


@pytest.mark.parametrize(("format_name", "floor"), [("npr", 0.99), ("labelled", 0.85)])
def test_attributions_are_right(format_name: str, floor: float) -> None:
    assert (
        share(
            format_name,
            lambda true, found, _: (
                None if true["kind"] == "cue" else found["attribution"] == true["attribution"]
            ),
        )
        >= floor
    )


@pytest.mark.parametrize("format_name", FORMATS)
def test_furniture_stays_out_of_npr_turns(format_name: str) -> None:
    """Nothing a reader would skip is said by anyone; `labelled` may leave two lines in."""
    left = []
    for path in sorted((HERE / "truth" / format_name).glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        (seed,) = (HERE.parent / "seeds" / format_name).glob(f"{path.stem}.*")
        spoken = [t["text"] for t in next(onrecord.convert(seed))["turns"] if t["kind"] != "cue"]
        left += [line for line in truth["not_in_any_turn"] if any(line in text for text in spoken)]
    assert len(left) <= {"npr": 0, "labelled": 2}[format_name], left
