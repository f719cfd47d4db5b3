"""Plain text of the ``NAME: words`` or ``Name (role): words`` kind, from any source.

Meetings, courts, panels, podcasts, earnings calls, network transcripts saved as text: labels
inline or on a line of their own, in capitals or mixed case, with roles after a comma, a dash
or in parentheses, times in brackets before or after, Markdown bold, ``>>``, ``Q.`` and ``A.``; what
Otter, Rev, Teams, Zoom, Meet, Word, Descript, Trint and oTranscribe export, with their times.
A block of ``Key: value`` lines or YAML front matter at the top is read as front matter. Numbers
before every line, as in lists and on court reporters' pages, are furniture and not in the words.

Date and time of day before every line are no words either.

Not carried: times of day, times that stand alone between turns, front-matter keys without a column (booked as regions), headings between turns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from onrecord.errors import NoTurns
from onrecord.formats._above import FOOTER, explains_initials, read_above
from onrecord.formats._front_matter import KEYS, read_front_matter
from onrecord.formats._headings import BY_LINE, SENTENCE_END, headings, line_end
from onrecord.formats._pages import find_foot
from onrecord.formats._standing import find_spots
from onrecord.formats.fit import Fit
from onrecord.formats.reading import (
    Ledger,
    blank_out,
    line_numbers,
    line_stamps,
    plain_lines,
    read_words,
    squeeze,
)
from onrecord.grammar.labels import CODE, Label, parse_label
from onrecord.grammar.spotting import Spot
from onrecord.source import Source
from onrecord.transcript import Front, Passage, Transcript

if TYPE_CHECKING:
    from collections.abc import Sequence

_ARGUMENT = re.compile(
    r"(?:ORAL|REBUTTAL|CLOSING|OPENING) (?:ARGUMENT|STATEMENT) (?:OF|BY) (?P<name>[^\W\d_][\w.'’ -]{4,60}?)(?=,|$| ON BEHALF| FOR )"
)
#: Somebody else, without a name, in captions of television saved as text.
_CHANGE = re.compile(r"(?m)^[ \t]*(?P<mark>>>>?)[ \t]+(?=\S)")
#: So few labels may each stand once.
_FEW = 2
#: The last that a court reporter notes.
_ENDED = re.compile(
    r"[(\[]whereupon\b[^()\[\]]{1,240}?\b(?:adjourned|submitted|concluded|closed|ended)\b[^()\[\]]{0,80}[)\]]",
    re.IGNORECASE,
)
#: A line of an agenda is shorter than this, in characters.
_AGENDA_LINE = 120
_NETWORK = re.compile(
    r"(?:CNN|HLN|MSNBC|CNBC|C-SPAN|(?:FOX|ABC|NBC|CBS|SKY) NEWS|FOX BUSINESS|PBS|BBC|CBC)\b"
)


def detect(source: Source) -> Fit:
    """How surely a source is a labelled transcript: by its labels, their number and recurrence."""
    spots = spots_of(source.decoded.text)
    if not spots:
        return Fit(0.0)
    keys = {spot.label.key for spot in spots}
    if len(spots) < 2:
        return Fit(0.3, (f"one label, {spots[0].label.printed!r}",))
    if len(spots) == len(keys) > _FEW and not any(map(_tells_somebody, spots)):
        return Fit(0.3, (f"{len(spots)} labels, none of them twice, as in a list of terms",))
    words = f"{len(spots)} labels of {len(keys)} speakers"
    return Fit(0.85 if len(spots) > 3 or len(keys) < len(spots) else 0.65, (words,))


def _tells_somebody(spot: Spot) -> bool:
    """Whether a label by itself stands for a person rather than for a term."""
    label = spot.label
    return label.is_full or (label.is_marked and not CODE.fullmatch(label.printed))


def spots_of(text: str) -> tuple[Spot, ...]:
    """The labels of `text`, those of its front matter and head included."""
    return find_spots(blank_out(text, _beside(text)), 0)


def _beside(text: str) -> list[tuple[int, int]]:
    """What stands before most lines and is no part of them."""
    return line_numbers(text) or line_stamps(text)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a text. Raises `Undecodable`, `NoTurns`."""
    yield read_text(source.decoded.text)


