"""Who speaks the words above the first label: the host, where the document tells who that is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from onrecord.grammar.lexicon import FUNCTION_WORDS
from onrecord.speakers.cast import Cast
from onrecord.speakers.mentions import self_introductions
from onrecord.speakers.model import UNKNOWN, Decision, Evidence, Person, Turn, weigh

#: A first name called near the beginning of an answer.
_CALLED = re.compile(
    r"(?:[\w'’-]+,? ){0,5}?(?:[\w'’-]+, (?P<name>[^\W\d_a-z][\w'’-]{2,})(?=[,.?!])|^(?P<first>[^\W\d_a-z][\w'’-]{2,})(?=, ))"
)
#: What sentences of speech begin with before a comma.
_BEGINNINGS = frozenset(
    """plus look well right sure okay yeah anyway besides meanwhile however therefore instead perhaps
    maybe indeed granted true correct fine great honestly frankly man boy gosh god lord sir madam
    again otherwise likewise surely nevertheless nonetheless moreover furthermore overall""".split()
)
#: A candidate must reach this much, and lead the next by that much.
_LEAST, _MARGIN = 0.62, 0.12


def attribute_opening(cast: Cast, turns: Sequence[Turn]) -> Decision:
    """The decision on an unlabelled opening: attribution ``inferred``, or unknown."""
    opening = [turn for turn in turns if turn.utterance.opening and turn.kind != "cue"]
    labelled = [turn for turn in turns if turn.utterance.label]
    named = self_named(cast, opening)
    if named is not None:
        return named
    others = [turn for turn in labelled if turn.person]
    if not others:
        return _only_host(cast)
    words = " ".join(turn.utterance.text for turn in opening)
    candidates = {turn.person: None for turn in others if turn.person}
    candidates |= {member: None for member in cast.members if member.role == "host"}
    decided = weigh(
        (
            (person, list(_evidence(cast, person, words, others)))
            for person in list(candidates)[:50]
            if person.kind == "named"
        ),
        least=_LEAST,
        margin=_MARGIN,
    )
    if decided is None:
        return UNKNOWN
    person, confidence, evidence = decided
    return Decision(person, "inferred", confidence, evidence)


def self_named(cast: Cast, opening: Sequence[Turn]) -> Decision | None:
    """``I'm Steve Inskeep``: the speaker's own word."""
    for turn in opening:
        for claim in self_introductions(turn.utterance.text):
            person = cast.add(claim.name, "words")
            person.role = person.role or "host"
            place = cast.place_in(turn, turn.utterance.text[claim.start : claim.end])
            return Decision(person, "inferred", 0.97, (Evidence(claim.kind, 0.97, *place),))
    return None


def _only_host(cast: Cast) -> Decision:
    """In a text without labels, the one host its credits and biographies name."""
    hosts = [member for member in cast.members if member.role == "host"] or cast.members
    if len(hosts) != 1:
        return UNKNOWN
    weight = 0.85 if hosts[0].role == "host" else 0.7
    return Decision(hosts[0], "inferred", weight, (Evidence("only-name-given", weight),))


def _evidence(cast: Cast, person: Person, words: str, others: Sequence[Turn]) -> Iterator[Evidence]:
    """What speaks for and against `person` having spoken the opening."""
    labels = [turn.utterance.label for turn in others if turn.person is person]
    if person.role == "host":
        yield Evidence(
            "host-by-label"
            if any(label and label.role for label in labels)
            else "host-by-biography",
            0.7,
        )
    if labels and not any(label and label.is_full for label in labels):
        yield Evidence("first-label-missing", 0.6)
    if others[0].person is person and not others[0].utterance.parted:
        yield Evidence("speaks-next", -0.6)
    if person.role in {"reporter", "caller", "guest", "source"}:
        yield Evidence("other-role", -0.5)
    family = person.name.split()[-1]
    if person.scope == "dataset" and (person.name in words or f" {family}" in words):
        yield Evidence("spoken-of", -0.4)
    yield from _address(cast, person, others)
    yield from _questions(person, others)


def _address(cast: Cast, person: Person, others: Sequence[Turn]) -> Iterator[Evidence]:
    """Being called by the first name: ``Well, it's interesting, Rachel, because``."""
    given = person.name.split()[0]
    if len(given) < 3 or person.name.count(" ") < 1:
        return
    for turn in others[:40]:
        if turn.person is person:
            continue
        words = turn.utterance.text
        at = words.find(given)
        while at >= 0:
            if (at == 0 or words[at - 2 : at] == ", ") and words[at + len(given) :][:1] in {
                ",",
                ".",
                "?",
                "!",
            }:
                yield Evidence("addressed", 0.5, *cast.place_in(turn, given))
                return
            at = words.find(given, at + 1)


def name_by_address(cast: Cast, turns: Sequence[Turn]) -> None:
    """Complete the one surname that never stands in full by the first name others call.

    ``MARTIN`` asks, and is answered "Well, it's interesting, Rachel": Rachel Martin.
    """
    open_ = {t.person for t in turns if t.person and t.decision.attribution == "none"}
    if len(open_) != 1 or not cast.is_searchable:
        return
    (person,) = open_
    others = {member.words[0] for member in cast.members if member is not person}
    called: Counter[str] = Counter()
    for before, turn in pairwise(turns):
        if turn.person is not person and (before.person is person or before.utterance.opening):
            match = _CALLED.match(turn.utterance.text)
            name = (match["name"] or match["first"]) if match else ""
            if name and name.casefold() not in others and _is_called(name, cast):
                called[name] += 1
    if len(called) == 1:
        given = next(iter(called))
        decision = Decision(person, "matched", 0.85, (Evidence("addressed", 0.85),))
        cast.complete(turns, f"{given} {person.name}", decision)


def _is_called(word: str, cast: Cast) -> bool:
    """Whether a word set off by commas is a name, not how a sentence begins: ``Plus,``."""
    folded = word.casefold()
    begins = folded in FUNCTION_WORDS or folded in _BEGINNINGS or folded.endswith("ly")
    return not begins and not cast.is_common(word)


def _questions(person: Person, others: Sequence[Turn]) -> Iterator[Evidence]:
    """Asking: most of the person's turns are questions."""
    asked = [
        turn.utterance.text.rstrip('"”').endswith("?") for turn in others if turn.person is person
    ]
    if asked and sum(asked) * 2 >= len(asked):
        yield Evidence("asks", 0.35)
