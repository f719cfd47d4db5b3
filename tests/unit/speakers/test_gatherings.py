"""Meetings, courts, calls, podcasts and interviews: short labels, functions, lists, roles."""

from __future__ import annotations

import pytest

from onrecord.formats import get_format
from onrecord.source import Source
from onrecord.speakers import Conversation, identify


def talk(text: str) -> Conversation:
    (transcript,) = get_format("labelled").convert(Source("x.txt", text.encode()))
    return identify(transcript)


def heard(text: str) -> list[tuple[str | None, str | None, str | None]]:
    """Label, name and role of each turn."""
    return [
        (
            turn.utterance.label.printed if turn.utterance.label else None,
            turn.person.name if turn.person else None,
            turn.role,
        )
        for turn in talk(text).turns
        if turn.kind != "cue"
    ]


COUNCIL = """COUNCIL: Ida Berg-Kim, Mayor; Gil Lind, Mayor Pro Tem; Dwight Tackett, Ward 2
STAFF: Theo Wanjiru, City Clerk

MAYOR BERG-KIM: Call the roll.
CITY CLERK WANJIRU: Mr. Tackett?
JEANNE TACKETT, 88 LEVEE ROAD: Not me.
COUNCILMEMBER TACKETT: Here.
CLERK: The Mayor?
MAYOR: Here.
MAYOR PRO TEM LIND: Here.
TACKETT: Which of us?
"""


def test_offices_names_and_namesakes_of_a_council() -> None:
    assert heard(COUNCIL) == [
        ("MAYOR BERG-KIM", "Ida Berg-Kim", "chair"),
        ("CITY CLERK WANJIRU", "Theo Wanjiru", "participant"),
        ("JEANNE TACKETT, 88 LEVEE ROAD", "Jeanne Tackett", "audience"),
        ("COUNCILMEMBER TACKETT", "Dwight Tackett", "member"),
        ("CLERK", "Theo Wanjiru", "participant"),
        ("MAYOR", "Ida Berg-Kim", "chair"),
        ("MAYOR PRO TEM LIND", "Gil Lind", "member"),
        ("TACKETT", "Tackett", "participant"),
    ]
    assert {"surname-shared", "unresolved-speaker"} <= talk(COUNCIL).flags


COURT = """BEFORE THE HONORABLE PRISCILLA N. ACHT
For the Plaintiff: MARGE STROUD, Stroud & Imai LLP
For the Defendant: DES VANTER

THE COURT: Call your witness.
MS. STROUD: We call Casimir Thule.
(CASIMIR THULE, called as a witness, was duly sworn.)
DIRECT EXAMINATION
BY MS. STROUD:
Q.   Where do you live?
A.   By the museum: forty feet.
MR. VANTER: Objection.
THE COURT: Overruled.
Q.   And the horn?
A.   I heard it.
CROSS-EXAMINATION
BY MR. VANTER:
Q.   When?
A.   At dawn.
THE REPORTER: At what?
THE WITNESS: Dawn.
"""


def test_questions_and_answers_of_a_court() -> None:
    judge = ("THE COURT", "Priscilla N. Acht", "judge")
    stroud, thule = ("Q.", "Marge Stroud", "advocate"), ("A.", "Casimir Thule", "witness")
    assert heard(COURT) == [
        judge, ("MS. STROUD", "Marge Stroud", "advocate"), stroud, thule,
        ("MR. VANTER", "Des Vanter", "advocate"), judge, stroud, thule,
        ("Q.", "Des Vanter", "advocate"), thule, ("THE REPORTER", "THE REPORTER", "participant"),
        ("THE WITNESS", "Casimir Thule", "witness"),
    ]  # fmt: skip


def test_a_witness_is_named_by_stating_the_name() -> None:
    turns = heard(
        "THE CLERK: State your name for the record.\nTHE WITNESS: Casimir Thule. T-H-U-L-E.\n"
        "THE COURT: Go on.\nTHE WITNESS: I keep bees.\nTHE CLERK: Next.\n"
    )
    assert [name for label, name, _ in turns if label == "THE WITNESS"] == ["Casimir Thule"] * 2


def test_a_chair_named_beside_the_function_and_members_by_party() -> None:
    turns = heard(
        "The Chair (Hon. Ana Osei (Port Hale, Lib.)): Order, please.\n\n"
        "Hon. Tobias Renn (Minister of Works): Thank you, Chair. There are two.\n\n"
        "Mr. Angus Pike (Cape Sable, CPC): Which one?\n\nSome hon. members: Oh, oh!\n\n"
        "The Chair: Order. Mr. Pike has the floor.\n"
    )
    assert turns == [
        ("The Chair (Hon. Ana Osei (Port Hale, Lib.))", "Ana Osei", "chair"),
        ("Hon. Tobias Renn (Minister of Works)", "Tobias Renn", "witness"),
        ("Mr. Angus Pike (Cape Sable, CPC)", "Angus Pike", "member"),
        ("Some hon. members", "Some hon. members", "member"),
        ("The Chair", "Ana Osei", "chair"),
    ]


