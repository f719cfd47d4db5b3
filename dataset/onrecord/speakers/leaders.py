"""Who leads a programme: the signs of it weighed together. No sign decides alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.speakers.model import Person, Turn, joint_weight
from onrecord.speakers.roles import role_of_label
from onrecord.speakers.signs import find_signs

_YOUR_HOST = re.compile(r"\b(?:your|the|our) host\b", re.IGNORECASE)
#: In how many turns a show is announced.
_BEGINNING = 12
_LEADS = frozenset({"host", "moderator", "chair", "judge"})
#: What the signs of leading must come to, and where a host is known already.
_ENOUGH, _ENOUGH_BESIDE = 0.8, 0.93
#: A narrator of a documentary opens it, or speaks this share of the turns.
_NARRATED = 0.2


def name_leaders(spoken: Sequence[Turn], around: str, *, broadcast: bool) -> None:
    """Give the role of host or moderator to those whose signs of leading come to enough.

    Where somebody presides, nobody else leads; beside a known host only strong signs count.
    `around` is what stands above the first turn.
    """
    people = {turn.person: None for turn in spoken if turn.person}
    roles = {person.role for person in people}
    if not roles.isdisjoint(_LEADS - {"host"}) or any(map(_is_press, spoken)):
        return
    if "narrator" in roles and _is_documentary(spoken):
        for person in people:  # whoever is heard in it
            person.role = person.role or ("source" if person.kind == "named" else "")
        return
    if any(map(_prints_host, spoken)):
        return  # where hosts are printed, all of them are
    known = "host" in roles or (broadcast and any(turn.utterance.opening for turn in spoken))
    signs = find_signs(spoken, people, around)
    for person, found in signs.items():
        weight = joint_weight(piece for _, piece in found)
        if weight >= (_ENOUGH_BESIDE if known else _ENOUGH) and person.role in {"", "participant"}:
            claimed = [role for role, _ in found if role]
            person.role = claimed[0] if claimed else "host"


def _prints_host(turn: Turn) -> bool:
    """Whether a label says that its speaker is a host."""
    label = turn.utterance.label
    return label is not None and role_of_label(label.role) == "host"


def _is_press(turn: Turn) -> bool:
    """Whether a turn is a question of the press, whose briefing has no host."""
    return turn.utterance.label is not None and turn.utterance.label.key == "q"


def _is_documentary(spoken: Sequence[Turn]) -> bool:
    """Whether a narrator leads: opens, or is heard again and again."""
    narrated = [turn.person is not None and turn.person.role == "narrator" for turn in spoken]
    return any(narrated[:2]) or sum(narrated) > len(spoken) * _NARRATED


def name_announcer(spoken: Sequence[Turn]) -> None:
    """Give the role of announcer to who presents the host: "And here's your host, Ana Ruiz"."""
    hosts = {t.person.name for t in spoken if t.person and t.person.role == "host"}
    said: dict[Person, str] = {}
    for turn in spoken[:_BEGINNING] if hosts else ():
        person = turn.person
        if person is None or person.role:
            continue
        text = turn.utterance.text
        said[person] = f"{said.get(person, '')} {text}"
        if " host" in text and _YOUR_HOST.search(text) and any(n in said[person] for n in hosts):
            person.role = "announcer"
