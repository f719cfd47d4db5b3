"""MediaSum JSON: one array of interviews, each with ``utt`` and ``speaker`` in step.

The keys are those of MediaSum (Zhu et al., 2021): id, program, date, url, title, summary, utt,
speaker; what is not known is an empty string, as there. A speaker is the name of the person, the same in
all interviews; MediaSum itself prints labels. Standalone cues are no utterances.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from onrecord.exporting.model import About, Chunk, Conversation, Piece, Row, Wishes

FILE = ""
NOBODY = "UNIDENTIFIED"
_STATED = {"program": "program", "date": "published_on", "url": "url", "title": "title",
           "summary": "summary"}  # fmt: skip


def write(
    conversations: Iterable[Conversation], _people: Iterable[Row], _about: About, _: Wishes
) -> Iterator[Piece]:
    """The array, an interview a line."""
    between = b"[\n"
    for conversation in conversations:
        yield Chunk(
            FILE, between + json.dumps(_interview(conversation), ensure_ascii=False).encode()
        )
        between = b",\n"
    yield Chunk(FILE, b"\n]\n")


def _interview(conversation: Conversation) -> dict[str, object]:
    document, spoken = conversation.document, conversation.spoken
    return {
        "id": document["document_id"],
        **{key: document[column] or "" for key, column in _STATED.items()},
        "utt": [turn.text for turn in spoken],
        "speaker": [conversation.speaker(turn) or NOBODY for turn in spoken],
    }
