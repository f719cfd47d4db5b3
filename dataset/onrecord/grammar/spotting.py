"""Finding the labels of a text: candidates first, then a choice with the whole text as evidence.

A candidate is anything before a colon that `parse_label` accepts, at the start of a line or
after the end of a sentence, a parenthesis or a cue. Which candidates are labels depends on
whether they recur, match a name printed in full, stand where labels stand in this text, and
are printed in the case its labels have. No single line decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from functools import cached_property, lru_cache
from typing import NamedTuple

from onrecord.grammar.labels import CODE, MAX_LABEL, Label, parse_label
from onrecord.grammar.lexicon import GIVEN_TOO, ROLE_TAILS
from onrecord.grammar.names import in_capitals, is_office
from onrecord.grammar.times import parse_time_mark

#: What may end just before a label inside a line: a sentence, a quotation, a cue, a dash.
_PLAIN_BOUNDARY = re.compile(r"[.?!…:)\]\"”’*—-](?:(?<=-)-)?[\"”’')\]*]*\s+(?=\S)")
#: The same, a wide space, and words in capitals run on to others: the last two take far longer.
_BOUNDARY = re.compile(
    rf"{_PLAIN_BOUNDARY.pattern}|(?<=\S)\s{{2,}}(?=\S)|(?<=[a-z])(?=[A-Z]{{2,}}[A-Z.'’-]* [A-Z]{{2}})"
)
#: The number of a question before who asks it: ``Q12  Ann Roe:``.
_QUESTION = re.compile(r"Q ?[0-9]{1,4}[.:]?[ \t]+")
_RUN_ON = re.compile(r"[A-Z][A-Z](?<=[a-z]..)")
#: A time printed between the colon and the words: ``Ann Roe: (00:22)``.
_TIME_AFTER = re.compile(r"[ \t]?\\?[\[(]((?:[0-9]{1,3}:)?[0-9]{1,2}:[0-9]{2})\\?[\])]")
#: The beginning of a label at the end of a line: a name in capitals, with or without a role.
_BEGUN = re.compile(
    r"(?:[.?!…)\]\"”’]|--)\s+((?:(?:Mc|Mac)?[^\W\d_a-z](?:[^\Wa-z\d_]|[.'’-])*[ ]?){1,4}(?:, [^.?!:\n]{0,60})?)$"
)
#: How far back on the line above a label can begin, in characters.
_WRAPPED = 100
#: As some stations print commentaries: ``(HOST)``, ``(GARNEAU)``.
_PARENTHESISED = re.compile(r"(?m)^[ \t]*\((?P<label>[^\W\d_a-z][^\Wa-z]{2,30})\)(?= [\"“A-Z])")
#: Question and answer: labels only where they are what the text mostly has.
_LETTERS = frozenset(("Q", "A", "Q.", "A."))
_OFTEN = 4
#: Chinese, Japanese and Korean names have no more characters than this.
_LONG_NAME = 5
#: Where scripts without spaces begin; names of others without case have no more words than this.
_UNSPACED, _LONG_SPACED = "\u2e80", 4
#: Fewer words than this in brackets are a remark, whatever has a colon in it.
_FEW_WORDS = 3
#: Roman numerals, of sections and of the persons of a list.
_NUMERAL = re.compile(r"[IVX]{1,5}")
#: More letters than this in capitals are a name rather than an acronym.
_LONG_ACRONYM = 3
#: So much of a text tells whether most of it is turns; so many gaps are paragraphs.
_HEAD, _PARAGRAPHS = 200_000, 2
_AFTER = frozenset(("", " ", "\n", "\t", "*", "_"))


class Spot(NamedTuple):
    """A possible label at `start`:`end` (the colon included) of a text.

    `standing` is ``line`` at the start of a line and ``inline`` within one; `before` is what
    stands directly before a label within a line: the end of a sentence, a quotation, a cue.
    `bracketed` tells that the whole turn is in brackets: ``[LISTENER: This is Radiolab.]``.
    """

    start: int
    end: int
    label: Label
    standing: str
    before: str = ""
    bracketed: bool = False

    @property
    def fused(self) -> bool:
        """Whether a cue stands directly before the label."""
        return self.before in {")", "]"}


@lru_cache(maxsize=1)
def find_labels(text: str) -> tuple[Spot, ...]:
    """The labels of `text`, in order.

    The last answer is kept: detection and conversion ask about the same text.
    """
    spots = spot_candidates(text)
    chosen = tuple(_Evidence(text, spots).choose()) if spots else ()
    return chosen or tuple(_in_parentheses(text))


def _in_parentheses(text: str) -> list[Spot]:
    """Labels in parentheses before the words, where one is the host's: ``(HOST) Good morning``."""
    if "(HOST) " not in text:
        return []
    labels = [(found, parse_label(found["label"])) for found in _PARENTHESISED.finditer(text)]
    return [
        Spot(found.start(), found.end(), label, "line")
        for found, label in labels
        if label is not None
    ]


