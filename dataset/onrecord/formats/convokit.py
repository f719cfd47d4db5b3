"""ConvoKit: a corpus, which is ``utterances.jsonl`` (``utterances.json`` in older ones) and what lies beside it.

Each conversation (``conversation_id``, once ``root``) is a transcript. Its utterances are in the order of their
timestamps where all have one, as ConvoKit has it; else each stands behind the one that it
replies to, for a file can hold them backwards. A speaker (once ``user``) has the name, affiliations and descriptions
that ``speakers.json`` gives; without them it is a key without a name, unless it has a space. Titles, programmes, dates
and the like are those of ``conversations.json``, under their usual names (see `_convokit_corpus`). With ``speaker_label``, ``start_ms``, ``end_ms`` and ``cues`` in its metadata, as our own export writes them, an
utterance has the label, times and cues that it was printed with.

Not carried: ids of utterances, timestamps, whose unit a corpus does not say, other metadata, vectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from onrecord.formats._captions import say
from onrecord.formats._convokit_corpus import (
    COMPANIONS,
    Corpus,
    front_of,
    read_corpus,
    voice_of,
)
from onrecord.formats._objects import as_list, as_number, as_object
from onrecord.formats._recogniser import (
    Record,
    Unreadable,
    speaker_of,
    text_at,
    tidy,
    times,
    words_of,
)
from onrecord.formats._records import (
    as_record,
    fits_records,
    read_records,
    refuse,
    refuse_silent,
    with_refusals,
)
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Cue, Refusal, Segment, Transcript, Voice

__all__ = ["COMPANIONS", "convert", "detect"]

_CONVERSATION, _REPLY = ("conversation_id", "root"), ("reply-to", "reply_to")
_SPEAKER = ("speaker", "user")
#: What our own export calls the speaker of words that nobody is known to have said.
_NOBODY = "unattributed-"
_KINDS = frozenset(("kinesic", "vocal", "incident", "gap", "note"))


class _Utterance(NamedTuple):
    """An utterance: its ids and that of the one before it in the chain of replies, empty for none."""

    id: str
    reply_to: str
    timestamp: float | None
    speaker: str | None
    label: str | None
    role: str
    segment: Segment


def detect(source: Source) -> Fit:
    """Sure where a record has an id, a text, a speaker and a conversation."""
    return fits_records(
        source, _holds, "records with id, text, speaker and conversation_id, or user and root"
    )


def _holds(record: Record) -> bool:
    return (
        "id" in record
        and "text" in record
        and any(name in record for name in _SPEAKER)
        and any(name in record for name in _CONVERSATION)
    )


def convert(source: Source) -> Iterator[Transcript]:
    """The conversations, in the order in which the file begins them. Raises `SourceError`, `NoTurns`."""
    yield from with_refusals(_read(source))


def _read(source: Source) -> Iterator[Transcript | Refusal]:
    corpus = read_corpus(source)
    yield from corpus.refused
    conversations: dict[str, list[_Utterance]] = {}
    for place, value in read_records(source):
        try:
            record = as_record(value)
            utterance = _read_utterance(record)
            conversation = conversations.setdefault(_id(record, *_CONVERSATION), [])
            conversation += [utterance] if utterance else []
        except Unreadable as error:
            yield refuse(place, error, value)
    for name, utterances in conversations.items():
        if any(one.segment.kind == "speech" for one in utterances):
            yield _transcribe(_in_order(utterances), name, corpus)
        else:
            yield refuse_silent(f"conversation {name}")


def _read_utterance(record: Record) -> _Utterance | None:
    """An utterance, None where it has no words. Raises `Unreadable`."""
    if not any(name in record for name in ("text", *_SPEAKER)):
        raise Unreadable("has neither text nor speaker")
    meta = as_object(record.get("meta"))
    speaker = speaker_of(record, *_SPEAKER)
    if speaker and speaker.startswith(_NOBODY):
        speaker = None
    label = text_at(meta, "speaker_label")
    start, end = times(meta, "start_ms", "end_ms", per_second=1000)
    words = tidy(words_of(record, "text"))
    cues = tuple(_read_cues(meta, len(words)))
    voice = label or speaker
    segment = (
        Segment(words, voice, start, end, cues=cues) if cues else say(words, voice, start, end)
    )
    if segment is None:
        return None
    timestamp = as_number(record.get("timestamp"))
    role = text_at(meta, "role") or ""
    ids = _id(record, "id"), _id(record, *_REPLY)
    return _Utterance(*ids, timestamp, speaker, label, role, segment)


def _id(record: Record, *names: str) -> str:
    """The id at the first of these names that has one, a text or a whole number; else empty."""
    for name in names:
        value = record.get(name)
        if isinstance(value, bool | list | dict | float):
            raise Unreadable(f"has no id as its {name}")
        if value is not None:
            return str(value)
    return ""


def _read_cues(meta: Record, length: int) -> Iterator[Cue]:
    for one in map(as_object, as_list(meta.get("cues"))):
        kind, words, offset = one.get("kind"), text_at(one, "text"), one.get("offset")
        if isinstance(kind, str) and kind in _KINDS and words and isinstance(offset, int):
            yield Cue(kind, words, min(max(offset, 0), length))


def _in_order(utterances: Sequence[_Utterance]) -> list[_Utterance]:
    """Utterances by timestamp where all have one, those of one timestamp in the order of replies."""
    ordered = [utterances[at] for at in _by_replies(utterances)]
    if any(one.timestamp is None for one in ordered):
        return ordered
    return sorted(ordered, key=lambda one: one.timestamp or 0.0)


def _by_replies(utterances: Sequence[_Utterance]) -> Iterator[int]:
    """Each utterance behind the one it replies to, with all replies to it before the next; else as in the file."""
    ids: dict[str, int] = {}
    for at, one in enumerate(utterances):
        ids.setdefault(one.id, at)
    replies: dict[int, list[int]] = {}
    roots: list[int] = []
    for at, one in enumerate(utterances):
        parent = ids.get(one.reply_to, at) if one.reply_to else at
        (roots if parent == at else replies.setdefault(parent, [])).append(at)
    seen: set[int] = set()
    for root in (*roots, *range(len(utterances))):  # those that reply to each other have no root
        waiting = [root]
        while waiting:
            at = waiting.pop()
            if at not in seen:
                seen.add(at)
                yield at
                waiting += reversed(replies.get(at, []))


def _transcribe(utterances: Sequence[_Utterance], name: str, corpus: Corpus) -> Transcript:
    """The transcript of a conversation; one that says who everybody is, or only by ids, is declared."""
    segments: list[Segment] = []
    before = ""
    for one in utterances:
        lost = one.segment.voice is None or one.reply_to not in {before, ""}
        segments.append(one.segment._replace(parted=lost))
        before = one.id
    voices = _name(utterances, corpus)
    return Transcript(
        "convokit",
        "",
        front_of(corpus.conversations.get(name, {})),
        segments=segments,
        voices=voices or _tell_apart(utterances),
        is_declared=bool(voices) or not any(one.label for one in utterances),
    )


def _name(utterances: Sequence[_Utterance], corpus: Corpus) -> list[Voice]:
    """The speakers by their labels, or their ids; none where a label is of two, or somebody is not known."""
    voices: dict[str, Voice] = {}
    speakers: dict[str, str] = {}
    for one in utterances:
        if one.speaker is None:
            continue
        key = one.label or one.speaker
        if (
            one.speaker not in corpus.speakers
            or speakers.setdefault(key, one.speaker) != one.speaker
        ):
            return []
        if key not in voices:
            named = voice_of(key, corpus.speakers[one.speaker], one.role)
            voices[key] = named or _voice(key, None)
    return list(voices.values())


def _tell_apart(utterances: Sequence[_Utterance]) -> list[Voice]:
    """The speakers that have no label, known by the label that another utterance of theirs has."""
    labels: dict[str, str] = {}
    for one in utterances:
        if one.speaker and one.label:
            labels.setdefault(one.speaker, one.label)
    ids = dict.fromkeys(one.speaker for one in utterances if one.speaker and not one.label)
    return [_voice(speaker, labels.get(speaker)) for speaker in ids]


def _voice(speaker: str, label: str | None) -> Voice:
    """The speaker of an id; known by the label of other utterances, or by an id that is a name."""
    name = label or (speaker if " " in speaker else None)
    return Voice(speaker, name, anonymous=name is None)
