"""Text of NPR and member-station pages and of npr.org transcripts.

Conventions: the first label of a speaker prints the full name and a role in capitals, later
ones the surname; clips follow ``(SOUNDBITE OF ...)``; notices of rights and biographies stand
below, page furniture, headline, date and sometimes an article above. Where the first label of
the host is missing, the words above the first label are a lead-in.

Not carried: headlines of other stories, photo captions (booked as regions), tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.errors import NoTurns
from onrecord.formats import _pages
from onrecord.formats._feet import read_foot
from onrecord.formats._openings import lead_in_start, opens_as_host
from onrecord.formats._programs import PROGRAMS
from onrecord.formats.fit import Fit
from onrecord.formats.reading import Ledger, plain_lines, read_turns, read_words, squeeze
from onrecord.grammar.labels import parse_label
from onrecord.grammar.spotting import Spot, find_labels
from onrecord.grammar.times import find_date
from onrecord.source import Source
from onrecord.transcript import Front, Passage, Transcript

#: Role labels as only public radio prints them: after a name in capitals and a comma.
_ROLE_LABELS = (", BYLINE:", ", HOST:", ", CO-HOST:", ", host:", ", co-host:", ", byline:", " reporting:")
_ROLE_LABEL = re.compile(r"[A-Z.'’-]{2,}(?:, (?:CO-HOST|HOST|BYLINE|co-host|host|byline)|,? reporting):")
_RIGHTS = re.compile(r"Copyright (?:©|\(c\))?\s?[0-9]{0,4}\s?(?:by )?NPR")
_SPOKEN_PROGRAM = re.compile(
    r"\b(?:[Tt]his is|[Ii]t's|[Ii]t’s|to|on|of) (?:NPR's )?(?P<name>[A-Z0-9][A-Z0-9&'’]*(?![a-z])(?: (?:[A-Z&][A-Z&'’]+|A)(?![a-z]))*)"
)
_HOST_OF = re.compile(
    r"\b(?:co-?)?hosts?(?: of| for)?,? (?:of )?(?:NPR['’]s |the )?"
    r"(?P<name>[A-Z0-9][\w&'’!]*(?: (?:[A-Z&][\w&'’!]*|of|the|to|a|with|on)(?=[ ,.;]))*)"
)


_PAGE_FURNITURE = ("Play Live Radio", "Keyboard shortcuts for audio player", "hide caption", "Listen •",
                   "Available On Air Stations", "On Air Now", "See stories by", "NPR News\n", "-Minute Listen")
#: How far from either end, in characters, a programme names itself.
_OPENING, _CLOSING = 4000, 1500
_SMALL = frozenset("A AN AND AT FOR FROM IN OF ON OR THE TO WITH".split())


def detect(text: str) -> Fit:
    """How surely `text` is from NPR or a member station, with the signs found."""
    signs = []
    named = "NPR" in text
    if named and _has_npr_notice(text):
        return Fit.of([(0.9, "an NPR notice of rights")])
    if any(_ROLE_LABEL.search(text, max(0, at - 24), at + len(sign))
           for sign in _ROLE_LABELS if (at := text.find(sign)) >= 0):
        signs.append((0.8, "labels such as 'NAME, HOST:' or 'NAME, BYLINE:'"))
    if "(SOUNDBITE OF" in text or "(Soundbite of" in text:
        signs.append((0.7, "cues such as '(SOUNDBITE OF ...)'"))
    if named:
        signs.append((0.4, "NPR named"))
        if any(furniture in text for furniture in _PAGE_FURNITURE):
            signs.append((0.35, "the furniture of a station's page"))
    return Fit.of(signs)


def _has_npr_notice(text: str) -> bool:
    if "Transcript provided by NPR" in text or "NPR transcripts are created" in text:
        return True
    at = text.find("Copyright ")
    while at >= 0:
        if _RIGHTS.match(text, at):
            return True
        at = text.find("Copyright ", at + 1)
    return False


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a page. Raises `Undecodable`, `NoTurns`."""
    text = plain_lines(source.decoded.text)
    ledger = Ledger(text)
    front = Front(network="NPR" if "NPR" in text else None, language="en")
    spots = find_labels(text)
    transcript = Transcript("npr", text, front, ledger.utterances, [], broadcast=True)
    head_end = spots[0].start if spots else _end_of_unlabelled(text)
    _read_head(transcript, ledger, head_end, spots)
    foot = read_foot(transcript, ledger, spots[-1].end if spots else head_end, spots)
    read_turns(ledger, spots, foot)
    ledger.utterances.sort(key=lambda utterance: utterance.start)
    if not any(utterance.kind == "speech" for utterance in ledger.utterances):
        raise NoTurns("no speaker label and no lead-in was found: prose, or a page without its transcript")
    front.program = front.program or _program_told(transcript)
    transcript.regions = ledger.partition()
    yield transcript


