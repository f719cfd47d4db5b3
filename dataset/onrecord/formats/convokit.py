"""ConvoKit: the ``utterances.jsonl`` of a corpus, or the ``utterances.json`` of older ones.

Each conversation (``conversation_id``, once ``root``) is a transcript. Its utterances are in the order of their
timestamps where all have one, as ConvoKit has it; else each stands behind the one that it
replies to, for a file can hold them backwards. A speaker (once ``user``) is a key without a name, unless it has a space;
with ``speaker_label``, ``start_ms``, ``end_ms`` and ``cues`` in its metadata, as our own export writes them, an
utterance has the label, times and cues that it was printed with.

Not carried: ``conversations.json``, ``speakers.json`` and ``corpus.json``, which are other files, so names, titles and
dates; ids of utterances, timestamps, whose unit a corpus does not say, other metadata, vectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from onrecord.formats._captions import say
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
from onrecord.transcript import Cue, Front, Refusal, Segment, Transcript, Voice

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
            yield _transcribe(_in_order(utterances))
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
    return _Utterance(_id(record, "id"), _id(record, *_REPLY), timestamp, speaker, label, segment)


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


def _transcribe(utterances: Sequence[_Utterance]) -> Transcript:
    """The transcript of a conversation; one whose speakers are bare ids is declared."""
    labels: dict[str, str] = {}
    for one in utterances:
        if one.speaker and one.label:
            labels.setdefault(one.speaker, one.label)
    segments: list[Segment] = []
    before = ""
    for one in utterances:
        lost = one.segment.voice is None or one.reply_to not in {before, ""}
        segments.append(one.segment._replace(parted=lost))
        before = one.id
    ids = dict.fromkeys(one.speaker for one in utterances if one.speaker and not one.label)
    voices = [_voice(speaker, labels.get(speaker)) for speaker in ids]
    return Transcript(
        "convokit", "", Front(), segments=segments, voices=voices, is_declared=not labels
    )


def _voice(speaker: str, label: str | None) -> Voice:
    """The speaker of an id; known by the label of other utterances, or by an id that is a name."""
    name = label or (speaker if " " in speaker else None)
    return Voice(speaker, name, anonymous=name is None)
