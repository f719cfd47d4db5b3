"""Plain text of the ``NAME: words`` or ``Name (role): words`` kind, from any source.

Meetings, courts, panels, podcasts, earnings calls, network transcripts saved as text: labels
inline or on a line of their own, in capitals or mixed case, with roles after a comma, a dash
or in parentheses, times in brackets before or after, Markdown bold, ``>>``, ``Q.`` and ``A.``.
A block of ``Key: value`` lines or YAML front matter at the top is read as front matter. Numbers
before every line, as in lists and on court reporters' pages, are furniture and not in the words.

Not carried: front-matter keys without a column (booked as regions), headings between turns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from onrecord.errors import NoTurns
from onrecord.formats._front_matter import KEYS, book_value, read_front_matter
from onrecord.formats._pages import is_transcript_marker
from onrecord.formats.fit import Fit
from onrecord.formats.reading import (
    Ledger,
    blank_out,
    line_numbers,
    plain_lines,
    read_words,
    squeeze,
)
from onrecord.grammar.labels import Label, parse_label
from onrecord.grammar.lexicon import HEADINGS
from onrecord.grammar.names import fold_name, is_office
from onrecord.grammar.spotting import Spot, find_labels
from onrecord.grammar.times import find_date
from onrecord.source import Source
from onrecord.transcript import Front, Passage, Region, Transcript

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_KEY_LINE = re.compile(
    r"\W{0,4}(?P<key>[^\W\d_][\w &/]{1,24}?)\W{0,4}:\W{0,3}\s+(?P<value>\S.{0,300})|\W{0,4}(?P<empty>[^\W\d_][\w ]{1,24}):\s*"
)
_HEADING = re.compile(r"#{1,6}\s+(?P<words>\S.*)")
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
#: Fewer labels than this are no habit.
_OFTEN = 4
#: Lines that stand between turns and are nobody's: page heads, page numbers, clock times of a
#: committee, the sections of an earnings call.
_MARGIN = re.compile(
    r"\S.{0,80}\s{8,}[0-9]{1,4}|(?:[-–—] ?)?[0-9]{1,4}(?: ?[-–—])?|Page [0-9]+(?: of [0-9]+)?|[•·]?\s*\([0-9]{4}\)"
    r"|(?:Presentation|Prepared Remarks|Corporate Participants|Questions? ?(?:-and-|and|&) ?Answers?(?: (?:Session|Section))?):?",
    re.IGNORECASE,
)
_ARGUMENT = re.compile(
    r"(?:ORAL|REBUTTAL|CLOSING|OPENING) (?:ARGUMENT|STATEMENT) (?:OF|BY) (?P<name>[^\W\d_][\w.'’ -]{4,60}?)(?=,|$| ON BEHALF| FOR )"
)
#: What the record says of a hearing between its turns.
_PROCEEDING = re.compile(
    r"Witness(?:es)?: .{3,200}|Examination of witness(?:es)?|On resuming\W*|.{0,40}called as an? .{0,30}witness\b.{0,160}"
    r"|.{0,60}\b(?:was|were|having been) (?:first |duly |previously )*sworn\b.{0,120}|Sitting suspended\b.{0,60}|The (?:committee|witness(?:es)?) (?:adjourned|withdrew)\b.{0,60}",
    re.IGNORECASE,
)
#: The parts of a programme: ``Act One: The Note``.
_PART = re.compile(
    r"(?:Act|Part|Chapter|Segment|Scene|Episode|Section) (?:[0-9]{1,3}|[IVX]{1,5}|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)\b.{0,80}"
    r"|(?:Prologue|Epilogue|Coda|Introduction|Credits|Preview)\b.{0,80}|[*_ ]{3,}",
    re.IGNORECASE,
)
_BY_LINE = re.compile(r"(?m)^[ \t]*(?P<line>BY (?P<label>[^\n:]{2,60}):)[ \t]*$")
_KEYED_INITIALS = re.compile(r"(?P<key>[A-Z]{2,4})\s*[=–—-]\s*(?P<value>[^\W\d_a-z][^=]{3,80})")
#: The end of a sentence; not an initial or ``b. 1931``.
_SENTENCE_END = re.compile(r"(?:(?<!\b[^\WIi])\.|[?!…])(?:[\"”’)]*$|\s)|[。？！]")
_BENCH = re.compile(r"(?i)before:?\s+(?:the )?hon(?:orable|ourable|\.)\s")
#: A line of more spaces than this that ends a sentence is prose and no headline.
_LONG_HEADLINE = 12
#: A line shorter than this, of fewer words than that beside a date, is one.
_DATED, _DATE_WORDS = 60, 3
_OF_A_DATE = re.compile(
    r"\W*|\S*[0-9]\S*|\W*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\W*"
    r"|\W*(?:[ap]\.?m|[ecmp][sd]?t|utc|gmt|on|at|the|of|and|aired|published|updated|recorded|posted|broadcast|date)\W*",
    re.IGNORECASE,
)
#: Fewer questions or answers than this are no examination.
_FEW_LETTERS = 2
_RUSH = re.compile(
    r"(?:date \S+ )?THIS IS A RUSH TRANSCRIPT(?: (?:from|of) [\"“](?P<program>[^\"”]{2,60}?),?[\"”])?.*",
    re.IGNORECASE,
)
#: A photo's credit alone in parentheses: ``( Ann Roe / Associated Press )``.
_PHOTO = re.compile(r"\(\s?[^()]{2,80}/\s?[^()]{2,60}\)")
_FOOTER = re.compile(
    r"(?m)^[ \t*_]*(?:\[[0-9:.]+\] )?(?:TO ORDER A VIDEO OF THIS|Content and programming copyright|Copyright (?:©|\(c\)|[12])|©|\(c\) [12]"
    r"|All rights reserved|\W{0,3}(?:END|-30-)\W{0,3}$|End of (?:transcript|recording|audio|interview)|Transcribed by|Transcript by|Duration: |Call participants:|Listen to this |\W{0,4}Credits\W{0,4}:|版权所有"
    r"|Transcript provided by|This transcript (?:was|is|has been) |This (?:interview|conversation) (?:was|has been) |Copyright policy:|Published under the authority"
    r"|I, [^\n]{3,60}(?:do hereby )?certify |I (?:do )?(?:hereby )?certify that |/s/ |C ?E ?R ?T ?I ?F ?I ?C ?A ?T ?E\b|Posted: |The original content of this program|Page [0-9]+ of [0-9]+)[^\n]*",
    re.IGNORECASE,
)
#: A programme's name is shorter than this, in words.
_PROGRAM_WORDS = 6
_NETWORK = re.compile(
    r"(?:CNN|HLN|MSNBC|CNBC|C-SPAN|(?:FOX|ABC|NBC|CBS|SKY) NEWS|FOX BUSINESS|PBS|BBC|CBC)\b"
)
_AIRED_AT_END = re.compile(r" Aired [0-9:apmAPM. -]{1,20}E[SD]?T$")
_NAVIGATION = re.compile(
    r"(?:Return|Back) to .{3,40}|(?:Watch|Listen to|View|Read) .{3,40}|Media Options|Share this .{0,20}|Related .{3,20}"
    r"|Subscribe\b.{0,60}|Sign up .{0,60}|Home|Menu|Print|Email|Skip to .{3,30}",
    re.IGNORECASE,
)
_WRITTEN_BY = re.compile(
    r"(?:(?:Written|Directed|Produced|Edited|Reported|Interviewed|Interview)[\w, ]{0,30} by|By|BY|Words by) "
)
_AIRED = re.compile(r"(?:Aired|Published|Recorded|Posted|Broadcast)\b.{0,60}", re.IGNORECASE)


def detect(text: str) -> Fit:
    """How surely `text` is a labelled transcript: by its labels, their number and recurrence."""
    spots = _find_spots(blank_out(text, line_numbers(text)), 0)
    if not spots:
        return Fit(0.0)
    keys = {spot.label.key for spot in spots}
    if len(spots) < 2:
        return Fit(0.3, (f"one label, {spots[0].label.printed!r}",))
    words = f"{len(spots)} labels of {len(keys)} speakers"
    return Fit(0.85 if len(spots) > 3 or len(keys) < len(spots) else 0.65, (words,))


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a text. Raises `Undecodable`, `NoTurns`."""
    printed = plain_lines(source.decoded.text)
    numbers = line_numbers(printed)
    text = blank_out(printed, numbers)
    ledger = Ledger(text)
    for number in numbers:
        ledger.book("furniture", *number)
    transcript = Transcript("labelled", text, Front(), ledger.utterances, [])
    body = read_front_matter(transcript, ledger)
    spots = _without_header(text, _find_spots(text, body))
    if not spots:
        raise NoTurns("no speaker label was found: nothing of the kind 'NAME: words' recurs")
    speakers = {word for spot in spots for word in spot.label.key.split()}
    _read_above(transcript, ledger, body, spots[0].start, speakers)
    transcript.front.network = transcript.front.network or _network(spots)
    foot = _read_foot(transcript, ledger, spots[-1].end)
    spots = [spot for spot in spots if spot.start < foot]
    _read_sections(transcript, ledger, spots, foot)
    if not any(utterance.kind == "speech" for utterance in ledger.utterances):
        raise NoTurns("labels were found, but no words after any of them")
    ledger.utterances.sort(key=lambda utterance: utterance.start)
    _name_examiners(transcript)
    _close_times(transcript)
    transcript.regions = ledger.partition()
    yield transcript


