"""Corpora of dialogue in forms that others publish: MediaSum and its like."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import onrecord
from onrecord.conversion import converse
from onrecord.errors import NoTurns, SourceError
from onrecord.formats import FORMATS, choose_format
from onrecord.source import Source
from onrecord.transcript import Transcript

SEEDS = Path(__file__).parents[3] / "seeds"


def transcripts(name: str, text: str) -> list[Transcript]:
    return list(FORMATS[name].convert(Source("x", text.encode())))


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(one.voice, one.text) for one in transcript.segments]


def lines(*values: Any) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def exported(tmp_path: Path, seeds: str, to: str, **options: Any) -> Path:
    """What an export of the seeds of a format holds."""
    onrecord.build([SEEDS / seeds], out=tmp_path / "built")
    onrecord.export(tmp_path / "built", to, tmp_path / "exported", **options)
    return tmp_path / "exported"


# MediaSum

INTERVIEW = {"id": "NPR-1", "date": "2008-06-10", "utt": ["Hello.", "Hi."], "speaker": ["A", "B"]}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(INTERVIEW),
        json.dumps([INTERVIEW]),
        lines(INTERVIEW, INTERVIEW),
        "\ufeff\r\n" + lines(INTERVIEW, INTERVIEW).replace("\n", "\r\n\r\n"),
    ],
    ids=["single", "list", "lines", "lines of Windows"],
)
def test_interviews_are_read_in_each_shape(text: str) -> None:
    assert choose_format(Source("x", text.encode())).name == "mediasum"
    for transcript in transcripts("mediasum", text):
        assert said(transcript) == [("A", "Hello."), ("B", "Hi.")]
        assert transcript.front.published_on == date(2008, 6, 10)


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (7, "is a number, not an object"),
        ({"utt": ["a"]}, "has no lists of utt and speaker"),
        ({"utt": "a", "speaker": "b"}, "has no lists of utt and speaker"),
        ({"utt": ["a", "b"], "speaker": ["c"]}, "has 2 utterances and 1 speakers"),
        ({"utt": [], "speaker": []}, "has no utterance with words"),
        ({"utt": [None, 3], "speaker": ["a", "b"]}, "has no utterance with words"),
    ],
)
def test_an_interview_that_cannot_be_read_is_refused_alone(record: Any, why: str) -> None:
    (transcript,) = transcripts("mediasum", json.dumps([INTERVIEW, record]))
    assert [(one.place, one.message) for one in transcript.refused] == [("[1]", f"[1] {why}")]


def test_a_source_without_an_interview_says_why() -> None:
    with pytest.raises(NoTurns, match="has 1 utterances and 2 speakers"):
        transcripts("mediasum", lines({**INTERVIEW, "utt": ["a"]}, INTERVIEW | {"utt": []}))


def test_utterances_of_no_text_are_refused_with_their_place() -> None:
    record = {"utt": ["Hello.", 3, "Yes."], "speaker": ["A", "B", ["C"]]}
    (transcript,) = transcripts("mediasum", json.dumps([record]))
    assert said(transcript) == [("A", "Hello.")]
    assert [one.place for one in transcript.refused] == ["[0].utt[1]", "[0].utt[2]"]


def test_lines_that_are_no_json_are_refused_with_their_words() -> None:
    deep = "[" * 100_000
    text = lines(INTERVIEW) + '{"utt": ["cut' + f"\n{deep}\n" + '{"a":' * 100_000 + "\nwords\n"
    (transcript,) = transcripts("mediasum", text)
    assert [one.place for one in transcript.refused] == ["line 2", "line 3", "line 4", "line 5"]
    assert transcript.refused[0].value == '"{\\"utt\\": [\\"cut"'
    assert transcript.refused[2].message == "line 4 is JSON nested too deeply"


@pytest.mark.parametrize("text", ["", "words", "[1, 2]", "{}", '{"utt": NaN}', '[{"utt": ['])
def test_what_is_no_mediasum_says_so(text: str) -> None:
    with pytest.raises(SourceError):
        transcripts("mediasum", text)


def test_our_own_mediasum_is_read_back(tmp_path: Path) -> None:
    path = exported(tmp_path, "npr", "mediasum")
    after = list(converse(Source("x", path.read_bytes())))
    written = json.loads(path.read_text("utf-8"))
    assert len(after) == len(written)
    for conversation, interview in zip(after, written, strict=True):
        words = " ".join(turn.utterance.text for turn in conversation.turns)
        assert words.split() == " ".join(interview["utt"]).split()
