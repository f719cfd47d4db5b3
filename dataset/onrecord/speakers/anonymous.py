"""Names for the voices of a recogniser (``SPEAKER_00``, ``Speaker 2``, ``S1``), from the words.

Four kinds of evidence: who says their own name, who answers when announced by a full name, who is
heard for the first time right after being named in full, and who speaks right before or after being
called by a first name. The names go to the labels as one assignment: each name to one voice and
each voice to one name, the surest first, and nothing where two claims are about as sure. Who is not
named stays anonymous.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from itertools import islice, pairwise

from onrecord.grammar.labels import is_nameless
from onrecord.grammar.names import PARTICLES, bare, fold_name
from onrecord.speakers.cast import Cast
from onrecord.speakers.mentions import FULL_NAME, as_name, self_introductions, stated_name
from onrecord.speakers.model import Decision, Evidence, Person, Turn, joint_weight

_TITLE = r"(?:(?:Dr|Prof|Mrs?|Ms|Sen|Rep|Gov|Rev)\. )?"
_ANNOUNCED = re.compile(
    r"\b(?:[Jj]oin(?:s|ing|ed) (?:us|me)|joined (?:\w+ )?by|[Ww]elcome(?! (?:back )?to\b)|here with (?:us|me)|with (?:us|me)|"
    rf"I['’]m here with|talking (?:to|with)|speaking (?:to|with)|[Mm]y guest)\b[^.?!]{{0,80}}?{_TITLE}(?<![\w-]){FULL_NAME}"
)
_NAME_FIRST = re.compile(
    rf"(?:^|[.,?!] |['’]s |[Cc]orrespondent |[Rr]eporter ){FULL_NAME},? (?:joins (?:us|me)|is (?:here|with (?:us|me)|our guest|my guest|on the line)|welcome"
    r"|reports\b|reporting\b|has (?:the story|more|this report|the details|our report))\b"
)
#: A moderator of questions hands over, or a narrator says who is heard next.
_HANDED = re.compile(
    r"\b(?:question(?:er)?,? (?:is|comes|will come|today comes|today will come)(?: to us)? from(?: the line of)?|line of|"
    r"over to(?: your \w+(?: today)?,?)?|[Ww]ith us(?: now| today)?(?: is|,)|[Hh]ere(?:['’]s| is)|[Nn]amed|"
    rf"[Hh](?:er|is) name(?:['’]s| is|was)) {_TITLE}{FULL_NAME}"
)
_ANSWERS = re.compile(
    r"(?i)\W*(?:(?:well|oh|yes|yeah|\w+),? )?(?:thanks?\b|hi\b|hello\b|hey\b|good (?:morning|evening|afternoon|to be)|"
    r"(?:it['’]?s|it is|i['’]?m) (?:\w+ )?(?:a |my )?(?:good|great|nice|lovely|pleasure|happy|glad|pleased|delighted|honou?r)|"
    r"(?:my |a )?pleasure|great to be|glad to be|happy to be|nice to)"
)
_THANKED = re.compile(
    r"(?:^|[.?!] )(?:Thanks?(?: you)?(?: so much| very much)?|Hi|Hello|Good (?:morning|evening|afternoon)),? "
    r"(?P<name>[^\W\d_a-z][\w'’-]+)(?=[,.?!])"
)
_NAMED = re.compile(FULL_NAME)
_MENTIONED = re.compile(rf"(?<![\w'’-]){FULL_NAME}(?<!['’]s)(?!\.[A-Z]|[\w-]|['’]s? )")
#: First words of names of places and things, or of a family name alone.
_NO_GIVEN = PARTICLES | frozenset(
    """cape lake mount mt fort port new north south east west san santa los las saint river point
    option plan part act chapter item section room route page highway united great old little big
    small long first last good general public national state town city county""".split()
)
#: Words that no person's name has.
_NO_FAMILY = frozenset(
    """road street avenue lane drive square county city town park bridge river lake island islands
    mountain mountains hill hills valley bay beach harbor harbour house hall hotel hospital school
    college university museum library church company corporation council committee commission
    department office bureau agency center centre institute association society club union party
    times post journal gazette courier tribune herald press news radio television show hour desk
    committee court chair objects world states war day night river act bill prize award""".split()
)
#: A first name called at the beginning or the end of a sentence.
_VOCATIVE = re.compile(
    r"(?:^|[.?!] )(?:(?:[Ss]o|[Aa]nd|[Bb]ut|[Oo]kay|[Nn]ow|[Ww]ell),? )?(?P<name>[^\W\d_a-z][\w'’-]+), (?=[a-z])"
)
#: A place stands here, and no person: ``joins us from Fort Wayne``.
_PLACE = re.compile(r"\b(?:from|in|at|of|near|the) $")
#: At most two more sentences follow before the turn ends.
_ENDS = re.compile(r"(?:[^.?!]*[.?!]){1,3}[\"”]?\s*$")
_WITHOUT_NAMES = frozenset(("anonymous", "unidentified"))
_OWN_KINDS = frozenset(("self-introduction", "sign-off"))
_OWN, _ANNOUNCED_WEIGHT, _MENTIONED_WEIGHT, _CALLED_WEIGHT = 0.95, 0.85, 0.4, 0.5
_BEFORE_WEIGHT = 0.8
#: How many words of a sentence may stand before the name of whom it is about.
_WORDS_BEFORE = 9
_SENTENCE_END = re.compile(r"[.?!][\"”’')]*\s+(?=[^\W\d_a-z]|$)")
#: Words after which a name is not who a sentence is about, or is the speaker's own.
_OTHER_TOPIC = re.compile(
    r"\b(?:I|I['’]m|my|we|you|you['’]re|with|at|for|of|on|in|[Tt]his is|it['’]s|calls?)\b"
)
#: More than one guest is introduced, and either may be the next to speak.
_SEVERAL = re.compile(
    r"(?i)\b(?:with us are|you both|(?:both|all) of you|you all|and so (?:is|does))\b"
)
_LEAST, _MARGIN = 0.8, 0.15
#: What is looked at: a bound on the time that a hostile text can take.
_TURNS, _LABELS, _CLAIMS = 4000, 64, 500
_NEAR = 300


def name_anonymous(cast: Cast, turns: Sequence[Turn]) -> None:
    """Give anonymous voices the names that the words give them: attribution ``inferred``."""
    if _WITHOUT_NAMES.isdisjoint(cast.label_kinds):
        return
    spoken = [turn for turn in turns if turn.kind != "cue"][:_TURNS]
    voices, lone = _nameless(spoken, broadcast=cast.transcript.broadcast)
    if not voices | lone or len(voices | lone) > _LABELS:
        return
    claims = _claims(cast, spoken, voices, lone)
    named = {member.key: member for member in cast.members if member.kind == "named"}
    for person, (name, confidence, pieces) in _assign(claims).items():
        known = named.get(fold_name(name))
        decision = Decision(known or person, "inferred", confidence, pieces)
        if known is None:
            cast.complete(turns, name, decision)
        elif person in lone:
            for turn in turns:
                if turn.person is person:
                    turn.decide(decision)


def _claims(
    cast: Cast, spoken: Sequence[Turn], voices: set[Person], lone: set[Person]
) -> dict[tuple[Person, str], list[Evidence]]:
    """What speaks for each name of each voice; nothing where there are too many to weigh."""
    claims: defaultdict[tuple[Person, str], list[Evidence]] = defaultdict(list)
    told = _told(cast, spoken) if voices else ()
    for person, name, evidence in (*_own_names(cast, spoken), *told):
        if person in voices or (person in lone and evidence.kind in _OWN_KINDS):
            claims[person, name].append(evidence)
    if len(claims) > _CLAIMS:
        return {}
    for person, name, evidence in _calls(cast, spoken):
        for voice, full in list(claims):
            if voice is person and full.split()[0] == name:
                claims[voice, full].append(evidence)
    return claims


def _nameless(spoken: Sequence[Turn], *, broadcast: bool) -> tuple[set[Person], set[Person]]:
    """The voices of a recogniser, and people under a label for nobody that is used only once.

    A label such as ``Voicemail`` that comes again may be somebody else; where a transcriber
    prints ``UNIDENTIFIED``, that was a choice.
    """
    heard = Counter(turn.person for turn in spoken)
    labels = {t.person: t.utterance.label for t in spoken if t.person and t.utterance.label}
    voices = {person for person, label in labels.items() if label.kind == "anonymous"}
    lone = {
        person
        for person, label in labels.items()
        if label.kind == "unidentified" and heard[person] == 1 and not is_nameless(label.name)
    }
    return voices, set() if broadcast else lone


def _own_names(cast: Cast, spoken: Sequence[Turn]) -> Iterator[tuple[Person, str, Evidence]]:
    """``I'm Dana Whitfield``, or with the first words, ``Hal Pruitt, 14 Orchard Road``."""
    heard: set[Person | None] = set()
    for turn in spoken:
        text = turn.utterance.text
        stated = stated_name(text) if turn.person not in heard else None
        heard.add(turn.person)
        for claim in (*self_introductions(text), *((stated,) if stated else ())):
            if turn.person:
                place = cast.place_in(turn, text[claim.start : claim.end])
                yield turn.person, claim.name, Evidence(claim.kind, _OWN, *place)


