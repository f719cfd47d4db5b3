"""Words behind times without labels."""

from __future__ import annotations

import pytest

from onrecord.conversion import converse
from onrecord.errors import SourceError
from onrecord.source import Source

WORDS = ("so this is the part of the coast", "where the log ends", "it says fog at 4:15 or so")


def read(text: str) -> tuple[str, list[tuple[int | None, int | None, str]]]:
    (conversation,) = converse(Source("talk.txt", text.encode()))
    turns = [
        (t.utterance.start_ms, t.utterance.end_ms, t.utterance.text) for t in conversation.turns
    ]
    assert all(t.person is None for t in conversation.turns)
    return conversation.transcript.format, turns


@pytest.mark.parametrize(
    "line",
    [
        "{}:{:02} {}",
        "[{}:{:02}] {}",
        "({}:{:02}) {}",
        "{}:{:02}\n{}",
        "[{}:{:02}]\n{}",
        "0{}:{:02} - {}",
        "00:0{}:{:02}.000 | {}",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n"])
def test_times_before_words(line: str, gap: str) -> None:
    text = gap.join(line.format(0, 4 * at, words) for at, words in enumerate(WORDS))
    assert read(text) == ("timed-text", [(0, 8000, " ".join(WORDS))])


def test_what_whisper_prints() -> None:
    text = (
        "[00:00:00.000 --> 00:00:04.480]   Welcome back to the quarry.\n"
        "[00:00:04.480 --> 00:00:09.120]   Today we talk of what a stone remembers.\n"
        "[00:00:09.120 --> 00:00:11.900]   Nothing, I should think, or hardly a thing.\n"
    )
    assert read(text) == (
        "timed-text",
        [(0, 11900, "Welcome back to the quarry. Today we talk of what a stone remembers. "
          "Nothing, I should think, or hardly a thing.")],
    )  # fmt: skip


def test_marks_part_speakers_without_a_name() -> None:
    text = (
        "0:00 so it went on like this\n0:03 >> it did for days and days\n0:06 >> and nights too\n"
    )
    assert [turn[2] for turn in read(text)[1]] == [
        "so it went on like this",
        "it did for days and days",
        "and nights too",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "9:00 Opening\n10:30 Coffee\n11:00 Talk by Ann Roe\n12:30 Lunch\n",
        "Chapters\n0:00 Intro\n2:10 Bees\n5:30 Why they matter\n9:10 Outro\n",
        "3:16 For God so loved the world.\n1:1 In the beginning.\n2:4 These are the generations.\n",
        "0:04 one and two and three\n0:02 four and five and six\n0:01 seven and eight and nine\n",
        "0:04\n0:08\n0:12\n0:16\n",
    ],
)
def test_timetables_chapters_and_verses_are_none(text: str) -> None:
    with pytest.raises(SourceError):
        read(text)


def test_labels_behind_the_times_are_labels() -> None:
    text = "[00:00:01] Anna: Hello to you.\n[00:00:05] Bob: Hi there, Anna.\n[00:00:09] Anna: Bye now.\n"
    (conversation,) = converse(Source("talk.txt", text.encode()))
    assert conversation.transcript.format == "labelled"


def test_times_that_fall_are_no_ends() -> None:
    text = "0:00 it went on like this\n0:03 and like that all day\n0:01 and all night too\n"
    (conversation,) = converse(Source("talk.txt", text.encode()), "timed-text")
    spans = [(t.utterance.start_ms, t.utterance.end_ms) for t in conversation.turns]
    assert all(start <= (end or start) for start, end in spans if start is not None)


def test_without_any_time_there_is_nothing() -> None:
    with pytest.raises(SourceError, match="no words stand behind the times"):
        list(converse(Source("talk.txt", b"Not a single time.\n"), "timed-text"))
