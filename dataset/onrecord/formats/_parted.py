"""Labels that only habit tells: in brackets, before a dash, a bar or a tab, in lower case before a colon.

``[Ann Roe] Good morning.``, ``<ann> Good morning.``, ``ANN ROE - Good morning.``, ``Ann<tab>Good morning.``,
``ann: good morning.``, as people type interviews and programs save chats. No single line tells such a label
from a sentence with a dash or from a sound in brackets; what tells is that most lines begin so, with few
names again and again.
"""

from __future__ import annotations

import re
from collections import Counter

from onrecord.formats._headings import SENTENCE_END, line_end
from onrecord.grammar.cues import classify_cue
from onrecord.grammar.labels import Label, parse_label
from onrecord.grammar.spotting import Spot

#: A time before a label, which is of the day.
_CLOCK = r"[ \t]*(?:[\[(]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?[\])]?[ \t]+)?"
_BRACKETS = re.compile(
    rf"(?m)^{_CLOCK}(?P<whole>\[(?P<label>[^\[\]\n]{{1,60}})\])[ \t]+(?=[^\s\[\]])"
)
_ANGLES = re.compile(rf"(?m)^{_CLOCK}(?P<whole><(?P<label>[^<>/\n]{{1,60}})>)[ \t]+(?=[^\s<>])")
_DASH = re.compile(
    r"(?m)^[ \t]*(?P<whole>(?P<label>[^\s–—-][^\n–—]{0,60}?)[ \t]+(?:--?|–|—|\|))[ \t]+(?=[^\s–—-])"
)
_TAB = re.compile(r"(?m)^(?P<whole>(?P<label>[^\s][^\n\t]{0,60})\t+)[ ]?(?=[^\s])")
_COLON = re.compile(rf"(?m)^{_CLOCK}(?P<whole>(?P<label>@?[^\s:@][^\n:]{{0,40}}):)[ \t]+(?=\S)")
#: What may part a label from the words, and what a text must have for that; one way is a habit.
_WAYS = (
    (_BRACKETS, ("[",)),
    (_ANGLES, ("<",)),
    (_DASH, (" -", " –", " —", " |", "\t-", "\t–", "\t—")),
    (_TAB, ("\t",)),
    (_COLON, (": ", ":\t")),
)
#: Ways that lists and tables have too: there, turns are sentences.
_OF_LISTS = frozenset((_DASH, _TAB))
#: Fewer labels than this, or of fewer speakers who recur, are no habit.
_OFTEN, _RECURRING = 4, 2


def find_parted(text: str, body: int) -> list[Spot]:
    """The labels of the way that most lines have; none where there is no such habit."""
    best: list[Spot] = []
    for way, signs in _WAYS:
        if any(map(text.__contains__, signs)):
            best = max(best, _find(way, text, body), key=len)
    lines = sum(bool(line.strip()) for line in text[body:].split("\n"))
    return best if len(best) * 2 >= lines else []


def _find(way: re.Pattern[str], text: str, body: int) -> list[Spot]:
    spots = [spot for match in way.finditer(text, body) if (spot := _spot(match))]
    times = Counter(spot.label.key for spot in spots)
    recurring = sum(count > 1 for count in times.values())
    if len(spots) < _OFTEN or recurring < _RECURRING or len(times) * 2 > len(spots):
        return []
    if way in _OF_LISTS:
        ends = (line_end(text, spot.end) for spot in spots)
        spoken = sum(bool(SENTENCE_END.search(text, end - 2, end)) for end in ends)
        return spots if spoken * 2 > len(spots) else []
    return spots


def _spot(match: re.Match[str]) -> Spot | None:
    printed = match["label"]
    if classify_cue(printed) or SENTENCE_END.search(printed):
        return None
    label = parse_label(printed) or _account(printed)
    if label is None or label.heading:
        return None
    return Spot(match.start("whole"), match.end("whole"), label, "line")


def _account(printed: str) -> Label | None:
    """The label of a name in lower case, or of an account: ``ann``, ``@ann_roe``."""
    label = parse_label(printed.lstrip("@").title())
    return label and label._replace(printed=printed)
