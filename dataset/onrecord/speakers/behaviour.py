"""Roles that no label prints, from what people do: who asks, who answers, who is only played."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from onrecord.grammar.keyed import Keyed
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
_CORRESPONDENT = re.compile(
    r"\b(?:correspondent|reporter|[Oo]ur),? $|\b(?:NPR|[KW][A-Z]{2,3}|member station [A-Z]{3,4})['’]s (?:[\w-]+ ){0,4}$"
)
#: What is said behind the name of one's own reporter; another house's reporter is a guest.
_OF_THE_HOUSE = re.compile(
    r",? (?:is )?(?:NPR|[KW][A-Z]{2,3})(?:['’]s)? [\w ]{0,40}(?:correspondent|reporter)\b|,? who (?:covers|reports on) [^.?!]{0,40} for (?:NPR|[KW][A-Z]{2,3})\b"
)
#: What the head of a briefing says that it is, and how far down; what its questions are under.
_PRESS = Keyed(
    ("briefing", "conference", "availability", "gaggle", "spokes", "press "),
    re.compile(
        r"\b(?:press|news|media|noon|daily) (?:briefing|conference|availability|gaggle|secretary)\b|\bspokes(?:man|woman|person)\b|\bpress (?:room|pool|office)\b",
        re.IGNORECASE,
    ),
    fold=True,
)
_HEAD = 3000
_QUESTIONS = frozenset(("q", "question", "questions", "reporter", "journalist"))
#: For how many people hand-overs are searched.
_MANY = 100
_BROADCAST_ROLES = frozenset(
    ("host", "reporter", "announcer", "narrator", "caller", "moderator", "guest", "audience")
)
_PRESIDES = frozenset(("mayor", "the mayor", "city clerk", "the clerk of the committee"))
_LEADING = frozenset({"host", "reporter"})
_LEADING_LABELS = frozenset({"moderator", "chair", "judge"})
#: The share of turns above which whoever has the title of a chair presides.
_PRESIDED = 0.15


def lead(cast: Cast, turns: Sequence[Turn]) -> None:
    """Find out who leads, before it is asked what is played in: hosts announce it."""
    spoken = [turn for turn in turns if turn.kind != "cue"]
    labels = {turn.utterance.label: None for turn in spoken if turn.utterance.label}
    people = list({turn.person: None for turn in spoken if turn.person})
    if any(label.kind == "unidentified" for label in labels):
        _take_printed(spoken)
    narrated = any(person.role == "narrator" for person in people)
    if narrated or not (_is_meeting(spoken) or _is_argued(cast, spoken) or _is_led(labels)):
        name_leaders(spoken, cast.above, broadcast=cast.transcript.broadcast)
    if any(person.role == "host" for person in people):
        _name_reporters(cast, spoken, people)


def settle_roles(cast: Cast, turns: Sequence[Turn]) -> None:
    """Set the role of every turn that has a speaker, and collect each person's roles."""
    spoken = [turn for turn in turns if turn.kind != "cue"]
    people = list({turn.person: None for turn in spoken if turn.person})
    name_announcer(spoken)
    name_callers(spoken)
    narrated = any(person.role == "narrator" for person in people)
    opened = cast.transcript.broadcast or any(turn.utterance.opening for turn in spoken)
    hosted = opened or any(person.role == "host" for person in people)
    argued = _is_argued(cast, spoken)
    meeting = (argued or _is_meeting(spoken)) and not (hosted or narrated)
    labels = (turn.utterance.label for turn in spoken)
    court = meeting and any(_sits_in_court(label) for label in labels if label)
    if meeting:
        _seat(spoken, court=court)
    for turn in spoken:
        person = turn.person
        if person is not None and person.role in {"", "participant"}:
            printed = _printed_role(turn.utterance.label, meeting=meeting, court=court)
            person.role = printed or person.role
    if not _QUESTIONS.isdisjoint(cast.label_keys):
        if argued:
            _take_questions(spoken, "judge")
        elif _PRESS.search(cast.text[:_HEAD]):
            _take_questions(spoken, "reporter")
    _play(spoken, _parts(spoken, people, hosted=hosted), meeting=meeting)


def _take_questions(spoken: Sequence[Turn], role: str) -> None:
    """Who asks has that role, named or not: ``Q``, ``QUESTION (Ann Roe, The Sun)``.

    At a briefing it is a reporter, where counsel argue one of the judges: the Supreme Court named none before 2004.
    """
    for turn in spoken:
        label = turn.utterance.label
        if turn.person and label and label.key in _QUESTIONS:
            turn.person.role = role
            if role == "judge" and turn.person.kind == "unidentified":
                turn.person.kind = "collective"


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
        if turn.kind == "clip" and role in {"guest", "participant"}:
            role = "source"  # a recording of somebody who is also here
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


def _is_meeting(spoken: Sequence[Turn]) -> bool:
    """Whether somebody presides: then titles are roles (``COUNCILMEMBER``, ``JUSTICE``).

    A judge or a mayor heard once or twice in a programme presides over nothing.
    """
    ranks: Counter[str] = Counter()
    members: set[str] = set()
    for turn in spoken:
        label = turn.utterance.label
        rank = _rank(label) if label else ""
        ranks[rank] += 1
        if label and rank == "member":
            members.add(label.key)
    most = max(2, len(spoken) * _PRESIDED)
    sat = len(members) > 2 or (bool(ranks["chair"]) and bool(members))
    return ranks["chair"] >= most or (sat and ranks["chair"] + ranks["member"] >= most)


def _is_argued(cast: Cast, spoken: Sequence[Turn]) -> bool:
    """Whether counsel argue before judges: a heading announces an argument, and a judge has a label."""
    announced = any(one.text.startswith("counsel: ") for one in cast.transcript.credits)
    labels = (turn.utterance.label for turn in spoken)
    return announced and any(_sits_in_court(label) for label in labels if label)


def _is_led(labels: Iterable[Label]) -> bool:
    """Whether a label says who moderates: ``Operator``, ``MODERATOR``."""
    return any(
        label.kind != "named" and role_of_unnamed(label.name) in _LEADING_LABELS for label in labels
    )


def _rank(label: Label) -> str:
    """Whether a label is of who presides, ``chair``, or of a ``member``; else empty."""
    if label.kind == "unidentified":
        presides = label.key in _PRESIDES or role_of_unnamed(label.name) in {"judge", "chair"}
        return "chair" if presides else ""
    found = {role_of_title(label.title), role_of_label(label.role)}
    if not found.isdisjoint({"chair", "judge"}):
        return "chair"
    return "member" if "member" in found else ""


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
            end = at + len(person.name)
            if (
                _REPORTS.match(text, end)
                or _OF_THE_HOUSE.match(text, end)
                or _CORRESPONDENT.search(text, max(0, at - 60), at)
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
