"""Roles that no label prints, from what people do: who asks, who answers, who is only played."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from onrecord.grammar.labels import Label
from onrecord.speakers.model import Person, Turn
from onrecord.speakers.roles import role_of_label, role_of_title, role_of_unnamed
from onrecord.transcript import Transcript

_CLAIM = re.compile(
    r"\bI(?:['’]m| am) (?:your|the|today['’]s) (?:host|moderator)\b|\bI(?:['’]ll| will) be (?:your )?(?:host|moderat)\w*",
    re.IGNORECASE,
)
_ON_THE_LINE = re.compile(
    r"\b(?:on the line|caller|calling|calls? us|let['’]s (?:go to|talk to|hear from|take)|go to the phones)\b",
    re.IGNORECASE,
)
_BROADCAST_ROLES = frozenset(
    ("host", "reporter", "announcer", "narrator", "caller", "moderator", "guest", "audience")
)
_LEADING = frozenset({"host", "reporter"})


def settle_roles(transcript: Transcript, turns: Sequence[Turn]) -> None:
    """Set the role of every turn that has a speaker, and collect each person's roles."""
    spoken = [turn for turn in turns if turn.kind != "cue"]
    if not transcript.broadcast and not _is_meeting(spoken):
        _name_leaders(spoken)
    _name_callers(spoken)
    hosted = transcript.broadcast or any(
        turn.utterance.opening or (turn.person and turn.person.role == "host") for turn in spoken
    )
    meeting = not hosted and _is_meeting(spoken)
    court = any(t.utterance.label and t.utterance.label.key == "the court" for t in spoken)
    for turn in spoken:
        if turn.person is not None and not turn.person.role:
            turn.person.role = _printed_role(turn.utterance.label, meeting=meeting, court=court)
    partners = _partners(spoken)
    live = {turn.person for turn in spoken if turn.kind == "speech"}
    roles = {
        person: _role(person, partners.get(person, Counter()), live=person in live, hosted=hosted)
        for person in {turn.person: None for turn in spoken if turn.person}
    }
    for turn in spoken:
        turn.role = (
            "host" if turn.utterance.opening else roles[turn.person] if turn.person else "unknown"
        )
        if turn.person is not None:
            turn.person.roles.add(turn.role)


def _is_meeting(spoken: Sequence[Turn]) -> bool:
    """Whether somebody presides: then titles are roles (``COUNCILMEMBER``, ``JUSTICE``)."""
    for label in {turn.utterance.label for turn in spoken if turn.utterance.label}:
        if role_of_title(label.title) or role_of_label(label.role) in {"chair", "judge", "member"}:
            return True
        if label.kind == "unidentified" and role_of_unnamed(label.name) in {"judge", "chair"}:
            return True
    return False


def _printed_role(label: Label | None, *, meeting: bool, court: bool) -> str:
    """The role of a label by title or function; in court, ``MR. X`` is counsel."""
    if label is None:
        return ""
    if label.kind != "named":
        return role_of_unnamed(label.name)
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


def _name_leaders(spoken: Sequence[Turn]) -> None:
    """Give the role of host or moderator to who claims it, or opens and does the asking."""
    people = {turn.person: None for turn in spoken if turn.person}
    if any(person.role in {"host", "moderator", "chair", "judge"} for person in people):
        return
    for turn in spoken[:12]:
        claim = _CLAIM.search(turn.utterance.text)
        if claim and turn.person and not turn.person.role:
            turn.person.role = "moderator" if "moderat" in claim.group().casefold() else "host"
            return
    first = next((turn.person for turn in spoken if turn.person and turn.kind == "speech"), None)
    asked = [turn.person for turn in spoken if turn.kind == "speech" and _asks(turn)]
    if first and not first.role and len(asked) >= 3 and asked.count(first) * 5 >= len(asked) * 3:
        first.role = "host"


def _name_callers(spoken: Sequence[Turn]) -> None:
    """Give the role of caller to first names that a host takes from the line."""
    previous: Turn | None = None
    for turn in spoken:
        person = turn.person
        if (
            previous
            and person
            and not person.role
            and person.kind == "unidentified"
            and turn.utterance.label
            and turn.utterance.label.kind == "named"
        ):
            tail = previous.utterance.text[-200:]
            if person.name in tail and _ON_THE_LINE.search(tail):
                person.role = "caller"
        previous = turn


def _asks(turn: Turn) -> bool:
    return turn.utterance.text.rstrip("\"”'’ ").endswith(("?", "？"))


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
    if partners["reporter"] > partners["host"]:
        return "source"
    return "guest" if person.scope == "dataset" or partners else "unknown"
