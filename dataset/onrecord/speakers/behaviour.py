"""Roles that no label prints, from what people do: who asks, who answers, who is only played."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from onrecord.grammar.labels import Label
from onrecord.speakers.model import Person, Turn
from onrecord.speakers.roles import role_of_label, role_of_title, role_of_unnamed
from onrecord.transcript import Transcript


def settle_roles(transcript: Transcript, turns: Sequence[Turn]) -> None:
    """Set the role of every turn that has a speaker, and collect each person's roles."""
    spoken = [turn for turn in turns if turn.kind != "cue"]
    meeting = _is_meeting(spoken)
    for turn in spoken:
        if turn.person is not None and not turn.person.role:
            turn.person.role = _printed_role(turn.utterance.label, meeting=meeting)
    hosted = transcript.broadcast or any(t.person and t.person.role == "host" for t in spoken)
    partners = _partners(spoken)
    for turn in spoken:
        turn.role = _role(turn, partners, hosted=hosted, meeting=meeting)
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


def _printed_role(label: Label | None, *, meeting: bool) -> str:
    if label is None:
        return ""
    if label.kind != "named":
        return role_of_unnamed(label.name)
    return role_of_title(label.title) if meeting else ""


def _partners(spoken: Sequence[Turn]) -> dict[Person, set[str]]:
    """The roles of those who speak just before or after each person's live turns."""
    partners: defaultdict[Person, set[str]] = defaultdict(set)
    live = [turn for turn in spoken if turn.kind == "speech" and turn.person]
    for one, other in zip(live, live[1:], strict=False):
        if one.person and other.person and one.person is not other.person:
            partners[other.person].add(_standing(one))
            partners[one.person].add(_standing(other) if other.person.role != "reporter" else "")
    return partners


def _standing(turn: Turn) -> str:
    person = turn.person
    role = "host" if turn.utterance.opening else person.role if person else ""
    asks = turn.utterance.text.rstrip("\"”'’").endswith("?")
    return f"{role}?" if asks and role == "reporter" else role


def _role(turn: Turn, partners: dict[Person, set[str]], *, hosted: bool, meeting: bool) -> str:
    person = turn.person
    if turn.utterance.opening:
        return "host"
    if person is None:
        return "unknown"
    if person.role:
        return person.role
    if turn.kind == "clip":
        return "source"
    if person.kind != "named":
        return "unknown" if hosted else "participant"
    if not hosted:
        return "participant"
    met = partners.get(person, set())
    if "reporter" in met and not met & {"host", "reporter?"}:
        return "source"
    return "guest" if met & {"host", "reporter?", ""} or not meeting else "participant"
