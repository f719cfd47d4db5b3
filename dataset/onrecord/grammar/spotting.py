"""Finding the labels of a text: candidates first, then a choice with the whole text as evidence.

A candidate is anything before a colon that `parse_label` accepts, at the start of a line or
after the end of a sentence, a parenthesis or a cue. Which candidates are labels depends on
whether they recur, match a name printed in full, stand where labels stand in this text, and
are printed in the case its labels have. No single line decides.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from onrecord.grammar.labels import MAX_LABEL, Label, parse_label
from onrecord.grammar.lexicon import ROLE_TAILS

#: What may end just before a label inside a line: a sentence, a quotation, a cue, a dash.
_BOUNDARY = re.compile(r"(?:[.?!…)\]\"”’*]|--|—|-)[\"”’')\]*]*\s+(?=\S)|(?<=\S)\s{2,}(?=\S)")
#: Question and answer: labels only where they are what the text mostly has.
_LETTERS = frozenset(("Q", "A", "Q.", "A."))
_AFTER = frozenset(" \n\t*_")


@dataclass(frozen=True, slots=True)
class Spot:
    """A possible label at `start`:`end` (the colon included) of a text.

    `standing` is ``line`` at the start of a line and ``inline`` within one; `fused` tells
    that a cue stands directly before it.
    """

    start: int
    end: int
    label: Label
    standing: str
    fused: bool = False


@lru_cache(maxsize=1)
def find_labels(text: str) -> tuple[Spot, ...]:
    """The labels of `text`, in order.

    The last answer is kept: detection and conversion ask about the same text.
    """
    spots = spot_candidates(text)
    return tuple(_Evidence(text, spots).choose()) if spots else ()


def spot_candidates(text: str) -> list[Spot]:
    """Everything before a colon that can be a label, in order."""
    spots: list[Spot] = []
    floor = 0
    at = _next_colon(text, 0)
    while at >= 0:
        spot = _spot_before(text, at, floor)
        if spot is not None:
            spots.append(spot)
            floor = spot.end
        at = _next_colon(text, at + 1)
    return spots


def _next_colon(text: str, start: int) -> int:
    narrow = text.find(":", start)
    if text.isascii():
        return narrow
    wide = text.find("：", start, narrow if narrow >= 0 else len(text))
    return wide if wide >= 0 else narrow


def _spot_before(text: str, colon: int, floor: int) -> Spot | None:
    if colon <= floor or text[colon - 1] in ":\n/":
        return None
    before = text[colon - 1]
    after = text[colon + 1 : colon + 2]
    low = max(floor, colon - MAX_LABEL)
    newline = text.rfind("\n", low, colon)
    opens_line = newline >= 0 or low == 0 or text[low - 1] == "\n"
    start = newline + 1 if newline >= 0 else low
    if before.isdigit() and after.isdigit():
        return _timed_line(text, start, colon) if opens_line else None
    if after and after not in _AFTER and text[colon] == ":" and not (opens_line and after.isalpha()):
        return None
    if opens_line:
        label = parse_label(text[start:colon])
        if label is not None:
            return _spot(text, start, colon + 1, label, "line")
    return _spot_inline(text, start, colon)


def _spot_inline(text: str, start: int, colon: int) -> Spot | None:
    """The longest label before `colon` that follows a boundary inside the line."""
    window = text[start:colon]
    last = window[window.rfind(" ") + 1 :]
    if last.islower() and last not in ROLE_TAILS and not last.endswith(")"):
        return None
    for boundary in _BOUNDARY.finditer(window):
        label = parse_label(window[boundary.end() :])
        if label is not None:
            fused = boundary.group().strip()[-1:] in {")", "]"}
            return _spot(text, start + boundary.end(), colon + 1, label, "inline", fused=fused)
    return None


def _timed_line(text: str, start: int, colon: int) -> Spot | None:
    """A label without a colon, alone on its line with a time: ``Jane Doe  12:31``."""
    end = text.find("\n", colon, colon + 40)
    end = end if end >= 0 else len(text) if len(text) - colon < 40 else -1
    if end < 0:
        return None
    line = text[start:end].rstrip()
    if not line or not (line[-1].isdigit() or line[-1] in ")]"):
        return None
    label = parse_label(line)
    if label is None or label.time_ms is None or any(c.isdigit() for c in label.role):
        return None
    return _spot(text, start, end, label, "line")


def _spot(
    text: str, start: int, end: int, label: Label, standing: str, *, fused: bool = False
) -> Spot:
    while end < len(text) and text[end] in "*_":  # the end of bold type
        end += 1
    return Spot(start, end, label, standing, fused)


class _Evidence:
    """What the whole text says about its candidates."""

    def __init__(self, text: str, spots: list[Spot]):
        self.text = text
        self.spots = spots
        named = [s for s in spots if not s.label.heading]
        self.times = Counter(s.label.key for s in named)
        short = {s.label.key for s in named if not s.label.is_full}
        self.full = {s.label.key for s in named if s.label.is_full
                     and (_is_credible(s, self.times) or short & set(s.label.key.split()[::-1][:1]))}
        self.parts = {part for key in self.full for part in key.split() if len(part) > 1}
        on_lines = [s for s in named if s.standing == "line"]
        self.capitals = sum(s.label.capitals for s in on_lines)
        self.mixed = sum(not s.label.capitals for s in on_lines if _recurs(s, self.times))
        self.flat = len(on_lines) < 2 or len(on_lines) * 3 < len(named)
        if self.flat:
            self.capitals = sum(s.label.capitals for s in named)
        self.lettered = sum(s.label.printed in _LETTERS for s in named)
        lines = text.count("\n", 0, 200_000) - text.count("\n\n", 0, 200_000) + 1
        self.mostly_labels = len(on_lines) * 5 >= lines * 2

    def choose(self) -> list[Spot]:
        """The candidates that are labels; those that recur in the same standing are judged once."""
        judged: dict[tuple[str, str, bool], bool] = {}
        chosen = []
        for spot in self.spots:
            kind = spot.label.printed, spot.standing, spot.fused
            if (verdict := judged.get(kind)) is None:
                verdict = self._is_label(spot)
                if self.times[spot.label.key] > 1:
                    judged[kind] = verdict
            if verdict:
                chosen.append(spot)
        return chosen

    def _is_label(self, spot: Spot) -> bool:
        label = spot.label
        matches = self._matches(label)
        if self._goes_on_lower(spot) and not label.role and self.times[label.key] < 2:
            return False
        if label.printed in _LETTERS and self.lettered * 5 < len(self.spots) * 2:
            return False
        if label.heading and not (matches and label.tokens == 1 and label.capitals):
            return False
        in_case = label.capitals if self.capitals >= max(2, self.mixed) else True
        if not in_case and label.kind == "named" and label.time_ms is None:
            return False
        if spot.standing == "inline":
            return self._is_inline_label(spot, matches)
        if matches or self.times[label.key] > 1 or label.kind != "named":
            return True
        return self._is_single_label(spot)

    def _goes_on_lower(self, spot: Spot) -> bool:
        """Whether the words after a label begin in lower case, as no turn does."""
        words = self.text[spot.end : spot.end + 12].lstrip(" \t*_\n")
        return words[:1].islower()

    def _matches(self, label: Label) -> bool:
        """Whether the name on a label is printed in full on another."""
        if label.kind != "named":
            return False
        words = label.key.split()
        return bool(words) and (words[-1] in self.parts or (len(words) == 1 and words[0] in self.parts)) \
            and (not label.is_full or label.key in self.full or words[0] in self.parts or len(words[0]) == 1)

    def _is_inline_label(self, spot: Spot, matches: bool) -> bool:
        label = spot.label
        recurs = self.times[label.key] > 1
        if not label.capitals:
            return self.flat and recurs and len(self.times) > 1
        if matches and not label.is_full:
            return True
        if label.is_marked or (label.is_full and (self.flat or recurs or spot.fused)):
            return True
        return (recurs or self._is_written(label)) and (self.flat or spot.fused)

    def _is_single_label(self, spot: Spot) -> bool:
        """Whether a label that stands once, on its own line, is one."""
        label = spot.label
        if label.capitals:
            if label.tokens > 1 or label.is_marked or self._is_written(label):
                return True
            return len(label.key) > 3 and not self._is_acronym(label)
        if label.time_ms is not None or self.text[spot.end - 1] == "*":
            return True
        return self.mostly_labels and (label.tokens > 1 or len(self.spots) > 1)

    def _is_written(self, label: Label) -> bool:
        """Whether the text has the name in mixed case, as names are and acronyms are not."""
        return f"{label.name.split()[-1]}" in self.text

    def _is_acronym(self, label: Label) -> bool:
        """Whether the same capitals stand elsewhere in the words."""
        return self.text.count(label.printed) > self.text.count(label.printed + ":")


def _is_credible(spot: Spot, times: Counter[str]) -> bool:
    return spot.label.capitals or spot.label.is_marked or _recurs(spot, times)


def _recurs(spot: Spot, times: Counter[str]) -> bool:
    return times[spot.label.key] > 1 or spot.label.kind != "named"
