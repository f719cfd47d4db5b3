"""Who leads a programme where no label says so."""

from __future__ import annotations

from onrecord.formats import get_format
from onrecord.source import Source
from onrecord.speakers import identify


def roles(text: str, format_name: str = "labelled") -> dict[str, str | None]:
    """The role of each person, by name."""
    (transcript,) = get_format(format_name).convert(Source("x.txt", text.encode()))
    turns = identify(transcript).turns
    return {turn.person.name: turn.role for turn in turns if turn.person and turn.kind != "cue"}


TWO_WAY = """ANA RUIZ: Good evening. I'm Ana Ruiz, and this is The Ledger. Joining me now, Ben Ito.
BEN ITO: Thanks for having me.
ANA RUIZ: What did the ledger say?
BEN ITO: Nothing. It was empty.
ANA RUIZ: We'll leave it there. Stay with us.
"""


def test_who_opens_and_sends_to_the_break_is_the_host() -> None:
    assert roles(TWO_WAY) == {"Ana Ruiz": "host", "Ben Ito": "guest"}


def test_a_second_host_says_so_right_after() -> None:
    text = """ANA RUIZ: From the old mill, this is Night Desk. I'm Ana Ruiz.
BEN ITO: And I'm Ben Ito. Tonight, a bell.
CLARA VOSS: It rang twice.
ANA RUIZ: Clara Voss, thank you for joining us.
"""
    assert roles(text) == {"Ana Ruiz": "host", "Ben Ito": "host", "Clara Voss": "guest"}


def test_a_guest_introduced_beside_the_host_is_none() -> None:
    text = """ANA RUIZ: Welcome to Night Desk. I'm Ana Ruiz, here with Ben Ito.
BEN ITO: Good to be here.
ANA RUIZ: How old is the bell?
BEN ITO: Older than the tower.
ANA RUIZ: And who rings it?
BEN ITO: I do.
ANA RUIZ: Every day?
"""
    assert roles(text)["Ben Ito"] == "guest"


def test_the_page_bills_both_hosts() -> None:
    text = """Noon Hour is co-hosted by Celia Roe and Tom Ito, weekdays at noon.

CELIA ROE: It's NOON HOUR.
TOM ITO: And it's raining.
INGRID SOL: Hi, Celia.
ROE: How many buckets?
SOL: All of them.
"""
    found = roles(text)
    assert (found["Celia Roe"], found["Tom Ito"], found["Ingrid Sol"]) == ("host", "host", "guest")


def test_a_reporter_of_the_house_is_not_a_guest_and_one_of_another_is() -> None:
    text = """ANA RUIZ: I'm Ana Ruiz, and this is The Ledger. WXYZ's Tamsin Yoo is here. Stay with us.
TAMSIN YOO: Thanks, Ana.
ANA RUIZ: And Nico Par, who covers ports for The Borough Post. Welcome to the show.
NICO PAR: Thank you, Ana.
"""
    found = roles(text)
    assert (found["Tamsin Yoo"], found["Nico Par"]) == ("reporter", "guest")


def test_a_judge_heard_once_makes_no_meeting_of_a_programme() -> None:
    text = TWO_WAY.replace(
        "BEN ITO: Nothing.", "JUDGE PAM ODE: The ledger is sealed.\nBEN ITO: Nothing."
    )
    assert roles(text)["Ana Ruiz"] == "host"


def test_questions_of_a_briefing_are_reporters() -> None:
    text = """Daily Press Briefing

By Emeka Lind, Spokesman for the Director

Spokesman: Good afternoon. Two things.

Question: Thank you. Is it true?

Spokesman: It is being read.

Question: By whom?
"""
    assert roles(text) == {"Emeka Lind": "moderator", "Question": "reporter"}


def test_an_outlet_that_asks_is_nobody_and_leads() -> None:
    text = """Harbor Daily

Harbor Daily: How did you come to the bridge?
Odalys Marr: I walked.
Harbor Daily: And stayed?
Odalys Marr: And stayed.

© 2022 Harbor Daily
"""
    assert roles(text) == {"Harbor Daily": "host", "Odalys Marr": "guest"}


def test_a_recording_of_a_guest_is_a_source() -> None:
    text = TWO_WAY.replace(
        "ANA RUIZ: What did",
        "(BEGIN VIDEO CLIP)\nBEN ITO: It was full in 1990.\n(END VIDEO CLIP)\nANA RUIZ: What did",
    )
    (transcript,) = get_format("labelled").convert(Source("x.txt", text.encode()))
    found = [
        (t.kind, t.role) for t in identify(transcript).turns if t.person and "Ito" in t.person.name
    ]
    assert found[1] == ("clip", "source")
    assert found[2] == ("speech", "guest")
