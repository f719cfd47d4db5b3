"""Finding labels: the whole text decides."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.grammar.spotting import find_labels

TALK = (
    "ANNA MARTELL, HOST: Good morning. {}\n\nFLORIAN EDER: Morning.\n\nMARTELL: So?\n\nEDER: Yes.\n"
)


def labels(text: str) -> list[str]:
    return [spot.label.printed for spot in find_labels(text)]


def test_labels_at_the_start_of_lines() -> None:
    assert labels(TALK) == ["ANNA MARTELL, HOST", "FLORIAN EDER", "MARTELL", "EDER"]


def test_labels_in_one_flattened_paragraph() -> None:
    assert labels(" ".join(TALK.format("").split())) == [
        "ANNA MARTELL, HOST",
        "FLORIAN EDER",
        "MARTELL",
        "EDER",
    ]


@pytest.mark.parametrize(
    "speech",
    [
        "The question for NATO: what now?",
        "It's 4:08, or 4:15.",
        "OK: fine.",
        "See John 3:16.",
        "Look at http://x.example/a:b.",
        "He put it so: no.",
        'It said "STOP: no entry".',
        "Here's what FEMA said. FEMA: we will come.",
        "Two things: one and two.",
    ],
)
def test_colons_in_speech_are_no_labels(speech: str) -> None:
    assert labels(TALK.format(speech)) == labels(TALK)


def test_a_paragraph_of_speech_that_opens_with_an_acronym_is_no_label() -> None:
    text = TALK.format("Ask them.\n\nNASA: that's who. I like NASA and NASA likes me.")
    assert "NASA" not in labels(text)


def test_words_in_lower_case_never_follow_a_label() -> None:
    assert "REQUIRED READING" not in labels(TALK.format("\n\nREQUIRED READING: something long."))


def test_a_cue_and_a_label_fused_on_one_line() -> None:
    assert "EDER" in labels(TALK + "(SOUNDBITE OF CART) EDER: Mind your toes.\n")


def test_questions_and_answers_only_where_they_are_the_rule() -> None:
    court = "".join(f"Q: Where were you on day {n}?\nA: At home.\n" for n in range(5))
    assert labels(court) == ["Q", "A"] * 5
    assert "Q" not in labels(TALK.format("It had a list.\n\nQ: Can I stay? A: No.\n\nAnd so on."))


def test_one_time_labels_of_a_short_podcast() -> None:
    assert labels("Anna: Hello there.\nBen: Hello, Anna.\n") == ["Anna", "Ben"]


def test_a_short_name_in_capitals_is_a_label_only_where_most_lines_begin_with_one() -> None:
    assert labels("ANNA: Hello there.\nBOB: Hi, how are you?\nANNA: Fine, thanks.\n") == [
        "ANNA",
        "BOB",
        "ANNA",
    ]
    speech = "Here it is.\nThey met on Monday.\nNobody came.\nEPA: no comment.\nThat was all."
    assert "EPA" not in labels(TALK.format(speech))


def test_names_that_are_other_words_too_are_labels_where_the_text_bears_them_out() -> None:
    text = "WILL SHORTZ: Hi. {}\n\nSANDRA OH, BYLINE: Hello.\n\nSHORTZ: So?\n\nOH: Yes.\n\nGEORGE WILL: No.\n"
    found = ["WILL SHORTZ", "SANDRA OH, BYLINE", "SHORTZ", "OH", "GEORGE WILL"]
    assert labels(text.format("")) == found
    assert labels(" ".join(text.format("").split())) == found[:-1]
    for speech in ("So Trump: no.", "In Washington: rain.", "My Question: why?", "May: a month."):
        assert labels(text.format(f"{speech}\n\n{speech.split(':')[0]} it is.")) == found
    assert (
        labels("Will: Hi there.\nGrace: Hello.\nWill: Well.\nGrace: Bye.\n")
        == ["Will", "Grace"] * 2
    )


def test_labels_without_a_colon_but_with_a_time() -> None:
    text = "Jane Doe  0:04\nHello.\n\nJohn Roe  0:09\nHi.\n\nJane Doe  0:12\nWell.\n"
    assert labels(text) == ["Jane Doe", "John Roe", "Jane Doe"]


def test_french_space_and_full_width_colon() -> None:
    assert labels("Anna Roy : Bonjour.\nLuc Roy : Salut.\nAnna Roy : Oui.\n") == [
        "Anna Roy",
        "Luc Roy",
        "Anna Roy",
    ]
    assert labels("田中：はい。\n鈴木：いいえ。\n田中：え？\n") == ["田中", "鈴木", "田中"]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="AB a.:\n(),*[0]", max_size=300))
def test_spots_are_in_order_and_apart(text: str) -> None:
    spots = find_labels(text)
    assert all(spot.start < spot.end <= len(text) for spot in spots)
    assert all(one.end <= other.start for one, other in pairwise(spots))


def test_a_time_between_the_colon_and_the_words_belongs_to_the_label() -> None:
    spots = find_labels("Ann Roe: (00:22)\nHello.\n\nBen Ito: (01:02)\nHi: fine.\n")
    assert [(spot.label.printed, spot.label.time_ms) for spot in spots] == [
        ("Ann Roe", 22_000),
        ("Ben Ito", 62_000),
    ]


def test_a_label_that_a_line_end_cuts_in_two_is_whole() -> None:
    text = "ANN ROE: One. Two. ANN\nROE: Three. BEN ITO, Mayor\nof Hale: Four. ANN ROE: Five.\n"
    assert labels(text) == ["ANN ROE", "ANN ROE", "BEN ITO, Mayor of Hale", "ANN ROE"]


def test_capitals_at_the_end_of_a_line_are_no_part_of_the_label_below() -> None:
    assert labels("ANN ROE: We went. GOOD NIGHT\nBEN ITO: Yes.\n\nANN ROE: No.\n") == [
        "ANN ROE",
        "BEN ITO",
        "ANN ROE",
    ]


def test_a_colon_announces_a_label_with_a_role() -> None:
    text = "ANN ROE: Tonight: BEN ITO, Mayor of Hale: No. ANN ROE: We ask about NATO: why.\n"
    assert labels(text) == ["ANN ROE", "BEN ITO, Mayor of Hale", "ANN ROE"]


def test_turns_in_brackets_are_spotted_where_somebody_is_named() -> None:
    text = "ANN ROE: Hi.\n[LISTENER: This is Bea in Hale.]\n[MUSIC: strings]\nANN ROE: Bye.\n"
    assert labels(text) == ["ANN ROE", "LISTENER", "ANN ROE"]
