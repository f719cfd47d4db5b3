"""Labels that end in a full stop: hearings, the Congressional Record."""

from __future__ import annotations

from onrecord.formats import get_format
from onrecord.formats._stopped import find_stopped
from onrecord.source import Source
from onrecord.speakers import identify

HEARING = """              RUTH ANN PELL, Maine, Chairwoman
LORETTA GAINES, Alabama              CALVIN GAINES, Ohio, Ranking Member

                               WITNESSES

Ms. Ada van der Hoek, Deputy Administrator.......     5

    Chairwoman Pell. The Subcommittee will come to order. I spoke
with Mr. Gaines. He agrees.
    Mr. Gaines of Ohio. I do. I thank
Ms. van der Hoek. She came far.
    Ms. van der Hoek. Good morning. The map is old.
    Ms. Gaines of Alabama. How old?
    Ms. van der Hoek. Thirty years.
    Chairwoman Pell. Thank you.
"""


def test_a_title_and_a_name_open_a_paragraph() -> None:
    labels = [spot.label.printed for spot in find_stopped(HEARING, 0)]
    assert labels == [
        "Chairwoman Pell",
        "Mr. Gaines of Ohio",
        "Ms. van der Hoek",
        "Ms. Gaines of Alabama",
        "Ms. van der Hoek",
        "Chairwoman Pell",
    ]


def test_the_place_tells_two_of_one_surname_apart() -> None:
    (transcript,) = get_format("labelled").convert(Source("x.txt", HEARING.encode()))
    turns = identify(transcript).turns
    assert [turn.person.name for turn in turns if turn.person] == [
        "Ruth Ann Pell",
        "Calvin Gaines",
        "Ada van der Hoek",
        "Loretta Gaines",
        "Ada van der Hoek",
        "Ruth Ann Pell",
    ]
    assert turns[2].role == "witness"


def test_the_chair_of_the_record() -> None:
    text = """  Mr. SMITH of Texas. Mr. Speaker, I rise.
  The SPEAKER pro tempore. Without objection.
  Mr. SMITH of Texas. I thank the Chair.
  The SPEAKER pro tempore. The gentleman yields.
"""
    assert [spot.label.printed for spot in find_stopped(text, 0)] == [
        "Mr. SMITH of Texas",
        "The SPEAKER pro tempore",
    ] * 2


def test_sentences_that_end_in_a_name_are_none() -> None:
    text = "I saw Mr. Roe. He left.\n\nMr. Roe. He left again.\n\nAnn came. Then Ben.\n"
    assert find_stopped(text, 0) == []