def _told(cast: Cast, spoken: Sequence[Turn]) -> Iterator[tuple[Person, str, Evidence]]:
    """What others say of who speaks next."""
    announced = [*_announcements(cast, spoken)]
    yield from announced
    yield from _introductions(cast, spoken, {(person, name) for person, name, _ in announced})
    yield from _summons(cast, spoken)


def _announcements(cast: Cast, spoken: Sequence[Turn]) -> Iterator[tuple[Person, str, Evidence]]:
    """``Joining us is Professor Ines Okafor.`` and the next voice says thank you."""
    heard: set[Person | None] = set()
    for turn, after in pairwise(spoken):
        heard.add(turn.person)
        if after.person is None or after.person is turn.person:
            continue
        tail = turn.utterance.text[-_NEAR:]
        announced = (m for said in (_ANNOUNCED, _NAME_FIRST) for m in said.finditer(tail))
        found = [m for m in announced if not _PLACE.search(tail, 0, m.start("name"))]
        found += _HANDED.finditer(tail)
        names = {name: match for match in found if (name := as_name(match["name"]))}
        if len(names) == 1:
            ((name, match),) = names.items()
            answers = _ANSWERS.match(after.utterance.text[:80])
            begins = after.person not in heard and _ENDS.match(tail, match.end())
            weight = _ANNOUNCED_WEIGHT if answers or begins else _MENTIONED_WEIGHT
            place = cast.place_in(turn, match["name"])
            yield after.person, name, Evidence("announced", weight, *place)


