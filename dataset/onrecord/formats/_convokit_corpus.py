"""What a ConvoKit corpus says of speakers and conversations: ``speakers.json``, ``conversations.json``.

Both hold metadata by id, ``{"meta": {...}, "vectors": [...]}`` or, in older corpora, the metadata itself;
``users.json`` is the older name of the first. The names of metadata are a corpus's own: those that are usual
are read, and those that our own export writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from onrecord.formats._clock import parse_seconds
from onrecord.formats._companions import all_words, read_companion, read_entries, words_at
from onrecord.formats._languages import as_tag
from onrecord.formats._objects import as_object
from onrecord.formats._recogniser import Record
from onrecord.grammar.times import find_date
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Voice
from onrecord_schemas.vocabularies import TRANSCRIPT_KINDS

_SPEAKERS, _CONVERSATIONS = ("speakers.json", "users.json"), "conversations.json"
#: The last is what our own export says of itself.
_NAMES = (*_SPEAKERS, _CONVERSATIONS, "corpus.json", "index.json", "export.json")
COMPANIONS = {"utterances.jsonl": _NAMES, "utterances.json": _NAMES}


class Corpus(NamedTuple):
    """Metadata of speakers and conversations by their ids, and what of it could not be read."""

    speakers: Mapping[str, Record]
    conversations: Mapping[str, Record]
    refused: list[Refusal]


def read_corpus(source: Source) -> Corpus:
    """What the companions of the utterances tell."""
    refused: list[Refusal] = []
    speakers, users, conversations = (
        read_companion(source, name, read_entries, refused) or {}
        for name in (*_SPEAKERS, _CONVERSATIONS)
    )
    return Corpus(_metadata(speakers or users), _metadata(conversations), refused)


def _metadata(entries: Mapping[str, Record]) -> dict[str, Record]:
    return {
        key: as_object(entry["meta"]) if "meta" in entry else entry
        for key, entry in entries.items()
    }


def front_of(conversation: Record) -> Front:
    """What the metadata of a conversation state about it."""
    kind = words_at(conversation, "transcript_kind")
    return Front(
        title=words_at(conversation, "title"),
        program=words_at(conversation, "program", "programme", "show"),
        network=words_at(conversation, "network"),
        station=words_at(conversation, "station"),
        summary=words_at(conversation, "summary", "description"),
        url=words_at(conversation, "url"),
        rights=words_at(conversation, "rights"),
        published_on=find_date(words_at(conversation, "published_on", "date", "air_date") or ""),
        language=as_tag(words_at(conversation, "language", "lang")),
        duration_ms=parse_seconds(conversation.get("duration_ms"), 1000),
        transcript_kind=kind if kind in TRANSCRIPT_KINDS else None,
    )


def voice_of(key: str, speaker: Record, role: str = "") -> Voice | None:
    """The speaker that metadata name, None where they name nobody; `role` where they give none."""
    name = words_at(speaker, "name", "full_name", "display_name", "character_name")
    if name is None:
        return None
    return Voice(
        key,
        name,
        role or words_at(speaker, "role") or "",
        all_words(speaker, "affiliations", "affiliation", "party"),
        all_words(speaker, "descriptions", "description"),
        anonymous=speaker.get("kind") == "unidentified",
        given_name=words_at(speaker, "given_name"),
        family_name=words_at(speaker, "family_name"),
        is_group=speaker.get("kind") == "collective",
    )
