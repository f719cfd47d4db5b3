"""Semantic versions in order."""

from __future__ import annotations

from itertools import pairwise

import pytest

from onrecord.publishing.versions import is_prerelease, later_than, precedence

#: In the order of semver.org, section 11.
ORDERED = [
    "0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
    "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0",
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), list(pairwise(ORDERED)))
def test_versions_come_in_the_order_of_the_specification(one: str, other: str) -> None:
    before, after = precedence(one), precedence(other)
    assert before is not None
    assert after is not None
    assert before < after


def test_what_is_built_does_not_count() -> None:
    assert precedence("1.0.0+linux") == precedence("1.0.0")
    assert not is_prerelease("1.0.0+a-b")
    assert is_prerelease("1.0.0-rc.1+a")


@pytest.mark.parametrize(
    "text", ["", "1", "1.0", "v1.0.0", "01.0.0", "1.0.0-", "1.0.0 ", "1.0.0\n", "1.0.٣", None]
)
def test_what_is_no_version(text: str | None) -> None:
    assert precedence(text) is None


def test_later_versions_without_what_is_none() -> None:
    assert later_than("1.2.0", ["1.10.0", "main", "1.1.9", "2.0.0-rc.1", "1.2.0"]) == [
        "1.10.0",
        "2.0.0-rc.1",
    ]
