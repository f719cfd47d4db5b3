"""Who asks and who answers where a court prints ``Q.`` and ``A.``, and who THE WITNESS is.

The lawyer is named by the line above (``BY MS. STROUD:``); the witness by being called or sworn
("CASIMIR THULE, called as a witness, was duly sworn"), or by stating the name when asked for it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from onrecord.grammar.labels import parse_label
from onrecord.speakers.cast import Cast
from onrecord.speakers.matching import Matching
from onrecord.speakers.mentions import FULL_NAME, as_name
from onrecord.speakers.model import Decision, Evidence, Turn

_SWORN = re.compile(
    r"(?m)^[ \t(\[]*(?P<name>[^\W\d_a-z][\w'’.-]+(?: [\w'’.-]+){1,4}),?\s(?:[^\n.]{0,160}\n){0,3}"
    r"[^\n.]{0,160}\b(?:sworn|affirmed|called as a witness|testified as follows)\b"
)
_CALLS = re.compile(
    rf"\b(?:calls?|recalls?|call to the stand|would call)(?: as (?:our|its|the) (?:first|next|last) witness)?,? (?:(?:Dr|Mr|Mrs|Ms|Professor|Officer|Detective|Sergeant|Lieutenant|Captain)\.? )?{FULL_NAME}"
)
_ASKS_NAME = re.compile(r"(?i)\b(?:your|full) (?:\w+ )?name\b|\bstate and spell\b")
_STATES = re.compile(
    rf"(?:(?:[Yy]es|[Ss]ure|[Oo]kay|[Gg]ood \w+)[,.] )?(?:[Mm]y name is |[Ii]t's |I'm )?{FULL_NAME}(?=[.,;]|$)"
)
_ANSWERS = frozenset(("a", "the witness", "witness"))


class _Stand(NamedTuple):
    """From `at` on, this witness is on the stand."""

    at: int
    name: str
    evidence: Evidence


def name_examined(matching: Matching, turns: Sequence[Turn]) -> None:
    """Attribute questions and answers of examinations: attribution ``matched``."""
    cast = matching.cast
    if _ANSWERS.isdisjoint(cast.label_keys):
        return
    stands = sorted(_stands(cast, turns), key=lambda stand: stand.at)
    begins = [stand.at for stand in stands]
    for turn in turns:
        examiner = turn.utterance.examiner
        if examiner is not None:
            asks = matching.identify(examiner)
            by_line = Evidence("by-line", asks.confidence)
            if asks.person is not None:
                turn.decide(asks._replace(evidence=(*asks.evidence, by_line)))
                asks.person.role = asks.person.role or "advocate"
        elif _key(turn) in _ANSWERS:
            at = bisect_right(begins, turn.utterance.start)
            if at:
                stand = stands[at - 1]
                person = cast.add(stand.name, "words")
                person.role = "witness"
                weight = stand.evidence.weight
                turn.decide(Decision(person, "matched", weight, (stand.evidence,)))


def _key(turn: Turn) -> str:
    return turn.utterance.label.key if turn.utterance.label else ""


def _stands(cast: Cast, turns: Sequence[Turn]) -> Iterator[_Stand]:
    for match in _SWORN.finditer(cast.text):
        label = parse_label(match["name"].strip(" ,("))
        if label and label.is_full:
            evidence = Evidence("sworn", 0.95, match.start("name"), match.end("name"))
            yield _Stand(match.start(), label.name, evidence)
    before: Turn | None = None
    for turn in turns:
        if turn.kind == "cue":
            continue
        text = turn.utterance.text
        called = _CALLS.search(text[-300:])
        if called and as_name(called["name"]) and _key(turn) not in _ANSWERS:
            place = cast.place_in(turn, called["name"])
            yield _Stand(
                turn.utterance.end, as_name(called["name"]), Evidence("called", 0.9, *place)
            )
        if _key(turn) in _ANSWERS and before and _ASKS_NAME.search(before.utterance.text[-300:]):
            stated = _STATES.match(text)
            if stated and as_name(stated["name"]):
                place = cast.place_in(turn, stated["name"])
                evidence = Evidence("self-introduction", 0.96, *place)
                yield _Stand(turn.utterance.start, as_name(stated["name"]), evidence)
        before = turn
