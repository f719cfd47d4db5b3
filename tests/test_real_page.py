"""The real page this project began with: every value of its gold file."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import onrecord


@pytest.fixture(scope="module")
def gold(shared: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        (shared / "gold" / "npr-kera-blinken-lavrov.json").read_text(encoding="utf-8")
    )
    return loaded


@pytest.fixture(scope="module")
def page(shared: Path, gold: dict[str, Any]) -> dict[str, Any]:
    path = shared / gold["source"]
    assert sha256(path.read_bytes()).hexdigest() == gold["sha256"]
    (converted,) = onrecord.convert(path)
    return converted


def test_document(page: dict[str, Any], gold: dict[str, Any]) -> None:
    document, expected = page["document"], dict(gold["document"])
    assert document["published_on"] == expected.pop("published_at")
    assert {key: document[key] for key in expected} == expected
    assert document["unexplained_chars"] == 0


def test_turns(page: dict[str, Any], gold: dict[str, Any]) -> None:
    names = {person["person_id"]: person["name"] for person in page["people"]}
    for turn, wanted in zip(page["turns"], gold["turns"], strict=True):
        expected = dict(wanted)
        assert turn["text"].startswith(expected.pop("first_words"))
        assert turn["text"].endswith(expected.pop("last_words"))
        assert names[turn["person_id"]] == expected.pop("speaker_name")
        assert {key: turn[key] for key in expected} == expected


def test_people(page: dict[str, Any], gold: dict[str, Any]) -> None:
    people = {person["name"]: person for person in page["people"]}
    assert set(people) == {person["name"] for person in gold["people"]}
    for expected in gold["people"]:
        person = people[expected["name"]]
        assert expected["role"] in person["roles"]
        assert person["aliases"] == expected["aliases"]
        assert (person["bio"] or "").startswith(expected["bio"] or "")
        assert bool(person["bio"]) == bool(expected["bio"])
        if "title" in expected:
            assert expected["title"] in person["descriptions"]


def test_nothing_of_the_page_around_it_is_said(page: dict[str, Any], gold: dict[str, Any]) -> None:
    said = " ".join(turn["text"] for turn in page["turns"])
    assert [line for line in gold["not_in_any_turn"] if line in said] == []
