"""Roles that no label prints, from what people do: who asks, who answers, who is only played."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from onrecord.grammar.labels import Label
from onrecord.grammar.names import fold_name
from onrecord.speakers.callers import name_callers
from onrecord.speakers.cast import Cast
from onrecord.speakers.leaders import name_announcer, name_leaders
from onrecord.speakers.model import Person, Turn
from onrecord.speakers.roles import (
    gives_address,
    role_of_label,
    role_of_title,
    role_of_unnamed,
    sits,
)

_REPORTS = re.compile(
    r",? (?:reports\b|reporting\b|has (?:our|this|the|more)\b(?: (?:report|story|details|on))?|filed (?:this|our)|begins our coverage|has been (?:covering|following)|takes a look|explains\b)"
)
_CORRESPONDENT = re.compile(r"\b(?:correspondent|reporter|[Oo]ur) $")
#: For how many people hand-overs are searched.
_MANY = 100
_BROADCAST_ROLES = frozenset(
    ("host", "reporter", "announcer", "narrator", "caller", "moderator", "guest", "audience")
)
_PRESIDES = frozenset(("mayor", "the mayor", "city clerk", "the clerk of the committee"))
_LEADING = frozenset({"host", "reporter"})
_LEADING_LABELS = frozenset({"host", "moderator", "chair", "judge"})


def settle_roles(cast: Cast, turns: Sequence[Turn]) -> None:
    """Set the role of every turn that has a speaker, and collect each person's roles."""
    spoken = [turn for turn in turns if turn.kind != "cue"]
    labels = {turn.utterance.label: None for turn in spoken if turn.utterance.label}
    people = list({turn.person: None for turn in spoken if turn.person})
    if any(label.kind == "unidentified" for label in labels):
        _take_printed(spoken)
    narrated = any(person.role == "narrator" for person in people)
    presided = _is_meeting(labels)
    led = any(
        role_of_unnamed(label.name) in _LEADING_LABELS for label in labels if label.kind != "named"
    )
    if (narrated or not presided) and not led:
        name_leaders(spoken, broadcast=cast.transcript.broadcast)
    if any(person.role == "host" for person in people):
        _name_reporters(cast, spoken, people)
    name_announcer(spoken)
    name_callers(spoken)
    opened = cast.transcript.broadcast or any(turn.utterance.opening for turn in spoken)
    hosted = opened or any(person.role == "host" for person in people)
    meeting = presided and not (hosted or narrated)
    court = meeting and any(map(_sits_in_court, labels))
    if meeting:
        _seat(spoken, court=court)
    for turn in spoken:
        if turn.person is not None and not turn.person.role:
            turn.person.role = _printed_role(turn.utterance.label, meeting=meeting, court=court)
    _play(spoken, _parts(spoken, people, hosted=hosted), meeting=meeting)


def _parts(spoken: Sequence[Turn], people: Sequence[Person], *, hosted: bool) -> dict[Person, str]:
    """The part that each person plays in the conversation."""
    partners = _partners(spoken)
    live = {turn.person for turn in spoken if turn.kind == "speech"}
    none: Counter[str] = Counter()
    roles = {
        person: _role(person, partners.get(person, none), live=person in live, hosted=hosted)
        for person in people
    }
    for person in people:
        if person.kind == "collective":
            roles[person] = _joint_role(person, roles)
    return roles


def _play(spoken: Sequence[Turn], roles: dict[Person, str], *, meeting: bool) -> None:
    """Set the role of each turn: its speaker's, but for the host's opening and the chair."""
    for turn in spoken:
        utterance, person = turn.utterance, turn.person
        role = "host" if utterance.opening else roles[person] if person else "unknown"
        label = utterance.label if meeting else None
        if label and label.kind != "named" and role_of_unnamed(label.name) == "chair":
            role = "chair"  # whoever holds the chair just now
        turn.role = role
        if person is not None:
            person.roles.add(role)


def _sits_in_court(label: Label) -> bool:
    """Whether a label is a court's: ``THE COURT``, ``JUSTICE KAGAN``."""
    return label.key == "the court" or role_of_title(label.title) == "judge"


def _joint_role(person: Person, roles: dict[Person, str]) -> str:
    """The role of two who speak as one, ``Ana and Dez``: theirs, where it is the same."""
    if " and " not in person.name:
        return roles[person]
    named = [other for other in roles if other.kind == "named"]
    parts = [fold_name(part) for part in person.name.split(" and ")]
    found = {roles[o] for part in parts for o in named if part in {o.key, *o.words}}
    return found.pop() if len(found) == 1 else roles[person]


