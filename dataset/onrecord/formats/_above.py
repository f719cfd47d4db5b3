"""What stands above the first label of plain text: title, dates, notices, lists of people, prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from onrecord.formats._front_matter import KEYS, book_value
from onrecord.formats._headings import SENTENCE_END
from onrecord.formats._pages import is_transcript_marker
from onrecord.formats._programs import spoken_of
from onrecord.formats.reading import Ledger, read_words, squeeze
from onrecord.grammar.labels import parse_label
from onrecord.grammar.names import is_office
from onrecord.grammar.times import find_date
from onrecord.transcript import Passage, Region, Transcript

_KEY_LINE = re.compile(
    r"\W{0,4}(?P<key>[^\W\d_][\w &/]{1,24}?)\W{0,4}:\W{0,3}\s+(?P<value>\S.{0,300})|\W{0,4}(?P<empty>[^\W\d_][\w ]{1,24}):\s*"
)
_KEYED_INITIALS = re.compile(r"(?P<key>[A-Z]{2,4})\s*[=–—-]\s*(?P<value>[^\W\d_a-z][^=]{3,80})")
_COLUMNS = re.compile(r"\S {4,}[^\W\d_a-z]")
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
#: A line with no more letters than this is ruled, not written.
_RULED = 2
_RUSH = re.compile(
    r"(?:date \S+ )?THIS IS A RUSH TRANSCRIPT(?: (?:from|of) [\"“](?P<program>[^\"”]{2,60}?),?[\"”])?.*",
    re.IGNORECASE,
)
#: How far into the first words the programme is named, in characters.
_OPENING = 1500
#: A photo's credit alone in parentheses: ``( Ann Roe / Associated Press )``.
_PHOTO = re.compile(r"\(\s?[^()]{2,80}/\s?[^()]{2,60}\)")
#: A programme's name is shorter than this, in words.
_PROGRAM_WORDS = 6
_AIRED_AT_END = re.compile(r" Aired [0-9:apmAPM. -]{1,20}E[SD]?T$")
_NAVIGATION = re.compile(
    r"(?:Return|Back) to .{3,40}|(?:Watch|Listen to|View|Read) .{3,40}|Media Options|Share this .{0,20}|Related .{3,20}"
    r"|Subscribe\b.{0,60}|Sign up .{0,60}|Home|Menu|Print|Email|Skip to .{3,30}|(?:[^|>•]{2,40} ?[|>•] ?){2,10}[^|>•]{2,40}|(?:model|file|language|speakers detected): .{1,80}"
    r"|.{1,80} (?:started|stopped) transcription|(?:[0-9]{1,2}h ?)?[0-9]{1,2}m(?: ?[0-9]{1,2}s)?|SUMMARY KEYWORDS|SPEAKERS"
    r"|[A-Z ,.&']{4,60} *[):]|(?:CNN|NBC News|CBS News|ABC News|Fox News|PBS)(?:\.com|\.org)?",
    re.IGNORECASE,
)
_WRITTEN_BY = re.compile(
    r"(?:(?:Written|Directed|Produced|Edited|Reported|Interviewed|Interview)[\w, ]{0,30} by|By|BY|Words by) "
)
_AIRED = re.compile(r"(?:Aired|Published|Recorded|Posted|Broadcast)\b.{0,60}", re.IGNORECASE)
FOOTER = re.compile(
    r"(?m)^[ \t*_]*(?:\[[0-9:.]+\] )?(?:TO ORDER A VIDEO OF THIS|Content and programming copyright|Copyright (?:©|\(c\)|[12])|©|\(c\) [12]"
    r"|All rights reserved|\W{0,3}(?:END|-30-)\W{0,3}$|(?:\#{1,6} \W{0,2})?(?:Transcription|Meeting) ended after [0-9]|This editable transcript was |You should review Gemini|End of (?:transcript|recording|audio|interview)|Transcribed by|Transcript by|Duration: |Call participants:|Listen to this |\W{0,4}Credits\W{0,4}:|版权所有"
    r"|Transcript provided by|This transcript (?:was|is|has been) |This (?:interview|conversation) (?:was|has been) |Copyright policy:|Published under the authority"
    r"|I, [^\n]{3,60}(?:do hereby )?certify |I (?:do )?(?:hereby )?certify that |/s/ |C ?E ?R ?T ?I ?F ?I ?C ?A ?T ?E\b|Posted: |The original content of this program|Page [0-9]+ of [0-9]+)[^\n]*",
    re.IGNORECASE,
)


def explains_initials(letters: str, value: str) -> bool:
    """Whether a line only says whose initials these are: ``RK: Ruth Kaplansky, potter``."""
    name = value.split(",", maxsplit=1)[0].strip()
    label = parse_label(name) if 1 < len(letters) < 5 and letters.isupper() else None
    if label is None or not label.is_full:
        return False
    words = label.key.split()
    initials = "".join(word[0] for word in words)
    return letters.lower() in {initials, initials[0] + initials[-1]}


def read_above(
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
    if front.program is None:
        name = spoken_of(ledger.text[start:end].split("\n"), ledger.text[end : end + _OPENING])
        front.program = name and squeeze(name)
        headings = [
            heading for heading in headings if heading.text.strip("*_# ") != name
        ] or headings
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
    elif FOOTER.match(words):
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
            and sum(map(str.isalpha, words)) > _RULED
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
    if _COLUMNS.search(words):
        return None  # read entry by entry, where labels ask for it
    if value:
        is_list = parse_label(value.split(",")[0]) and not SENTENCE_END.search(words[:-1])
        return words if is_list else None
    explained = _KEYED_INITIALS.fullmatch(words)
    if explained and explains_initials(explained["key"], explained["value"]):
        return f"{explained['key']}: {explained['value']}"
    label = parse_label(words) if len(words) < 160 else None
    if label is None or not (label.is_full and label.role):
        return None
    holds_office = is_office(label.role.split(",")[0])
    return words if holds_office or not speakers.isdisjoint(label.key.split()) else None