def read_text(words: str) -> Transcript:
    """The transcript of `words`, the text of a source or what another format renders as such.

    Raises `NoTurns`.
    """
    printed = plain_lines(words)
    beside = _beside(printed)
    text = blank_out(printed, beside)
    ledger = Ledger(text)
    for span in beside:
        ledger.book("furniture", *span)
    transcript = Transcript("labelled", text, Front(), ledger.utterances, [])
    body = read_front_matter(transcript, ledger)
    spots = _without_header(text, find_spots(text, body))
    agenda = _agenda(text, spots)
    spots = [spot for spot in spots if _line_of(text, spot.start) not in agenda]
    if not spots:
        raise NoTurns("no speaker label was found: nothing of the kind 'NAME: words' recurs")
    speakers = {word for spot in spots for word in spot.label.key.split()}
    read_above(transcript, ledger, body, spots[0].start, speakers)
    transcript.front.network = transcript.front.network or _network(spots)
    foot = _read_foot(transcript, ledger, spots[-1].end)
    spots = [spot for spot in spots if spot.start < foot]
    _read_sections(transcript, ledger, spots, foot, agenda)
    if not any(utterance.kind == "speech" for utterance in ledger.utterances):
        raise NoTurns("labels were found, but no words after any of them")
    ledger.utterances.sort(key=lambda utterance: utterance.start)
    _name_examiners(transcript)
    _close_times(transcript)
    transcript.regions = ledger.partition()
    return transcript


def _without_header(text: str, spots: Sequence[Spot]) -> list[Spot]:
    """The labels without the ``Key: value`` lines above the first turn, such as ``Chair: Ann Roe``."""
    times = Counter(spot.label.printed for spot in spots)
    at = 0
    while at < len(spots) and _is_header(text, spots[at], times):
        at += 1
    return list(spots[at:])


def _is_header(text: str, spot: Spot, times: Counter[str]) -> bool:
    value = text[spot.end : line_end(text, spot.end)].strip()
    if explains_initials(spot.label.printed, value):
        return True
    holder = parse_label(value.split(",")[0])
    once = times[spot.label.printed] == 1 or spot.label.kind != "named"
    if holder and holder.is_full and once and len(value) < 120:
        return True  # Superintendent: Dr. Ann Roe
    if times[spot.label.printed] > 1 or (value and SENTENCE_END.search(value)):
        return False
    listed = value.split(";")
    if len(listed) > 1 and all(parse_label(entry.split("(")[0]) for entry in listed[:2]):
        return True  # COUNCIL: Ann Roe, Mayor; Ben Ito, Ward 1
    if value and not spot.label.capitals and spot.label.time_ms is None and max(times.values()) > 1:
        return True
    return spot.label.printed.casefold() in KEYS


def _agenda(text: str, spots: Sequence[Spot]) -> frozenset[str]:
    """The lines above the first turn, folded: where one stands again below, it is a heading."""
    head = text[: spots[0].start] if spots else ""
    lines = (" ".join(line.split()).casefold() for line in head.split("\n"))
    standing = {
        _line_of(text, spot.start) for spot in spots if spot.end == line_end(text, spot.end)
    }
    listed = (line for line in lines if 5 < len(line) < _AGENDA_LINE and line[0].isalnum())
    return frozenset(listed) - standing


def _line_of(text: str, at: int) -> str:
    """The line that `at` stands on, folded, as far as it can be an agenda's."""
    low = max(0, at - _AGENDA_LINE)
    start = text.rfind("\n", low, at) + 1 or low
    end = text.find("\n", at, at + _AGENDA_LINE)
    return " ".join(text[start : end if end >= 0 else at + _AGENDA_LINE].split()).casefold()


