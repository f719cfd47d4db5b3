"""People listed above the first turn, in the shapes that lists have."""

from __future__ import annotations

import pytest

from onrecord.formats import get_format
from onrecord.source import Source
from onrecord.speakers import identify
from onrecord.speakers.above import listed_above


def who(text: str) -> dict[str, str]:
    """The name behind each label."""
    (transcript,) = get_format("labelled").convert(Source("x.txt", text.encode()))
    turns = identify(transcript).turns
    return {
        turn.utterance.label.printed: turn.person.name
        for turn in turns
        if turn.utterance.label and turn.person
    }


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("JUSTICE ELIZA M. WHIT", "Eliza M. Whit"),
        ("RUTH PELL, Maine, Chairwoman      CALVIN WHIT, Ohio", "Calvin Whit"),
        ("Mr. Emmett Whit III, Commissioner..................  19", "Emmett Whit III"),
        (
            "PRESENT:  Mayor Ida Roe; Council Members Gil Ode (Ward 1), Theo\n     Whit (Ward 2)",
            "Theo Whit",
        ),
        ("* special guest Bogdan Whit plays the bank", "Bogdan Whit"),
        ("Антон Вит (Anton Whit), Deputy Prime Minister", "Anton Whit"),
    ],
)
def test_an_entry_is_found_in_any_list(line: str, name: str) -> None:
    assert name in {listed.label.name for listed in listed_above(line, {"whit"}, ())}


def test_nobody_is_enrolled_whom_no_label_needs() -> None:
    assert not list(listed_above("Ann Roe, Mayor\nBen Ito, Clerk", {"hale"}, ()))


def test_initials_in_brackets_beside_a_nickname() -> None:
    text = """Interviewees: Rosa Lee Teague [R.L.T.], retired spinner
              Ezekiel "Zeke" Teague [E.T.], retired loom fixer
Interviewer:  Barbara Nuss [BN]

BN: Where were you born?

R.L.T.: Right yonder.

E.T.: She was not.

BN: And you?

E.T.: Farther.
"""
    assert who(text) == {
        "BN": "Barbara Nuss",
        "R.L.T.": "Rosa Lee Teague",
        "E.T.": "Ezekiel Teague",
    }


def test_a_title_tells_one_of_two_and_leaves_the_other() -> None:
    text = """Members: Kiyoko Naka (Vice President)
Staff: Dr. Alan Naka, Superintendent

Ms. Naka: May I?

Dr. Naka: Please.

Ms. Naka: Thank you.

Dr. Naka: Go on.
"""
    assert who(text) == {"Ms. Naka": "Kiyoko Naka", "Dr. Naka": "Alan Naka"}


def test_a_given_name_with_the_initial_of_the_surname() -> None:
    text = """Players: Sarah Adeyemi, Sarah McAll

Sarah A: Hello.

Sarah M: Hello.

Sarah A: Your turn.

Sarah M: Mine?
"""
    assert who(text) == {"Sarah A": "Sarah Adeyemi", "Sarah M": "Sarah McAll"}


def test_who_moderates_is_named_in_the_list() -> None:
    text = """Moderator:    Ingrid Falk (Mereside Research)

Moderator: What do you make of it?

P1: Small.

P2: Blue.

Moderator: Why?
"""
    assert who(text)["Moderator"] == "Ingrid Falk"
