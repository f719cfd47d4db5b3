"""The table of rules: each is reached, the gravest decides, versions follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.differences import RULES, compare_datasets
from onrecord.differences.model import LEVELS, Drift, Limit, SchemaChange
from onrecord.differences.verdict import Findings, judge, next_version

World = Any


@pytest.fixture
def nothing(base: World, write: Callable[..., Path]) -> Findings:
    """Findings of a dataset compared with itself."""
    folder = write("same", base)
    diff = compare_datasets(folder, folder)
    return Findings(**{name: getattr(diff, name) for name in Findings.__dataclass_fields__})


def rules(findings: Findings) -> list[str]:
    return [reason.rule for reason in judge(findings).reasons]


def test_no_difference_calls_for_no_version(nothing: Findings) -> None:
    verdict = judge(nothing)
    assert (verdict.level, verdict.reasons) == ("none", ())


SCHEMA = {
    "table-removed": "major",
    "column-removed": "major",
    "type-changed": "major",
    "table-added": "minor",
    "column-added": "minor",
    "storage-changed": "minor",
}


@pytest.mark.parametrize(("change", "level"), SCHEMA.items())
def test_schema_changes(nothing: Findings, change: str, level: str) -> None:
    found = replace(nothing, schema=(SchemaChange("turns", "text", change, "string", "int32"),))
    assert rules(found) == [change]
    assert judge(found).level == level


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("1.2.0", "2.0.0", ["contract-major"]),
        ("1.2.0", "1.3.1", ["contract-minor"]),
        ("1.2.0", "1.2.1", ["contract-patch"]),
        ("1.2.0", "1.2.0", []),
        ("1.2.0", None, []),
        ("1.2.0", "today", []),
    ],
)
def test_versions_of_the_contract(
    nothing: Findings, old: str, new: str | None, rule: list[str]
) -> None:
    sides = [replace(s, schema_version=v) for s, v in ((nothing.old, old), (nothing.new, new))]
    assert rules(replace(nothing, old=sides[0], new=sides[1])) == rule


@pytest.mark.parametrize(
    ("part", "counts", "rule"),
    [
        ("documents", {"old": 100, "removed": 6}, "documents-removed"),
        ("documents", {"old": 100, "removed": 5}, "some-documents-removed"),
        ("documents", {"added": 1}, "documents-added"),
        ("documents", {"edited": 1}, "documents-touched"),
        ("turns", {"matched": 1000, "reattributed": 101}, "attributions-changed"),
        ("turns", {"matched": 1000, "reattributed": 100}, "some-attributions-changed"),
        ("turns", {"matched": 1000, "reattributed": 10}, "turns-touched"),
        ("turns", {"matched": 1000, "reworded": 101}, "words-changed"),
        ("turns", {"matched": 1000, "recut_old": 60, "recut_new": 11}, "some-words-changed"),
        ("turns", {"matched": 1000, "reworded": 10}, "turns-touched"),
        ("turns", {"rescored": 56}, "turns-touched"),
        ("turns", {"matched": 1000, "regrouped": 51}, "people-regrouped"),
        ("people", {"merged": 1}, "some-people-regrouped"),
        ("people", {"added": 1}, "people-touched"),
    ],
)
def test_counts(nothing: Findings, part: str, counts: dict[str, int], rule: str) -> None:
    found = replace(nothing, **{part: replace(getattr(nothing, part), **counts)})
    assert rules(found)[0] == rule


@pytest.mark.parametrize("size", ["small", "medium", "large"])
def test_drift(nothing: Findings, size: str) -> None:
    drift: Drift = replace(nothing.drift[0], size=size, effect=0.4)
    assert rules(replace(nothing, drift=(drift,))) == [f"drift-{size}"]


def test_damage_is_major_and_absence_alone_is_not(nothing: Findings) -> None:
    limits = (Limit("new", "turns.parquet", "cut short", damaged=True),)
    assert judge(replace(nothing, limits=limits)).level == "major"
    assert judge(replace(nothing, limits=(Limit("old", "manifest.json", "none"),))).level == "none"


def test_rules_are_listed_from_the_gravest_with_ids_of_their_own() -> None:
    levels = [LEVELS.index(rule.level) for rule in RULES]
    assert levels == sorted(levels, reverse=True)
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("version", "level", "next_one"),
    [
        ("1.2.3", "major", "2.0.0"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "patch", "1.2.4"),
        ("1.2.3", "none", "1.2.3"),
        ("0.2.3", "major", "0.3.0"),
        ("0.2.3", "minor", "0.3.0"),
        ("1.2.3-rc.1", "patch", "1.2.4"),
        ("2024-05", "major", None),
        (None, "minor", None),
    ],
)
def test_next_version(version: str | None, level: Any, next_one: str | None) -> None:
    assert next_version(version, level) == next_one


@pytest.mark.parametrize(("stated", "enough"), [("1.3.0", True), ("1.2.9", False), (None, None)])
def test_whether_the_stated_version_is_enough(
    nothing: Findings, stated: str | None, enough: bool | None
) -> None:
    assert nothing.documents is not None
    found = replace(
        nothing,
        old=replace(nothing.old, version="1.2.3"),
        new=replace(nothing.new, version=stated),
        documents=replace(nothing.documents, added=1),
    )
    verdict = judge(found)
    assert (verdict.suggested_version, verdict.stated_is_enough) == ("1.3.0", enough)