def _read_sections(
    transcript: Transcript, ledger: Ledger, spots: list[Spot], foot: int, agenda: frozenset[str]
) -> None:
    """Read the turns; headings between and inside them are booked and end the words before."""
    text = ledger.text
    under: Spot | None = None
    start = foot
    for at, spot in enumerate(spots):
        until = spots[at + 1].start if at + 1 < len(spots) else foot
        ledger.book("label", spot.start, spot.end)
        under, start = spot, spot.end
        for heading in headings(text, spot.end, until, agenda):
            _note_counsel(transcript, *heading)
            _read_voices(ledger, start, heading[0], under)
            ledger.book("heading", *heading)
            under, start = None, heading[1]
        _read_voices(ledger, start, until, under)
    if spots and under is None:
        _drop_speech(ledger, start)


def _read_voices(ledger: Ledger, start: int, end: int, under: Spot | None) -> None:
    """Read words that end where ``>>`` at the start of a line says that somebody else speaks."""
    is_marked = ledger.text.find(">>", start, end) >= 0
    changes = list(_CHANGE.finditer(ledger.text, start, end)) if is_marked else []
    ends = [*(change.start() for change in changes), end]
    read_words(ledger, start, ends[0], under)
    for change, until in zip(changes, ends[1:], strict=True):
        ledger.book("label", change.start("mark"), change.end("mark"))
        before = len(ledger.utterances)
        read_words(ledger, change.end(), until)
        for utterance in ledger.utterances[before : before + 1]:
            utterance.another = True


def _drop_speech(ledger: Ledger, start: int) -> None:
    """Below the last heading nobody speaks: what is no cue there is left unexplained."""
    dropped = {u.start for u in ledger.utterances if u.start >= start and u.kind == "speech"}
    ledger.utterances[:] = [u for u in ledger.utterances if u.start not in dropped]
    ledger.regions[:] = [r for r in ledger.regions if r[0] != "speech" or r[1] not in dropped]


def _note_counsel(transcript: Transcript, start: int, end: int) -> None:
    """Keep the names of headings: ``ORAL ARGUMENT OF VICKI C. JACKSON``, ``Witnesses: Ann Roe``."""
    argued = _ARGUMENT.match(transcript.text, start, end)
    if transcript.text.startswith("Witness", start) and transcript.text.find(":", start, end) > 0:
        words = transcript.text[start:end]
        transcript.credits.append(Passage(words, start, end))
    if argued:
        transcript.credits.append(Passage(f"counsel: {argued['name']}", *argued.span("name")))


def _network(spots: Sequence[Spot]) -> str | None:
    """The network that most roles on labels begin with: ``CNN ANCHOR``."""
    named = Counter(
        match.group() for spot in spots if (match := _NETWORK.match(spot.label.role or ""))
    )
    return max(sorted(named), key=named.__getitem__) if named else None


def _read_foot(transcript: Transcript, ledger: Ledger, start: int) -> int:
    """Book closing notices; where the words end."""
    text = ledger.text
    footer, ended = FOOTER.search(text, start), _ENDED.search(text, start)
    foot = at = min(
        footer.start() if footer else len(text),
        ended.end() if ended else len(text),
        find_foot(text, start),
    )
    for line in text[at:].split("\n"):
        words = line.strip()
        if words:
            ledger.book("notice", at, at + len(line.rstrip()))
            if ("copyright" in words.casefold() or "©" in words) and not transcript.front.rights:
                transcript.front.rights = squeeze(words)
        at += len(line) + 1
    return foot


def _name_examiners(transcript: Transcript) -> None:
    """Give each ``Q`` the label of the last ``BY MS. STROUD:`` line above it."""
    lines = list(BY_LINE.finditer(transcript.text)) if "BY " in transcript.text else []
    examiner: Label | None = None
    for utterance in transcript.utterances if lines else ():
        while lines and lines[0].start() < utterance.start:
            examiner = parse_label(lines.pop(0)["label"])
        if utterance.label and utterance.label.key == "q":
            utterance.examiner = examiner


def _close_times(transcript: Transcript) -> None:
    """End each timed turn where the next one begins."""
    timed = [u for u in transcript.utterances if u.start_ms is not None]
    for now, following in pairwise(timed):
        if (
            following.start_ms is not None
            and now.start_ms is not None
            and following.start_ms >= now.start_ms
        ):
            now.end_ms = following.start_ms