def spot_candidates(text: str) -> list[Spot]:
    """Everything before a colon that can be a label, in order."""
    searched = text if text.isascii() else text.replace("：", ":")
    spots: list[Spot] = []
    floor = 0
    colon = searched.find(":")
    while colon >= 0:
        spot = _spot_before(text, colon, floor)
        if spot is not None:
            spots.append(spot)
            floor = spot.end
        colon = searched.find(":", colon + 1)
    return _unwrap(text, spots)


def _unwrap(text: str, spots: list[Spot]) -> list[Spot]:
    """The spots with labels that a line end cuts in two made whole: ``JUDY⏎WOODRUFF:``."""
    floor = 0
    found = []
    for at, spot in enumerate(spots):
        if spot.standing == "line" and text[spot.start - 2 : spot.start - 1] != "\n":
            whole = _wrapped(text, spot.start, spot.end, floor)
            if whole is not None:
                found.append((at, whole))
        floor = spot.end
    known = {spot.label.key for spot in spots if spot.label.is_full} if found else set()
    for at, whole in found:
        if whole.label.role or whole.label.key in known:
            spots[at] = whole
    return spots


def _wrapped(text: str, start: int, end: int, floor: int) -> Spot | None:
    """The label that ends with the line's beginning `start`:`end` and began on the line above."""
    newline = start - 1
    if newline <= floor or text[newline] != "\n" or text[newline - 1] == "\n":
        return None
    begun = _BEGUN.search(text, max(floor, newline - _WRAPPED), newline)
    if begun is None or not begun[1].partition(",")[0].isupper():
        return None
    label = parse_label(f"{begun[1].rstrip()} {text[start : end - 1]}")
    if label is None or not (label.is_full and label.capitals):
        return None
    return Spot(begun.start(1), end, label, "inline", begun.group()[0])


def _spot_before(text: str, colon: int, floor: int) -> Spot | None:
    last = text[colon - 1]
    if colon <= floor or last in ":\n/" or (last == " " and text[colon - 2 : colon] == "  "):
        return None
    after = text[colon + 1 : colon + 2]
    low = max(floor, colon - MAX_LABEL)
    newline = text.rfind("\n", low, colon)
    start = newline + 1 if newline >= 0 else low
    opens_line = newline >= 0 or low == 0 or text[low - 1] == "\n"
    if after not in _AFTER and text[colon] == ":":
        if not opens_line:
            return None
        if after.isdigit() and text[colon - 1].isdigit():
            return _timed_line(text, start, colon)
        if not after.isalpha():
            return None
    spot = _spot_on_line(text, start, colon, floor) if opens_line else None
    return spot or _spot_inline(text, start, colon)


def _spot_on_line(text: str, start: int, colon: int, floor: int) -> Spot | None:
    """The label that is all there is before a line's first colon."""
    label = parse_label(text[start:colon])
    if label is None and text[start] == "Q" and (number := _QUESTION.match(text, start, colon)):
        label = parse_label(text[number.end() : colon])
    if label is not None:
        return _spot(text, start, colon + 1, label, "line")
    if text[start] == "[":
        return _spot_bracketed(text, start, colon)
    whole = _wrapped(text, start, colon + 1, floor)
    return whole if whole is not None and whole.label.role else None