def _without_header(text: str, spots: Sequence[Spot]) -> list[Spot]:
    """The labels without the ``Key: value`` lines above the first turn, such as ``Chair: Ann Roe``."""
    times = Counter(spot.label.printed for spot in spots)
    at = 0
    while at < len(spots) and _is_header(text, spots[at], times):
        at += 1
    return list(spots[at:])


def _is_header(text: str, spot: Spot, times: Counter[str]) -> bool:
    value = text[spot.end : _line_end(text, spot.end)].strip()
    if _explains_initials(spot.label.printed, value):
        return True
    holder = parse_label(value.split(",")[0]) if spot.label.kind != "named" else None
    if holder and holder.is_full and not holder.role and len(value) < 120:
        return True  # Superintendent: Dr. Ann Roe
    if times[spot.label.printed] > 1 or (value and _SENTENCE_END.search(value)):
        return False
    listed = value.split(";")
    if len(listed) > 1 and all(parse_label(entry.split("(")[0]) for entry in listed[:2]):
        return True  # COUNCIL: Ann Roe, Mayor; Ben Ito, Ward 1
    if value and not spot.label.capitals and spot.label.time_ms is None and max(times.values()) > 1:
        return True
    return spot.label.printed.casefold() in KEYS


def _explains_initials(letters: str, value: str) -> bool:
    """Whether a line only says whose initials these are: ``RK: Ruth Kaplansky, potter``."""
    name = value.split(",", maxsplit=1)[0].strip()
    label = parse_label(name) if 1 < len(letters) < 5 and letters.isupper() else None
    if label is None or not label.is_full:
        return False
    words = label.key.split()
    initials = "".join(word[0] for word in words)
    return letters.lower() in {initials, initials[0] + initials[-1]}


