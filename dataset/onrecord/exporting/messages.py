"""Chat messages for training: a JSON object a line with ``messages`` of user and assistant.

Who leads or asks (hosts, judges, callers, ...) is the user, who answers the assistant; `assistant` and
`user` choose otherwise, by role, name or person_id. The two-party form is what chat templates ask for:
it begins with the user, sides alternate, turns of one side are joined by a blank line, and where
several people share a side each turn begins with its speaker's name. What the assistant's side says
before the user's first word is left out. In the multi-party form each turn is a message with the
speaker's ``name`` in the characters that chat interfaces take (letters, digits, ``_`` and ``-``, 64 at most).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from unicodedata import normalize

from onrecord.errors import CallError
from onrecord.exporting.model import (
    About,
    Chunk,
    Conversation,
    LeftOut,
    Piece,
    Row,
    Turn,
    Wishes,
)

FILE = ""
#: Roles that lead or ask, unless the call says otherwise; all others answer.
LEADING = (
    "host", "moderator", "chair", "member", "judge", "announcer", "caller", "audience",
)  # fmt: skip
#: What ``{...}`` in a system text may name.
NAMES = ("title", "program", "network", "station", "published_on", "summary", "language", "people")
_KEPT = ("document_id", "source_uri", "title", "published_on", "language", "license")
_PLACE = re.compile(r"\{([a-z_]+)\}")
_UNFIT = re.compile(r"[^A-Za-z0-9_-]+")
Message = dict[str, str]


def write(
    conversations: Iterable[Conversation], _people: Iterable[Row], _about: About, wishes: Wishes
) -> Iterator[Piece]:
    """A line a conversation in which both sides speak."""
    check_wishes(wishes)
    form = _many_parties if wishes.multi_party else _two_parties
    for conversation in conversations:
        sided = [(side, turn) for turn in conversation.spoken
                 if turn.text and (side := _side(conversation, turn, wishes))]  # fmt: skip
        messages = list(form(conversation, sided))
        if missing := {"user", "assistant"} - {message["role"] for message in messages}:
            yield LeftOut(conversation, f"nobody speaks as the {min(missing)}")
            continue
        if wishes.system is not None:
            messages.insert(0, {"role": "system", "content": _system(conversation, wishes.system)})
        line = {"messages": messages, **{key: conversation.document[key] for key in _KEPT}}
        yield Chunk(FILE, json.dumps(line, ensure_ascii=False).encode() + b"\n")


def check_wishes(wishes: Wishes) -> None:
    """Raise `CallError` for a side on both sides, or a place in the system text that nothing fills."""
    both = {one.casefold() for one in wishes.assistant} & {one.casefold() for one in wishes.user}
    if both:
        raise CallError(f"{min(both)!r} cannot be both the user and the assistant")
    for name in _PLACE.findall(wishes.system or ""):
        if name not in NAMES:
            raise CallError(
                f"nothing fills {{{name}}} in the system text; there are: {', '.join(NAMES)}"
            )


def _side(conversation: Conversation, turn: Turn, wishes: Wishes) -> str | None:
    """The side that speaks a turn; None for a turn of nobody asked for."""
    if not wishes.assistant and not wishes.user:
        return "user" if turn.role in LEADING else "assistant"
    known_as = {turn.role, turn.person_id, (conversation.speaker(turn) or "").casefold()}
    for side, chosen in (("assistant", wishes.assistant), ("user", wishes.user)):
        if known_as & {*chosen, *(one.casefold() for one in chosen)}:
            return side
    if wishes.assistant and wishes.user:
        return None
    return "user" if wishes.assistant else "assistant"


def _two_parties(conversation: Conversation, sided: list[tuple[str, Turn]]) -> Iterator[Message]:
    """Alternating messages, the user's first."""
    begin = next((at for at, (side, _) in enumerate(sided) if side == "user"), len(sided))
    shared = {
        side: len({conversation.speaker(turn) for other, turn in sided if other == side}) > 1
        for side in ("user", "assistant")
    }
    for side, group in groupby(sided[begin:], key=lambda pair: pair[0]):
        said = (_named(conversation, turn) if shared[side] else turn.text for _, turn in group)
        yield {"role": side, "content": "\n\n".join(said)}


def _named(conversation: Conversation, turn: Turn) -> str:
    name = conversation.speaker(turn)
    return f"{name}: {turn.text}" if name else turn.text


def _many_parties(conversation: Conversation, sided: list[tuple[str, Turn]]) -> Iterator[Message]:
    """A message a turn, with the name of who speaks; namesakes have their person_id."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for person_id, row in conversation.people.items():
        name = _fit(row.get("name") or "") or _fit(person_id)
        names[person_id] = name if name not in taken else _fit(person_id)
        taken.add(names[person_id])
    for side, turn in sided:
        named = names.get(turn.person_id or "")
        yield {"role": side, **({"name": named} if named else {}), "content": turn.text}


def _fit(name: str) -> str:
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _UNFIT.sub("_", plain).strip("_")[:64]


def _system(conversation: Conversation, text: str) -> str:
    people = [row.get("name") for row in conversation.people.values()]
    values = {**conversation.document, "people": ", ".join(name for name in people if name)}
    return _PLACE.sub(lambda match: str(values.get(match[1]) or ""), text)