ORAL = """Narrator: Ruth Kaplan, b. 1931 (RK)
Interviewer: Imogen Tso (INT)
Also present: Saul Kaplan, husband (SK)

INT: What was a day like?
RK: Genesis 19:26: salt. That was my father.
SK: Ezra 4:14.
INT: And then?
RK: I got up.
"""


def test_initials_that_the_front_matter_explains() -> None:
    assert heard(ORAL) == [
        ("INT", "Imogen Tso", "host"),
        ("RK", "Ruth Kaplan", "guest"),
        ("SK", "Saul Kaplan", "guest"),
        ("INT", "Imogen Tso", "host"),
        ("RK", "Ruth Kaplan", "guest"),
    ]


@pytest.mark.parametrize("key", ["RK: Ruth Kaplan", "RK = Ruth Kaplan", "RK - Ruth Kaplan, potter"])
def test_a_key_to_initials(key: str) -> None:
    turns = heard(f"{key}\n\nRK: Yes. I was there.\n\nJO BECK: When?\n\nRK: In May.\n")
    assert [name for label, name, _ in turns if label == "RK"] == ["Ruth Kaplan"] * 2


PODCAST = """**Ana:** This is Lost Property, the show about things. I'm Ana Brank.

**Dez:** And I'm Dez Whit. Today we have Oluchi Farrow-Nagy, hi!

**Oluchi:** Hello. Different Ana on the door today.

**Ana:** It was an Ana, and a different one.

**Ana and Dez:** What?

**Voicemail:** My name is Marge Pell. I lost a cello.
"""


def test_first_names_of_a_podcast_whose_full_names_are_said() -> None:
    ana, dez = ("Ana", "Ana Brank", "host"), ("Dez", "Dez Whit", "host")
    assert heard(PODCAST) == [
        ana, dez, ("Oluchi", "Oluchi Farrow-Nagy", "guest"), ana,
        ("Ana and Dez", "Ana and Dez", "host"), ("Voicemail", "Marge Pell", "caller"),
    ]  # fmt: skip
    assert talk(PODCAST).turns[-1].kind == "clip"


CALL = """Kelp Inc. Q3 Earnings Call

Executives
Bea Tan - Kelp, Inc., Investor Relations
Lach M. Ferrow III - Kelp, Inc., Chairman & Chief Executive Officer

Analysts
Prue Dun - Hallam, Pike & Co., Analyst

Operator
Welcome to the call. [Operator Instructions] Over to you.

Bea Tan - Kelp, Inc., Investor Relations
Thank you. Before we begin: some of this is forward-looking.

Harvest - Margin - Urchins.

Lach M. Ferrow III - Kelp, Inc., Chairman & Chief Executive Officer
We cut it.

Question-and-Answer Session

Operator
Our first question comes from Prue Dun.

Prue Dun - Hallam, Pike & Co., Analyst
Is it a grant?

Unidentified Company Representative
He is on the boat.
"""


def test_labels_without_a_colon_alone_on_their_lines() -> None:
    assert [turn[1:] for turn in heard(CALL)] == [
        ("Operator", "moderator"),
        ("Bea Tan", "participant"),
        ("Lach M. Ferrow III", "participant"),
        ("Operator", "moderator"),
        ("Prue Dun", "participant"),
        ("Unidentified Company Representative", "participant"),
    ]
    words = [turn.utterance.text for turn in talk(CALL).turns]
    assert words[1].endswith("Harvest - Margin - Urchins.")
    assert words[2] == "We cut it."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Guest: Robert "Bob" Lee\n\nBOB: Hi there.\n\nANA RUIZ: Hi.\n\nBOB: Bye.\n', "Robert Lee"),
        ("PIP MUNRO-ODU: I'm Pea.\n\nPEA: Hello.\n\nANA RUIZ: Hi.\n", "Pip Munro-Odu"),
        ("WILLIAM LEE: Hi.\n\nBILL: Hello.\n\nANA RUIZ: Hi, Bill.\n", "William Lee"),
        ("Ruiz, Ana: Hi there.\n\nBEN OTT: Good to see you, Ana Ruiz.\n\nRuiz, Ana: Hi.\n", "Ana Ruiz"),
    ],
)  # fmt: skip
def test_nicknames_and_names_turned_round(text: str, name: str) -> None:
    said = {label: found for label, found, _ in heard(text)}
    assert name in {said.get(label) for label in ("BOB", "PEA", "BILL", "Ruiz, Ana")}


