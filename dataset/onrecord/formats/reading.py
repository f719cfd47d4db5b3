"""Reading a labelled text: the ledger of regions, and utterances between labels.

Both text converters read the same way: `plain_lines` gives a copy of the same length with one
kind of line end, so that every offset found in it holds in the source; a `Ledger` books each
character once; `read_turns` cuts the words between labels into utterances and cues.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from operator import itemgetter

from onrecord.grammar.cues import PARENTHESIS, CueKind, classify_cue
from onrecord.grammar.spotting import Spot
from onrecord.transcript import Cue, Region, Utterance

_LINE_ENDS = str.maketrans(
    {
        "\r": "\n",
        "\x0b": "\n",
        "\x0c": "\n",
        "\x85": "\n",
        "\u2028": "\n",
        "\u2029": "\n",
        "\xa0": " ",
        "\u202f": " ",
    }
)
_UNUSUAL = tuple(chr(c) for c in _LINE_ENDS)
_UNUSUAL_ASCII = tuple(filter(str.isascii, _UNUSUAL))
#: A parenthesis that is a cue only where it has its line to itself.
_SENTENCE_ENDS = frozenset('.?!…"”)')
_UNKNOWN = CueKind("incident", capitals=False, sure=False)
_TIME_LINE = (
    r"(\\?\[[0-9]{1,3}(?::[0-9]{2}){1,2}\\?\]|(?:#{1,6} )?\(?[0-9]{2}:[0-9]{2}:[0-9]{2}\)?)[ \t]*"
)
_TIME_ABOVE = re.compile(rf"\s*{_TIME_LINE}(?:\n|$)")
_TIME_BELOW = re.compile(rf"\n\s*{_TIME_LINE}\s*$")
#: A time alone on a line without square brackets, as Meet sets every few minutes.
_BARE_TIME = re.compile(r"(?m)^[ \t]*(?:#{1,6} )?\(?[0-9]{2}:[0-9]{2}:[0-9]{2}\)?[ \t]*$")
#: More than one blank line, and how many line ends one blank line makes.
_WIDE_GAP = re.compile(r"\n[ \t]*\n[ \t]*\n\s*")
_ONE_BLANK_LINE = 2
#: A number before a line; how far down the first must stand, and how many are a habit.
_NUMBERED = re.compile(r"(?m)^[ \t]*([0-9]{1,4})(?:[.)][ \t]|[ \t]{2}|[.)]?$)")
#: How far down the first one stands; how many follow each other, and how many where all lines have one.
_TOP, _FEW_NUMBERS, _FEW_LINES = 2000, 5, 2
#: Date and time of day before a line, as programs that save chats print them.
_STAMP = re.compile(
    r"(?m)^[ \t]*(\[?[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4},?[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[AaPp]\.?[Mm]\.?)?\]?(?:[ \t]+[-–])?)[ \t]+(?=\S)"
)
#: White space in ASCII that is neither a space nor a line end.
_ODD_SPACES = "\t\x0b\x0c\r\x1c\x1d\x1e\x1f"
_NO_SPACE_BEFORE = frozenset(".,;:?!…)]”’\"'%")


def plain_lines(text: str) -> str:
    """`text` with one kind of line end and every no-break space as a space; same length."""
    if "\r" in text:
        text = text.replace("\r\n", " \n")
    unusual = _UNUSUAL_ASCII if text.isascii() else _UNUSUAL
    if any(map(text.__contains__, unusual)):
        text = text.translate(_LINE_ENDS)
    return text


def line_numbers(text: str) -> list[tuple[int, int]]:
    """Where numbers stand before lines, if the lines of `text` are numbered: lists, court pages.

    Most lines must have one, and each be one more than the last or begin again.
    """
    if _NUMBERED.search(text, 0, _TOP) is None:
        return []
    found = list(_NUMBERED.finditer(text))
    numbers = [int(match[1]) for match in found]
    follows = [after in {before + 1, 1} for before, after in pairwise(numbers)]
    lines = text.rstrip().count("\n") - text.count("\n\n") + 1
    few = _FEW_NUMBERS if len(found) < lines else _FEW_LINES
    if sum(follows) < max(few, len(found) * 3 // 4) or len(found) * 2 < lines:
        return []
    kept = zip(found, [False, *follows], [*follows, False], strict=True)
    return [match.span(1) for match, after_one, before_one in kept if after_one or before_one]


def line_stamps(text: str) -> list[tuple[int, int]]:
    """Where date and time of day stand before lines, if they do before most."""
    if _STAMP.search(text, 0, _TOP) is None:
        return []
    found = list(_STAMP.finditer(text))
    lines = text.rstrip().count("\n") - text.count("\n\n") + 1
    return [match.span(1) for match in found] if len(found) * 2 > max(lines, _FEW_LINES) else []


def blank_out(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` with spaces in place of `spans` and of the stop after each; same length."""
    pieces, done = [], 0
    for start, end in spans:
        stop = end + (text[end : end + 1] in {".", ")"})
        pieces += [text[done:start], " " * (stop - start)]
        done = stop
    return "".join([*pieces, text[done:]])


