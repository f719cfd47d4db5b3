"""What stands below the last words is nobody's."""

from __future__ import annotations

import pytest

from onrecord.formats import get_format
from onrecord.source import Source

TALK = "ANA RUIZ: How old is it?\n\nBEN ITO: Older than the tower.\n\nANA RUIZ: Thank you.\n\nBEN ITO: My pleasure.\n"


@pytest.mark.parametrize(
    "foot",
    [
        "Related episodes\n\nEp. 131 - The Boat\n",
        "Sign up for our daily headlines\n",
        "If you found the reporting above valuable, please consider making a donation.\n",
        "Tags: Bells, Towers\n",
        "First published on October 9, 2016\n",
        "Sponsored\nlower waypoint\n",
        "# # #\n",
        "More News\nThe Bat Bridge Turns 40\n",
    ],
)
def test_a_foot_ends_the_last_turn(foot: str) -> None:
    (transcript,) = get_format("labelled").convert(Source("x.txt", f"{TALK}\n{foot}".encode()))
    assert [u.text for u in transcript.utterances][-1] == "My pleasure."


def test_further_paragraphs_of_the_last_turn_are_kept() -> None:
    more = "\nAnd one more thing. The bell is loud.\n"
    (transcript,) = get_format("labelled").convert(Source("x.txt", f"{TALK}{more}".encode()))
    assert transcript.utterances[-1].text.endswith("The bell is loud.")


def test_a_line_of_the_agenda_is_a_heading_where_it_comes_again() -> None:
    text = """A. Pledge
B. Reopening update

ANA ROE: Please rise.

BEN ITO: Thank you.

B. Reopening update

ANA ROE: We begin.

BEN ITO: We do.
"""
    (transcript,) = get_format("labelled").convert(Source("x.txt", text.encode()))
    assert [u.text for u in transcript.utterances] == [
        "Please rise.",
        "Thank you.",
        "We begin.",
        "We do.",
    ]


def test_labels_in_parentheses_where_one_is_the_hosts() -> None:
    text = """(HOST) Commentator Pia Garneau has been reading.

(GARNEAU) My father was not a talker. He wrote.

"March 9. Clear."
"""
    (transcript,) = get_format("npr").convert(Source("x.txt", text.encode()))
    spoken = [(u.label.printed if u.label else None, u.text) for u in transcript.utterances]
    assert spoken[0][0] == "HOST"
    assert spoken[1] == ("GARNEAU", 'My father was not a talker. He wrote. "March 9. Clear."')
