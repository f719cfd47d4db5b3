"""What is played in without a cue: lost cues, announcements, what somebody is said to have said."""

from __future__ import annotations

from onrecord.formats import get_format
from onrecord.source import Source
from onrecord.speakers import identify

HOST = "ANNA MARTELL, HOST: {}\n\n"


def kinds(text: str) -> list[tuple[str | None, str]]:
    """Names and kinds of the turns of an NPR page."""
    (transcript,) = get_format("npr").convert(Source("x.txt", text.encode()))
    turns = identify(transcript).turns
    return [(turn.person.name if turn.person else None, turn.kind) for turn in turns]


def page(*paragraphs: str) -> str:
    return HOST.format("Good morning.") + "\n\n".join(paragraphs) + "\n"


def test_below_a_wide_gap_a_stranger_is_played_until_the_host_speaks() -> None:
    text = page(
        "THEO OKON: Hello.", "MARTELL: Here is the meeting.\n", "LUC ROE: Never.", "MARTELL: So.",
        "OKON: Yes.", "MARTELL: And then?", "OKON: Then he left.",
    )  # fmt: skip
    assert kinds(text)[3] == ("Luc Roe", "clip")
    assert {kind for name, kind in kinds(text) if name != "Luc Roe"} == {"speech"}


def test_who_also_answers_live_is_not_played_below_a_gap() -> None:
    text = page(
        "THEO OKON: Hello.", "MARTELL: Tell me.\n", "LUC ROE: Never.", "MARTELL: Why?",
        "ROE: Because.", "MARTELL: And then?", "OKON: Then he left.",
    )  # fmt: skip
    assert {kind for _, kind in kinds(text)} == {"speech"}


def test_a_recording_of_several_is_played_to_its_last_stranger() -> None:
    text = page(
        "ROSA VANE: Hi.", "MARTELL: You gave us a recording. Let's hear some of it.",
        "AUTOMATED VOICE: Two. Fourteen.", "VANE: What do you see?", "DONNA: A sign.",
        "VANE: I remember that.", "MARTELL: Do you?", "VANE: Yes.",
    )  # fmt: skip
    assert [kind for _, kind in kinds(text)] == [
        "speech", "speech", "speech", "clip", "clip", "clip", "speech", "speech", "speech",
    ]  # fmt: skip


def test_what_the_host_says_somebody_said_is_played() -> None:
    text = page(
        "MARTELL: The mayor, Ida Lund, said the bridge will hold.", "IDA LUND: It will hold.",
        "MARTELL: Engineers differ.",
    )  # fmt: skip
    assert kinds(text)[2] == ("Ida Lund", "clip")


def test_who_is_asked_or_greeted_answers_live() -> None:
    for words in ("Ida Lund said it will hold. Will it?", "Ida Lund told us so. Ida, welcome."):
        text = page(f"MARTELL: {words}", "IDA LUND: It will hold.", "MARTELL: Thanks.")
        assert kinds(text)[2] == ("Ida Lund", "speech")