@dataclass(slots=True)
class Ledger:
    """The regions and utterances of a document while it is read, in any order.

    `regions` are kind, start and end: plain tuples, since most of them are merged or cut before
    they become a `Region`. `brackets` are the opening brackets that the text has at all, and
    `is_regular` tells that in ASCII it has spaces and line ends alone, `has_times` that times may
    stand on lines of their own: asked once, so that no utterance is searched for what the whole
    document does not have.
    """

    text: str
    regions: list[tuple[str, int, int]] = field(default_factory=list)
    utterances: list[Utterance] = field(default_factory=list)
    brackets: str = field(init=False)
    has_times: bool = field(init=False)
    is_regular: bool = field(init=False)

    def __post_init__(self) -> None:
        self.brackets = "".join(filter(self.text.__contains__, "([（"))
        self.has_times = "[" in self.brackets or _BARE_TIME.search(self.text) is not None
        self.is_regular = not any(map(self.text.__contains__, _ODD_SPACES))

    def book(self, kind: str, start: int, end: int) -> None:
        """Account for `start`:`end` as `kind`."""
        if end > start:
            self.regions.append((kind, start, end))

    def has_brackets(self, start: int, end: int) -> bool:
        """Whether a bracket opens in `start`:`end`."""
        for bracket in self.brackets:  # noqa: SIM110 - a generator takes three times as long
            if self.text.find(bracket, start, end) >= 0:
                return True
        return False

    def squeeze(self, words: str) -> str:
        """`words` of this text with every run of white space as one space."""
        if self.is_regular and words.isascii() and "  " not in words:
            # single line ends and spaces alone: no need to look at every character
            if "\n" not in words:
                return words
            joined = words.replace("\n\n", " ").replace("\n", " ")
            return joined if "  " not in joined else " ".join(joined.split())
        return squeeze(words)

    def partition(self) -> list[Region]:
        """The regions in order, without gaps: white space goes with what stands before it."""
        text = self.text
        whole: list[Region] = []
        kind, begun, done = "", 0, 0  # the region being extended, and the end of what is booked
        for new_kind, start, end in sorted(self.regions, key=itemgetter(1)):
            if end <= done:
                continue
            if start <= done:
                start = done  # noqa: PLW2901 - cut off what is booked already
            elif not text[done:start].isspace():
                if kind:
                    whole.append(Region(kind, begun, done))
                kind, begun = "unexplained", done
            if new_kind != kind or new_kind == "label":
                if kind:
                    whole.append(Region(kind, begun, start))
                    begun = start
                kind = new_kind
            done = end
        if text[done:].strip() and kind != "unexplained":
            if kind:
                whole.append(Region(kind, begun, done))
            kind, begun = "unexplained", done
        return [*whole, Region(kind, begun, len(text))]


class LostLabels(Enum):
    """What stood where a page has a wide gap: nothing, cues, or cues and a host's label."""

    NONE = 0
    CUES = 1
    HOST = 2


