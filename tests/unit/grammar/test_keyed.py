"""Patterns that wait for their words find what the patterns alone find."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.formats import npr
from onrecord.grammar.keyed import Keyed
from onrecord.speakers import insertions, signs

PATTERNS = {
    f"{module.__name__}.{name}": keyed
    for module in (npr, insertions, signs)
    for name, keyed in vars(module).items()
    if isinstance(keyed, Keyed)
}


def test_without_a_word_the_pattern_is_not_tried() -> None:
    assert Keyed(("b",), re.compile("a")).search("aaa") is None


def test_words_are_folded_where_the_pattern_ignores_case() -> None:
    keyed = Keyed(("host",), re.compile("HOST", re.IGNORECASE), fold=True)
    assert keyed.search("your Host") is not None


@pytest.mark.parametrize("name", PATTERNS)
@given(data=st.data())
def test_whatever_the_pattern_matches_has_one_of_the_words(name: str, data: st.DataObject) -> None:
    keyed = PATTERNS[name]
    text = data.draw(st.from_regex(keyed.pattern))
    found = keyed.pattern.search(text)
    assert keyed.search(text) is not None or found is None or not found.group().isascii()
