"""Who calls in: those a host takes from the line, and who say that they call."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.grammar.keyed import Keyed
from onrecord.speakers.model import Person, Turn

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
