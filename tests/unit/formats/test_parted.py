"""Labels that no colon parts from the words."""

from __future__ import annotations

import pytest

from onrecord.conversion import converse
from onrecord.errors import SourceError
from onrecord.source import Source

WORDS = ("Good morning to you.", "And to you, thank you.", "Did you see it - the ship?", "I did.")
NAMES = ("Ann Roe", "Ben Ito", "Ann Roe", "Ben Ito")


def turns(text: str) -> list[tuple[str | None, str]]:
    (conversation,) = converse(Source("talk.txt", text.encode()))
    return [
        (turn.utterance.label.printed if turn.utterance.label else None, turn.utterance.text)
        for turn in conversation.turns
        if turn.kind != "cue"
    ]


@pytest.mark.parametrize(
    "line",
    ["[{}] {}", "<{}> {}", "{} - {}", "{} -- {}", "{} – {}", "{} — {}", "{}\t{}", "{}\t\t{}"],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("case", [str, str.upper])
def test_names_before_the_words(line: str, gap: str, case: type) -> None:
    names = [case(name) for name in NAMES]
    text = gap.join(line.format(*one) for one in zip(names, WORDS, strict=True))
    assert turns(text) == list(zip(names, WORDS, strict=True))


def test_sounds_in_brackets_are_no_speakers() -> None:
    text = "[Ann] Good morning.\n[Laughter] Sorry.\n[Ben] Well.\n[Ann] Yes.\n[Laughter] No.\n[Ben] Ah.\n"
    assert {label for label, _ in turns(text)} == {"Ann", "Ben"}


@pytest.mark.parametrize(
    "text",
    [
        "Monday - rain\nTuesday - sun\nMonday - rain\nTuesday - sun\n",
        "Leeds\t3\t1\nYork\t2\t2\nLeeds\t0\t1\nYork\t4\t4\n",
        "Apple - a fruit.\nLeek - a vegetable.\nPear - a fruit too.\nKale - a leaf.\n",
        "[Applause] Thank you.\n[Laughter] No.\n[Applause] Thank you.\n[Laughter] Well.\n",
    ],
)
def test_lists_tables_and_sounds_are_no_conversation(text: str) -> None:
    with pytest.raises(SourceError):
        turns(text)


def test_a_mark_without_a_name_is_somebody_else() -> None:
    text = ">> ANN: Good morning.\nIt rains.\n>> BEN: It does.\n>> Not here.\n>> ANN: Well.\n"
    (conversation,) = converse(Source("talk.txt", text.encode()))
    told = [(t.utterance.text, t.person and t.person.name) for t in conversation.turns]
    assert told == [
        ("Good morning. It rains.", "Ann"),
        ("It does.", "Ben"),
        ("Not here.", None),
        ("Well.", "Ann"),
    ]
