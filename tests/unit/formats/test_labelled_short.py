"""Short texts, in which little recurs."""

from __future__ import annotations

import unicodedata

import pytest

from onrecord.conversion import converse
from onrecord.errors import SourceError
from onrecord.source import Source


def labels(text: str) -> list[str | None]:
    (conversation,) = converse(Source("talk.txt", text.encode()))
    return [t.utterance.label.printed if t.utterance.label else None for t in conversation.turns]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I: Tell me about it.\nP: I will.\nI: When?\nP: Now.\n", ["I", "P", "I", "P"]),
        ("INT: How so?\nR1: Well.\nR2: I do not.\nR1: Sure.\n", ["INT", "R1", "R2", "R1"]),
        ("M: How so?\n\nFG1: Well.\n\nFG2: No.\n\nM: Why?\n", ["M", "FG1", "FG2", "M"]),
        (
            "Speaker 1: um okay\nSpeaker 2: yeah so\nSpeaker 1: mhm\n",
            ["Speaker 1", "Speaker 2", "Speaker 1"],
        ),
        ("anna: hi\nbob: hello\n", None),
        ("ANN:\nHello there.\nAll well?\n\nBOB:\nYes.\n\nANN:\nGood.\n", ["ANN", "BOB", "ANN"]),
        ("主持人：大家好。\n李明：你好。\n主持人：谢谢。\n李明：好的。\n", ["主持人", "李明"] * 2),
        ("Ann Roe: Here.\nBen Ito: Here.\nCy Oh: Here.\n", ["Ann Roe", "Ben Ito", "Cy Oh"]),
    ],
)
def test_labels_of_few_turns(text: str, expected: list[str] | None) -> None:
    if expected is None:
        with pytest.raises(SourceError):
            labels(text)
    else:
        assert labels(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Education: BA, Leeds.\nExperience: Ten years.\nLanguages: French.\n",
        "APP: an application.\nAPI: an interface.\nCPU: the processor.\n",
        "M25: closed at J10.\nA40: slow.\nM6: an accident.\n",
        "Ingredients: flour and eggs.\n\nMethod: Mix it.\n\nServes: four people.\n",
    ],
)
def test_lists_of_terms_are_no_conversation(text: str) -> None:
    with pytest.raises(SourceError, match="none of them twice"):
        labels(text)


@pytest.mark.parametrize(
    "line",
    [
        "{n}. {name}: {words}",
        "   {name}: {words}",
        "[03/05/2021, 10:02:1{n}] {name}: {words}",
        "03/05/2021, 10:02 - {name}: {words}",
        "2021-05-03 10:02:1{n} {name}: {words}",
    ],
)
def test_numbers_and_times_of_day_before_lines_are_no_words(line: str) -> None:
    said = [("Ann Roe", "Hello all."), ("Ben Ito", "Hi Ann."), ("Ann Roe", "Shall we?")]
    text = "\n".join(
        line.format(n=n, name=name, words=words) for n, (name, words) in enumerate(said, start=1)
    )
    (conversation,) = converse(Source("talk.txt", text.encode()))
    assert [(t.utterance.label.printed, t.utterance.text) for t in conversation.turns] == said
    assert not any(region.kind == "unexplained" for region in conversation.transcript.regions)


@pytest.mark.parametrize(
    ("one", "other"),
    [("राम", "सीता"), ("สมชาย", "สมหญิง"), ("José", "Zoë"), ("أحمد", "سارة"), ("anna", "bob")],
)
def test_names_of_any_script(one: str, other: str) -> None:
    text = f"{one}: A word.\n{other}: Another.\n{one}: A third.\n{other}: The last.\n"
    assert labels(text) == [one, other] * 2
    accented = unicodedata.normalize("NFD", text)
    assert labels(accented) == [unicodedata.normalize("NFD", name) for name in [one, other] * 2]


def test_roman_numerals_of_a_list_are_no_speakers() -> None:
    text = (
        "Witnesses\n\nI: Felicity Arbuthnot, Chief Executive.\n\nII: Dr Rhodri Pugh, Reader.\n\n"
        "Chair: Good morning to you both.\n\nDr Pugh: Good morning.\n\nChair: Let us begin.\n\nDr Pugh: Gladly.\n"
    )
    assert labels(text) == ["Chair", "Dr Pugh"] * 2