def test_a_married_name_and_the_one_before() -> None:
    """The third line names her in full: both labels are hers."""
    turns = heard("Guest: Luz Prew Shaw\n\nLUZ PREW: Then.\n\nBEN OTT: Now?\n\nLUZ SHAW: Now.\n")
    assert [name for label, name, _ in turns if label and "LUZ" in label] == ["Luz Prew Shaw"] * 2


def test_devices_and_numbers_of_meeting_software() -> None:
    turns = heard(
        "Orla Byrne  0:50\nNothing yet.\n\niPhone (2)  0:58\nCan you hear me?\n\n"
        "+1 202-555-0143  1:02\nHello?\n\nOrla Byrne  1:10\nYes.\n"
    )
    assert [label for label, _, _ in turns] == [
        "Orla Byrne", "iPhone (2)", "+1 202-555-0143", "Orla Byrne",
    ]  # fmt: skip


def test_interrupted_turns_are_linked() -> None:
    turns = talk(
        "ANA RUIZ: I went to the...\n\nBEN OTT: Where?\n\nRUIZ: ...pier, and then --\n\n"
        "OTT: No.\n\nRUIZ: Let me tell it.\n"
    ).turns
    assert [turn.continues for turn in turns] == [None, None, 0, None, None]


def test_a_role_in_parentheses_is_no_given_name() -> None:
    turns = heard(
        "Finch (Chair): Order.\n\nAna Ruiz: Chair Finch, please.\n\nFinch (Chair): Yes.\n"
    )
    assert [name for label, name, _ in turns if label == "Finch (Chair)"] == ["Finch"] * 2


def test_a_sign_off_names_the_voice() -> None:
    turns = heard(
        "S1: Here is the harbour.\n\nS2: The boats are in, and so is the fog. Ana Ruiz, NPR News, Hale.\n"
        "\nS1: Thank you.\n"
    )
    assert [name for _, name, _ in turns] == ["S1", "Ana Ruiz", "S1"]


PRINTED = """The Gull Counter
Wim van der Berg talked to Ana Ruiz about numbers and his knees.
By Ana Ruiz
May 5, 2019

Q: You started in 1979. Why gulls?

A: They were there. They said: you get gulls.

Q: And the knees?

A: Worse than the gulls.

This interview has been edited and condensed.
"""


def test_questions_and_answers_of_a_printed_interview() -> None:
    asks, answers = ("Q", "Ana Ruiz", "host"), ("A", "Wim van der Berg", "guest")
    assert heard(PRINTED) == [asks, answers] * 2
    assert talk(PRINTED).turns[-1].utterance.text == "Worse than the gulls."


def test_questions_of_nobody_known_stay_open() -> None:
    turns = heard(
        PRINTED.replace("By Ana Ruiz\n", "").replace("Wim van der Berg talked", "He talked")
    )
    assert turns == [("Q", "Q", "host"), ("A", "A", "guest")] * 2


NETWORK = """CNN NEWSROOM

Storm Nears Coast; Man Who Counts Gulls Retires. Aired 9-9:30a ET

Aired October 08, 2020 - 09:00   ET

[09:00:00]

POPPY HALE, CNN ANCHOR: Good morning. Our Manu Kess has more.

MANU KESS: They have gone home. In 1966 it was worse.

[Archive film: "The Storm," 1966]

NEWSREEL NARRATOR: Steel!

[End archive film]

KESS: So it goes.

[09:14:40]

HALE: Thanks.
"""


def test_a_network_transcript() -> None:
    said = talk(NETWORK)
    assert (said.transcript.front.program, said.transcript.front.title) == (
        "CNN NEWSROOM", "Storm Nears Coast; Man Who Counts Gulls Retires.",
    )  # fmt: skip
    assert [turn.utterance.text for turn in said.turns if turn.kind == "clip"] == ["Steel!"]
    assert [role for _, _, role in heard(NETWORK)] == [
        "host", "reporter", "narrator", "reporter", "host",
    ]  # fmt: skip
    words = [NETWORK[turn.utterance.start : turn.utterance.end] for turn in said.turns]
    assert not any("[09:" in piece for piece in words)


def test_a_man_and_a_woman_of_one_surname_are_two() -> None:
    turns = talk("MS. ROOKE: I was.\n\nMR. ROOKE: She was.\n\nMS. ROOKE: Not on air.\n").turns
    assert turns[0].person is turns[2].person
    assert turns[0].person is not turns[1].person