def read_turns(
    ledger: Ledger, spots: Sequence[Spot], end: int, lost: LostLabels = LostLabels.NONE
) -> None:
    """Book the labels and the words after each of them, up to `end`."""
    text, book = ledger.text, ledger.regions.append
    until = [*(spot.start for spot in spots[1:]), end][: len(spots)]
    for spot, stop in zip(spots, until, strict=True):
        start, words = spot.start, spot.end
        book(("label", start, words))
        begun = len(ledger.utterances)
        cut = _first_gap(text, words, stop) if lost is LostLabels.HOST else stop
        if ledger.has_brackets(words, cut):
            read_words(ledger, words, cut, spot)
        else:
            _speak(ledger, words, cut, spot, [], opening=False)
        if lost is not LostLabels.NONE and len(ledger.utterances) > begun:
            ledger.utterances[begun].parted = _is_parted(text, start)
        if cut < stop:
            read_opening(ledger, cut, stop)


def read_opening(ledger: Ledger, start: int, end: int) -> None:
    """Book the words of `start`:`end`, which lost their label; each below a wide gap is its own."""
    while (gap := _first_gap(ledger.text, start, end)) < end:
        read_words(ledger, start, gap, opening=True)
        start = gap
    read_words(ledger, start, end, opening=True)


def _first_gap(text: str, start: int, end: int) -> int:
    """Where the first wide gap inside the words of `start`:`end` begins; `end` if there is none."""
    for gap in _WIDE_GAP.finditer(text, start, end):
        if text[start : gap.start()].strip() and text[gap.end() : end].strip():
            return gap.start()
    return end


def _is_parted(text: str, start: int) -> bool:
    """Whether a wide gap stands directly above `start`."""
    above = text[max(0, start - 20) : start]
    return above[len(above.rstrip()) :].count("\n") > _ONE_BLANK_LINE


def read_words(
    ledger: Ledger, start: int, end: int, spot: Spot | None = None, *, opening: bool = False
) -> None:
    """Book the words and cues of `start`:`end`, said under the label of `spot`."""
    text = ledger.text
    pending = spot
    inline: list[tuple[re.Match[str], CueKind]] = []
    at = start
    if ledger.has_brackets(start, end):
        for match in PARENTHESIS.finditer(text, start, end):
            kind = classify_cue(match[1]) or _UNKNOWN
            if not _stands_alone(text, match, kind, start, end):
                if kind.sure or (pending and _opens_turn(text, at, match)):
                    inline.append((match, kind))
                continue
            first, last = _with_markup(text, match, at, end)
            if _speak(ledger, at, first, pending, inline, opening=opening):
                pending = None
            _cue(ledger, first, last, kind)
            inline = []
            at = last
    _speak(ledger, at, end, pending, inline, opening=opening)


def _stands_alone(text: str, match: re.Match[str], kind: CueKind, start: int, end: int) -> bool:
    """Whether a cue is an event of its own rather than part of what somebody says.

    It is where it has its line to itself, and where something is played in; in text run into
    one paragraph, capitals between two sentences tell (NPR: capitals are the room).
    """
    if kind.playback:
        return True
    if kind.event == "note" and match[1].strip()[0].isdigit():
        return False  # a time mark
    low = max(start, match.start() - 80)
    before = text[low : match.start()].rstrip(" \t*_")
    after = text[match.end() : match.end() + 8].lstrip(" \t*_")
    opens = before.endswith("\n") or (not before and (start == 0 or text[start - 1] not in ":*："))
    closes = not after or after[0] == "\n" or match.end() + 1 >= end
    if opens and closes:
        return True
    if not kind.sure or kind.event in {"gap", "note"}:
        return False
    between = (opens or before[-1:] in _SENTENCE_ENDS) and (
        closes or after[0].isupper() or after[0] in '"“.'
    )
    return kind.capitals and between


