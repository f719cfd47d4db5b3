"""Corpora of dialogue in forms that others publish: MediaSum and its like."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
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


# ConvoKit


def utterance(name: str, text: Any = "Words.", **more: Any) -> dict[str, Any]:
    told = {"id": name, "speaker": "u1", "conversation_id": "a", "reply-to": None}
    return {**told, "timestamp": None, "text": text, "meta": {}, "vectors": [], **more}


def order(*utterances: dict[str, Any]) -> list[str]:
    """The words of the one conversation, for ids as words."""
    found = transcripts("convokit", lines(*utterances, utterance("z", "z")))
    return [one.text for transcript in found for one in transcript.segments if one.text != "z"]


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        ({"c": "b", "b": "a", "a": None}, "abc"),
        ({"a": None, "d": "a", "b": "a", "c": "b"}, "adbc"),
        ({"a": None, "b": "missing", "c": "b"}, "abc"),
        ({"a": "b", "b": "a", "c": "c"}, "cab"),
        ({"a": None, "b": None}, "ab"),
    ],
    ids=["backwards", "a tree", "a lost one", "circles", "no replies"],
)
def test_without_timestamps_an_utterance_stands_behind_what_it_replies_to(
    replies: dict[str, str | None], expected: str
) -> None:
    found = order(
        *(utterance(name, name, **{"reply-to": reply}) for name, reply in replies.items())
    )
    assert "".join(found) == expected


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ((3, 1.5, "2"), "bca"),
        ((0, 0, 0), "abc"),
        ((3, None, 2), "abc"),
        ((3, "noon", 2), "abc"),
        ((10**400, 2, 1), "abc"),
    ],
    ids=["numbers", "the same", "one without", "no number", "too large"],
)
def test_where_all_have_timestamps_they_are_the_order(times: Any, expected: str) -> None:
    replies = ("a", None), ("b", "a"), ("c", "b")
    said_ = [
        utterance(name, name, timestamp=when, **{"reply-to": reply})
        for (name, reply), when in zip(replies, times, strict=True)
    ]
    (transcript,) = transcripts("convokit", json.dumps(said_))
    assert "".join(one.text for one in transcript.segments) == expected


def test_a_long_chain_of_replies_is_read() -> None:
    said_ = [utterance(f"{n}", f"w{n}", **{"reply-to": f"{n - 1}"}) for n in range(20_000)]
    assert order(*reversed(said_)) == [f"w{n}" for n in range(20_000)]


def test_an_answer_to_another_utterance_is_a_turn_of_its_own() -> None:
    said_ = [
        utterance("a"),
        utterance("b", **{"reply-to": "a"}),
        utterance("c", **{"reply-to": "a"}),
    ]
    (conversation,) = converse(Source("x", lines(*said_).encode()))
    assert [turn.utterance.text for turn in conversation.turns] == ["Words. Words.", "Words."]


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (utterance("b", ["Words."]), "has a list as its text, not text"),
        (utterance("b", speaker={}), "has an object as its speaker, not a speaker"),
        (utterance("b", conversation_id=[]), "has no id as its conversation_id"),
        (utterance(True), "has no id as its id"),  # type: ignore[arg-type]
        (utterance("b", meta={"start_ms": "noon"}), 'has no time as its start_ms: "noon"'),
        ({"id": "b"}, "has neither text nor speaker"),
        ([{"id": "b"}], "is a list, not an object"),
    ],
)
def test_an_utterance_that_cannot_be_read_is_refused_alone(record: Any, why: str) -> None:
    (transcript,) = transcripts("convokit", lines(utterance("a"), record, utterance("c")))
    assert [one.message for one in transcript.refused] == [f"line 2 {why}"]
    assert len(transcript.segments) == 2


@pytest.mark.parametrize("words", ["[music]", " ", "", None])
def test_a_conversation_without_words_is_refused(words: str | None) -> None:
    silent = utterance("b", words, conversation_id="b")
    (transcript,) = transcripts("convokit", lines(silent, utterance("a")))
    assert [one.message for one in transcript.refused] == ["conversation b has no words"]


def test_cues_in_the_metadata_of_an_utterance_keep_their_place() -> None:
    cues = [
        {"kind": "vocal", "text": "(LAUGHTER)", "offset": 99},
        {"kind": "smell", "text": "(SALT)", "offset": 0},
        {"kind": "gap", "text": "(x)", "offset": "0"},
        7,
    ]
    (transcript,) = transcripts("convokit", lines(utterance("a", meta={"cues": cues}), {}))
    assert transcript.segments[0].cues == (("vocal", "(LAUGHTER)", 6),)


def test_our_own_convokit_is_read_back_with_labels_times_and_cues(tmp_path: Path) -> None:
    path = exported(tmp_path, "webvtt", "convokit") / "utterances.jsonl"
    written = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert choose_format(Source(path.name, path.read_bytes())).name == "convokit"
    read = [one for found in transcripts("convokit", path.read_text("utf-8"))
            for one in found.segments]  # fmt: skip
    assert len(read) == len(written)
    for segment, utterance_ in zip(read, written, strict=True):
        meta = utterance_["meta"]
        assert segment.text == utterance_["text"]
        assert (segment.start_ms, segment.end_ms) == (meta["start_ms"], meta["end_ms"])
        assert [cue._asdict() for cue in segment.cues] == meta["cues"]
        assert meta["speaker_label"] in {segment.voice, None}


# INTERVIEW

PRINTED = "episode,episode_order,speaker,utterance\n"
TWO = "episode,episode_order,turn_order,speaker_order,host_id,is_host,utterance\n"


@pytest.mark.parametrize("header", [PRINTED, TWO, "\ufeff" + PRINTED, PRINTED.replace(",", "\t")])
def test_both_tables_of_interview_are_recognised(header: str) -> None:
    assert choose_format(Source("x", header.encode())).name == "interview"


@pytest.mark.parametrize("header", ["episode,utterance\n", "date,speaker,text,agenda\n", "a,b\n"])
def test_other_tables_are_not_interview(header: str) -> None:
    assert FORMATS["interview"].detect(Source("x", header.encode())).score == 0


@pytest.mark.parametrize(
    ("orders", "expected"), [("2 1 10", "bac"), ("2 1 x", "abc"), ("2 1 ", "abc"), ("1 1 1", "abc")]
)
def test_utterances_are_in_the_order_that_their_column_says(orders: str, expected: str) -> None:
    rows = zip(orders.split(" "), "abc", strict=True)
    text = PRINTED + "".join(f"1,{order_},Ann Roe,{words}\n" for order_, words in rows)
    (transcript,) = transcripts("interview", text)
    assert "".join(one.text for one in transcript.segments) == expected


def test_utterances_of_a_turn_are_in_the_order_of_the_turn() -> None:
    (transcript,) = transcripts(
        "interview", TWO + "1,2,1,0,5,True,b\n1,2,0,0,5,True,a\n1,1,0,1,-1,False,c\n"
    )
    assert said(transcript) == [("guest", "c"), ("host 5", "a"), ("host 5", "b")]


def test_host_and_guest_have_their_roles_and_no_names() -> None:
    text = TWO + "1,1,0,0,5,True,Hello. I'm Ann Roe.\n1,2,0,1,-1,False,Hi.\n"
    (conversation,) = converse(Source("x", text.encode()))
    assert [
        (turn.role, turn.person.kind if turn.person else "") for turn in conversation.turns
    ] == [
        ("host", "unidentified"),
        ("guest", "unidentified"),
    ]


def test_rows_of_another_length_and_episodes_without_words_are_refused() -> None:
    text = PRINTED + "1,1,Ann Roe,a\n2,1,Ann Roe,\n1,2,Ann Roe\n3,1,Ann Roe,b\n"
    one, three = transcripts("interview", text)
    assert [refusal.reason for refusal in one.refused] == ["bad-row"]
    assert [refusal.message for refusal in three.refused] == ["episode 2 has no words"]


@pytest.mark.parametrize(
    "text",
    ["", "words", PRINTED, PRINTED + '1,1,"Ann', PRINTED + "\x00,\x00", "episode;speaker\n1;a"],
)
def test_what_is_no_interview_says_so(text: str) -> None:
    with pytest.raises(SourceError):
        transcripts("interview", text)


# Chat messages


def chat(*messages: Any, **more: Any) -> dict[str, Any]:
    return {"messages": list(messages), **more}


HELLO = {"role": "user", "content": "Hello."}


@pytest.mark.parametrize(
    "record",
    [
        chat(HELLO),
        {"conversations": [{"from": "user", "value": "Hello."}]},
        {"conversations": [HELLO]},
        {"conversation": [{"role": "user", "content": [{"type": "text", "text": "Hello."}]}]},
        chat({"role": "system", "content": "x"}, HELLO, {"role": "tool", "content": "y"}),
        chat(HELLO, {"role": "assistant", "content": None, "tool_calls": [{}]}),
        chat({"role": "user", "content": ["Hello.", {"type": "image_url"}]}),
    ],
)
def test_messages_are_read_in_each_shape(record: dict[str, Any]) -> None:
    for text in (json.dumps(record), json.dumps([record, record]), lines({}, record, record)):
        assert choose_format(Source("x", text.encode())).name == "messages"
        for transcript in transcripts("messages", text):
            assert said(transcript) == [("user", "Hello.")]


def test_each_message_is_a_turn_and_a_name_is_somebody() -> None:
    named = {"role": "assistant", "name": "Ann_Roe", "content": "Hi.\n\nAnd\twelcome."}
    (conversation,) = converse(Source("x", json.dumps(chat(HELLO, named, named)).encode()))
    people = [turn.person.name if turn.person else None for turn in conversation.turns]
    assert people == ["user", "Ann Roe", "Ann Roe"]
    assert conversation.turns[2].utterance.text == "Hi. And welcome."


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (7, "is a number, not an object"),
        ({}, "has no role"),
        ({"role": [], "content": "x"}, "has a list as its role, not a speaker"),
        ({"role": "user", "content": 7}, "has a number as its content, not text"),
        ({"role": "user", "content": {}}, "has an object as its content, not text"),
        ({"role": "user", "content": [7]}, "has a number among the parts of its content"),
        ({"role": "user", "name": [], "content": "x"}, "has a list as its name, not a speaker"),
    ],
)
def test_a_message_that_cannot_be_read_is_refused_alone(message: Any, why: str) -> None:
    (transcript,) = transcripts("messages", json.dumps(chat(HELLO, message)))
    assert [one.message for one in transcript.refused] == [f"the record.messages[1] {why}"]
    assert said(transcript) == [("user", "Hello.")]


@pytest.mark.parametrize(
    "record", [{}, chat(), {"messages": {}}, chat({"role": "system", "content": "x"})]
)
def test_a_conversation_in_which_nobody_speaks_is_refused_alone(record: Any) -> None:
    (transcript,) = transcripts("messages", json.dumps([record, chat(HELLO)]))
    assert [one.place for one in transcript.refused] == ["[0]"]


@pytest.mark.parametrize(
    "text", ["", "words", "[1, 2]", "{}", '{"messages": NaN}', '{"messages": [']
)
def test_what_is_no_chat_says_so(text: str) -> None:
    with pytest.raises(SourceError):
        transcripts("messages", text)


@pytest.mark.parametrize("multi_party", [False, True])
def test_our_own_messages_are_read_back(tmp_path: Path, multi_party: bool) -> None:
    path = exported(tmp_path, "npr", "messages", multi_party=multi_party)
    written = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    assert choose_format(Source(path.name, path.read_bytes())).name == "messages"
    read = transcripts("messages", path.read_text("utf-8"))
    for transcript, line in zip(read, written, strict=True):
        assert said(transcript) == [
            (message.get("name") or message["role"], " ".join(message["content"].split()))
            for message in line["messages"]
        ]
        assert transcript.front.title == line["title"]
        assert str(transcript.front.published_on) == str(line["published_on"])


# SPoRC


def spoken(text: Any = "Words.", start: Any = 0.0, **more: Any) -> dict[str, Any]:
    told = {"turnText": text, "speaker": ["SPEAKER_00"], "startTime": start, "endTime": None}
    return {**told, "mp3url": "https://example.test/1.mp3", **more}


def parquet(*rows: dict[str, Any]) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(list(rows)), sink)
    return bytes(sink.getvalue())


def row(text: Any = "Words.", start: Any = 0.0, **more: Any) -> dict[str, Any]:
    told = {"turn_text": text, "speaker": ["SPEAKER_00"], "start_time": start, "end_time": 9.5}
    return {**told, "episode_id": "0f", **more}


def test_turns_are_in_order_of_time_with_the_names_that_the_corpus_infers() -> None:
    named = {"inferredSpeakerName": "Ann Roe", "inferredSpeakerRole": "host"}
    nobody = {"inferredSpeakerName": "NO_INFERRED_SPEAKER", "inferredSpeakerRole": "neither"}
    both = {"speaker": ["SPEAKER_00", "SPEAKER_01"]}
    text = lines(spoken("c", 2, **both), spoken("b", 1.25, **named), spoken("a", **nobody))
    assert choose_format(Source("x", text.encode())).name == "sporc"
    (transcript,) = transcripts("sporc", text)
    assert [(one.text, one.start_ms) for one in transcript.segments] == [
        ("a", 0),
        ("b", 1250),
        ("c", 2000),
    ]
    one, two = transcript.voices
    assert (one.name, one.role, one.is_group) == ("Ann Roe", "host", False)
    assert (two.key, two.name, two.is_group) == ("SPEAKER_00, SPEAKER_01", None, True)
    assert transcript.front.transcript_kind == "asr"


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (spoken(7), "has a number as its turnText, not text"),
        (spoken(start="noon"), 'has no time as its startTime: "noon"'),
        (spoken(speaker=[{}]), "has an object among its speakers"),
        (spoken(speaker=7), "has a number among its speakers"),
        (spoken(mp3url=None), "names no episode"),
    ],
)
def test_a_turn_that_cannot_be_read_is_refused_alone(record: Any, why: str) -> None:
    (transcript,) = transcripts("sporc", lines(spoken(), record, spoken()))
    assert [one.message for one in transcript.refused] == [f"line 2 {why}"]
    assert len(transcript.segments) == 2


def test_parquet_is_read_as_json_is() -> None:
    data = parquet(row("a"), row("b", 1.5, episode_id="1e"), row("c", float("nan")), row("", 3.0))
    assert choose_format(Source("x", data)).name == "sporc"
    one, two = FORMATS["sporc"].convert(Source("x", data))
    assert (said(one), said(two)) == ([("SPEAKER_00", "a")], [("SPEAKER_00", "b")])
    assert [refusal.place for refusal in one.refused] == ["row 2"]
    assert (one.segments[0].end_ms, one.is_binary) == (9500, True)


@pytest.mark.parametrize(
    "column",
    [
        {"turn_text": b"bytes"},
        {"turn_text": date(2020, 5, 1)},
        {"turn_text": {"a": 1}},
        {"speaker": [b"bytes"]},
        {"speaker": [[["SPEAKER_00"]]]},
        {"start_time": date(2020, 5, 1)},
        {"episode_id": 7},
        {"episode_id": b"7"},
    ],
    ids=str,
)
def test_parquet_with_columns_of_other_types_is_read_or_refused(column: dict[str, Any]) -> None:
    source = Source("x", parquet({**row(), **column}))
    try:
        assert len(list(FORMATS["sporc"].convert(source))) == 1
    except SourceError as error:
        assert len(error.message) > 10  # noqa: PT017


def test_parquet_that_is_damaged_or_of_something_else_says_so() -> None:
    whole = parquet(*(row(f"words {n}", float(n)) for n in range(500)))
    for at in range(4, len(whole), 97):
        for data in (whole[:at], whole[:at] + b"\xff\x00\xfe" + whole[at + 3 :]):
            FORMATS["sporc"].detect(Source("x", data))
            with contextlib.suppress(SourceError):
                list(FORMATS["sporc"].convert(Source("x", data)))
    assert FORMATS["sporc"].detect(Source("x", parquet({"a": 1}))).score == 0
    with pytest.raises(NoTurns):
        list(FORMATS["sporc"].convert(Source("x", parquet({"a": 1}))))


@pytest.mark.parametrize(
    "text", ["", "words", "[1, 2]", "{}", "PAR1", '{"turnText": NaN}', '{"turnText']
)
def test_what_is_no_sporc_says_so(text: str) -> None:
    with pytest.raises(SourceError):
        transcripts("sporc", text)