def _spot_inline(text: str, start: int, colon: int) -> Spot | None:
    """The longest label before `colon` that follows a boundary inside the line."""
    window = text[start:colon]
    last = window[window.rfind(" ") + 1 :]
    if last.islower() and last not in ROLE_TAILS and not last.endswith(")"):
        return None
    is_regular = "  " not in window and window.isprintable() and not _RUN_ON.search(window)
    boundaries = list((_PLAIN_BOUNDARY if is_regular else _BOUNDARY).finditer(window))
    boundaries.sort(key=_is_colon)  # what a colon announces comes last
    for boundary in boundaries:
        label = parse_label(window[boundary.end() :])
        if label is not None:
            before = boundary.group().strip()[-1:]
            return _spot(text, start + boundary.end(), colon + 1, label, "inline", before)
    return None


def _is_colon(boundary: re.Match[str]) -> bool:
    return boundary.group().startswith(":")


def _spot_bracketed(text: str, start: int, colon: int) -> Spot | None:
    """The label of a turn that is in brackets from beginning to end, alone on its line."""
    newline = text.find("\n", colon)
    words = text[colon + 1 : newline if newline >= 0 else len(text)].rstrip()
    label = parse_label(text[start + 1 : colon]) if words.find("]") == len(words) - 1 else None
    if label is None or words.count(" ") < _FEW_WORDS:
        return None
    return Spot(start, colon + 1, label, "line", bracketed=True)


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


def _spot(text: str, start: int, end: int, label: Label, standing: str, before: str = "") -> Spot:
    ahead = text[end : end + 3]
    if ahead[:1] in {"*", "_"}:
        while end < len(text) and text[end] in "*_":  # the end of bold type
            end += 1
        ahead = text[end : end + 3]
    brackets = "(" in ahead or "[" in ahead
    if brackets and label.time_ms is None and (time := _TIME_AFTER.match(text, end)):
        label = label._replace(time_ms=parse_time_mark(time[1]))
        end = time.end() if text[time.end() : time.end() + 1] == "\n" else end
    return Spot(start, end, label, standing, before)