def _introductions(
    cast: Cast, spoken: Sequence[Turn], announced: Container[tuple[Person, str]]
) -> Iterator[tuple[Person, str, Evidence]]:
    """``Gudmund Steen has worked down here since 1989.`` and a voice not heard before.

    Only where one of the last two sentences is about one person, named in full for the first time,
    and not where the same words have announced them.
    """
    heard: set[Person | None] = set()
    named: set[str] = set()
    for turn, after in pairwise(spoken):
        heard.add(turn.person)
        text = turn.utterance.text
        names = {name: m for m in islice(_MENTIONED.finditer(text), 50) if (name := _person(m))}
        new = {name: m for name, m in names.items() if name not in named}
        named |= names.keys()
        if after.person is None or after.person in heard or len(new) != 1 or len(names) > 2:
            continue
        ((name, match),) = new.items()
        if (after.person, name) in announced or _SEVERAL.search(text):
            continue
        if len(text) - match.end() <= _NEAR and _is_topic(match):
            place = cast.place_in(turn, match["name"])
            yield after.person, name, Evidence("named-before", _BEFORE_WEIGHT, *place)


def _is_topic(match: re.Match[str]) -> bool:
    """Whether one of the last two sentences begins with who is named, or with a few words on them."""
    text, start = match.string, match.start("name")
    before = _SENTENCE_END.split(text[max(0, start - _NEAR) : start])[-1]
    ends = sum(1 for _ in _SENTENCE_END.finditer(text, match.end()))
    return ends <= 1 and len(before.split()) <= _WORDS_BEFORE and not _OTHER_TOPIC.search(before)