def _is_meeting(labels: Iterable[Label]) -> bool:
    """Whether somebody presides: then titles are roles (``COUNCILMEMBER``, ``JUSTICE``)."""
    for label in labels:
        if role_of_title(label.title) or role_of_label(label.role) in {"chair", "judge", "member"}:
            return True
        if label.kind == "unidentified" and label.key in _PRESIDES:
            return True
        if label.kind == "unidentified" and role_of_unnamed(label.name) in {"judge", "chair"}:
            return True
    return False


def _take_printed(spoken: Sequence[Turn]) -> None:
    """Give narrators and announcers, who have no name, the role of their label."""
    for turn in spoken:
        label = turn.utterance.label
        if turn.person and label and label.kind == "unidentified" and not turn.person.role:
            role = role_of_unnamed(label.name)
            turn.person.role = role if role in {"narrator", "announcer"} else ""


def _name_reporters(cast: Cast, spoken: Sequence[Turn], people: Iterable[Person]) -> None:
    """Who is handed over to, and reports: "Lisa Desmond has our report".

    Where labels print the role of reporters, a full label without one is nobody's of them.
    """
    text = cast.text
    labels = {(turn.person, turn.utterance.label) for turn in spoken}
    full = {person for person, label in labels if label and label.is_full and not label.role}
    if not any(label and role_of_label(label.role) == "reporter" for _, label in labels):
        full = set()
    for person in [p for p in people if not p.role and p not in full][:_MANY]:
        for at in cast.occurrences(person.name):
            if _REPORTS.match(text, at + len(person.name)) or _CORRESPONDENT.search(
                text, max(0, at - 30), at
            ):
                person.role = "reporter"
                break


def _seat(spoken: Sequence[Turn], *, court: bool) -> None:
    """Who presides, sits, gives evidence and speaks from the floor, by what labels say of them."""
    people = {turn.person: None for turn in spoken if turn.person}
    if not any(person.role in {"chair", "judge"} for person in people):
        for person in people:
            if "mayor" in person.functions:
                person.role = "chair"
    labels = [(t.person, t.utterance.label) for t in spoken if t.person and t.utterance.label]
    parliament = any(sits(label.role) for _, label in labels)
    for person, label in labels:
        if person.role == "advocate" and not court:
            person.role = "participant"  # the city attorney advises, and pleads for nobody
        if sits(label.role):
            presides = label.kind != "named" and role_of_unnamed(label.name)
            person.role = person.role or presides or "member"
        elif gives_address(label.role):
            person.role = "audience"
        elif parliament and label.is_full and label.role and person.role in {"", "participant"}:
            person.role = "witness"


def _printed_role(label: Label | None, *, meeting: bool, court: bool) -> str:
    """The role of a label by title or function; in court, ``MR. X`` is counsel."""
    if label is None:
        return ""
    if label.kind != "named":
        role = role_of_unnamed(label.name)
        return "participant" if court and role == "reporter" else role
    if court and label.title.rstrip(".").casefold() in {"mr", "ms", "mrs", "miss"}:
        return "advocate"
    return role_of_title(label.title) if meeting else ""


def _partners(spoken: Sequence[Turn]) -> dict[Person, Counter[str]]:
    """For each person, the leading roles heard last before their live turns.

    Who only speaks before anybody leads gets the one who leads next. Others who are only
    heard themselves do not count.
    """
    partners: defaultdict[Person, Counter[str]] = defaultdict(Counter)
    live = [turn for turn in spoken if turn.kind == "speech" and turn.person]
    for turns in (live, live[::-1]):
        leader = ""
        met = set(partners)
        for turn in turns:
            person = turn.person
            if person is None:
                continue
            if turn.utterance.opening or person.role in _LEADING:
                leader = "host" if turn.utterance.opening else person.role
            elif leader and person not in met:
                partners[person][leader] += 1
    return partners


def _role(person: Person, partners: Counter[str], *, live: bool, hosted: bool) -> str:
    """The part a person plays: as printed, else told by whom they speak with."""
    role = person.role
    if hosted and role not in _BROADCAST_ROLES and person.scope == "dataset":
        role = ""  # a trade, not a part in the programme
    if not live and role in {"", "audience", "participant", "guest"}:
        return "source"
    if role:
        return role
    if not hosted:
        return "participant"
    if person.kind == "unidentified" and person.name.casefold() == "unknown speaker":
        return "unknown"  # a recogniser's word for a voice it could not tell
    if partners["reporter"] > partners["host"]:
        return "source"
    return "guest" if person.scope == "dataset" or partners else "unknown"
