"""Turns as `onrecord export --to chat` writes them: main lines that CHAT reads, and tiers with the words.

Below the first main line of a turn stand ``%xturn`` (index, kind, role, attribution, confidence), ``%xtext``
(the words), ``%xcues`` (inline cues as ``kind@offset text``) and ``%xtime`` (of a turn of several main
lines). Tiers that begin with ``x`` are free to use in CHAT: only those below a ``%xturn`` of this form count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile

from onrecord.transcript import Cue

_TURN = re.compile(r"[0-9]{1,9} (?:speech|clip) \S+ \S+ \S+")
_TIER = re.compile(r"%(x(?:turn|text|cues|time)):\t")
_CUE = re.compile(r"(kinesic|vocal|incident|gap|note)@([0-9]{1,9}) ")
_TIMES = re.compile(r"([0-9]{1,9})_([0-9]{1,9})")


def read_tiers(lines: Sequence[str], at: int) -> Mapping[str, str]:
    """The tiers of an exported turn below the main line at `at`; empty where it is none of them."""
    below = takewhile(lambda one: one[:2] == "%x", (lines[n] for n in range(at + 1, len(lines))))
    found = {tier[1]: line[tier.end() :] for line in below if (tier := _TIER.match(line))}
    return found if _TURN.fullmatch(found.get("xturn", "")) else {}


def read_cues(value: str, length: int) -> tuple[Cue, ...]:
    """The cues of ``%xcues`` in a text of that length; a bar inside one is part of its words."""
    cues: list[Cue] = []
    for piece in value.split(" | ") if value else ():
        if match := _CUE.match(piece):
            cues.append(Cue(match[1], piece[match.end() :], min(int(match[2]), length)))
        elif cues:
            cues[-1] = cues[-1]._replace(text=f"{cues[-1].text} | {piece}")
    return tuple(cues)


def read_span(value: str) -> tuple[int, int] | None:
    """The times of ``%xtime`` in milliseconds; None where it has none, or they go back."""
    match = _TIMES.fullmatch(value)
    span = (int(match[1]), int(match[2])) if match else (1, 0)
    return span if span[0] <= span[1] else None
