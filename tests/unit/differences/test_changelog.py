"""The changelog text: sections, names, the version; no markup from data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.differences import compare_datasets, write_markdown
from onrecord.differences.changelog import escape

World = Any

EXPECTED = """\
## Next minor version

Work done on the version before still holds; there is more, or enough is other to look.

### Added

- 1 document added
- 1 person added

### Changed

- 1 document with an edited source
- 1 turn re-attributed, 1 to another person
- 1 turn with other words
- Ann Roe is now called Ann \\*Roe\\* (14 turns)
"""


@pytest.fixture
def changed(world: World) -> World:
    """A document more, an edited one, a turn given away, a turn reworded, a name, a person."""
    world.add_document(100)
    world.edit_source(world.documents[0])
    turns = world.turns_of(world.documents[1])
    turns[0]["person_id"] = turns[1]["person_id"]
    turns[3]["text"] += " indeed"
    turns[3]["n_words"] += 1
    world.people[0]["name"] = "Ann *Roe*"
    world.add_person("new")
    return world


def test_sections_of_a_changelog(base: World, changed: World, write: Callable[..., Path]) -> None:
    assert compare_datasets(write("a", base), write("b", changed)).changelog == EXPECTED


def test_no_difference_says_so(base: World, write: Callable[..., Path]) -> None:
    folder = write("a", base)
    text = compare_datasets(folder, folder).changelog
    assert text == "## No new version\n\nNo difference.\n"


def test_the_report_holds_the_changelog_one_level_down(
    base: World, changed: World, write: Callable[..., Path]
) -> None:
    report = write_markdown(compare_datasets(write("a", base), write("b", changed)))
    headings = [line for line in report.splitlines() if line.startswith("#")]
    assert headings[1:] == [
        "## Not compared", "## Changelog", "### Next minor version", "#### Added", "#### Changed",
        "## Distributions", "## Changes",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b", "a\\|b"),
        ("# x", "\\# x"),
        ("<b>", "&lt;b&gt;"),
        ("[a](b)", "\\[a\\](b)"),
        ("@all", "&#64;all"),
        ("https://a.b", "https&#58;//a.b"),
        ("one\ntwo", "one two"),
    ],
)
def test_escape(text: str, escaped: str) -> None:
    assert escape(text) == escaped
