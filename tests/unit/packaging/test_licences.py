"""SPDX expressions joined, named as the hub names them, and linked."""

from __future__ import annotations

import pytest

from onrecord.packaging.licences import (
    UNKNOWN,
    combine,
    hub_licences,
    is_expression,
    licence_ids,
    licence_url,
)


@pytest.mark.parametrize(
    ("expressions", "whole"),
    [
        ([], UNKNOWN),
        (["MIT"], "MIT"),
        (["MIT", "MIT"], "MIT"),
        (["MIT", "CC-BY-4.0"], "CC-BY-4.0 AND MIT"),
        (["MIT OR Apache-2.0", "CC0-1.0"], "CC0-1.0 AND (MIT OR Apache-2.0)"),
        (["MIT OR Apache-2.0"], "MIT OR Apache-2.0"),
    ],
)
def test_the_whole_is_under_all_licences_of_its_parts(expressions: list[str], whole: str) -> None:
    assert combine(expressions) == whole


@pytest.mark.parametrize("text", ["all rights reserved", "CC", "", None, "MIT AND", "(" * 9999])
def test_what_spdx_does_not_know_is_no_expression(text: str | None) -> None:
    assert not is_expression(text)


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("CC0-1.0", ["cc0-1.0"]),
        ("ODbL-1.0", ["odbl"]),
        ("CC-BY-4.0 AND CC0-1.0", ["cc-by-4.0", "cc0-1.0"]),
        ("MIT OR Apache-2.0", None),
        ("GPL-2.0-only WITH Classpath-exception-2.0", None),
        ("CC-BY-4.0 AND (MIT OR Apache-2.0)", None),
        (UNKNOWN, None),
        ("Beerware", None),
    ],
)
def test_the_hub_gets_its_own_names_or_none(expression: str, names: list[str] | None) -> None:
    assert hub_licences(expression) == names


def test_ids_and_addresses() -> None:
    assert licence_ids("MIT AND (CC0-1.0 OR MIT)") == ["MIT", "CC0-1.0"]
    assert licence_url("MIT") == "https://spdx.org/licenses/MIT.html"
    assert licence_url(UNKNOWN) is None
    assert licence_url("../../x") is None