def _line_end(text: str, at: int) -> int:
    newline = text.find("\n", at)
    return newline if newline >= 0 else len(text)


def _read_sections(transcript: Transcript, ledger: Ledger, spots: list[Spot], foot: int) -> None:
    """Read the turns; headings between and inside them are booked and end the words before."""
    text = ledger.text
    for at, spot in enumerate(spots):
        until = spots[at + 1].start if at + 1 < len(spots) else foot
        ledger.book("label", spot.start, spot.end)
        under: Spot | None = spot
        start = spot.end
        for heading in _headings(text, spot.end, until):
            _note_counsel(transcript, *heading)
            read_words(ledger, start, heading[0], under)
            ledger.book("heading", *heading)
            under, start = None, heading[1]
        read_words(ledger, start, until, under)


def _note_counsel(transcript: Transcript, start: int, end: int) -> None:
    """Keep the names of headings: ``ORAL ARGUMENT OF VICKI C. JACKSON``, ``Witnesses: Ann Roe``."""
    argued = _ARGUMENT.match(transcript.text, start, end)
    if transcript.text.startswith("Witness", start) and transcript.text.find(":", start, end) > 0:
        words = transcript.text[start:end]
        transcript.credits.append(Passage(words, start, end))
    if argued:
        transcript.credits.append(Passage(f"counsel: {argued['name']}", *argued.span("name")))


