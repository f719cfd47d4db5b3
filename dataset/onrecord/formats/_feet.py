"""What stands below the last words of a page: notices, biographies, furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.formats import _pages
from onrecord.formats.reading import Ledger, squeeze
from onrecord.grammar.names import fold_name
from onrecord.grammar.spotting import Spot
from onrecord.grammar.times import find_date
from onrecord.transcript import Passage, Transcript

_SUBJECT = re.compile(
    r"(?P<name>[^\W\d_a-z][\w'’.-]*(?: (?:[^\W\d_a-z][\w'’.-]*|de|la|van|von|der|del|al|bin|di|da|y))"
    r"{1,4})(?:, [^,.]{2,60},)? (?:is|was|has|covers|hosts|co-hosts|joined|reports|serves|works|began|brings|came"
    r"|edits|leads|oversees|writes|won|currently|spent|grew|started|produces|directs|teaches|contributes"
    r"|[a-z]{2,}(?:s|ed))\b"
)
_CAREER = re.compile(
    r"\b(?:hosts?|hosted|lives|reporter|correspondent|editor|producer|journalist|anchor|NPR|newscast|desk|station|radio"
    r"|beat|stories|reporting|bureau|news|public media|podcast|program|show|covers|professor|author)\b"
)
_NOTICE_END = re.compile(r"(?<=[.!?])\s+")


def read_foot(transcript: Transcript, ledger: Ledger, start: int, spots: Sequence[Spot]) -> int:
    """Book what follows the last words; where those words end."""
    text = ledger.text
    speakers = {part for spot in spots for part in spot.label.key.split()[-1:]}
    notice = _pages.find_notice(text, start, len(text))
    foot = notice if notice >= 0 else len(text)
    if spots:
        foot = min(foot, _pages.find_foot(text, start))
    line = text.find("\n", start)
    if not spots:
        line = start - 1
    while 0 <= line < foot:
        stop = _line_end(text, line + 1)
        words = text[line + 1 : stop].strip()
        if words and spots and _begins_foot(words, speakers):
            foot = line + 1
            break
        line = stop if stop < len(text) else -1
    _book_foot(transcript, ledger, foot, speakers)
    return foot


def _line_end(text: str, start: int) -> int:
    newline = text.find("\n", start)
    return newline if newline >= 0 else len(text)


def _begins_foot(words: str, speakers: set[str]) -> bool:
    if biography_subject(words, speakers):
        return True
    kind = _pages.classify_line(words)
    return kind in {"furniture", "date", "url", "notice", "station"} and words[-1:] != "?"


def biography_subject(words: str, speakers: set[str], *, below_notice: bool = False) -> str | None:
    """The name of the person whose biography `words` begin, if they do.

    Above a notice only a speaker of the document counts; below it, anyone with a career.
    """
    subject = _SUBJECT.match(words)
    if subject is None or not subject["name"][0].isupper() or subject["name"].isupper():
        return None
    known = fold_name(subject["name"]).split()[-1] in speakers
    if known and (below_notice or _CAREER.search(words)):
        return subject["name"]
    return subject["name"] if below_notice and _CAREER.search(words) else None


def _book_foot(transcript: Transcript, ledger: Ledger, start: int, speakers: set[str]) -> None:
    text = ledger.text
    in_biography = False
    while start < len(text):
        stop = _line_end(text, start)
        words = text[start:stop].strip()
        if words:
            first = start + text[start:stop].index(words[0])
            in_biography = _book_line(
                transcript,
                ledger,
                Passage(words, first, first + len(words)),
                speakers,
                in_biography=in_biography,
            )
        start = stop + 1


def _book_line(
    transcript: Transcript, ledger: Ledger, line: Passage, speakers: set[str], *, in_biography: bool
) -> bool:
    """Book one line below the words; whether a biography goes on after it."""
    kind = _pages.classify_line(line.text)
    if kind == "notice":
        _book_notice(transcript, ledger, line, speakers)
        return False
    if biography_subject(line.text, speakers, below_notice=True):
        transcript.biographies.append(line)
        ledger.book("biography", line.start, line.end)
        return True
    if kind == "prose" and in_biography:
        subject = transcript.biographies[-1]
        transcript.biographies[-1] = Passage(f"{subject.text} {line.text}", subject.start, line.end)
        ledger.book("biography", line.start, line.end)
        return True
    if kind == "furniture" and line.text.casefold().startswith("see stories by "):
        transcript.credits.append(line)
    if kind in {"short", "prose"}:
        return False
    if kind == "date":
        front = transcript.front
        front.published_on = front.published_on or find_date(line.text)
    if kind == "station":
        transcript.front.station = transcript.front.station or line.text
    ledger.book(kind, line.start, line.end)
    return False


def _book_notice(transcript: Transcript, ledger: Ledger, line: Passage, speakers: set[str]) -> None:
    """Book a notice, sentence by sentence: a biography may be glued to its end."""
    at = line.start
    for part in [*(m.end() for m in _NOTICE_END.finditer(ledger.text, line.start, line.end))]:
        if biography_subject(ledger.text[part : line.end], speakers, below_notice=True):
            _book_rights(transcript, ledger, at, part)
            biography = Passage(ledger.text[part : line.end], part, line.end)
            transcript.biographies.append(biography)
            ledger.book("biography", part, line.end)
            return
    _book_rights(transcript, ledger, at, line.end)


def _book_rights(transcript: Transcript, ledger: Ledger, start: int, end: int) -> None:
    front = transcript.front
    words = squeeze(ledger.text[start:end].strip())
    ledger.book("notice", start, end)
    made = words.find("NPR transcripts are ")
    if "rush" in words.casefold():
        front.transcript_kind = "rush"
    rights = words[:made].strip() if made > 0 else words
    if ("Copyright" in rights or "provided by" in rights or "©" in rights) and not front.rights:
        front.rights = rights