def _end_of_unlabelled(text: str) -> int:
    notice = _pages.find_notice(text, 0, len(text))
    return notice if notice >= 0 else len(text)


def _read_head(transcript: Transcript, ledger: Ledger, end: int, spots: Sequence[Spot]) -> None:
    """Book everything above the first label: furniture, front matter, title, opening."""
    lines = [(start, stop, kind) for start, stop, kind in _lines(ledger.text, end)]
    title = _title_line(ledger.text, lines)
    speakers = {spot.label.key for spot in spots}
    cues: list[tuple[int, int]] = []
    announced: int | None = None
    paragraphs: list[Passage] = []
    breaks: list[bool] = []
    before_caption = _captioned(lines)
    for at, (start, stop, kind) in enumerate(lines):
        words = ledger.text[start:stop]
        if at == title:
            transcript.front.title = squeeze(words)
            ledger.book("title", start, stop)
        elif at in before_caption:
            ledger.book("caption", start, stop)
        elif kind == "prose" or (kind == "short" and paragraphs and _is_broken_off(lines, at, title)):
            paragraphs.append(Passage(words, start, stop))
            breaks.append(False)
        elif kind == "cue":
            cues.append((start, stop))
        elif kind == "short" and (at != title and _names_a_speaker(words, speakers)):
            _book_front(transcript, ledger, "byline", Passage(words, start, stop))
        elif kind == "short" and _continues_byline(ledger.text, lines, at):
            lines[at] = (start, stop, "byline")
            _book_front(transcript, ledger, "byline", Passage(words, start, stop))
        elif kind != "short":
            _book_front(transcript, ledger, kind, Passage(words, start, stop))
            if _pages.is_transcript_marker(words):
                announced = len(paragraphs)
            if breaks:
                breaks[-1] = True
    opening = _read_opening(transcript, ledger, paragraphs, breaks, spots, announced)
    for start, stop in cues:
        if not opening[0] <= start < opening[1]:
            read_words(ledger, start, stop)


def _lines(text: str, end: int) -> Iterator[tuple[int, int, str]]:
    """The lines with words before `end`, as start, end and kind."""
    start = 0
    while start < end:
        newline = text.find("\n", start, end)
        stop = newline if newline >= 0 else end
        words = text[start:stop].strip()
        if words:
            first = start + text[start:stop].index(words[0])
            yield first, first + len(words), _pages.classify_line(words)
        start = stop + 1


def _title_line(text: str, lines: list[tuple[int, int, str]]) -> int | None:
    """The headline: the longest short line above the first prose that is no furniture."""
    first_prose = next((at for at, line in enumerate(lines) if line[2] == "prose"), len(lines))
    shorts = [at for at, line in enumerate(lines[:first_prose]) if line[2] == "short"]
    if not shorts:
        return None
    captions = _captioned(lines)
    candidates = [at for at in shorts if at not in captions and not _continues_byline(text, lines, at)]
    candidates = candidates or shorts
    return max(candidates, key=lambda at: (min(text.count(" ", lines[at][0], lines[at][1]), 5), -at))


def _captioned(lines: list[tuple[int, int, str]]) -> set[int]:
    """Lines directly above a photo credit: its caption."""
    return {
        at - 1
        for at in range(2, len(lines))
        if lines[at][2] == "caption" and lines[at - 1][2] in {"short", "prose"}
        and lines[at][0] - lines[at - 1][1] <= 2
    }


