"""Chat messages for training, a conversation a line: ``messages`` as of OpenAI, ``conversations`` as of ShareGPT.

A message has ``role`` and ``content``, a text or parts of which those of text are read, and perhaps a ``name``; of
ShareGPT ``from`` and ``value``. Each is a turn of its own. Its speaker is the name, with spaces for its underscores, else the role,
which names nobody. Title, published_on and language are kept where a line has them, as our own export writes them. JSON that is
one conversation, or a list of them, is read as well.

Not carried: messages of the system and of tools, calls of tools, reasoning, images and audio, weights, scores, other keys; names
that stand in the words, where several people share a side.
"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.formats._recogniser import (
    Hearing,
    Record,
    Unreadable,
    first,
    kind_of,
    speaker_of,
    text_at,
    tidy,
    words_of,
)
from onrecord.formats._records import fits_records, read_each, with_refusals
from onrecord.formats._tags import language_tag, read_date
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Segment, Transcript, Voice

_LISTS = ("messages", "conversations", "conversation")
_ROLE, _WORDS = ("role", "from"), ("content", "value")
#: Whoever tells the model what to do, and what it runs: nobody who speaks.
_UNSPOKEN = frozenset(
    ("system", "developer", "tool", "function", "function_call", "observation", "ipython")
)


def detect(source: Source) -> Fit:
    """Sure where a record has messages with a role and content, or from and value."""
    return fits_records(
        source, _holds, "records with messages of role and content, or from and value"
    )


def _holds(record: Record) -> bool:
    messages = (first(record.get(name)) for name in _LISTS)
    return any(
        role in message and words in message
        for message in messages
        for role, words in zip(_ROLE, _WORDS, strict=True)
    )


def convert(source: Source) -> Iterator[Transcript]:
    """The transcript of each conversation. Raises `SourceError`, `NoTurns`."""
    yield from with_refusals(read_each(source, _read_conversation))


def _read_conversation(record: Record, place: str) -> Transcript:
    name = next((one for one in _LISTS if isinstance(record.get(one), list)), None)
    if name is None:
        raise Unreadable("has no list of messages")
    hearing = Hearing()
    hearing.each(record[name], f"{place}.{name}", _read_message)
    if not hearing.segments:
        raise Unreadable("has no message of a user or an assistant with words")
    names = {speaker for one in record[name] if (speaker := text_at(one, "name"))}
    front = Front(
        title=text_at(record, "title"),
        language=language_tag(text_at(record, "language")),
        published_on=read_date(text_at(record, "published_on")),
    )
    keys = dict.fromkeys(one.voice for one in hearing.segments if one.voice)
    voices = [_voice(key, is_name=key in names) for key in keys]
    return Transcript(
        "messages",
        "",
        front,
        segments=hearing.segments,
        voices=voices,
        refused=hearing.refused,
        is_declared=True,
    )


def _read_message(message: Record) -> Iterator[Segment | None]:
    role = speaker_of(message, *_ROLE)
    if role is None:
        raise Unreadable("has no role")
    if role.casefold() in _UNSPOKEN:
        return
    words = tidy("\n".join(_texts(message)))
    if words:
        yield Segment(words, speaker_of(message, "name") or role, parted=True)


def _texts(message: Record) -> Iterator[str]:
    """The text of a message, or of its parts that are text. Raises `Unreadable`."""
    content = next((message[name] for name in _WORDS if message.get(name) is not None), None)
    if not isinstance(content, list):
        yield words_of({"content": content}, "content")
        return
    for part in content:
        if not isinstance(part, str | dict):
            raise Unreadable(f"has {kind_of(part)} among the parts of its content")
        yield part if isinstance(part, str) else text_at(part, "text") or ""


def _voice(key: str, *, is_name: bool) -> Voice:
    """Somebody with a name, or a side of the chat, which names nobody."""
    name = " ".join(key.replace("_", " ").split()) if is_name else ""
    return Voice(key, name or None, anonymous=not name)
