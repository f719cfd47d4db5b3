"""The participants of a CHAT file: a code, a name in one word and a role of CHAT's list each."""

from __future__ import annotations

import re
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
    codes = set(_TAKEN)
    for turn in conversation.spoken:
        if turn.person_id in found:
            continue
        row = conversation.people.get(turn.person_id or "", {})
        name = row.get("name") or turn.speaker_label or ""
        code = _code(row.get("family_name") or name, codes)
        codes.add(code)
        role = ROLES.get(turn.role or "", "Unidentified")
        person_id = _APART.sub("_", turn.person_id or "")
        found[turn.person_id] = Participant(code, _one_word(name), role, person_id)
    return found


def _one_word(name: str) -> str:
    return _APART.sub("_", name).strip("_'-")


def _code(name: str, taken: set[str]) -> str:
    """Three letters of the name, with a number where they are taken; ``S`` and a number without letters."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    letters = _LETTERS.sub("", plain)[:3]
    if len(letters) == 3 and letters not in taken:
        return letters
    stem, number = letters if len(letters) == 3 else "S", 1
    while (code := f"{stem}{number}") in taken:
        number += 1
    return code
