"""Text that meeting software and transcribers' tools export, read as labelled text with its times."""

from __future__ import annotations

import pytest

from onrecord.conversion import converse
from onrecord.errors import FormatUnknown
from onrecord.formats import choose_format
from onrecord.source import Source

SPOKEN = [("Ann Roe", 3_000, "Good evening."), ("Ben Ito", 3_727_000, "Yes, it is late.")]
BLANK = "\n\n"


def turns_of(text: str) -> list[tuple[str | None, int | None, str]]:
    (conversation,) = converse(Source("x", text.encode()))
    return [
        (said.label.printed if said.label else None, said.start_ms, said.text)
        for said in (turn.utterance for turn in conversation.turns)
    ]


@pytest.mark.parametrize(
    ("first", "second", "below"),
    [
        ("Ann Roe  00:03", "Ben Ito  1:02:07", "\n"),  # Otter
        ("Ann Roe   0:03", "Ben Ito   1:02:07", "\n"),  # Teams
        ("Ann Roe (00:03):", "Ben Ito (01:02:07):", "\n"),  # Rev
        ("Ann Roe: (00:03)", "Ben Ito: (01:02:07)", "\n"),
        ("[00:00:03] Ann Roe:", "[01:02:07] Ben Ito:", " "),  # Descript
        ("Ann Roe [00:00:03]:", "Ben Ito [01:02:07]:", " "),
        ("0:03 Ann Roe:", "1:02:07 Ben Ito:", " "),  # oTranscribe
        ("00:00:03 Ann Roe", "01:02:07 Ben Ito", "\n"),  # Word
        ("[00:00:03] Ann Roe", "[01:02:07] Ben Ito", "\n"),  # Trint
        ("[00:00:03] Ann Roe", "[01:02:07] Ben Ito", BLANK),
        ("(00:00:03) Ann Roe", "(01:02:07) Ben Ito", "\n"),
    ],
)
def test_a_time_with_the_name_is_where_the_turn_begins(first: str, second: str, below: str) -> None:
    text = f"{first}{below}Good evening.{BLANK}{second}{below}Yes, it is late.{BLANK}"
    again = [(label, time, words) for label, time, words in turns_of(text * 2)]
    assert again == SPOKEN * 2


def test_a_time_of_day_is_no_time_of_the_recording() -> None:
    text = "[Ann Roe] 14:00:03\nGood evening.\n\n[Ann's Galaxy] 14:00:09\nYes.\n\n"
    assert turns_of(text * 2)[:2] == [
        ("Ann Roe", None, "Good evening."),
        ("Ann's Galaxy", None, "Yes."),
    ]


def test_notices_of_the_software_are_nobodys_words() -> None:
    text = (
        "Ann Roe started transcription\n\nAnn Roe   0:03\nGood evening.\n\nBen Ito   0:05\nYes.\n\n"
        "Ann Roe stopped transcription\n"
    )
    assert [words for _, _, words in turns_of(text)] == ["Good evening.", "Yes."]
    for notice in (
        "Transcribed by https://otter.ai",
        "Meeting ended after 00:07:12 \N{WAVING HAND SIGN}",
    ):
        text = f"Ann Roe  0:03\nGood evening.\n\nBen Ito  0:05\nYes.\n\n{notice}\n"
        assert [words for _, _, words in turns_of(text)] == ["Good evening.", "Yes."]


def test_times_alone_between_turns_are_no_words() -> None:
    text = "00:00:00\nAnn Roe: One.\nBen Ito: Two.\n\n00:05:00\n\nAnn Roe: At 12:30:00 sharp.\n"
    assert [words for _, _, words in turns_of(text)] == ["One.", "Two.", "At 12:30:00 sharp."]


def test_a_programme_of_the_day_is_no_transcript() -> None:
    text = (
        "09:00 Registration\nCoffee in the hall.\n10:00 Opening\nBy the mayor.\n11:00 Panel\nAll.\n"
    )
    with pytest.raises(FormatUnknown):
        choose_format(Source("x", text.encode()))