def _person(match: re.Match[str]) -> str:
    """The full name that is mentioned, if it can be a person's; empty for places and things."""
    text, start = match.string, match.start("name")
    name = as_name(match["name"])
    words = [bare(word) for word in name.split()]
    if not words or len(words[-1]) < 2 or words[0] in _NO_GIVEN or not _NO_FAMILY.isdisjoint(words):
        return ""
    thing = _PLACE.search(text, 0, start) or text[start - 1 : start] in {'"', "“", "'", "‘", "*"}
    return "" if thing else name


def _summons(cast: Cast, spoken: Sequence[Turn]) -> Iterator[tuple[Person, str, Evidence]]:
    """``I'm with Leif Quarrington. Leif, you did the sound?`` and the next voice answers."""
    full: defaultdict[str, set[str]] = defaultdict(set)
    for turn in spoken:
        for match in islice(_NAMED.finditer(turn.utterance.text), 50):
            if (name := as_name(match["name"])) and len(full) < _CLAIMS:
                full[name.split()[0]].add(name)
    for turn, after in pairwise(spoken):
        if after.person is None or after.person is turn.person:
            continue
        said = {match["name"] for match in _VOCATIVE.finditer(turn.utterance.text[-_NEAR:])}
        called = said & full.keys()
        names = {name for given in called for name in full[given]}
        names = {name for name in names if name in turn.utterance.text} or names
        if len(called) == 1 == len(names):
            (name,) = names
            same = name in turn.utterance.text
            weight = _ANNOUNCED_WEIGHT if same else _CALLED_WEIGHT
            place = cast.place_in(turn, name if same else name.split()[0])
            yield after.person, name, Evidence("called-on", weight, *place)


def _calls(cast: Cast, spoken: Sequence[Turn]) -> Iterator[tuple[Person, str, Evidence]]:
    """``Thanks, Dana``: said to whoever spoke before."""
    for before, turn in pairwise(spoken):
        match = _THANKED.match(turn.utterance.text)
        if match and before.person and before.person is not turn.person:
            yield (
                before.person,
                match["name"],
                Evidence("addressed", _CALLED_WEIGHT, *cast.place_in(turn, match["name"])),
            )


def _assign(
    claims: dict[tuple[Person, str], list[Evidence]],
) -> dict[Person, tuple[str, float, tuple[Evidence, ...]]]:
    """One name a voice and one voice a name, where one claim is clearly the surest."""
    weights = {
        claim: min(joint_weight({piece.kind: piece for piece in pieces}.values()), 0.97)
        for claim, pieces in claims.items()
    }
    chosen = {}
    for (person, name), weight in weights.items():
        rivals = [
            other
            for (voice, called), other in weights.items()
            if (voice is person) != (called == name)
        ]
        if weight >= _LEAST and weight - max(rivals, default=0.0) >= (_MARGIN if rivals else 0.0):
            chosen[person] = (name, weight, tuple(claims[person, name]))
    return chosen