class _Evidence:
    """What the whole text says about its candidates."""

    def __init__(self, text: str, spots: list[Spot]):
        self.text = text
        self.spots = spots
        # a text has few labels and many spots: what a label says is asked once
        counts = Counter([(s.label, s.standing) for s in spots if not s.label.heading])
        on_lines = {label: n for (label, standing), n in counts.items() if standing == "line"}
        self.times: Counter[str] = Counter()
        for (label, _), n in counts.items():
            self.times[label.key] += n
        named, lines = counts.total(), sum(on_lines.values())
        self._count_letters(counts)
        timed = sum(n for (label, _), n in counts.items() if label.time_ms is not None)
        self.times_labels = timed * 3 > named or timed > 5
        self.flat = lines < 2 or lines * 3 < named
        self.capitals = (
            sum(n for (label, _), n in counts.items() if label.capitals)
            if self.flat
            else sum(n for label, n in on_lines.items() if label.capitals)
        )
        self.mixed = sum(
            n for label, n in on_lines.items() if not label.capitals and self._recurs(label)
        )
        labels: dict[str, Label] = {}
        for label, _ in counts:
            labels.setdefault(label.key, label)
        self._find_full(labels.values())

    def _count_letters(self, counts: Counter[tuple[Label, str]]) -> None:
        """Count ``Q`` and ``A``: how many labels they are, and whether lines begin with both."""
        letters: Counter[tuple[str, str]] = Counter()
        for (label, standing), n in counts.items():
            if label.printed in _LETTERS:
                letters[label.key, standing] += n
        self.lettered = letters.total()
        self.examines = min(letters["q", "line"], letters["a", "line"]) > 2

    def _find_full(self, labels: Collection[Label]) -> None:
        """Find the names that are printed in full, and their parts."""
        short = {label.key for label in labels if not label.is_full}
        self.full = {
            label.key
            for label in labels
            if label.is_full
            and (
                (label.capitals and not label.doubtful)
                or label.is_marked
                or self._recurs(label)
                or label.key.split()[-1] in short
            )
        }
        self.surnames_of_full = {key.split()[-1] for key in self.full}
        self.surnames = {label.key for label in labels if label.capitals and label.tokens == 1}
        self.parts = {part for key in self.full for part in key.split() if len(part) > 1}

    @cached_property
    def mostly_labels(self) -> bool:
        """Whether most lines with words begin with a label."""
        lines = self.text.count("\n", 0, _HEAD) - self.text.count("\n\n", 0, _HEAD) + 1
        return self._on_lines * 5 >= 2 * lines

    @cached_property
    def opens_paragraphs(self) -> bool:
        """Whether most lines, or most paragraphs of several lines, begin with a label."""
        gaps = self.text.rstrip("\n").count("\n\n", 0, _HEAD)
        return self.mostly_labels or (gaps >= _PARAGRAPHS and self._on_lines * 5 >= 2 * (gaps + 1))

    @cached_property
    def _on_lines(self) -> int:
        return sum(spot.standing == "line" for spot in self.spots)

    @cached_property
    def lower_turns(self) -> bool:
        """Whether turns begin in lower case as a rule, as recognisers and typists in a hurry print."""
        lines = [spot for spot in self.spots if spot.standing == "line"]
        return sum(map(self._goes_on_lower, lines)) * 2 > len(lines)

    @cached_property
    def codes(self) -> Counter[str]:
        """How many different codes begin with the same letters: ``R1`` and ``R2``."""
        found = {spot.label.printed for spot in self.spots if CODE.fullmatch(spot.label.printed)}
        return Counter(code.rstrip("0123456789") for code in found)

    def _recurs(self, label: Label) -> bool:
        return self.times[label.key] > 1 or label.kind != "named"

    def choose(self) -> list[Spot]:
        """The candidates that are labels; those that recur in the same standing are judged once."""
        judged: dict[tuple[str, str, str], bool] = {}
        chosen = []
        for spot in self.spots:
            kind = spot.label.printed, spot.standing, spot.before
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
            return self.lower_turns and spot.standing == "line" and self.mostly_labels
        if self._is_mere_letter(spot) or (label.doubtful and not self._is_known(spot)):
            return False
        if self._is_clause(label):
            return False
        if label.heading and not (matches and label.tokens == 1 and label.capitals):
            return False
        if spot.bracketed:
            return matches or self._recurs(label) or bool(label.notes)
        in_case = label.capitals if self.capitals >= max(2, self.mixed) else True
        if self._is_bold(spot):
            return True
        timed = label.time_ms is not None and self.times_labels
        if not (in_case or label.kind != "named" or timed or self._ends_in_capitals(label)):
            return False
        if spot.standing == "inline":
            return self._is_inline_label(spot, matches)
        if matches or self.times[label.key] > 1 or label.kind != "named":
            return True
        return self._is_single_label(spot)

    def _is_clause(self, label: Label) -> bool:
        """Whether a label in a script without case is too long for a name, and stands once."""
        if label.kind != "named" or label.name.upper() != label.name.lower():
            return False
        spaced = label.name[0] < _UNSPACED
        long = label.tokens > _LONG_SPACED if spaced else len(label.name) > _LONG_NAME
        return long and self.times[label.key] < 2

    def _ends_in_capitals(self, label: Label) -> bool:
        """Whether only the surname is in capitals, and stands alone on other labels."""
        words = label.key.split()
        return (
            label.is_full
            and in_capitals(label.printed.rpartition(" ")[2])
            and any(" ".join(words[at:]) in self.surnames for at in range(1, len(words)))
        )

    def _is_bold(self, spot: Spot) -> bool:
        """Whether a label is all that is set in bold at the start of a line: ``**Ann Roe:**``."""
        start = self.text[spot.start : spot.start + 2]
        return spot.standing == "line" and start == "**" == self.text[spot.end - 2 : spot.end]

    def _is_known(self, spot: Spot) -> bool:
        """Whether the text bears a doubtful name out: by its role, by others like it."""
        label = spot.label
        if label.role or (label.tokens == 1 and label.key in self.surnames_of_full):
            return True
        if label.is_full:
            is_family = label.key.split()[0] not in GIVEN_TOO
            is_printed = label.capitals or self.mostly_labels
            on_line = spot.standing == "line" and is_family and is_printed
            return on_line or label.key in self.full
        return self.times[label.key] > 1 and spot.standing == "line" and self.mostly_labels

    def _is_mere_letter(self, spot: Spot) -> bool:
        """Whether a letter or a code, such as ``Q`` or ``R1``, is no label here."""
        printed = spot.label.printed
        if printed in _LETTERS:
            return not self._is_lettered(spot)
        return CODE.fullmatch(printed) is not None and not self._is_code(spot)

    def _is_lettered(self, spot: Spot) -> bool:
        """Whether ``Q:`` and ``A:`` are labels here: most labels are, or lines begin with both."""
        if spot.standing == "line" and self.capitals > _OFTEN:
            above = self.text[max(0, spot.start - 40) : spot.start].rstrip()
            if spot.label.key == "q" and above.endswith((")", "]")):
                return True  # the press, unnamed, in what is played
        return self.lettered * 5 >= len(self.spots) * 2 or (
            self.examines and spot.standing == "line"
        )

    def _is_code(self, spot: Spot) -> bool:
        """Whether ``R1:`` or ``I:`` is a label here: most lines have one, and it is not alone."""
        code = spot.label.printed
        known = self.times[spot.label.key] > 1 or self.codes[code.rstrip("0123456789")] > 1
        if spot.standing == "line":
            return self.opens_paragraphs and known
        return self.flat and known and len(self.times) > 1

    def _goes_on_lower(self, spot: Spot) -> bool:
        """Whether the words after a label begin in lower case, as no turn does."""
        words = self.text[spot.end : spot.end + 12].lstrip(" \t*_\n")
        return words[:1].islower()

    def _matches(self, label: Label) -> bool:
        """Whether the name on a label is printed in full on another."""
        if label.kind != "named":
            return False
        words = label.key.split()
        return (
            bool(words)
            and (words[-1] in self.parts or (len(words) == 1 and words[0] in self.parts))
            and (
                not label.is_full
                or label.key in self.full
                or words[0] in self.parts
                or len(words[0]) == 1
            )
        )

    def _is_inline_label(self, spot: Spot, matches: bool) -> bool:
        label = spot.label
        recurs = self.times[label.key] > 1
        if label.time_ms is not None and self.times_labels:
            return True
        if spot.before == ":":
            return label.capitals and label.is_full and (bool(label.role) or recurs)
        if not label.capitals:
            nobody = label.kind != "named" and spot.fused
            return nobody or (self.flat and recurs and len(self.times) > 1)
        if matches and not label.is_full:
            return True
        if is_office(label.name) and not (recurs or spot.fused):
            return False
        if label.is_marked or (
            label.is_full and (self.flat or recurs or spot.fused or spot.before in {".", "?", "!"})
        ):
            return True
        return (recurs or self._is_written(label)) and (self.flat or spot.fused)

    def _is_single_label(self, spot: Spot) -> bool:
        """Whether a label that stands once, on its own line, is one."""
        label = spot.label
        if label.capitals:
            if label.tokens > 1 or label.is_marked or self._is_written(label):
                return True
            is_numeral = _NUMERAL.fullmatch(label.printed) is not None
            is_long = len(label.key) > _LONG_ACRONYM or (self.opens_paragraphs and not is_numeral)
            return is_long and not self._is_acronym(label)
        if (label.time_ms is not None and self.times_labels) or self.text[spot.end - 1] == "*":
            return True
        return self.mostly_labels and (label.tokens > 1 or len(self.spots) > 1)

    def _is_written(self, label: Label) -> bool:
        """Whether the text has the name in mixed case, as names are and acronyms are not."""
        return f"{label.name.split()[-1]}" in self.text

    def _is_acronym(self, label: Label) -> bool:
        """Whether the same capitals stand elsewhere in the words."""
        return self.text.count(label.printed) > self.text.count(label.printed + ":")
