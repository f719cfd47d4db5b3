"""Who leads a programme, who announces it, who calls in: from what is said in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from onrecord.grammar.keyed import Keyed
from onrecord.grammar.names import fold_name
from onrecord.speakers.mentions import self_introductions
from onrecord.speakers.model import Person, Turn

_CLAIM = Keyed(
    ("host", "moderat", "chair"),
    re.compile(
        r"\bI['’]m (?:in the chair|chairing)\b|\bI['’]ll (?:take the chair|chair|be chairing)\b|\b(?:pleasure|honou?r|privilege|job) to (?:moderate|host)\b|\bI(?:['’]m| am) (?:your|the|today['’]s) (?:host|moderator)\b|\bI(?:['’]ll| will) be (?:your )?(?:host|moderat)\w*",
        re.IGNORECASE,
    ),
    fold=True,
)
_CLAIMED = {"moderat": "moderator", "chair": "chair"}
_SHOW = Keyed(
    ("ood ", "elcome", "his is ", "listening to"),
    re.compile(
        r"^(?:[Hh]ello,? and )?[Gg]ood (?:evening|morning|afternoon)[^.?!]{0,40}\.|\b[Ww]elcome(?: back)? to (?!the stand|our (?:next|first))|\b[Tt]his is (?:the )?[A-Z][\w'’&]*(?: [\w'’&]+){0,5}[,.!?]|\b(?:[Yy]ou(?:'re|’re| are) listening to|[Tt]his is .{0,40}(?:podcast|show)\b)"
    ),
)
#: In how many turns a show opens, and how soon after one host the other speaks.
_BEGINNING, _SOON = 12, 3
_ON_THE_LINE = Keyed(
    ("on the line", "call", "let", "phones"),
    re.compile(
        r"\b(?:on the line|caller|calling|calls? us|let['’]s (?:go to|talk to|hear from|take)|go to the phones)\b",
        re.IGNORECASE,
    ),
    fold=True,
)
_ON_THE_AIR = Keyed(
    ("ou're on ", "ou’re on ", "ou are on "),
    re.compile(r"\b[Yy]ou(?:'re|’re| are) on (?:the air|the line|[A-Z]{2,})\b"),
)
_CALLS = Keyed(
    ("call", "listener"),
    re.compile(
        r"\b(?:calling (?:in )?from|first[- ]time caller|long[- ]?time listener|for taking my call)\b",
        re.IGNORECASE,
    ),
    fold=True,
)
_YOUR_HOST = re.compile(r"\b(?:your|the|our) host\b", re.IGNORECASE)
#: Who leads a programme, named before the name: ``moderator Ann Roe``; not ``former host``.
_LEADER = re.compile(
    r"(?P<before>[\w-]+ )?(?P<role>\b(?:co-?)?host|\b[Mm]oderator|\b[Aa]nchor|\b[Pp]resenter)s?,? $"
)
_HANDS_OVER = re.compile(
    r",? (?:reports\b|has (?:our|this|the|more)\b(?: (?:report|story|details|on))?|filed (?:this|our)|begins our coverage|takes a look|explains\b|is (?:in|there)\b)"
)
_INVITED = re.compile(
    r"\b(?:for having (?:me|us)|for the invitation|for inviting (?:me|us)|(?:good|great|nice|glad|happy|lovely|pleasure|delighted|honou?red?|thrilled) to be (?:here|back|on|with you))\b",
    re.IGNORECASE,
)
#: How far into an answer its greeting goes, in characters.
_GREETING = 160
_LEADING_WORDS = ("host", "oderator", "nchor", "resenter")
_NOT_HERE = frozenset(
    ("former", "one-time", "longtime", "tv", "television", "radio", "talk-show", "show")
)


def name_leaders(spoken: Sequence[Turn], *, broadcast: bool) -> None:
    """Give the role of host or moderator to who claims it, or opens and does the asking."""
    people = {turn.person: None for turn in spoken if turn.person}
    if any(person.role in {"host", "moderator", "chair", "judge"} for person in people):
        return
    if broadcast and any(turn.utterance.opening for turn in spoken):
        return
    if (
        any(map(_take_claimed, spoken[:_BEGINNING]))
        or any(_take_named(turn, people) for turn in spoken)
        or _take_hand_over(spoken)
    ):
        return
    if any(person.role == "narrator" for person in people):
        for person in people:  # a documentary: whoever is heard in it
            person.role = person.role or ("source" if person.kind == "named" else "")
        return
    hosts = _show_openers(spoken)
    for person in hosts:
        person.role = person.role or "host"
    if not hosts and not _take_thanked(spoken):
        _take_asker(spoken)


def _take_asker(spoken: Sequence[Turn]) -> None:
    """Give the role of host to who speaks first and does most of the asking."""
    first = next((turn.person for turn in spoken if turn.person and turn.kind == "speech"), None)
    asked = [turn.person for turn in spoken if turn.kind == "speech" and _asks(turn)]
    if first and not first.role and len(asked) >= 3 and asked.count(first) * 5 >= len(asked) * 3:
        first.role = "host"


def _take_claimed(turn: Turn) -> bool:
    """Give the role of leader to who claims it: "I'm your host"."""
    claim = _CLAIM.search(turn.utterance.text)
    if claim is None or turn.person is None or turn.person.role not in {"", "participant"}:
        return False
    claimed = claim.group().casefold()
    turn.person.role = next((r for word, r in _CLAIMED.items() if word in claimed), "host")
    return True


def _take_hand_over(spoken: Sequence[Turn]) -> bool:
    """Give the roles of a report: who hands over to the next speaker by name, and who reports."""
    for turn, following in pairwise(spoken):
        host, reporter = turn.person, following.person
        if host is None or reporter is None or host is reporter or " " not in reporter.name:
            continue
        text = turn.utterance.text
        at = text.rfind(reporter.name)
        if at >= 0 and _HANDS_OVER.match(text, at + len(reporter.name)):
            host.role = host.role or "host"
            reporter.role = reporter.role or "reporter"
            return True
    return False


def _take_thanked(spoken: Sequence[Turn]) -> bool:
    """Give the role of host to who is thanked for the invitation: "Thanks for having me"."""
    for turn, following in pairwise(spoken):
        host, guest = turn.person, following.person
        if host is None or guest is None or host is guest or host.role or guest.role == "host":
            continue
        if _INVITED.search(following.utterance.text[:_GREETING]):
            host.role = "host"
            guest.role = guest.role or "guest"
            return True
    return False


def _take_named(turn: Turn, people: Iterable[Person]) -> bool:
    """Give the role of leader to who is called the host in a turn: "moderator Robert Costa"."""
    text = turn.utterance.text
    if not any(map(text.__contains__, _LEADING_WORDS)):
        return False
    for person in people:
        at = text.find(person.name) if " " in person.name and not person.role else -1
        named = _LEADER.search(text, max(0, at - 40), at) if at > 0 else None
        if named and (named["before"] or "").strip().casefold() not in _NOT_HERE:
            person.role = "moderator" if named["role"].casefold() == "moderator" else "host"
            return True
    return False


def _show_openers(spoken: Sequence[Turn]) -> list[Person]:
    """Who opens a show: "Welcome to X, I'm A", and who adds "And I'm B" right after."""
    hosts: list[Person] = []
    opened = -_SOON
    for at, turn in enumerate(spoken[:_BEGINNING]):
        person = turn.person
        if person is None or turn.kind != "speech":
            continue
        text = turn.utterance.text
        given = person.name.split()[0]
        introduces = any(
            fold_name(claim.name) == person.key or person.key in fold_name(claim.name).split()
            for claim in self_introductions(text)
        ) or bool(_introduces(given).search(text) if f" {given}" in text else False)
        opens = introduces and (at == 0 or bool(_SHOW.search(text)))
        if introduces and (opens or (hosts and at - opened <= _SOON)) and person not in hosts:
            hosts.append(person)
            opened = at
    return hosts


@lru_cache(maxsize=1 << 12)
def _introduces(given: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:I['’]m|[Ii]t['’]s) {re.escape(given)}\b(?!['’])")


def name_announcer(spoken: Sequence[Turn]) -> None:
    """Give the role of announcer to who opens the show for its host and says both their names."""
    first = spoken[0].person if spoken else None
    host = next((t.person for t in spoken if t.person and t.person.role == "host"), None)
    if first is None or host is None or first.role or host.scope != "dataset":
        return
    said = ""
    for turn in spoken[:_BEGINNING]:
        if turn.person is not first:
            break
        said += turn.utterance.text
    if host.name in said and _SHOW.search(said) and _YOUR_HOST.search(said):
        first.role = "announcer"


def name_callers(spoken: Sequence[Turn]) -> None:
    """Give the role of caller to those a host takes from the line, and who say that they call."""
    met: set[Person] = set()
    previous: Turn | None = None
    for turn in spoken:
        person = turn.person
        label = turn.utterance.label
        if person and not person.role and person not in met and label and label.kind == "named":
            tail = previous.utterance.text[-200:] if previous else ""
            taken = person.name.split()[0] in tail and _ON_THE_LINE.search(tail)
            if (
                (taken and person.kind == "unidentified")
                or _ON_THE_AIR.search(tail)
                or _CALLS.search(turn.utterance.text[:300])
            ):
                person.role = "caller"
        if person:
            met.add(person)
        previous = turn


def _asks(turn: Turn) -> bool:
    return turn.utterance.text.rstrip("\"”'’ ").endswith(("?", "？"))
