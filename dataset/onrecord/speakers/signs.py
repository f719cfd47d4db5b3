"""Signs that somebody leads a programme, each found by a function of its own, with its weight.

A host opens and closes the show, says its name, sends listeners to the break and brings them
back, introduces and thanks the others, asks, and is called by name. What a label, a title or
"thanks for having me" says counts against.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from onrecord.grammar.keyed import Keyed
from onrecord.grammar.names import fold_name
from onrecord.speakers.mentions import self_introductions
from onrecord.speakers.model import Evidence, Person, Turn

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
    ("ood ", "elcome", "his is ", "listening to", "watching", "t's ", "t’s "),
    re.compile(
        r"^(?:[Hh]ello,? and )?[Gg]ood (?:evening|morning|afternoon)[^.?!]{0,40}\.|\b[Ww]elcome(?: back)? to (?!the stand|our (?:next|first))|\b(?:[Tt]his is|[Ii]t['’]s) (?:the )?[A-Z][\w'’&]*(?: [\w'’&]+){0,5}[,.!?]|\b(?:[Yy]ou(?:'re|’re| are) (?:listening to|watching)|[Tt]his is .{0,40}(?:podcast|show)\b)"
    ),
)
#: What is said to listeners, each by whoever leads; told apart by kind, so that each counts once.
_PRESENTS = {
    "break": Keyed(
        ("stay with us", "back", "break", "more "),
        re.compile(
            r"\bstay with us\b|\b(?:be|come) (?:right )?back\b.{0,30}\b(?:minute|moment|break|more|second|this)|\bwe['’]ll be (?:right )?back\b|\bafter (?:the|this|a) (?:\w+ )?break\b|\bwhen we come back\b|\btake a (?:\w+ )?break\b|\bmore (?:in a moment|after this|to come)\b"
        ),
    ),
    "ahead": Keyed(
        (
            " up",
            "ahead",
            "our next",
            "our first",
            "on the show",
            "on the program",
            "on today",
            "on tonight",
        ),
        re.compile(
            r"\b(?:coming|still) up\b|\b(?:just|still) ahead\b|\bour (?:next|first) (?:guest|story|caller)\b|\bon (?:the|today['’]s|tonight['’]s) (?:show|programme?)\b"
        ),
    ),
    "close": Keyed(
        (
            "that's",
            "that’s",
            "for listening",
            "for watching",
            "for tuning",
            "leave it",
            "until next",
            "see you ",
            "have a g",
            "production of",
            "produced by",
        ),
        re.compile(
            r"\bthat['’]s (?:it|all|our (?:show|programme?|time)|the (?:show|programme?|news\w*)|the \W?\w+\W? for)\b|\b(?:thanks|thank you)(?: so much| very much)? for (?:listening|watching|tuning)\b|\bleave it there\b|\buntil next (?:time|week)\b|\bsee you (?:next|tomorrow|here|back)\b|\bhave a (?:good|great) (?:day|night|evening|week\w*)\b|\bis (?:a production of|produced by)\b"
        ),
    ),
    "guest": Keyed(
        (
            "join",
            "with us",
            "with me",
            "by us",
            "by me",
            "welcome",
            "for being",
            "for coming",
            "for talking",
            "for speaking",
            "your time",
            "for taking",
            "for calling",
            "guest",
            "let's",
            "let’s",
            "for more",
            "we begin",
        ),
        re.compile(
            r"\bjoin(?:s|ing) (?:us|me)\b|\b(?:with|joined by) (?:us|me) (?:now|today|tonight|here|is|are|to)\b|\bi['’]?(?:m| am) joined\b|\bwelcome (?:back )?to (?!the stand|our (?:next|first))|,? welcome[.!]|\b(?:thanks?|thank you)(?: so much| very much| again)? for (?:being|joining|coming|talking|speaking|taking the time|your time|calling)\b|\b(?:my|our) guest\b|\blet['’]s (?:bring in|go (?:now )?to|turn to|welcome)\b|\bfor more (?:on|,)|\bwe begin (?:today|tonight|with|our)"
        ),
    ),
    "calls": Keyed(
        ("call", "phone", "line", "on the air", "you're on ", "you’re on "),
        re.compile(
            r"\blet['’]s (?:take|go to|hear from) (?:a|the|another|our|some|one)\b.{0,20}\b(?:call|phone|line)|\byou(?:['’]re| are) on (?:the air|the line|[kw][a-z]{2,3}\b)|\b(?:next|first|last) call(?:er)?\b|\bgo to the phones\b|\bthanks? (?:you )?for (?:the|your) call\b|\bour (?:number|phone number|lines)\b"
        ),
    ),
}
#: In how many turns a show opens, and how soon after one host the other speaks.
_BEGINNING, _SOON = 12, 3
#: How far before a name the word that says host may stand, for two that lead together.
_BILL = 70
_BILLED_BEFORE = re.compile(
    r"\b(?:(?:co-?)?(?:hosted|presented|anchored) by|hosts?:?|presenters?:|anchors?:|with hosts?)\W{1,3}(?:[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){1,3}(?:,| and| &) ?(?:and )?)?$",
    re.IGNORECASE,
)
_BILLED_AFTER = re.compile(
    r"(?:, (?:the )?| is (?:the |a )?)(?:co-?)?(?:host|anchor|presenter)\b(?! of other)",
    re.IGNORECASE,
)
#: Who leads a programme, named before the name: ``moderator Ann Roe``; not ``former host``.
_LEADER = re.compile(
    r"(?P<before>[\w-]+ )?(?P<role>\b(?:co-?)?host|\b[Mm]oderator|\b[Aa]nchor|\b[Pp]resenter)s?,? $"
)
_I_AM_SAYS = ("I'm ", "I’m ", "I am ", "his is ", "t's ", "t’s ", "y name is ")
_I_AM = re.compile(
    r"\b(?:I['’]m|[Ii]t['’]s)(?: your(?: [a-z]+){1,3},?)? (?P<name>[^\W\d_a-z](?:[\w-]|['’](?=[A-Z]))*)(?!['’])"
)
_GREETING_OF = re.compile(
    r"(?:[\w'’]+,? ){0,4}?(?:[Tt]hanks?(?: you)?(?: so much| very much)?|[Gg]ood (?:morning|afternoon|evening)|[Hh]i|[Hh]ello|[Hh]ey|[Ww]ell|[Yy]ou bet|[Mm]y pleasure),? (?P<name>[^\W\d_a-z][\w'’-]*)"
)
_BESIDE = re.compile(r"(?:,| and) (?:with|alongside|along with|(?:and )?my co-?host,?|here with) $")
_HANDS_OVER = re.compile(
    r",? (?:reports\b|has (?:our|this|the|more)\b(?: (?:report|story|details|on))?|filed (?:this|our)|begins our coverage|takes a look|explains\b|is (?:in|there)\b)"
)
_INVITED = Keyed(
    ("for having ", "the invitation", "inviting ", "to be "),
    re.compile(
        r"\b(?:for having (?:me|us)|for the invitation|for inviting (?:me|us)|(?:good|great|nice|glad|happy|lovely|pleasure|delighted|honou?red?|thrilled) to be (?:here|back|on|with you))\b",
        re.IGNORECASE,
    ),
    fold=True,
)
#: How far into an answer its greeting goes, in characters.
_GREETING = 160
_LEADING_WORDS = ("host", "oderator", "nchor", "resenter")
_NOT_HERE = frozenset(
    ("former", "one-time", "longtime", "tv", "television", "radio", "talk-show", "show")
)
#: Labels that stand for one voice, whether or not it has a name.
_VOICES = frozenset({"named", "anonymous"})


def find_signs(
    spoken: Sequence[Turn], people: Iterable[Person], around: str
) -> dict[Person, list[tuple[str, Evidence]]]:
    """For each person, the signs of leading, each with the role it claims, if it does."""
    signs: defaultdict[Person, list[tuple[str, Evidence]]] = defaultdict(list)
    labelled = {t.person for t in spoken if t.utterance.label and t.utterance.label.kind in _VOICES}
    named = [person for person in people if person in labelled]
    for person, role, weight in (
        *_opens(spoken),
        *_claims(spoken),
        *_is_named(spoken, named),
        *_is_billed(around, named),
        *_hands_over(spoken),
        *_introduces(spoken),
        *_is_beside(spoken, named),
        *_presents(spoken),
        *_is_thanked(spoken),
        *_asks_most(spoken),
        *_is_between(spoken),
        *_is_called(spoken, named),
        *_is_somebody_else(spoken),
    ):
        if person in labelled:
            signs[person].append((role, Evidence("leads", weight)))
    return signs


_Sign = tuple[Person, str, float]


def _opens(spoken: Sequence[Turn]) -> Iterator[_Sign]:
    first = next((turn.person for turn in spoken if turn.person and turn.kind == "speech"), None)
    if first:
        yield first, "", 0.35


def _claims(spoken: Sequence[Turn]) -> Iterator[_Sign]:
    """Who says so: "I'm your host"."""
    for turn in spoken[:_BEGINNING]:
        claim = _CLAIM.search(turn.utterance.text)
        if claim and turn.person:
            claimed = claim.group().casefold()
            yield turn.person, next((r for w, r in _CLAIMED.items() if w in claimed), "host"), 0.95
            return


def _is_named(spoken: Sequence[Turn], people: Sequence[Person]) -> Iterator[_Sign]:
    """Who is called the host in a turn: "moderator Robert Costa"."""
    for turn in spoken:
        text = turn.utterance.text
        if not any(map(text.__contains__, _LEADING_WORDS)):
            continue
        for person in people:
            at = text.find(person.name) if " " in person.name else -1
            found = _LEADER.search(text, max(0, at - 40), at) if at > 0 else None
            if found and (found["before"] or "").strip().casefold() not in _NOT_HERE:
                moderates = found["role"].casefold() == "moderator"
                yield person, "moderator" if moderates else "host", 0.9
                return


def _is_billed(around: str, people: Sequence[Person]) -> Iterator[_Sign]:
    """Who the page calls the host: "hosted by Ana Ruiz and Ben Ito", "Ana Ruiz, host of X"."""
    folded = around.lower()
    if "host" not in folded and "present" not in folded:
        return
    for person in people:
        at = around.find(person.name) if " " in person.name else -1
        while at >= 0:
            before, end = around[max(0, at - _BILL) : at], at + len(person.name)
            if _BILLED_BEFORE.search(before) or _BILLED_AFTER.match(around, end):
                yield person, "", 0.9
                break
            at = around.find(person.name, end)


def _hands_over(spoken: Sequence[Turn]) -> Iterator[_Sign]:
    """Who hands over to the next speaker by name: "Lisa Desmond has our report"."""
    for turn, following in pairwise(spoken):
        host, reporter = turn.person, following.person
        if host is None or reporter is None or host is reporter or " " not in reporter.name:
            continue
        text = turn.utterance.text
        at = text.rfind(reporter.name)
        if at >= 0 and _HANDS_OVER.match(text, at + len(reporter.name)):
            reporter.role = reporter.role or "reporter"
            yield host, "", 0.85
            return


def _introduces(spoken: Sequence[Turn]) -> Iterator[_Sign]:
    """Who says their name to listeners: "Welcome to X, I'm A"; and who adds "And I'm B" right after."""
    opened = -_SOON - 1
    seen: set[Person] = set()
    for at, turn in enumerate(spoken):
        person = turn.person
        if person is None or turn.kind != "speech" or person in seen or not _says_own_name(turn):
            continue
        text = turn.utterance.text
        if at == 0 or (_SHOW.search(text) and at < _BEGINNING):
            opened = at
            weight = 0.85
        elif at - opened <= _SOON:
            weight = 0.85
        elif _PRESENTS["close"].search(text.lower()):
            weight = 0.7
        else:
            continue
        seen.add(person)
        yield person, "", weight


def _is_beside(spoken: Sequence[Turn], people: Sequence[Person]) -> Iterator[_Sign]:
    """Who is introduced as leading too: "I'm Ana Ruiz, with Ben Ito"."""
    for turn in spoken[:_BEGINNING]:
        if turn.person is None or not _says_own_name(turn):
            continue
        text = turn.utterance.text
        for person in people:
            at = text.find(person.name) if " " in person.name else -1
            if person is not turn.person and at > 0 and _BESIDE.search(text, max(0, at - 30), at):
                yield person, "", 0.5


def _says_own_name(turn: Turn) -> bool:
    """Whether a speaker says the own name: "I'm Ana Ruiz", "it's Ana"."""
    person, text = turn.person, turn.utterance.text
    if person is None:
        return False
    if not any(map(text.__contains__, _I_AM_SAYS)):
        return False
    label = turn.utterance.label
    called = {person.name.split()[0], *(label.name.split()[:1] if label else ())}
    return any(
        fold_name(claim.name) == person.key or person.key in fold_name(claim.name).split()
        for claim in self_introductions(text)
    ) or any(found["name"] in called for found in _I_AM.finditer(text))


#: Of so many who speak most often, each may lead.
_LEADERS = 4
_PRESENT_WEIGHTS = {"break": 0.6, "ahead": 0.4, "close": 0.4, "guest": 0.5, "calls": 0.6}


def _presents(spoken: Sequence[Turn]) -> Iterator[_Sign]:
    """Who speaks to listeners: to the break and back, of guests, of callers, of the end."""
    found: set[tuple[Person, str]] = set()
    times = Counter(turn.person for turn in spoken if turn.person)
    often = {person for person, _ in times.most_common(_LEADERS)}
    for turn in spoken:
        person = turn.person
        if person not in often or person is None or turn.kind != "speech":
            continue
        text = turn.utterance.text.lower()
        for kind, pattern in _PRESENTS.items():
            if (person, kind) not in found and pattern.search(text):
                found.add((person, kind))
                yield person, "", _PRESENT_WEIGHTS[kind]


def _is_thanked(spoken: Sequence[Turn]) -> Iterator[_Sign]:
    """Who is thanked for the invitation: "Thanks for having me", which no host says."""
    hosts: set[Person] = set()
    for turn, following in pairwise(spoken):
        host, guest = turn.person, following.person
        if host is None or guest is None or host is guest:
            continue
        if _INVITED.search(following.utterance.text[:_GREETING]):
            yield guest, "", -0.8
            if host not in hosts:
                hosts.add(host)
                yield host, "", 0.8


def _asks_most(spoken: Sequence[Turn]) -> Iterator[_Sign]:
    """Who does most of the asking."""
    asked = Counter(turn.person for turn in spoken if turn.kind == "speech" and asks(turn))
    total = sum(asked.values())
    for person, count in asked.items():
        if person and total >= 3 and count * 5 >= total * 3:
            yield person, "", 0.7
        elif person and count >= 3 and count * 3 >= total:
            yield person, "", 0.35


def _is_between(spoken: Sequence[Turn]) -> Iterator[_Sign]:
    """Who speaks between all the others, of whom there are several."""
    follows: Counter[Person] = Counter()
    others: Counter[Person] = Counter()
    voices = {turn.person for turn in spoken if turn.person}
    for before, turn in pairwise(spoken):
        if before.person and turn.person and before.person is not turn.person:
            follows[before.person] += 1
            others[turn.person] += 1
    total = sum(follows.values())
    for person, count in follows.items():
        rest = total - others[person]
        if len(voices) > 2 and rest >= 4 and count * 5 >= rest * 4:
            yield person, "", 0.35


def _is_called(spoken: Sequence[Turn], people: Sequence[Person]) -> Iterator[_Sign]:
    """Who is thanked or greeted by name by those who speak next."""
    given = {person: person.name.split()[0] for person in people}
    callers: defaultdict[Person, set[Person]] = defaultdict(set)
    for before, turn in pairwise(spoken):
        host, speaker = before.person, turn.person
        if host is None or speaker is None or host is speaker or host not in given:
            continue
        greeted = _GREETING_OF.match(turn.utterance.text)
        if greeted and greeted["name"] == given[host]:
            callers[host].add(speaker)
    for person, speakers in callers.items():
        yield person, "", 0.3 if len(speakers) == 1 else 0.55


def _is_somebody_else(spoken: Sequence[Turn]) -> Iterator[_Sign]:
    """Whose label says what else they are: a title of office, a role that is no host's."""
    seen: set[Person] = set()
    for turn in spoken:
        label, person = turn.utterance.label, turn.person
        if label and person and person not in seen and (label.role or not _is_plain(label.title)):
            seen.add(person)
            yield person, "", -0.5


def _is_plain(title: str) -> bool:
    """Whether a title says nothing of what somebody does: none, ``Mr.``."""
    return title.rstrip(".").casefold() in {"", "mr", "ms", "mrs", "miss"}


def asks(turn: Turn) -> bool:
    """Whether a turn ends with a question."""
    return turn.utterance.text.rstrip("\"”'’ ").endswith(("?", "？"))
