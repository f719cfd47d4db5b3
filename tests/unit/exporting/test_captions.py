"""WebVTT and SRT, read back by webvtt-py and pysubs2."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pysubs2
import pytest
import webvtt

import onrecord
from onrecord.exporting.captions import captions, clock
from onrecord.exporting.model import Conversation, Turn
from onrecord.exporting.wording import one_line


def turn(index: int, start: int | None = None, end: int | None = None, **other: Any) -> Turn:
    values = dict.fromkeys(Turn._fields) | {
        "document_id": "d", "turn_index": index, "kind": "speech", "text": f"turn {index}",
        "attribution": "none", "confidence": 0.0, "cues": [], "n_words": 2,
        "start_ms": start, "end_ms": end,
    }  # fmt: skip
    return Turn(**(values | other))


def shown(
    turns: list[Turn], duration: int | None = None
) -> list[tuple[int, int | None, list[int]]]:
    conversation = Conversation({"document_id": "d", "duration_ms": duration}, turns, {})
    return [
        (one.start, one.end, [t.turn_index for t in one.turns]) for one in captions(conversation)
    ]


def test_a_caption_ends_as_stated_else_where_the_next_begins() -> None:
    assert shown([turn(0, 0, 700), turn(1, 1000), turn(2, 5000, 6000)]) == [
        (0, 700, [0]), (1000, 5000, [1]), (5000, 6000, [2]),
    ]  # fmt: skip


def test_the_last_ends_with_the_recording_or_after_its_words() -> None:
    assert shown([turn(0, 0)], 9000) == [(0, 9000, [0])]
    assert shown([turn(0, 0, n_words=10)]) == [(0, 4000, [0])]
    assert shown([turn(0, 5000, n_words=1)], 5000) == [(5000, 6000, [0])]


def test_turns_without_a_time_join_the_one_before() -> None:
    turns = [turn(0), turn(1, 1000), turn(2), turn(3), turn(4, 2000, 3000)]
    assert shown(turns) == [(1000, 2000, [0, 1, 2, 3]), (2000, 3000, [4])]


def test_captions_are_by_start_and_none_is_empty() -> None:
    """Times that go back or stand still are as the source says, and files stay valid."""
    turns = [turn(0, 3000), turn(1, 1000), turn(2, 1000), turn(3, 3000, 3000), turn(4, 9000, 2000)]
    found = shown(turns, 8000)
    assert found == [(1000, 3000, [1]), (1000, 3000, [2]), (3000, 9000, [0]), (3000, 9000, [3]),
                     (9000, 10000, [4])]  # fmt: skip


def test_a_document_without_times_has_no_captions() -> None:
    assert shown([turn(0), turn(1)]) == []


def test_clock_counts_past_a_hundred_hours() -> None:
    assert clock(0, ".") == "00:00:00.000"
    assert clock(360_000_000 + 3_723_004, ",") == "101:02:03,004"


def expected(folder: Path) -> dict[str, list[tuple[int, str, str]]]:
    """By document with times: start, name and words of each turn, as one would read them."""
    with onrecord.load(folder).duckdb() as connection:
        found = connection.execute(
            """SELECT document_id, start_ms, t.kind <> 'cue', coalesce(name, speaker_label, ''),
            text, cues FROM turns t LEFT JOIN people USING (person_id) ORDER BY document_id, turn_index"""
        ).fetchall()
    timed = {row[0] for row in found if row[1] is not None}
    documents: dict[str, list[tuple[int, str, str]]] = {one: [] for one in sorted(timed)}
    for document_id, start, speaks, name, text, cues in found:
        if document_id in documents:
            words = squeeze(" ".join([text, *(cue["text"] for cue in cues)]))
            documents[document_id].append(
                (start, one_line(name) if speaks and words else "", words)
            )
    return documents


def squeeze(text: str) -> str:
    """The characters of a text in no order, white space aside: cues stand anywhere among the words."""
    return "".join(sorted(one_line(text).replace(" ", "")))


def test_webvtt_py_reads_times_voices_and_words(dataset: Path, tmp_path: Path) -> None:
    onrecord.export(dataset, "webvtt", tmp_path / "captions")
    documents = expected(dataset)
    assert {p.stem for p in (tmp_path / "captions").glob("*.vtt")} == documents.keys()
    for name, turns in documents.items():
        read = webvtt.read(str(tmp_path / f"captions/{name}.vtt"))
        voiced = [line for caption in read for line in caption.raw_text.split("\n")]
        assert len(voiced) == len(turns)
        for line, (_, speaker, words) in zip(voiced, turns, strict=True):
            match = re.fullmatch(r"(?:<v ([^>]*)>)?([^<>]*?)(?:</v>)?", line)
            assert match, line
            assert html.unescape(match[1] or "").strip() == speaker
            assert squeeze(html.unescape(match[2])) == words
        starts = [start for start, _, _ in turns if start is not None]
        assert [caption.start_in_seconds for caption in read] == [
            at // 1000 for at in sorted(starts)
        ]


def test_pysubs2_reads_the_same_captions_from_both(dataset: Path, tmp_path: Path) -> None:
    onrecord.export(dataset, "webvtt", tmp_path / "vtt")
    onrecord.export(dataset, "srt", tmp_path / "srt")
    documents = expected(dataset)
    for name, turns in documents.items():
        vtt = pysubs2.load(str(tmp_path / f"vtt/{name}.vtt"))
        srt = pysubs2.load(str(tmp_path / f"srt/{name}.srt"))
        assert [(one.start, one.end) for one in srt] == [(one.start, one.end) for one in vtt]
        starts = sorted(start for start, _, _ in turns if start is not None)
        assert [one.start for one in srt] == starts
        assert all(one.end > one.start for one in srt)


def test_pysubs2_reads_every_word_of_srt(dataset: Path, tmp_path: Path) -> None:
    """What players would take for a tag or a time is read back, in full width, as words."""
    onrecord.export(dataset, "srt", tmp_path / "srt")
    narrow = str.maketrans("＜＞｛：＆", "<>{:&")
    for name, turns in expected(dataset).items():
        read = pysubs2.load(str(tmp_path / f"srt/{name}.srt"))
        lines = [line for one in read for line in one.text.split(r"\N")]
        said = [squeeze(line.translate(narrow)) for line in lines]
        assert said == [squeeze(f"{who}:{words}" if who else words) for _, who, words in turns]


def test_one_document_may_be_a_file(sample: Path, tmp_path: Path) -> None:
    name = "bracket-times-before-names.txt"
    done = onrecord.export(sample, "webvtt", tmp_path / "talk.vtt", documents=name)
    assert (done.files, done.documents) == (1, 1)
    assert (tmp_path / "talk.vtt").read_text("utf-8").startswith("WEBVTT\n\nNOTE\ntitle: Webinar")
    assert [path.name for path in tmp_path.iterdir()] == ["talk.vtt"]


def test_documents_without_times_are_left_out_with_the_reason(
    sample: Path, tmp_path: Path, n_documents: int
) -> None:
    done = onrecord.export(sample, "srt", tmp_path / "srt")
    assert done.documents == len(expected(sample))
    assert done.left_out["no turn has a time"].documents == n_documents - done.documents
    listed = (tmp_path / "srt/left-out.jsonl").read_text("utf-8").splitlines()
    assert len(listed) == n_documents - done.documents


def test_nothing_to_export_is_an_error_that_says_why(sample: Path, tmp_path: Path) -> None:
    with pytest.raises(
        onrecord.DatasetError, match=r"webvtt: no turn has a time \(1 document, such as seeds/npr"
    ):
        onrecord.export(sample, "webvtt", tmp_path / "x.vtt", documents="clip-without-cue.txt")
    assert list(tmp_path.iterdir()) == []
