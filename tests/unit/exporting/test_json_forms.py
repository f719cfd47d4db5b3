"""ConvoKit, MediaSum and chat messages, read back by ConvoKit and by json."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import onrecord
from onrecord.errors import CallError

Peer = Callable[..., Any]


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table, dates as text."""
    with onrecord.load(folder).duckdb() as connection:
        query = f"SELECT * FROM {table}"  # noqa: S608 - a constant
        found: list[dict[str, Any]] = connection.sql(query).to_arrow_table().to_pylist()
    return [{name: str(one) if hasattr(one, "isoformat") else one for name, one in row.items()}
            for row in found]  # fmt: skip


def spoken(folder: Path) -> list[dict[str, Any]]:
    return [turn for turn in rows(folder, "turns") if turn["kind"] != "cue"]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def test_convokit_reads_every_turn_with_its_columns(
    dataset: Path, tmp_path: Path, peer: Peer
) -> None:
    onrecord.export(dataset, "convokit", tmp_path / "corpus")
    read = peer("read_convokit.py", tmp_path / "corpus")
    assert len(read["utterances"]) == len(spoken(dataset))
    for utterance, turn in zip(read["utterances"], spoken(dataset), strict=True):
        assert utterance["id"] == f"{turn['document_id']}_{turn['turn_index']}"
        assert utterance["text"] == turn["text"]
        assert utterance["speaker"] in {turn["person_id"], f"unattributed-{turn['document_id']}"}
        meta = {name: value for name, value in turn.items() if name in utterance["meta"]}
        meta["confidence"] = pytest.approx(meta["confidence"])
        assert utterance["meta"] == meta
        assert turn.keys() - meta.keys() == {"document_id", "person_id", "text"}
    documents = {row["document_id"]: row for row in rows(dataset, "documents")}
    assert len(read["conversations"]) == len(documents)
    for meta in read["conversations"].values():
        stated = documents[meta["document_id"]]
        assert {name: meta[name] for name in stated if name != "regions"} == {
            name: value for name, value in stated.items() if name != "regions"
        }
    for person in rows(dataset, "people"):
        if person["person_id"] in read["speakers"]:
            meta = read["speakers"][person.pop("person_id")]
            assert meta == person


def test_convokit_keeps_what_it_read(dataset: Path, tmp_path: Path, peer: Peer) -> None:
    """Loaded and dumped again, a corpus has the same content: nothing in it is unknown to ConvoKit."""
    onrecord.export(dataset, "convokit", tmp_path / "corpus")
    read = peer("read_convokit.py", tmp_path / "corpus")
    assert read["broken"] == []
    assert read["differs"] == []


def test_convokit_conversations_begin_with_their_first_utterance(
    dataset: Path, tmp_path: Path
) -> None:
    onrecord.export(dataset, "convokit", tmp_path / "corpus")
    raw = (tmp_path / "corpus/utterances.jsonl").read_bytes()
    assert raw.isascii()
    before: dict[str, Any] = {}
    for line in map(json.loads, raw.splitlines()):
        is_first = line["conversation_id"] != before.get("conversation_id")
        assert line["reply-to"] == (None if is_first else before["id"])
        assert not is_first or line["id"] == line["conversation_id"]
        before = line


def test_convokit_has_the_standalone_cues(sample: Path, tmp_path: Path) -> None:
    onrecord.export(sample, "convokit", tmp_path / "corpus")
    conversations = json.loads((tmp_path / "corpus/conversations.json").read_bytes())
    cues = [cue["text"] for one in conversations.values() for cue in one["meta"]["cues"]]
    assert cues == [turn["text"] for turn in rows(sample, "turns") if turn["kind"] == "cue"]


def test_mediasum_has_utterances_and_speakers_in_step(dataset: Path, tmp_path: Path) -> None:
    onrecord.export(dataset, "mediasum", tmp_path / "news.json")
    interviews = json.loads((tmp_path / "news.json").read_bytes())
    keys = ["id", "program", "date", "url", "title", "summary", "utt", "speaker"]
    assert [one["id"] for one in interviews] == [
        d["document_id"] for d in rows(dataset, "documents")
    ]
    names = {row["person_id"]: row["name"] for row in rows(dataset, "people")}
    said = []
    for interview in interviews:
        assert list(interview) == keys
        assert all(isinstance(interview[name], str) for name in keys[:6])
        said += zip(interview["utt"], interview["speaker"], strict=True)
    assert said == [
        (turn["text"], names.get(turn["person_id"]) or turn["speaker_label"] or "UNIDENTIFIED")
        for turn in spoken(dataset)
    ]


