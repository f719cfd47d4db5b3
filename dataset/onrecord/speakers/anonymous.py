"""Names for the voices of a recogniser (``SPEAKER_00``, ``Speaker 2``, ``S1``), from the words.

Three kinds of evidence: who says their own name, who answers when announced by a full name, and
who speaks right before or after being called by a first name. The names go to the labels as one
assignment: each name to one voice and each voice to one name, the surest first, and nothing where
two claims are about as sure. Who is not named stays anonymous.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from onrecord.grammar.lexicon import FUNCTION_WORDS
from onrecord.grammar.names import bare, fold_name, split_title
from onrecord.speakers.cast import Cast
from onrecord.speakers.model import Decision, Evidence, Person, Turn, joint_weight

_WORD = r"(?:(?:[A-Z]\.)+|(?:[Dd][aei]|[Dd]el|[Vv][ao]n|de la|[Ll]a|bin|al) [^\W\d_a-z][\w'’-]+|[^\W\d_a-z][\w'’-]*\w)"
_FULL = rf"(?P<name>{_WORD}(?: {_WORD}){{1,3}}(?:,? (?:Jr|Sr)\b\.?)?)"
_I_AM = re.compile(
    rf"\b(?:I['’]m|I am|[Mm]y name is|[Mm]y name['’]s)(?: your host,?| [Dd]r\.)? {_FULL}"
)
_ANNOUNCED = re.compile(
    r"\b(?:[Jj]oin(?:s|ing|ed) (?:us|me)|joined (?:\w+ )?by|[Ww]elcome(?! (?:back )?to\b)|here with (?:us|me)|with (?:us|me)|"
    rf"I['’]m here with|talking (?:to|with)|speaking (?:to|with)|[Mm]y guest)\b[^.?!]{{0,80}}?(?:(?:Dr|Prof|Mrs?|Ms|Sen|Rep|Gov|Rev)\. )?(?<![\w-]){_FULL}"
)
_NAME_FIRST = re.compile(
    rf"(?:^|[.,?!] |['’]s |[Cc]orrespondent |[Rr]eporter ){_FULL},? (?:joins (?:us|me)|is (?:here|with (?:us|me)|our guest|my guest|on the line)|welcome"
    r"|reports\b|reporting\b|has (?:the story|more|this report|the details|our report))\b"
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
_EMPLOYER = re.compile(r"^.*['’]s ")
#: A place stands here, and no person: ``joins us from Fort Wayne``.
_PLACE = re.compile(r"\b(?:from|in|at|of|near|the) $")
#: At most two more sentences follow before the turn ends.
_ENDS = re.compile(r"(?:[^.?!]*[.?!]){1,3}[\"”]?\s*$")
_OWN, _ANNOUNCED_WEIGHT, _MENTIONED_WEIGHT, _CALLED_WEIGHT = 0.95, 0.85, 0.4, 0.5
_LEAST, _MARGIN = 0.8, 0.15
#: What is looked at: a bound on the time that a hostile text can take.
_TURNS, _LABELS, _CLAIMS = 4000, 64, 500
_NEAR = 300


def name_anonymous(cast: Cast, turns: Sequence[Turn]) -> None:
    """Give anonymous voices the names that the words give them: attribution ``inferred``."""
    spoken = [turn for turn in turns if turn.kind != "cue"][:_TURNS]
    voices = {
        turn.person
        for turn in spoken
        if turn.person and turn.utterance.label and turn.utterance.label.kind == "anonymous"
    }
    if not voices or len(voices) > _LABELS:
        return
    claims: defaultdict[tuple[Person, str], list[Evidence]] = defaultdict(list)
    for person, name, evidence in (*_own_names(cast, spoken), *_announcements(cast, spoken)):
        if person in voices:
            claims[person, name].append(evidence)
    if len(claims) > _CLAIMS:
        return
    for person, name, evidence in _calls(cast, spoken):
        for voice, full in list(claims):
            if voice is person and full.split()[0] == name:
                claims[voice, full].append(evidence)
    taken = {member.key for member in cast.members if member.kind == "named"}
    for person, (name, confidence, pieces) in _assign(claims).items():
        if fold_name(name) not in taken:
            cast.complete(turns, name, Decision(person, "inferred", confidence, pieces))


def _own_names(cast: Cast, spoken: Sequence[Turn]) -> Iterator[tuple[Person, str, Evidence]]:
    """``I'm Dana Whitfield``."""
    for turn in spoken:
        for match in islice(_I_AM.finditer(turn.utterance.text), 3):
            name = _as_name(match["name"])
            if name and turn.person and not _is_quoted(turn.utterance.text, match.start()):
                yield (
                    turn.person,
                    name,
                    Evidence("self-introduction", _OWN, *cast.place_in(turn, match["name"])),
                )


def _announcements(cast: Cast, spoken: Sequence[Turn]) -> Iterator[tuple[Person, str, Evidence]]:
    """``Joining us is Professor Ines Okafor.`` and the next voice says thank you."""
    heard: set[Person | None] = set()
    for turn, after in pairwise(spoken):
        heard.add(turn.person)
        if after.person is None or after.person is turn.person:
            continue
        tail = turn.utterance.text[-_NEAR:]
        found = [*_ANNOUNCED.finditer(tail), *_NAME_FIRST.finditer(tail)]
        names = {
            name: match
            for match in found
            if (name := _as_name(match["name"])) and not _PLACE.search(tail, 0, match.start("name"))
        }
        if len(names) == 1:
            ((name, match),) = names.items()
            answers = _ANSWERS.match(after.utterance.text[:80])
            begins = after.person not in heard and _ENDS.match(tail, match.end())
            weight = _ANNOUNCED_WEIGHT if answers or begins else _MENTIONED_WEIGHT
            place = cast.place_in(turn, match["name"])
            yield after.person, name, Evidence("announced", weight, *place)


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


def _as_name(words: str) -> str:
    """The full name in `words` without title and employer; empty where it is none."""
    name = split_title(_EMPLOYER.sub("", words.strip(" ,")))[1]
    name = f"{name}." if name.endswith((" Jr", " Sr")) else name
    parts = name.split()
    sound = len(parts) > 1 and not any(
        bare(part) in FUNCTION_WORDS or (part.isupper() and len(bare(part)) > 2) for part in parts
    )
    return name if sound else ""


def _is_quoted(text: str, at: int) -> bool:
    """Whether the words at `at` are somebody else's, in quotation marks."""
    before = text[max(0, at - 200) : at]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1