def _headings(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of `start`:`end` that are headings: Markdown, minutes, or capitals alone."""
    at = text.find("\n", start, end)
    while 0 <= at < end:
        stop = min(_line_end(text, at + 1), end)
        words = text[at + 1 : stop].strip()
        if words and _is_heading(words):
            first = at + 1 + text[at + 1 : stop].index(words[0])
            yield first, first + len(words)
        at = stop if stop < end else -1


def _is_heading(words: str) -> bool:
    if words.startswith("#") and _HEADING.fullmatch(words):
        return True
    if _MARGIN.fullmatch(words) or (_PART.fullmatch(words) and not _SENTENCE_END.search(words)):
        return True
    if len(words) < 240 and _PROCEEDING.fullmatch(words):
        return True
    if words.startswith("BY ") and _BY_LINE.fullmatch(words):
        return True
    if len(words) > 300:
        return False
    head = words.partition(":")[0].strip("*_ ")
    bold = words.startswith("**")
    if (
        ":" in words
        and (head.isupper() or bold)
        and (fold_name(head).split() or [""])[0] in HEADINGS
    ):
        return True
    return (
        len(words) < 80
        and words.isupper()
        and len(words) > 5
        and words[-1] not in ".?!)]…"
        and sum(c.isalpha() for c in words) > len(words) / 2
    )


@lru_cache(maxsize=1)
def _find_spots(text: str, body: int) -> tuple[Spot, ...]:
    """The labels of a text from `body` on: before a colon, with a time, or alone on a line.

    The last answer is kept: detection and conversion mostly ask about the same text.
    """
    spots = [spot for spot in find_labels(text) if spot.start >= body]
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
        and not _SENTENCE_END.search(words.replace(". ", " "))
        and not any(mark in words for mark in '“”"|')
    ) or words.endswith(("Inc.", "Jr.", "Sr.", "Co.", "Corp.", "Ltd."))


def _has_words(text: str, at: int, labels: Collection[str]) -> bool:
    """Whether words follow at `at`: a line that ends a sentence and is no label itself."""
    following = text[at : at + 2000].strip().split("\n", 1)[0].rstrip()
    if following in labels or _is_heading(following):
        return False
    standing = _STANDING.fullmatch(following)
    return bool(_SENTENCE_END.search(following)) and not (
        standing and _STRONG_DASH.search(following) and parse_label(following)
    )


def _read_above(
    transcript: Transcript, ledger: Ledger, start: int, end: int, speakers: AbstractSet[str]
) -> None:
    """Book the lines between front matter and the first label: title, dates, notices, prose.

    `speakers` are the words of all labels: lines that name one of them with a role are credits.
    """
    headings: list[Passage] = []
    at = start
    for line in ledger.text[start:end].split("\n"):
        words = line.strip()
        first = at + line.index(words[0]) if words else at
        at += len(line) + 1
        if words:
            line_above = Passage(words, first, first + len(words))
            _read_line_above(transcript, ledger, line_above, headings, speakers)
    front = transcript.front
    program = _program_above(headings) if _is_aired(ledger.text[start:end]) else None
    if program is not None:
        headings = [heading for heading in headings if not heading.text.isupper()]
        headings = [heading for heading in headings if heading is not program]
        front.program = front.program or squeeze(program.text.strip("*_# "))
        ledger.regions.remove(Region("heading", program.start, program.end))
        ledger.book("program", program.start, program.end)
    if headings and front.title is None:
        title = max(headings, key=_by_words)
        front.title = squeeze(_AIRED_AT_END.sub("", title.text.strip("*_# ")))
        front.published_on = front.published_on or find_date(front.title)
        ledger.regions.remove(Region("heading", title.start, title.end))
        ledger.book("title", title.start, title.end)


def _program_above(headings: Sequence[Passage]) -> Passage | None:
    """Of a network's headings, the programme: in capitals, or the short one above the headline."""
    capitals = [heading for heading in headings if heading.text.isupper()]
    if 0 < len(capitals) < len(headings):
        return capitals[-1]
    short = headings[0] if len(headings) > 1 else None
    return short if short and len(short.text.split()) < _PROGRAM_WORDS else None


def _network(spots: Sequence[Spot]) -> str | None:
    """The network that most roles on labels begin with: ``CNN ANCHOR``."""
    named = Counter(
        match.group() for spot in spots if (match := _NETWORK.match(spot.label.role or ""))
    )
    return max(sorted(named), key=named.__getitem__) if named else None


def _is_aired(head: str) -> bool:
    """Whether the head is a network's: it says when the programme aired, or that it is in a rush."""
    return "Aired " in head or "RUSH TRANSCRIPT" in head


def _by_words(heading: Passage) -> tuple[bool, int, int]:
    return heading.text.startswith("# "), len(heading.text.split()), len(heading.text)


def _read_line_above(
    transcript: Transcript,
    ledger: Ledger,
    line: Passage,
    headings: list[Passage],
    speakers: AbstractSet[str],
) -> None:
    front = transcript.front
    words = line.text
    key = _KEY_LINE.fullmatch(words) if len(words) < 340 else None
    name = (key["key"] or key["empty"]).casefold().strip() if key else ""
    cue = words[0] in "([（" and words[-1] in ")]）"
    if _PHOTO.fullmatch(words):
        ledger.book("caption", line.start, line.end)
        return
    if cue or (words.strip("*_")[:1] == "(" and words.strip("*_")[-1:] == ")"):
        read_words(ledger, line.start, line.end)
        return
    kind = "heading"
    if rush := _RUSH.match(words):
        front.transcript_kind = "rush"
        front.program = front.program or rush["program"]
        front.published_on = front.published_on or find_date(words[rush.end("program") :])
        kind = "notice"
    elif _AIRED.fullmatch(words) or (_is_dated(words) and name not in KEYS):
        front.published_on = front.published_on or find_date(words)
        kind = "date"
    elif _FOOTER.match(words):
        kind = "notice"
    elif key and (name in KEYS or not key["value"]):
        book_value(transcript, name, key["value"] or "", line.start)
        kind = "front-matter"
    elif listed := _listing(words, key["value"] if key else None, speakers):
        transcript.credits.append(line._replace(text=listed))
        kind = "front-matter"
    else:
        kind = _kind_of_words(words)
        if kind == "heading" and (is_transcript_marker(words) or _NAVIGATION.fullmatch(words)):
            kind = "furniture"
        if (
            kind == "heading"
            and sum(map(str.isalpha, words)) > _FEW_LETTERS
            and len(headings) < 3
            and (not headings or front.published_on is None)
        ):
            headings.append(line)
    ledger.book(kind, line.start, line.end)


def _is_dated(words: str) -> bool:
    """Whether a line is no more than a date with a word or two about it."""
    if len(words) >= _DATED or find_date(words) is None:
        return False
    return sum(_OF_A_DATE.fullmatch(word) is None for word in words.split()) < _DATE_WORDS


def _kind_of_words(words: str) -> str:
    """What a line above the transcript is that states nothing: a heading, a byline, prose."""
    if _AIRED_AT_END.search(words):
        return "heading"
    if _WRITTEN_BY.match(words) and len(words) < 120:
        return "byline"
    is_prose = words[-1] in ".…" and words.count(" ") > _LONG_HEADLINE
    return "article" if len(words) > 200 or is_prose else "heading"


def _listing(words: str, value: str | None, speakers: AbstractSet[str]) -> str | None:
    """A line that lists people, as ``key: names``; None for any other.

    ``Guest: Ann Roe``, ``AR = Ann Roe``, or with a role the name of somebody who speaks:
    ``Ann Roe - Roe & Co., Analyst``.
    """
    if _BENCH.match(words):
        return words
    if value:
        is_list = parse_label(value.split(",")[0]) and not _SENTENCE_END.search(words[:-1])
        return words if is_list else None
    explained = _KEYED_INITIALS.fullmatch(words)
    if explained and _explains_initials(explained["key"], explained["value"]):
        return f"{explained['key']}: {explained['value']}"
    label = parse_label(words) if len(words) < 160 else None
    if label is None or not (label.is_full and label.role):
        return None
    holds_office = is_office(label.role.split(",")[0])
    return words if holds_office or not speakers.isdisjoint(label.key.split()) else None


def _read_foot(transcript: Transcript, ledger: Ledger, start: int) -> int:
    """Book closing notices; where the words end."""
    text = ledger.text
    footer = _FOOTER.search(text, start)
    if footer is None:
        return len(text)
    at = footer.start()
    for line in text[at:].split("\n"):
        words = line.strip()
        if words:
            ledger.book("notice", at, at + len(line.rstrip()))
            if ("copyright" in words.casefold() or "©" in words) and not transcript.front.rights:
                transcript.front.rights = squeeze(words)
        at += len(line) + 1
    return footer.start()


def _name_examiners(transcript: Transcript) -> None:
    """Give each ``Q`` the label of the last ``BY MS. STROUD:`` line above it."""
    lines = list(_BY_LINE.finditer(transcript.text)) if "BY " in transcript.text else []
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
