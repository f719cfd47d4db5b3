"""What stands beside a name in the words: given names before a surname, offices before a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from onrecord.grammar.lexicon import FUNCTION_WORDS
from onrecord.grammar.names import TITLES, bare, split_name, split_title, with_stop
from onrecord.speakers.model import Person

_GIVEN = re.compile(r"(?:[^\W\d_a-z][\w'’.-]*\s){1,3}$")
_WORD = (
    r"(?:(?:[A-Z]\.)+|(?:[Dd][aei]|[Dd]el|[Dd]os|[Vv][ao]n(?: de[nr]?)?|[Dd]e la|[Ll]a|bin|al|zu|ter) [^\W\d_a-z][\w'’-]+"
    r"|[^\W\d_a-z][\w'’-]*\w)"
)
#: A full name in mixed case, particles, initials and suffix included.
FULL_NAME = rf"(?P<name>{_WORD}(?: (?:St\. )?{_WORD}){{1,3}}(?:,? (?:Jr|Sr)\b\.?)?)"
#: It begins with a set of letters, to which `re` skips, and not with the bound of a word.
_I_AM = re.compile(
    rf"[IMmSs](?:(?<=\bI)(?:['’]m| am)|(?<=\b[Mm])(?:y name(?: is|['’]s)|e llamo)|(?<=\b[Ss])oy)(?: your host,?| [Dd]r\.)? {FULL_NAME}"
)
_THIS_IS = re.compile(
    rf"\b(?:[Tt]his is|[Tt]his['’]s) {FULL_NAME}(?=,? (?:for|from|with|reporting|speaking|at|in|and I|here)\b|,? NPR\b)"
)
_SIGN_OFF = re.compile(
    rf"(?:^|[.?!…][\"”]? |[Ff]or NPR News,? ){FULL_NAME}, (?:for )?(?:NPR|[A-Z]{{3,5}}|(?:[A-Z]\w+ )+Public (?:Radio|Media)|Marketplace)(?: News)?(?:,|\.$| in | at )"
)
#: Words without which a text cannot match the pattern: looking for them takes far less time.
_I_AM_SAYS = ("I'm ", "I’m ", "I am ", "y name is ", "y name's ", "y name’s ", "e llamo ", "oy ")
_THIS_IS_SAYS = ("his is ", "his's ", "his’s ")
_SIGN_OFF_SAYS = re.compile(r", (?:for )?[A-Z]")
#: As the public states at a meeting: "Good evening. Ann Roe, 14 Orchard Street."
_STATED = re.compile(
    rf"(?:[^.?!]{{0,60}}[.?!,] ){{0,3}}{FULL_NAME}, (?:[0-9]|[Ww]ard|[Dd]istrict|[Rr]esident|[Hh]ere\b|[Ff]rom |[Rr]epresenting|[Ww]ith |[Oo]n behalf)"
)
#: How near to the end of a turn a sign-off stands, in characters.
_AT_THE_END = 140
_FAMILY = re.compile(
    r" (?P<family>(?:(?:[A-Z]\. )|(?:[Dd][aei]|[Dd]el|[Vv][ao]n|[Dd]e la|[Ll]a|bin|al) )*[^\W\d_a-z][\w'’-]*\w)"
)
_CALLING_BEFORE = re.compile(r"(?<![\w'’-])(?P<calling>(?:[a-z][a-z-]+ ){0,2}[a-z][a-z-]+) $")
_LETTERS_OF_CALLINGS = "abcdefghijklmnopqrstuvwxyz- "
_CALLING_AFTER = re.compile(
    r",? (?:is |was |who is |who was )?(?:an?|the) (?P<calling>(?:[\w'’-]+ ){0,6}?[\w'’-]+)(?=[,.;:?!]| who\b| says\b)"
)
_HEAD_ENDS = re.compile(r" (?:of|for|from|at|in|with|and|on|who|to)\b")
#: Endings of words for what people do.
_AGENT = re.compile(
    r"(?:[^aeiou]er|[aeiou]ver|eer|[ct]or|ist|ian|man|woman|person|ess|nurse|cook|chef|poet|pilot)$"
)
_NO_CALLINGS = frozenset(
    """other another former later after under over never ever summer winter weather number paper
    matter letter water order power center member brother sister mother father daughter older
    younger bigger better longer whether together rather consider
    person woman man human german list exist""".split()
)
_EMPLOYER = re.compile(r"^.*['’]s ")
_ORGANISATIONS = frozenset(
    """magazine times post news radio journal review weekly daily press television tv institute
    university college school show project podcast group inc company street road city county club
    foundation center centre museum society association""".split()
)
_LINKS = frozenset(("of", "for", "the", "and", "&"))


def describe(person: Person, text: str, places: Iterable[int]) -> None:
    """Fill in name parts and the offices the words give the person: ``Secretary of State``.

    `places` are where the name stands in `text`.
    """
    if person.kind == "named":
        parts = split_name(person.name)
        person.given_name = parts.given or None
        person.family_name = parts.family or None
    if person.kind != "named" or person.scope != "dataset":
        return
    end = 0
    for at in places:
        if at < end:
            continue
        end = at + len(person.name)
        for said in (
            _office_before(text, at),
            _calling_before(text, at),
            _calling_after(text, end),
        ):
            if said:
                person.descriptions.add(said)


def _office_before(text: str, at: int) -> str | None:
    """The title printed before a name at `at`; None where there is none."""
    if at == 0 or text[at - 1] == "\n":
        return None
    line = text[max(0, at - 80) : at].rpartition("\n")[2]
    words: list[str] = []
    for word in reversed(line.split()):
        if word[-1] in '.,;:!?"”)' and bare(word) not in TITLES:
            break
        if not (word[0].isupper() or word in _LINKS) or len(words) == 8:
            break
        words.insert(0, word)
    while words and (bare(words[0]) not in TITLES or words[0][0].islower()):
        words.pop(0)
    is_office = words and words[-1] not in _LINKS and words != ["The"]
    return " ".join(words) if is_office else None


def _calling_before(text: str, at: int) -> str | None:
    """A calling in front of a name: ``session drummer Everett Quayle``."""
    before = text[max(0, at - 60) : at]
    plain = len(before) - len(before.rstrip(_LETTERS_OF_CALLINGS))
    if before[-1:] != " " or plain < 2:
        return None  # most names: a sentence begins here, or a title stands before
    match = _CALLING_BEFORE.search(text, at - plain, at)
    words = match["calling"].split() if match else []
    while words and bare(words[0]) in FUNCTION_WORDS:
        words.pop(0)
    calling = " ".join(words)
    return calling if calling and _is_calling(calling) else None


def _calling_after(text: str, at: int) -> str | None:
    """A calling behind a name: ``Everett Quayle, a retired bridge inspector, says``."""
    match = _CALLING_AFTER.match(text, at)
    return match["calling"] if match and _is_calling(match["calling"]) else None


def _is_calling(phrase: str) -> bool:
    """Whether a phrase names what somebody does, told by its head: ``drummer``, ``pianist for``."""
    head = _HEAD_ENDS.split(phrase)[0].split()[-1]
    return bool(_AGENT.search(head)) and bare(head) not in _NO_CALLINGS


def given_before(text: str, at: int) -> str | None:
    """The given names printed before a surname at `at`; None where there are none."""
    match = _GIVEN.search(text, max(0, at - 60), at)
    if match is None or "\n" in match.group():
        return None
    words = match.group().split()
    ended = [
        at
        for at, word in enumerate(words)
        if word[-1] in ".!?"
        and len(word) > 2
        and "." not in word[:-1]  # initials: B.R.
        and bare(word) not in TITLES
    ]
    words = words[ended[-1] + 1 :] if ended else words
    while words and (words[0].endswith(("'s", "’s")) or bare(words[0]) in FUNCTION_WORDS):
        words.pop(0)
    _, name = split_title(" ".join([*words, "X"]))
    words = name.split()[:-1]
    if not words or not all(word[0].isupper() for word in words):
        return None
    if any(bare(word) in FUNCTION_WORDS or _closes(word) for word in words):
        return None
    return " ".join(words)


def _closes(word: str) -> bool:
    """Whether a word closes a sentence or a clause, and is no initials: ``B.A.``."""
    return word[-1] in ".,!?" and len(word) > 3 and "." not in word[:-1]


def family_after(text: str, at: int) -> str | None:
    """The surname printed after a given name that ends at `at`; None where there is none."""
    match = _FAMILY.match(text, at)
    if match is None:
        return None
    family = match["family"].removesuffix("'s").removesuffix("’s")
    words = family.split()
    last = bare(words[-1])
    if last in FUNCTION_WORDS or last in TITLES or last in _ORGANISATIONS or words[-1].isupper():
        return None
    return family


class Claim(NamedTuple):
    """A full name that the speaker of a text claims: its place in it, and in what way."""

    name: str
    start: int
    end: int
    kind: str


def self_introductions(text: str) -> Iterator[Claim]:
    """The names that a speaker claims: "I'm Ana Ruiz"; at the end, "Ana Ruiz, NPR News, Paris"."""
    if any(map(text.__contains__, _I_AM_SAYS)):
        yield from _claims("self-introduction", _I_AM, text, 0)
    if any(map(text.__contains__, _THIS_IS_SAYS)):
        yield from _claims("self-introduction", _THIS_IS, text, 0)
    tail = max(0, len(text) - _AT_THE_END)
    if _SIGN_OFF_SAYS.search(text, tail):
        yield from _claims("sign-off", _SIGN_OFF, text, tail)


def _claims(kind: str, pattern: re.Pattern[str], text: str, begin: int) -> Iterator[Claim]:
    for match in islice(pattern.finditer(text, begin), 3):
        name = as_name(match["name"])
        if name and not _is_quoted(text, match.start()):
            yield Claim(name, match.start("name"), match.end("name"), kind)


def stated_name(text: str) -> Claim | None:
    """The name and address that a speaker states first, as the public does at a meeting."""
    match = _STATED.match(text[:400])
    name = as_name(match["name"]) if match else ""
    if match is None or not name:
        return None
    return Claim(name, match.start("name"), match.end("name"), "self-introduction")


def as_name(words: str) -> str:
    """The full name in `words` without title and employer; empty where it is none."""
    name = split_title(_EMPLOYER.sub("", words.strip(" ,")))[1]
    name = with_stop(name)
    parts = name.split()
    sound = len(parts) > 1 and not any(
        bare(part) in FUNCTION_WORDS or (part.isupper() and len(bare(part)) > 2) for part in parts
    )
    return name if sound else ""


def _is_quoted(text: str, at: int) -> bool:
    """Whether the words at `at` are somebody else's, in quotation marks."""
    before = text[max(0, at - 200) : at]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1
