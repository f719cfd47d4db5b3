"""Ordinary names, which no rule has a say in, are read as the rules would read them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.grammar import labels
from onrecord.grammar.lexicon import COLLECTIVES, FUNCTION_WORDS, HEADINGS, REMARKS, UNNAMED
from onrecord.grammar.names import RULED_WORDS, display_name, split_title

NAMES = "Anna Martell Jonas Li Machado McNeil Zoë Núñez Иван Неру O Jean unify".split()
RULED = sorted(RULED_WORDS | FUNCTION_WORDS | COLLECTIVES | HEADINGS | REMARKS | frozenset(UNNAMED))
words = st.one_of(st.sampled_from(NAMES), st.sampled_from(RULED))
cases = st.sampled_from([str.upper, str.title, str])


@given(st.lists(words, min_size=1, max_size=5), cases)
def test_an_ordinary_name_is_what_the_rules_make_of_it(parts: list[str], case: object) -> None:
    """Where the short way gives an answer, every rule it passes over gives the same."""
    name = " ".join(parts)
    name = case(name) if callable(case) else name
    tokens = name.split()
    ordinary = labels._ordinary(name, tokens)
    if ordinary is None:
        return
    shown, capitals = ordinary
    lower = name.lower().split()
    assert labels._unnamed_kind(name, tokens) is None
    assert split_title(name) == ("", " ".join(tokens))
    assert FUNCTION_WORDS.isdisjoint(lower)
    assert labels._has_capitals(tokens)
    assert labels._name_words(lower) == len(tokens)
    assert (display_name(name), labels._is_capital(tokens)) == (shown, capitals)


def test_most_names_are_ordinary() -> None:
    assert labels._ordinary("ANNA MARTELL", ["ANNA", "MARTELL"]) == ("Anna Martell", True)
    assert labels._ordinary("Anna Martell", ["Anna", "Martell"]) == ("Anna Martell", False)
    assert labels._ordinary("ANNA McNEIL", ["ANNA", "McNEIL"]) is None
    assert labels._ordinary("MAYOR MARTELL", ["MAYOR", "MARTELL"]) is None
