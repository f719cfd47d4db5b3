"""Languages as BCP 47."""

from __future__ import annotations

import re

import pytest

from onrecord.formats._languages import _NAMES, as_tag
from onrecord_schemas.documents import LANGUAGE


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("en", "en"),
        ("english", "en"),
        ("English", "en"),
        ("eng", "en"),
        ("en_us", "en-US"),
        ("EN-us", "en-US"),
        ("en_uk", "en-GB"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("cmn-Hans-CN", "zh-CN"),
        ("jw", "jv"),
        ("en-US-x-private", "en-US"),
        ("multi", None),
        ("auto", None),
        ("klingonish", None),
        ("", None),
        ("x" * 100, None),
        (None, None),
        (5, None),
        (["en"], None),
    ],
)
def test_tags(said: object, tag: str | None) -> None:
    assert as_tag(said) == tag


def test_every_name_has_a_tag_of_the_contract() -> None:
    for name, code in _NAMES.items():
        assert re.match(LANGUAGE, as_tag(name) or ""), (name, code)
