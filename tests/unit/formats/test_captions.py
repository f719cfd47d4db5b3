"""What all captions share: who speaks by the words, sounds, rolling captions."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from onrecord.conversion import converse
from onrecord.source import Source


def srt(*captions: str, each: int = 1000) -> str:
    return "\n\n".join(
        f"{n}\n00:00:{n * each // 1000:02d},000 --> 00:00:{(n + 1) * each // 1000:02d},000\n{words}"
        for n, words in enumerate(captions)
    )


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("- One.\n- Two.", ["One.", "Two."]),
        ("-One.\n-Two.", ["One.", "Two."]),
        ("– One.\n— Two.", ["One.", "Two."]),
        ("- One. - Two.", ["One.", "Two."]),
        ("One.\n- Two.", ["One.", "Two."]),
        ("- One\nmore.\n- Two.", ["One more.", "Two."]),
        ("-oui\n-non", ["oui", "non"]),
        (">> One.\n>> Two.", ["One.", "Two."]),
        (">>> One. >> Two.", ["One.", "Two."]),
        ("—and so on.", ["—and so on."]),
        ("-4 degrees.", ["-4 degrees."]),
        ("It is well-known - or not.", ["It is well-known - or not."]),
        ("--", ["--"]),
    ],
)
def test_marks_of_another_speaker(said: Any, caption: str, expected: list[str]) -> None:
    assert [words for _, words in said("srt", srt(caption))] == expected


def test_marks_part_turns() -> None:
    text = srt("- One.\n- Two.", "Three.")
    (talk,) = converse(Source("x", text.encode()), "srt")
    assert [turn.utterance.text for turn in talk.turns] == ["One.", "Two. Three."]
    assert {turn.person for turn in talk.turns} == {None}


@pytest.mark.parametrize(
    ("captions", "expected"),
    [
        (["ANN ROE: One.", "BEN ITO: Two."], [("ANN ROE", "One."), ("BEN ITO", "Two.")]),
        (["ANN ROE: One.\nBEN ITO: Two."], [("ANN ROE", "One."), ("BEN ITO", "Two.")]),
        (["ANN ROE:\nOne."], [("ANN ROE", "One.")]),
        ([">> ANN ROE: One."], [("ANN ROE", "One.")]),
        ([">> Ann Roe: One."], [("Ann Roe", "One.")]),
        (["- Ann: One.", "- Ann: Two."], [("Ann", "One."), ("Ann", "Two.")]),
        (["[Ann] One.", "[Ann] Two."], [("Ann", "One."), ("Ann", "Two.")]),
        (["[Ann Roe]: One.", "[Ann Roe]: Two."], [("Ann Roe", "One."), ("Ann Roe", "Two.")]),
        (["I said: no."], [(None, "I said: no.")]),
        (["Look: one.", "Then: two."], [(None, "Look: one."), (None, "Then: two.")]),
        (["The time is 10:30: go."], [(None, "The time is 10:30: go.")]),
        (["he told me\nANN ROE: x"], [(None, "he told me ANN ROE: x")]),
    ],
)
def test_names_before_words(
    said: Any, captions: list[str], expected: list[tuple[str | None, str]]
) -> None:
    assert said("srt", srt(*captions)) == expected


def test_names_where_speakers_change_hold() -> None:
    text = srt("ANN ROE: One.", "More.", "BEN ITO: Two.", "More.")
    (talk,) = converse(Source("x", text.encode()), "srt")
    told = [(turn.person.name if turn.person else None, turn.utterance.text) for turn in talk.turns]
    assert told == [("Ann Roe", "One. More."), ("Ben Ito", "Two. More.")]


def test_names_on_every_caption_do_not_hold(said: Any) -> None:
    text = srt("ANN ROE: One.", "ANN ROE: More.", "Who?", "BEN ITO: Two.")
    assert said("srt", text)[2] == (None, "Who?")


def test_chevrons_end_what_a_name_holds(said: Any) -> None:
    text = srt(">> ANN ROE: One.", "More.", ">> Who?", "More.", ">> ANN ROE: Me.")
    assert [voice for voice, _ in said("srt", text)] == [
        "ANN ROE",
        "ANN ROE",
        None,
        None,
        "ANN ROE",
    ]


@pytest.mark.parametrize("sound", ["[MUSIC]", "[ door slams ]", "(LAUGHTER)", "♪ la la ♪", "♪"])
def test_sounds_stand_alone(read: Any, sound: str) -> None:
    kinds = [(one.kind, one.text) for one in read("srt", srt("One.", sound, "Two.")).segments]
    assert kinds == [("speech", "One."), ("cue", sound), ("speech", "Two.")]


def test_sounds_inside_words_are_cues(read: Any) -> None:
    (segment,) = read("srt", srt("ANN ROE: [laughs] Well, (sighs) no.")).segments
    assert (segment.voice, segment.text) == ("ANN ROE", "Well, no.")
    assert [(cue.text, cue.offset) for cue in segment.cues] == [("[laughs]", 0), ("(sighs)", 6)]


def test_rolled_up_lines_are_read_once(said: Any) -> None:
    lines = [f"line number {n}" for n in range(8)]
    text = srt(*(f"{one}\n{other}" for one, other in pairwise(lines)))
    assert " ".join(words for _, words in said("srt", text)) == " ".join(lines)


def test_growing_captions_are_read_once(said: Any) -> None:
    words = "and then he put the kettle on the roof".split()
    text = srt(*(" ".join(words[: n + 1]) for n in range(len(words))))
    assert " ".join(text for _, text in said("srt", text)) == " ".join(words)


def test_what_people_repeat_is_kept(said: Any) -> None:
    text = srt("No.", "No.", "Yes.", "We wait.", "For whom?", "For her.", "Why?", "I said so.")
    assert len(said("srt", text)) == 8


def test_a_repeated_caption_lasts_until_its_end(read: Any) -> None:
    segments = read("srt", srt("a b", "a b", "b c d", "b c d", "e", "e", "f g", "f g")).segments
    assert [(one.text, one.start_ms, one.end_ms) for one in segments][:2] == [
        ("a b", 0, 2000),
        ("b c d", 2000, 4000),
    ]


def test_family_names_first() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v van Dyk, Mary Ann>a\n\n00:03.000 --> 00:04.000\n<v Roe, Host>b\n"
    (talk,) = converse(Source("x", text.encode()), "webvtt")
    assert [person.name for person in talk.people] == ["Mary Ann van Dyk", "Roe"]


def test_scripts_without_spaces(said: Any) -> None:
    assert said("srt", srt("お待たせ\nしました。")) == [(None, "お待たせしました。")]
