"""Where the labels of plain text stand: before a colon, with a time, alone on a line, as letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from onrecord.formats._headings import SENTENCE_END, is_heading
from onrecord.formats._parted import find_parted
from onrecord.formats._stopped import find_stopped
from onrecord.formats._timed_lines import find_timed
from onrecord.grammar.labels import parse_label, without_nickname
from onrecord.grammar.spotting import Spot, find_labels

#: A line that can be a label without a colon: ``Operator``, ``Ann Roe - Roe & Co., Analyst``.
_STANDING = re.compile(r"(?m)^[ \t]*\**(?P<label>[^\W\d_a-z][^\n:!?]{1,150})$")
_STRONG_DASH = re.compile(r" (?:--|–|—) ")
#: ``Q.`` and ``A.`` at the start of a line, as court reporters set them.
_LETTER_SIGNS = ("Q.", "Q ", "Q\t")
_LETTERED = re.compile(r"(?m)^[ \t]*(?P<label>[QA](?=[ \t]{2,}\S)|[QA]\.(?=[ \t]+\S))")
#: ``Q`` of the press at a briefing, whose answers have a name.
_PRESS = re.compile(r"(?m)^[ \t]*(?P<label>Q)(?=[ \t]+[\"“‘'(]?[^\W_a-z])")
#: A full name in capitals before words that begin with a capital, without a colon.
_BARE = re.compile(
    r"(?m)^(?P<label>[^\W\d_a-z][^\Wa-z\d_]+(?:[ .'’-]{1,2}[^\W\d_a-z][^\Wa-z\d_]+){1,3}\.?) (?=[\"“‘'(\[]?[^\W\d_a-z](?:[a-z'’ ,]|$))"
)
#: A heading that can be a name: ``### Ann Roe``, ``### **Ann Roe** (00:12)``.
_HEADED = re.compile(
    r"(?m)^#{2,6}[ \t]+(?P<label>[^\n!?]{2,150})$(?:\n{1,2}[ \t]{0,3}(?P<below>[-*+#|][ \t]|```|[0-9]{1,3}[.)] ))?"
)
#: Fewer labels than this are no habit.
_OFTEN = 4
#: With so many lines to a label before a colon, labels may stand otherwise.
_RARE = 3
#: Fewer questions or answers than this are no examination.
_FEW_LETTERS = 2


@lru_cache(maxsize=1)
def find_spots(text: str, body: int) -> tuple[Spot, ...]:
    """The labels of a text from `body` on: before a colon, with a time, or alone on a line.

    The last answer is kept: detection and conversion mostly ask about the same text.
    """
    spots = [spot for spot in find_labels(text) if spot.start >= body]
    stopped = find_stopped(text, body)
    if len(stopped) > 2 * len(spots):
        return tuple(stopped)
    if len(spots) * _RARE < text.count("\n") - text.count("\n\n"):
        parted = find_parted(text, body)
        if len(parted) > len(spots):
            return tuple(parted)
    timed = find_timed(text, body)
    if len(timed) > len(spots):
        return tuple(timed)
    headed = _headed(text, body)
    if len(headed) > len(spots):
        return tuple(headed)
    spots += _letters(text, body, spots)
    taken = {spot.start for spot in spots}
    if not spots:
        spots += _bare_capitals(text, body)
    spots += (spot for spot in _standing_lines(text, body, spots) if spot.start not in taken)
    return tuple(sorted(spots, key=_by_start))


def _by_start(spot: Spot) -> int:
    return spot.start


def _letters(text: str, body: int, spots: Sequence[Spot]) -> list[Spot]:
    """``Q.`` and ``A.`` of an examination, where the text has both and about as many of each.

    At a briefing there is only ``Q``, and `spots` has the names of who answers.
    """
    if not any(map(text.__contains__, _LETTER_SIGNS)):
        return []
    found = list(_LETTERED.finditer(text, body))
    asked = sum(match["label"][0] == "Q" for match in found)
    answered = len(found) - asked
    if min(asked, answered) < _FEW_LETTERS or asked > 3 * answered or answered > 3 * asked:
        found = list(_PRESS.finditer(text, body))
        named = sum(spot.label.capitals and spot.standing == "line" for spot in spots)
        if min(len(found), named) < _FEW_LETTERS:
            return []
    labels = [(match, parse_label(match["label"])) for match in found]
    return [
        Spot(match.start("label"), match.end("label"), label, "line")
        for match, label in labels
        if label
    ]


def _headed(text: str, body: int) -> list[Spot]:
    """Names in headings of Markdown above the words: ``### Ann Roe``.

    Most headings must be names, of two who speak more than once or with times, and no lists of
    what was added and fixed.
    """
    if "\n##" not in text:
        return []
    matches = [match for match in _HEADED.finditer(text, body) if match["below"] is None]
    labels = [(match, parse_label(match["label"].removesuffix(":"))) for match in matches]
    times = Counter(label.key for _, label in labels if label and not label.heading)
    found = [
        Spot(match.start(), match.end("label"), label, "line")
        for match, label in labels
        if label and (times[label.key] > 1 or label.time_ms is not None)
    ]
    named = sum(spot.label.tokens != 1 or spot.label.is_marked for spot in found)
    is_habit = len({spot.label.key for spot in found}) > 1 and named * 2 >= len(found)
    return found if is_habit and len(found) * 2 > len(labels) else []


def _bare_capitals(text: str, body: int) -> list[Spot]:
    """Names in capitals that stand before the words with no colon: ``ANN ROE From New York``.

    Only where most paragraphs begin so, and some names more than once.
    """
    found = list(_BARE.finditer(text, body))
    times = Counter(match["label"] for match in found)
    paragraphs = sum(bool(line.strip()) for line in text[body:].split("\n"))
    if len(found) < _OFTEN or len(found) * 2 < paragraphs or len(times) in {1, len(found)}:
        return []
    labels = [(match, parse_label(match["label"])) for match in found]
    return [
        Spot(match.start("label"), match.end("label"), label, "line")
        for match, label in labels
        if label and not label.heading
    ]


def _standing_lines(text: str, body: int, spots: Sequence[Spot]) -> Iterator[Spot]:
    """Labels without a colon on a line of their own, with the words below.

    A line is one where it has a role after a long dash, or where it stands in the text more than
    once and so do others, as in the transcripts of earnings calls and of meeting software.
    """
    lines = [match for match in _STANDING.finditer(text, body) if _may_stand(match["label"])]
    times = Counter(match["label"].rstrip() for match in lines)
    recurring = {line for line, count in times.items() if count > 1}
    is_habit = len(recurring) > 1 and sum(map(times.__getitem__, recurring)) > len(spots)
    keys = {label.key for line in recurring if (label := parse_label(line))}
    for match in lines:
        line = match["label"].rstrip()
        label = parse_label(line)
        if label is None or label.heading:
            continue
        is_dashed = label.role and _STRONG_DASH.search(line)
        is_known = line in recurring or label.key in keys or label.kind != "named"
        if (is_dashed or (is_habit and is_known)) and _has_words(text, match.end(), recurring):
            start = match.start("label")
            while start > match.start() and text[start - 1] == "*":  # bold type
                start -= 1
            yield Spot(start, match.start("label") + len(line), label, "line")


def _may_stand(line: str) -> bool:
    """Whether a line looks like a label and not like a sentence, for a cheap first choice."""
    words = line.rstrip(" \t*_")
    return (
        words[-1:] not in {"", ",", ";"}
        and line.count(" ") < 20
        and not SENTENCE_END.search(words.replace(". ", " "))
        and not any(mark in without_nickname(words) for mark in '“”"|')
    ) or words.endswith(("Inc.", "Jr.", "Sr.", "Co.", "Corp.", "Ltd."))


def _has_words(text: str, at: int, labels: Collection[str]) -> bool:
    """Whether words follow at `at`: a line that ends a sentence and is no label itself."""
    following = text[at : at + 2000].strip().split("\n", 1)[0].rstrip()
    if following in labels or is_heading(following):
        return False
    standing = _STANDING.fullmatch(following)
    return bool(SENTENCE_END.search(following)) and not (
        standing and _STRONG_DASH.search(following) and parse_label(following)
    )
