"""Interrupted turns and where they go on: ``...`` or a dash at the end, and again at the start."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.speakers.model import Person, Turn

_BREAKS_OFF = re.compile(r"(?:\.{2,}|…|--|—|–|\s-)[\"”’)]*$")
#: How a turn that breaks off ends at least.
_ENDS = ("..", "…", "--", "—", "–", " -", '"', "”", "’", ")")
_GOES_ON = re.compile(r"[\"“‘(]*(?:\.{2,}|…|--|—|–|-\s|[^\W\d_A-Z])")
#: How many turns of others may stand between the two.
_BETWEEN = 3


def link_interrupted(turns: Sequence[Turn]) -> None:
    """Set `continues` on each turn that goes on with an earlier one of its speaker."""
    broken: dict[Person, tuple[int, int]] = {}
    spoken = 0
    for index, turn in enumerate(turns):
        person = turn.person
        if turn.kind == "cue" or person is None:
            continue
        spoken += 1
        text = turn.utterance.text
        at, before = broken.pop(person, (-1, 0))
        if at >= 0 and spoken - before <= _BETWEEN + 1 and _goes_on(text):
            turn.continues = at
        if text.endswith(_ENDS) and _BREAKS_OFF.search(text[-8:]):
            broken[person] = (index, spoken)


def _goes_on(text: str) -> bool:
    match = _GOES_ON.match(text)
    return match is not None and (not match.group()[-1].isalpha() or match.group()[-1].islower())
