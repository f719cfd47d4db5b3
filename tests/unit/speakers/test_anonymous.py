"""Anonymous labels: named by the words where these tell, anonymous where they do not."""

from __future__ import annotations

import pytest

from onrecord.formats import get_format
from onrecord.source import Source
from onrecord.speakers import identify


def names(text: str) -> dict[str, str | None]:
    """The name each label gets; None for a voice that stays anonymous."""
    source = Source("recogniser.txt", text.encode())
    (transcript,) = get_format("labelled").convert(source)
    return {
        turn.utterance.label.printed: turn.person.name if turn.person.kind == "named" else None
        for turn in identify(transcript).turns
        if turn.utterance.label and turn.person
    }


def said(*turns: str) -> str:
    return "\n\n".join(turns) + "\n"


def test_introductions_hand_overs_and_thanks_name_the_voices() -> None:
    """One says her name, one answers an announcement; the third is never named."""
    assert names(
        said(
            "SPEAKER_00: Welcome to Long Shadows. I'm Dana Whitfield. We talk about kelp today, and "
            "joining us now is Professor Ines Okafor of Hale University. Good to have you.",
            "SPEAKER_01: Thank you, Dana. It's lovely to be here.",
            "SPEAKER_00: What does kelp want?",
            "SPEAKER_02: Can I cut in? The light is off.",
            "SPEAKER_01: Cold water, mostly.",
        )
    ) == {"SPEAKER_00": "Dana Whitfield", "SPEAKER_01": "Ines Okafor", "SPEAKER_02": None}


@pytest.mark.parametrize(
    ("turn", "name"),
    [
        ("Hedda Brink has kept this lock since 1989. She opens a drawer.", "Hedda Brink"),
        ("Good evening. I am at the pier. Wanda Ellery-Koch mends nets here.", "Wanda Ellery-Koch"),
        ("Nobody else stayed on. Here's Lamar St. Onge, the keeper.", "Lamar St. Onge"),
        ("Our next question comes from the line of Bao Trinh with Gantry Capital.", "Bao Trinh"),
        # the place, the firm, the owner of a sister, the other guest, and the one who speaks
        ("The boat turns at Hedda Point. Fort Wayne is far.", None),
        ("And the paper was Gantry Capital's own.", None),
        ("It began there. Roland Brink's own sister-in-law put down her cup.", None),
        ("With us are Hedda Brink and one more. Good morning to both of you.", None),
        ("We have met. I like Hedda Brink.", None),
        ("Hedda Brink stayed. It rained. It snowed. Then the ice went out.", None),
    ],
)
def test_who_is_named_just_before_a_new_voice(turn: str, name: str | None) -> None:
    """The last words are about one person, who then is heard."""
    turns = (f"SPEAKER_00: {turn}", "SPEAKER_01: It was cold.", "SPEAKER_00: And then?")
    assert names(said(*turns))["SPEAKER_01"] == name


def test_a_name_stated_first_is_the_speakers_own() -> None:
    """As the public states it at a meeting, before the first words."""
    turns = ("SPEAKER_00: Next, please.", "SPEAKER_01: Good evening. Hal Pruitt, 14 Orchard Road.")
    assert names(said(*turns))["SPEAKER_01"] == "Hal Pruitt"


@pytest.mark.parametrize(
    "turns",
    [
        # announced for later: the next voice has spoken before and does not answer
        (
            "Speaker 1: Cold today.",
            "Speaker 2: After the break, talking to Marta Quill about frost. But first the roads.",
            "Speaker 1: The roads are white.",
        ),
        # somebody else's words
        (
            'Speaker 1: And he goes, "I\'m Marta Quill," which he is not.',
            "Speaker 2: He did say that.",
        ),
        # two voices claim one name
        (
            "Speaker 1: I'm Marta Quill.",
            "Speaker 2: No, I'm Marta Quill.",
        ),
        # a place
        (
            "Speaker 1: He joins us from Fort Wayne. Hello.",
            "Speaker 2: Hello, good morning.",
        ),
    ],
)
def test_what_does_not_decide_names_nobody(turns: tuple[str, ...]) -> None:
    assert set(names(said(*turns)).values()) == {None}


def test_a_name_goes_to_one_voice_and_counts_as_inferred() -> None:
    """The employer and the title are no part of the name; the attribution says how."""
    text = said(
        "S1: The vote was close. NPR's Tobias Renn has the story.",
        "S2: It took nine hours.",
        "S1: And then?",
    )
    source = Source("recogniser.txt", text.encode())
    (transcript,) = get_format("labelled").convert(source)
    second = identify(transcript).turns[1]
    assert second.person is not None
    assert (second.person.name, second.person.scope) == ("Tobias Renn", "dataset")
    assert second.decision.attribution == "inferred"
    assert 0.8 <= second.decision.confidence < 1
    (evidence,) = second.decision.evidence
    assert text[evidence.start : evidence.end].endswith("Tobias Renn")


def test_unidentified_people_of_a_broadcast_stay_unidentified() -> None:
    """``UNIDENTIFIED MALE`` is the transcriber's decision, not a recogniser's number."""
    assert (
        names(
            said("UNIDENTIFIED MALE: I'm Marta Quill.", "JON PIKE: Who was that?", "PIKE: Well.")
        )["UNIDENTIFIED MALE"]
        is None
    )