def test_messages_alternate_and_begin_with_the_user(dataset: Path, tmp_path: Path) -> None:
    onrecord.export(dataset, "messages", tmp_path / "chat.jsonl", user=["host", *_names(dataset)])
    read = lines(tmp_path / "chat.jsonl")
    assert read
    for line in read:
        sides = [message["role"] for message in line["messages"]]
        assert sides == [("user", "assistant")[at % 2] for at in range(len(sides))]
        assert len(sides) >= 2
        assert all(message.keys() == {"role", "content"} for message in line["messages"])


def _names(folder: Path) -> list[str]:
    return [row["name"] for row in rows(folder, "people") if row["name"]][::2]


def test_messages_of_a_shared_side_name_their_speakers(sample: Path, tmp_path: Path) -> None:
    onrecord.export(sample, "messages", tmp_path / "chat.jsonl", documents="clip-without-cue.txt")
    (line,) = lines(tmp_path / "chat.jsonl")
    assert line["messages"][0]["content"].startswith("Good morning. The prime minister")
    assert line["messages"][1]["content"].startswith("Wendell Strake: Sure. Good morning, Pilar.")
    assert "\n\nOsric Gaunt: We failed you." in line["messages"][1]["content"]


def test_messages_take_sides_by_role_name_and_id(sample: Path, tmp_path: Path) -> None:
    name = "clip-without-cue.txt"
    person = next(p["person_id"] for p in rows(sample, "people") if p["name"] == "Lise Nordahl")
    for asked in (["wendell strake", "SOURCE"], ["reporter", "Osric Gaunt", person]):
        out = tmp_path / "chat.jsonl"
        onrecord.export(sample, "messages", out, documents=name, assistant=asked)
        (line,) = lines(out)
        said = [m["content"] for m in line["messages"] if m["role"] == "assistant"]
        assert "Wow." not in "".join(said)
        assert any("Lise Nordahl: I have 22 children" in text for text in said)
    onrecord.export(sample, "messages", out, documents=name, assistant=[person], user="host")
    (line,) = lines(out)
    assert not any("Wendell Strake:" in message["content"] for message in line["messages"])


def test_messages_of_many_parties_keep_every_turn(sample: Path, tmp_path: Path) -> None:
    onrecord.export(sample, "messages", tmp_path / "chat.jsonl", multi_party=True,
                    assistant="Osric Gaunt")  # fmt: skip
    line = next(one for one in lines(tmp_path / "chat.jsonl"))
    turns = [t for t in spoken(sample) if t["document_id"] == line["document_id"]]
    assert [message["content"] for message in line["messages"]] == [turn["text"] for turn in turns]
    assert {m["name"] for m in line["messages"] if m["role"] == "assistant"} == {"Osric_Gaunt"}


def test_names_of_messages_fit_chat_interfaces(wild: Path, tmp_path: Path) -> None:
    onrecord.export(wild, "messages", tmp_path / "chat.jsonl", multi_party=True,
                    assistant=["42", *_names(wild)])  # fmt: skip
    names = [m.get("name", "x") for one in lines(tmp_path / "chat.jsonl") for m in one["messages"]]
    assert "42" in names
    assert all(set(name) <= _PLAIN and 0 < len(name) <= 64 for name in names)


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def test_system_text_is_filled_in_once(wild: Path, tmp_path: Path) -> None:
    """What is filled in is no place to fill in: a title ``{title}`` stays."""
    onrecord.export(wild, "messages", tmp_path / "chat.jsonl", system="On {title}, with {people}.",
                    assistant=_names(wild))  # fmt: skip
    systems = [one["messages"][0]["content"] for one in lines(tmp_path / "chat.jsonl")]
    assert any(
        text.startswith("On {title} ' OR 1=1; DROP TABLE turns; --, with") for text in systems
    )


@pytest.mark.parametrize(
    ("wishes", "says"),
    [
        ({"system": "{titel}"}, "nothing fills {titel}.*title, program"),
        ({"system": "{title.__class__}{0}{document_id}"}, "nothing fills {document_id}"),
        ({"assistant": "Host", "user": ["guest", "host"]}, "'host' cannot be both"),
    ],
)
def test_wishes_that_cannot_be_are_refused(
    sample: Path, tmp_path: Path, wishes: dict[str, Any], says: str
) -> None:
    with pytest.raises(CallError, match=says):
        onrecord.export(sample, "messages", tmp_path / "chat.jsonl", **wishes)
    assert list(tmp_path.iterdir()) == []
