"""Lines of a time and a name above the words, as meeting software and transcribers' tools export.

``00:00:12 Ann Roe`` (Word, Descript, Sonix), ``[00:00:12] Ann Roe`` (Trint), ``[Ann Roe] 14:01:12``
(Zoom's saved captions). What has the name first and the time at its end is read with all labels.
"""

from __future__ import annotations

import re
from collections import Counter

from onrecord.grammar.labels import Label, parse_label
from onrecord.grammar.names import fold_name
from onrecord.grammar.spotting import Spot

_CLOCK = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,3})?)?"
_TIME_FIRST = re.compile(
    rf"(?m)^[ \t]*(?P<label>(?:{_CLOCK}|\[{_CLOCK}\]|\({_CLOCK}\))[ \t]+[^\W\d_][^\n:;?!]{{1,80}}?)[ \t]*\n(?:[ \t]*\n)?[ \t]*(?=\S)(?![\[(]?[0-9]{{1,2}}:[0-9])"
)
#: A time of day, not of the recording.
_NAME_FIRST = re.compile(
    r"(?m)^[ \t]*(?P<label>\[(?P<name>[^\[\]\n]{2,80})\][ \t]+[0-9]{2}:[0-9]{2}:[0-9]{2})[ \t]*\n(?:[ \t]*\n)?[ \t]*(?=\S)"
)
#: Fewer lines than this are no habit.
_FEW = 2


def find_timed(text: str, body: int) -> list[Spot]:
    """The labels of such lines, where there is a habit of them: people who speak more than once.

    Those with the time of day carry no time, since when the recording began is not said.
    """
    found = [
        Spot(match.start("label"), match.end("label"), label, "line")
        for match in _TIME_FIRST.finditer(text, body)
        if (label := parse_label(match["label"])) and label.time_ms is not None
    ] or [
        Spot(match.start("label"), match.end("label"), _account(match["name"].strip()), "line")
        for match in _NAME_FIRST.finditer(text, body)
    ]
    times = Counter(spot.label.key for spot in found)
    sure = sum(spot.label.kind != "named" or times[spot.label.key] > 1 for spot in found)
    return found if len(found) >= _FEW and sure * 2 >= len(found) else []


def _account(name: str) -> Label:
    """The label of an account, which need not have a person's name: ``Kwame's iPhone``."""
    return parse_label(name) or Label(name, name, fold_name(name), "unidentified")