def _opens_turn(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a short parenthesis stands between a label and its words, as remarks do."""
    return not text[start : match.start()].strip(" \t\n*_") and match[1].count(" ") < 4


def _with_markup(text: str, match: re.Match[str], start: int, end: int) -> tuple[int, int]:
    """The span of a cue with the Markdown emphasis around it."""
    first, last = match.span()
    while first > start and last < end and text[first - 1] in "*_" and text[last] in "*_":
        first, last = first - 1, last + 1
    return first, last


def _cue(ledger: Ledger, start: int, end: int, kind: CueKind) -> None:
    words = " ".join(ledger.text[start:end].split())
    ledger.book("cue", start, end)
    ledger.utterances.append(
        Utterance("cue", words, start, end, words.count(" ") + 1, playback=kind.playback)
    )


def _speak(
    ledger: Ledger,
    start: int,
    end: int,
    spot: Spot | None,
    inline: list[tuple[re.Match[str], CueKind]],
    *,
    opening: bool,
) -> bool:
    """Book one utterance, if there are words; whether there were."""
    if ledger.has_times:
        start, end = _without_times(ledger, start, end)
    raw = ledger.text[start:end]
    if spot is not None and spot.bracketed and raw.rstrip().endswith("]"):
        closed = start + len(raw.rstrip())
        ledger.book("label", closed - 1, closed)
        raw = ledger.text[start : closed - 1]
    words = raw.strip()
    if not words:
        return False
    start += raw.find(words[0])
    end = start + len(words)
    inside = [found for found in inline if start <= found[0].start() < end] if inline else ()
    if inside:
        text, cues = _without_cues(ledger.text, start, end, inside)
    else:
        text, cues = ledger.squeeze(words), ()
    label = spot.label if spot else None
    n_words = text.count(" ") + 1 if text else 0
    time_ms = label.time_ms if label else None
    ledger.regions.append(("lead-in" if opening else "speech", start, end))
    ledger.utterances.append(
        Utterance("speech", text, start, end, n_words, label, cues, opening, "", time_ms)
    )
    return True


def _without_times(ledger: Ledger, start: int, end: int) -> tuple[int, int]:
    """`start`:`end` without the time marks on lines of their own at either end, which are booked."""
    text = ledger.text
    if text.find("[", start, end) < 0 and text.find(":", start, end) < 0:
        return start, end
    while first := _TIME_ABOVE.match(text, start, end):
        ledger.book("heading", first.start(1), first.end(1))
        start = first.end()
    if text.find("\n", start, end) >= 0:
        while last := _TIME_BELOW.search(text, max(start, end - 80), end):
            ledger.book("heading", last.start(1), last.end(1))
            end = last.start()
    return start, end


def squeeze(words: str) -> str:
    """`words` with every run of white space as one space."""
    if "\n" in words:
        words = words.replace("\n\n", " ").replace("\n", " ")
    if words.isprintable() and "  " not in words:
        return words
    return " ".join(words.split())


def _without_cues(
    text: str, start: int, end: int, inline: Sequence[tuple[re.Match[str], CueKind]]
) -> tuple[str, tuple[Cue, ...]]:
    said = ""
    cues = []
    at = start
    for match, kind in inline:
        said = _join(said, text[at : match.start()])
        cues.append((kind.event, " ".join(match.group().split()), len(said)))
        at = match.end()
    said = _join(said, text[at:end])
    if not any(character.isalnum() for character in said):
        said = ""
    return said, tuple(
        Cue(event, words, min(_next_word(said, offset), len(said))) for event, words, offset in cues
    )


def take_cues(text: str, *, tags: bool = False) -> tuple[str, tuple[Cue, ...]]:
    """`text` without its inline cues, white space as one space, and the cues.

    Where `tags`, whatever stands in square brackets is one.
    """
    inline = [
        (match, kind)
        for match in PARENTHESIS.finditer(text)
        if ((kind := classify_cue(match[1])) and kind.sure)
        or (tags and match[0][0] == "[" and (kind := kind or _UNKNOWN))
    ]
    return _without_cues(text, 0, len(text), inline) if inline else (squeeze(text), ())


def _next_word(said: str, offset: int) -> int:
    return offset + 1 if said[offset : offset + 1] == " " else offset


def _join(said: str, more: str) -> str:
    """`said` and `more` with one space between them, where one belongs."""
    words = " ".join(more.split())
    if not said or not words:
        return said or words
    return said + words if words[0] in _NO_SPACE_BEFORE else f"{said} {words}"
