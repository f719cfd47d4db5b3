"""The participants of a CHAT file: a code, a name in one word and a role of CHAT's list each."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from unicodedata import normalize

from onrecord.exporting.model import Conversation

#: Our roles in the words of CHAT's list of roles (``depfile.cut``).
ROLES = {
    "host": "Host",
    "reporter": "Narrator",
    "guest": "Guest",
    "source": "Speaker",
    "caller": "Participant",
    "announcer": "Narrator",
    "moderator": "Leader",
    "chair": "Leader",
    "member": "Member",
    "judge": "Justice",
    "advocate": "Attorney",
    "witness": "Participant",
    "participant": "Participant",
    "audience": "Audience",
    "narrator": "Narrator",
}
#: A code that makes every CHAT program expect the speech of a child.
_TAKEN = frozenset({"CHI"})
_APART = re.compile(r"[^\w'-]+|_+")
#: Characters of a name in which three letters are looked for.
_LOOKED_AT = 64
_LETTERS = re.compile(r"[^A-Z]+")


@dataclass(frozen=True)
class Participant:
    """Somebody who speaks in a file; as text, an entry of ``@Participants``."""

    code: str
    name: str
    role: str
    person_id: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.code, self.name, self.role) if part)


def participants(conversation: Conversation) -> dict[str | None, Participant]:
    """The participants by person_id, in the order in which they first speak; None is nobody known."""
    found: dict[str | None, Participant] = {}
    codes = Codes()
    for turn in conversation.spoken:
        if turn.person_id in found:
            continue
        row = conversation.people.get(turn.person_id or "", {})
        name = row.get("name") or turn.speaker_label or ""
        code = codes.next(row.get("family_name") or name)
        role = ROLES.get(turn.role or "", "Unidentified")
        person_id = _APART.sub("_", turn.person_id or "")
        found[turn.person_id] = Participant(code, _one_word(name), role, person_id)
    return found


def _one_word(name: str) -> str:
    return _APART.sub("_", name).strip("_'-")


class Codes:
    """The codes of a file: three letters of a name each, with a number where they are taken."""

    def __init__(self) -> None:
        self._given = Counter(_TAKEN)

    def next(self, name: str) -> str:
        """The code of the next participant; ``S`` and a number for a name without three letters."""
        plain = normalize("NFKD", name[:_LOOKED_AT]).encode("ascii", "ignore").decode().upper()
        letters = _LETTERS.sub("", plain)[:3]
        stem = letters if len(letters) == 3 else "S"
        self._given[stem] += 1
        number = self._given[stem] - (stem != "S")
        return f"{stem}{number or ''}"