def _names_a_speaker(words: str, speakers: set[str]) -> bool:
    """Whether a short line is nothing but the full name of somebody who has a label."""
    label = parse_label(words) if len(words) < 60 else None
    return label is not None and label.is_full and label.key in speakers


def _continues_byline(text: str, lines: list[tuple[int, int, str]], at: int) -> bool:
    """Whether a short line is a name below a line that only says ``By`` or a comma."""
    above = lines[at - 1] if at else (0, 0, "")
    if above[2] != "byline" or text[above[0] : above[1]] not in {"By", ",", "and", "|"}:
        return False
    label = parse_label(text[lines[at][0] : lines[at][1]])
    return label is not None and label.is_full


def _is_broken_off(lines: list[tuple[int, int, str]], at: int, title: int | None) -> bool:
    """Whether a short line below the title is part of the prose: the last before a label."""
    return at == len(lines) - 1 and (title is None or at > title)


def _book_front(transcript: Transcript, ledger: Ledger, kind: str, line: Passage) -> None:
    """Book a line of front matter and keep what it states; the first statement holds."""
    front = transcript.front
    if kind == "program":
        front.program = front.program or _pages.program_of(line.text)
    elif kind == "station":
        front.station = front.station or line.text
    elif kind == "url":
        front.url = front.url or line.text
    elif kind == "byline":
        transcript.credits.append(line)
    elif kind == "notice" and "Copyright" in line.text:
        front.rights = front.rights or squeeze(line.text)
    if kind in {"date", "program"} and not line.text.casefold().startswith(("updated", "last updated")):
        front.published_on = front.published_on or find_date(line.text)
    ledger.book(kind, line.start, line.end)


def _read_opening(
    transcript: Transcript,
    ledger: Ledger,
    paragraphs: list[Passage],
    breaks: list[bool],
    spots: Sequence[Spot],
    announced: int | None,
) -> tuple[int, int]:
    """Book what was written and read what was spoken; where the spoken opening lies."""
    labels = [spot.label for spot in spots]
    first = labels[0] if labels else None
    spoken = announced if announced is not None and first and not opens_as_host(first) else \
        lead_in_start(paragraphs, breaks, first, labels)
    written = paragraphs[:spoken]
    if len(written) == 1 and written[0].text.count(" ") < 70:
        transcript.front.summary = squeeze(written[0].text)
        ledger.book("summary", written[0].start, written[0].end)
    else:
        for passage in written:
            ledger.book("article", passage.start, passage.end)
    if spoken == len(paragraphs):
        return (0, 0)
    start, end = paragraphs[spoken].start, paragraphs[-1].end
    read_words(ledger, start, end, opening=True)
    return start, end


def _spelled(name: str) -> str | None:
    """A programme spoken of in capitals, in title case; None for a lone acronym."""
    known = PROGRAMS.get(name.casefold())
    if known or " " not in name:
        return known
    return " ".join(w.lower() if at and w in _SMALL else w.capitalize() for at, w in enumerate(name.split()))


def _program_told(transcript: Transcript) -> str | None:
    """The programme named in speech in capitals, or in a host's biography."""
    text = transcript.text
    for low, high in ((0, _OPENING), (max(_OPENING, len(text) - _CLOSING), len(text))):
        for phrase in ("his is ", "t's ", "PR's ", "lcome to ", "ack to ", "ening to "):
            at = text.find(phrase, low, high)
            while at >= 0:
                spoken = _SPOKEN_PROGRAM.search(text, max(0, at - 8), at + 80) \
                    if text[at + len(phrase) : at + len(phrase) + 2].isupper() else None
                program = _spelled(spoken["name"].rstrip("'")) if spoken else None
                if program:
                    return program
                at = text.find(phrase, at + 1, high)
    for biography in transcript.biographies:
        host = _HOST_OF.search(biography.text)
        if host:
            return PROGRAMS.get(host["name"].rstrip(".").casefold(), host["name"].rstrip("."))
    return None
