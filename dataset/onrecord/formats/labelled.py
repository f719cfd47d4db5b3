"""Plain text of the ``NAME: words`` or ``Name (role): words`` kind, from any source.

Meetings, courts, panels, podcasts, earnings calls, network transcripts saved as text: labels
inline or on a line of their own, in capitals or mixed case, with roles after a comma, a dash
or in parentheses, times in brackets before or after, Markdown bold, ``>>``, ``Q.`` and ``A.``.
A block of ``Key: value`` lines or YAML front matter at the top is read as front matter.

Not carried: front-matter keys without a column (booked as regions), headings between turns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from onrecord.errors import NoTurns
from onrecord.formats.fit import Fit
from onrecord.formats.reading import Ledger, plain_lines, read_turns, squeeze
from onrecord.grammar.labels import MAX_LABEL, parse_label
from onrecord.grammar.spotting import Spot, find_labels
from onrecord.grammar.times import find_date
from onrecord.source import Source
from onrecord.transcript import Front, Passage, Transcript

if TYPE_CHECKING:
    from collections.abc import Sequence

_KEYS = {
    key: column
    for column, keys in {
        "title": "title|subject|episode|topic|case|re|hearing|event|meeting|call|session title",
        "published_on": "date|published|aired|air date|airdate|recorded|release date|pubdate|date of hearing|broadcast|recorded on|publication date",
        "program": "podcast|show|program|programme|series|body|committee|board",
        "network": "network|publisher|channel",
        "station": "station",
        "summary": "summary|description|abstract",
        "url": "url|link|source",
        "rights": "copyright|rights|license|licence",
        "language": "language|lang",
        "credits": "host|hosts|guest|guests|speakers|speaker|participants|present|attendees|moderator|panelists|panellists|interviewer|interviewee|chair|members present|with|by|in attendance|panel|appearances|counsel|reporter|company participants|executives|analysts|judge|before",
        "": "location|place|venue|time|duration|length|transcribed by|transcriber|transcript|tags|id|version|absent|recorder|file|status|keywords|note|episode number|number|producer|produced by|call to order|docket|apologies|season|format|draft|audio|license url",
    }.items()
    for key in keys.split("|")
}
_KEY_LINE = re.compile(r"\W{0,4}(?P<key>[^\W\d_][\w ]{1,24}?)\W{0,4}:\W{0,3}\s+(?P<value>\S.{0,300})|\W{0,4}(?P<empty>[^\W\d_][\w ]{1,24}):\s*")
_HEADING = re.compile(r"#{1,6}\s+(?P<words>\S.*)")
_DASHED = re.compile(r"(?m)^(?P<label>[^\W\d_a-z][^\n:.!?]{2,60}? (?:--|–|—) [^\n:.!?]{2,90})[ \t]*$")
_RUSH = re.compile(r"THIS IS A RUSH TRANSCRIPT.*", re.IGNORECASE)
_FOOTER = re.compile(
    r"(?m)^[ \t*_]*(?:TO ORDER A VIDEO OF THIS|Content and programming copyright|Copyright (?:©|\(c\)|[12])|©|\(c\) [12]"
    r"|All rights reserved|\W{0,3}END\W{0,3}$|\[?End of (?:transcript|recording|audio|interview)|Transcribed by|Transcript by"
    r"|\(?(?:Whereupon|WHEREUPON)|Transcript provided by|This transcript (?:was|is|has been) )[^\n]*", re.IGNORECASE,
)
_AIRED = re.compile(r"(?:Aired|Published|Recorded|Posted|Broadcast)\b.{0,60}", re.IGNORECASE)


def detect(text: str) -> Fit:
    """How surely `text` is a labelled transcript: by its labels, their number and recurrence."""
    spots = _find_spots(text, 0)
    if not spots:
        return Fit(0.0)
    keys = {spot.label.key for spot in spots}
    if len(spots) < 2:
        return Fit(0.3, (f"one label, {spots[0].label.printed!r}",))
    words = f"{len(spots)} labels of {len(keys)} speakers"
    return Fit(0.85 if len(spots) > 3 or len(keys) < len(spots) else 0.65, (words,))


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a text. Raises `Undecodable`, `NoTurns`."""
    text = plain_lines(source.decoded.text)
    ledger = Ledger(text)
    transcript = Transcript("labelled", text, Front(), ledger.utterances, [])
    body = _read_front_matter(transcript, ledger)
    spots = _find_spots(text, body)
    if not spots:
        raise NoTurns("no speaker label was found: nothing of the kind 'NAME: words' recurs")
    _read_above(transcript, ledger, body, spots[0].start)
    foot = _read_foot(transcript, ledger, spots[-1].end)
    read_turns(ledger, spots, foot)
    if not any(utterance.kind == "speech" for utterance in ledger.utterances):
        raise NoTurns("labels were found, but no words after any of them")
    _close_times(transcript)
    transcript.regions = ledger.partition()
    yield transcript


def _find_spots(text: str, body: int) -> list[Spot]:
    spots = [spot for spot in find_labels(text) if spot.start >= body]
    if "--" in text or "–" in text or "—" in text:
        spots = sorted([*spots, *_dashed_lines(text, body, spots)], key=lambda spot: spot.start)
    return spots


