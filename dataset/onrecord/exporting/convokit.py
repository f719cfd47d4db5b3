"""A ConvoKit corpus: ``utterances.jsonl`` and four JSON files, as ``Corpus.dump`` lays them out.

An utterance is a spoken turn, named ``DOCUMENT_TURN``; its conversation has the id of its first
utterance, as ConvoKit wants it, and its speaker the person_id. It replies to the turn before it:
transcripts do not print who answers whom. All columns of turns, documents and people without a place
of their own are metadata, standalone cues metadata of their conversation. ``timestamp`` is in
milliseconds from the start of the recording. JSON is ASCII, for ConvoKit reads in the encoding
of the system.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from onrecord.exporting.model import (
    BULKY,
    About,
    Chunk,
    Conversation,
    LeftOut,
    Piece,
    Row,
    Turn,
    Wishes,
)
from onrecord_schemas import MODELS, arrow_schema

UTTERANCES = "utterances.jsonl"
FILES = (UTTERANCES, "conversations.json", "speakers.json", "corpus.json", "index.json")
#: Columns of a turn that have their own place in an utterance.
_PLACED = ("document_id", "person_id", "text")
#: Speakers written at a time.
_SOME = 1_000
_encode = json.JSONEncoder(ensure_ascii=True).encode
_text = json.encoder.encode_basestring_ascii


def write(
    conversations: Iterable[Conversation], people: Iterable[Row], about: About, _: Wishes
) -> Iterator[Piece]:
    """The files of a corpus, growing side by side."""
    yield from (Chunk(name, b"{") for name in ("conversations.json", "speakers.json"))
    between, unattributed = "", []
    for conversation in conversations:
        spoken = conversation.spoken
        if not spoken:
            yield LeftOut(conversation, "nobody speaks")
            continue
        document_id = conversation.document["document_id"]
        nobody = f"unattributed-{document_id}"
        if any(turn.person_id is None for turn in spoken):
            unattributed.append(nobody)
        yield Chunk(UTTERANCES, "".join(_lines(spoken, nobody)).encode("ascii"))
        yield Chunk("conversations.json", (between + _conversation(conversation)).encode("ascii"))
        between = ", "
    yield from _speakers(people, unattributed)
    yield Chunk("conversations.json", b"}")
    yield Chunk("corpus.json", _encode(vars(about)).encode("ascii"))
    yield Chunk("index.json", _encode(_index()).encode("ascii"))


class _Quoted(dict[str | None, str]):
    """Values as JSON strings, each quoted once: labels and ids recur within a conversation."""

    def __missing__(self, value: str | None) -> str:
        quoted = self[value] = "null" if value is None else _text(value)
        return quoted


def _lines(spoken: list[Turn], nobody: str) -> Iterator[str]:
    """The utterances of a conversation, a line each; put together by hand, for most time goes here."""
    quoted = _Quoted()
    first, before = _text(_utterance_id(spoken[0])), "null"
    stem = _text(spoken[0].document_id)[:-1]
    for turn in spoken:
        (_, index, kind, label, person, role, role_label, attribution, confidence, text, cues,
         char_start, char_end, start, end, n_words, continues) = turn  # fmt: skip
        name = f'{stem}_{index}"'
        started = "null" if start is None else start
        yield (
            f'{{"id": {name}, "conversation_id": {first}, "text": {_text(text)}, '
            f'"speaker": {quoted[person or nobody]}, '
            f'"meta": {{"turn_index": {index}, "kind": {quoted[kind]}, '
            f'"speaker_label": {quoted[label]}, "role": {quoted[role]}, '
            f'"role_label": {quoted[role_label]}, "attribution": {quoted[attribution]}, '
            f'"confidence": {"null" if confidence is None else confidence}, '
            f'"cues": {_encode(cues) if cues else "[]"}, '
            f'"char_start": {"null" if char_start is None else char_start}, '
            f'"char_end": {"null" if char_end is None else char_end}, '
            f'"start_ms": {started}, "end_ms": {"null" if end is None else end}, '
            f'"n_words": {"null" if n_words is None else n_words}, '
            f'"continues": {"null" if continues is None else continues}}}, '
            f'"reply-to": {before}, "timestamp": {started}, "vectors": []}}\n'
        )
        before = name


def _utterance_id(turn: Turn) -> str:
    return f"{turn.document_id}_{turn.turn_index}"


def _conversation(conversation: Conversation) -> str:
    meta = {
        **conversation.document,
        "cues": [
            {"turn_index": turn.turn_index, "text": turn.text, "cues": turn.cues}
            for turn in conversation.turns
            if turn.kind == "cue"
        ],
    }
    return _entry(_utterance_id(conversation.spoken[0]), meta)


def _speakers(people: Iterable[Row], unattributed: list[str]) -> Iterator[Piece]:
    """The people, some at a time, and last who speaks where nobody is known, one a document."""
    nobody: Row = dict.fromkeys(arrow_schema(MODELS["people"]).names)
    others = ({**nobody, "person_id": name, "kind": "unidentified"} for name in unattributed)
    rows, between = chain(people, others), ""
    while some := list(islice(rows, _SOME)):
        entries = ", ".join(_entry(row.pop("person_id"), row) for row in some)
        yield Chunk("speakers.json", (between + entries).encode("ascii"))
        between = ", "
    yield Chunk("speakers.json", b"}")


def _entry(name: str, meta: dict[str, Any]) -> str:
    return f'{_encode(name)}: {{"meta": {_encode(meta)}, "vectors": []}}'


def _index() -> dict[str, Any]:
    """What type each kind of metadata has, as ConvoKit notes it."""
    documents = dict(_kinds("documents", BULKY))
    return {
        "utterances-index": dict(_kinds("turns", _PLACED)),
        "speakers-index": dict(_kinds("people", ("person_id",))),
        "conversations-index": {**documents, "cues": [str(list)]},
        "overall-index": {name: [str(str)] for name in About.__dataclass_fields__},
        "version": 1,
        "vectors": [],
    }


def _kinds(table: str, without: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    for field in arrow_schema(MODELS[table]):
        if field.name not in without:
            yield field.name, [str(_python_type(str(field.type)))]


def _python_type(arrow_type: str) -> type:
    if arrow_type.startswith("list"):
        return list
    return {"i": int, "f": float}.get(arrow_type[0], str)
