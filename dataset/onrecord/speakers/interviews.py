"""Who ``Q`` and ``A`` are in a printed interview: the byline asks, the subject answers.

Only where the document says so: "Ann Roe talked to Ben Ito", "an interview with Ann Roe".
Courts have their own ``Q.`` and ``A.``: see `examinations`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.speakers.cast import Cast
from onrecord.speakers.mentions import FULL_NAME, as_name
from onrecord.speakers.model import Decision, Evidence, Turn

_ASKS, _ANSWERS = frozenset(("q", "question")), frozenset(("a", "answer"))
_SUBJECT = (
    re.compile(
        rf"{FULL_NAME} (?:talk(?:s|ed)|spoke|speaks|sat down|s[ai]ts down|chat(?:s|ted)|told|answers|discuss(?:es|ed))\b"
    ),
    re.compile(
        rf"\b(?:[Ii]nterview|[Cc]onversation|[Cc]hat|Q ?& ?A|(?:[Ww]e|I) (?:talked|spoke|sat down)) (?:to|with) (?:[a-z]+ ){{0,4}}{FULL_NAME}"
    ),
)
_BYLINE = re.compile(rf"(?m)^[ \t*_]*(?:[Bb]y|BY|Interview(?:ed)? by|Words by) {FULL_NAME}")
_WEIGHT = 0.88


def name_interviewed(cast: Cast, turns: Sequence[Turn]) -> None:
    """Attribute ``Q`` and ``A`` of a printed interview: attribution ``matched``."""
    if _ASKS.isdisjoint(cast.label_keys):
        return
    letters = [turn for turn in turns if _key(turn) in _ASKS | _ANSWERS]
    if {_key(turn)[0] for turn in letters} != {"q", "a"} or any(
        turn.utterance.examiner for turn in turns
    ):
        return
    for turn in letters:
        if turn.person is not None:
            turn.person.role = "host" if _key(turn) in _ASKS else "guest"
    head = cast.text[: letters[0].utterance.start]
    byline = _BYLINE.search(head)
    asks = as_name(byline["name"]) if byline else ""
    subjects = {
        name: match.span("name")
        for pattern in _SUBJECT
        for match in pattern.finditer(head)
        if (name := as_name(match["name"])) and name != asks
    }
    if byline and asks:
        _decide(cast, letters, _ASKS, asks, byline.span("name"), "host")
    if len(subjects) == 1:
        ((name, place),) = subjects.items()
        _decide(cast, letters, _ANSWERS, name, place, "guest")


def _decide(
    cast: Cast,
    letters: Sequence[Turn],
    keys: frozenset[str],
    name: str,
    place: tuple[int, int],
    role: str,
) -> None:
    person = cast.add(name, "words")
    person.role = role
    decision = Decision(person, "matched", _WEIGHT, (Evidence("interview", _WEIGHT, *place),))
    for turn in letters:
        if _key(turn) in keys:
            turn.decide(decision)


def _key(turn: Turn) -> str:
    return turn.utterance.label.key if turn.utterance.label else ""
