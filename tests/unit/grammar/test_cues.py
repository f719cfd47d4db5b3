"""Cues: told from ordinary parentheses, with the kind of event they are."""

from __future__ import annotations

import pytest

from onrecord.grammar.cues import PARENTHESIS, classify_cue


@pytest.mark.parametrize(
    ("words", "event"),
    [
        ("LAUGHTER", "vocal"),
        ("Laughter", "vocal"),
        ("laughs", "vocal"),
        ("Singing", "vocal"),
        ("imitating GPS voice", "vocal"),
        ("CROSSTALK", "vocal"),
        ("APPLAUSE", "kinesic"),
        ("SOUNDBITE OF MUSIC", "incident"),
        ("COMMERCIAL BREAK", "incident"),
        ("INAUDIBLE", "gap"),
        ("unintelligible", "gap"),
        ("inaudible 00:41:07", "gap"),
        ("ph", "note"),
        ("Through interpreter", "note"),
        ("Speaking Spanish", "note"),
        ("As Joe R.", "note"),
        ("20:05:10", "note"),
        ("OFF-MIKE", "note"),
        ("Foreign language spoken", "note"),
        ("clinks", "incident"),
        ("indicating", "incident"),
    ],
)
def test_events(words: str, event: str) -> None:
    kind = classify_cue(words)
    assert kind is not None
    assert kind.event == event


@pytest.mark.parametrize(
    "words",
    ["NATO", "FBI", "D-CA", "as you know", "which was nice", "in 1987", "and I mean it", "no", "R"],
)
def test_ordinary_parentheses(words: str) -> None:
    assert classify_cue(words) is None


@pytest.mark.parametrize(
    ("words", "playback"),
    [
        ("SOUNDBITE OF ARCHIVED RECORDING", "recorded"),
        ("Soundbite of archived recording", "recorded"),
        ('SOUNDBITE OF SONG, "HELLO"', "recorded"),
        ("SOUNDBITE OF TV BROADCAST", "recorded"),
        ("SOUNDBITE OF COIN SPINNING", "sound"),
        ("BEGIN VIDEO CLIP", "begin"),
        ("BEGIN VIDEOTAPE", "begin"),
        ("END VIDEO CLIP", "end"),
        ("LAUGHTER", ""),
    ],
)
def test_what_is_played(words: str, playback: str) -> None:
    kind = classify_cue(words)
    assert kind is not None
    assert kind.playback == playback


def test_a_phrase_in_capitals_is_only_a_cue_alone() -> None:
    kind = classify_cue("BRING A CHAIR")
    assert kind is not None
    assert not kind.sure


@pytest.mark.parametrize("text", ["(a (b) c)", "[x]", r"\[04:05\]", "（音乐）"])
def test_parentheses_of_every_sort_are_found(text: str) -> None:
    match = PARENTHESIS.search(f"words {text} words")
    assert match is not None
    assert match.group() == text


@pytest.mark.parametrize("words", ["From video.", "From videotape.", "from an archive recording"])
def test_how_words_were_recorded_is_a_note_and_opens_nothing(words: str) -> None:
    cue = classify_cue(words)
    assert cue is not None
    assert (cue.event, cue.playback) == ("note", "")
