"""Names found in running words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.redaction import Mentions, forms_of, names_of
from onrecord.redaction.mentions import move, replace_at

ANNA = [(form, "<A>") for form in forms_of(["Anna Mar-Tell"])]
OTHERS = [
    *((form, "<B>") for form in forms_of(["Lucía de la Cruz"])),
    *((form, "<C>") for form in forms_of(["Will O'Neill"])),
    *((form, "<F>") for form in forms_of(["B.G. Lozano"])),
    *((form, "<D>") for form in forms_of(["周岚"])),
    *((form, "<E>") for form in forms_of(["Пётр Ёлкин"])),
]
ALL = Mentions([*ANNA, *OTHERS], ambiguous="<?>")


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Thanks, Anna.", "Thanks, <A>."),
        ("Anna Mar-Tell's team, Anna\nMar-Tell", "<A>'s team, <A>"),
        ("ANNA MAR-TELL and Ms. Mar-Tell", "<A> and Ms. <A>"),
        ("Lucia De La Cruz, Senator de la Cruz, LUCÍA", "<B>, Senator <B>, <B>"),
        ("Will you ask him? Ask Will! O’Neill knows; O'NEILL'S car", "Will you ask him? Ask <C>! <C> knows; <C>'S car"),
        ("B.G. Lozano, B. G. Lozano, BG Lozano", "<F>, <F>, <F>"),
        ("will you tell anna", "will you tell anna"),
        ("Annabel Marten, Neill", "Annabel Marten, Neill"),
        ("我是周岚，你好", "我是<D>，你好"),
        ("Говорит Петр Елкин.", "Говорит <E>."),
        ("e\u0301 Luci\u0301a", "e\u0301 <B>"),
        ("", ""),
    ],
)  # fmt: skip
def test_names_are_found_as_they_are_printed(text: str, without: str) -> None:
    assert ALL.replace(text) == without


def test_a_name_of_two_people_is_neither_ones() -> None:
    two = [(form, place) for place in "XY" for form in forms_of([f"Ann {place}lane"])]
    assert Mentions(two, ambiguous="?").replace("Ann and Ann Xlane") == "? and X"


def test_elsewhere_only_names_that_tell_are_found() -> None:
    anywhere = Mentions([pair for pair in ANNA if pair[0].anywhere])
    assert anywhere.replace("Anna said that Anna Mar-Tell is in") == "Anna said that <A> is in"
    assert Mentions([], anywhere).replace("Anna Mar-Tell") == "<A>"


def test_labels_that_are_no_names_are_not_looked_for() -> None:
    aliases = ["Q", "THE COURT", "SPEAKER_03", "MAYOR", "MAR-TELL", "Pip", "Witness"]
    assert names_of("Anna Mar-Tell", aliases) == ["Anna Mar-Tell", "MAR-TELL", "Pip"]
    assert not forms_of(["Q", "Dr.", "de"])


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(["Anna", "Mar-Tell", "ANNA MAR-TELL", "words", "周岚", ".", "Ünited", "x\u0301"])),
    st.integers(0, 40),
)  # fmt: skip
def test_replacing_is_stable_and_moves_what_stood_between(words: list[str], offset: int) -> None:
    """No name is left, nothing else changes, and a place in the text moves with its neighbours."""
    text = " ".join(words)
    found = ALL.find(text)
    without = ALL.replace(text)
    assert ALL.find(without) == []
    assert replace_at(text, found) == without
    assert [end for _, end, _ in found] == sorted(end for _, end, _ in found)
    offset = min(offset, len(text))
    moved = move(offset, found)
    assert 0 <= moved <= len(without)
    if not any(start < offset < end for start, end, _ in found):
        assert ALL.replace(text[offset:])[:1] == without[moved:][:1]