def _dashed_lines(text: str, body: int, spots: Sequence[Spot]) -> Iterator[Spot]:
    """Labels without a colon on a line of their own: ``Ann Roe -- Chief Executive Officer``."""
    taken = {spot.start for spot in spots}
    for match in _DASHED.finditer(text, body):
        label = parse_label(match["label"])
        if match.start() not in taken and label is not None and label.role and not label.heading:
            yield Spot(match.start(), match.end(), label, "line")


def _read_front_matter(transcript: Transcript, ledger: Ledger) -> int:
    """Book YAML front matter or a block of ``Key: value`` lines; where the rest begins."""
    text = ledger.text
    at = len(text) - len(text.lstrip("\ufeff \n"))
    if text.startswith("---\n", at) or text.startswith("--- ", at):
        return _read_yaml(transcript, ledger, at)
    end = at
    while end < len(text):
        stop = text.find("\n", end)
        stop = stop if stop >= 0 else len(text)
        line = text[end:stop].strip()
        match = _KEY_LINE.fullmatch(line) if 0 < len(line) < 340 else None
        key = (match["key"] or match["empty"]).casefold().strip() if match else None
        if match is None or key not in _KEYS:
            break
        _book_value(transcript, ledger, key, match["value"] or "", end)
        ledger.book("front-matter", end, stop)
        end = stop + 1
        while end < len(text) and text[end] == "\n" and _goes_on(text, end):
            end += 1
    return end


def _goes_on(text: str, at: int) -> bool:
    """Whether the next line with words is front matter too."""
    while at < len(text) and text[at] in " \n":
        at += 1
    stop = text.find("\n", at)
    match = _KEY_LINE.fullmatch(text[at : stop if stop >= 0 else at + 340].strip()[:340])
    return bool(match) and (match["key"] or match["empty"]).casefold().strip() in _KEYS if match else False


def _read_yaml(transcript: Transcript, ledger: Ledger, start: int) -> int:
    text = ledger.text
    close = text.find("\n---", start + 3)
    if close < 0:
        return start
    end = close + 4
    key = ""
    at = start + 4
    for line in text[start + 4 : close].split("\n"):
        name, colon, value = line.partition(":")
        if colon and not line.startswith((" ", "-", "\t")):
            key = name.strip().casefold()
        elif line.strip().startswith("- "):
            value = line.strip()[2:]
        if value.strip():
            _book_value(transcript, ledger, key, value.strip(" \"'[]"), at)
        at += len(line) + 1
    ledger.book("front-matter", start, end)
    return end


def _book_value(transcript: Transcript, ledger: Ledger, key: str, value: str, at: int) -> None:
    column = _KEYS.get(key, "")
    front = transcript.front
    value = squeeze(value.strip().strip("\"'*_ "))
    if not column or not value:
        return
    if column == "credits":
        transcript.credits.append(Passage(f"{key}: {value}", at, at + len(value)))
    elif column == "published_on":
        front.published_on = front.published_on or find_date(value)
    elif column == "language":
        front.language = value if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", value) else None
    elif getattr(front, column) is None:
        setattr(front, column, value)


def _read_above(transcript: Transcript, ledger: Ledger, start: int, end: int) -> None:
    """Book the lines between front matter and the first label: title, dates, notices, prose."""
    front = transcript.front
    at = start
    for line in ledger.text[start:end].split("\n"):
        words = line.strip()
        first = at + line.index(words) if words else at
        at += len(line) + 1
        if not words:
            continue
        last = first + len(words)
        heading = _HEADING.fullmatch(words)
        if _RUSH.match(words):
            front.transcript_kind = "rush"
            ledger.book("notice", first, last)
        elif _AIRED.fullmatch(words) or (len(words) < 60 and find_date(words)):
            front.published_on = front.published_on or find_date(words)
            ledger.book("date", first, last)
        elif _FOOTER.match(words):
            ledger.book("notice", first, last)
        elif front.title is None and len(words) < 200 and (heading or words[-1] not in ".:"):
            front.title = squeeze(heading["words"] if heading else words.strip("*_# "))
            ledger.book("title", first, last)
        elif front.title and len(words) < 100 and words[-1] not in ".:!?":
            ledger.book("heading", first, last)
        else:
            ledger.book("article", first, last)


def _read_foot(transcript: Transcript, ledger: Ledger, start: int) -> int:
    """Book closing notices; where the words end."""
    text = ledger.text
    footer = _FOOTER.search(text, start)
    if footer is None:
        return len(text)
    at = footer.start()
    for line in text[footer.start() :].split("\n"):
        words = line.strip()
        if words:
            ledger.book("notice", at, at + len(line.rstrip()))
            if ("copyright" in words.casefold() or "©" in words) and not transcript.front.rights:
                transcript.front.rights = squeeze(words)
        at += len(line) + 1
    return footer.start()


def _close_times(transcript: Transcript) -> None:
    """End each timed turn where the next one begins."""
    timed = [u for u in transcript.utterances if u.start_ms is not None]
    for now, following in zip(timed, timed[1:], strict=False):
        if following.start_ms is not None and now.start_ms is not None \
                and following.start_ms >= now.start_ms:
            now.end_ms = following.start_ms
