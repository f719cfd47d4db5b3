"""What stands above the first label of a page: furniture, front matter, headline, opening.

Lines are first told apart one by one (`classify_line`), then by their neighbours
(`_settle`), then booked; the paragraphs among them are written or spoken (`_openings`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from onrecord.formats import _pages
from onrecord.formats._openings import lead_in_start, opens_as_host, opens_show
from onrecord.formats.reading import Ledger, read_opening, read_words, squeeze
from onrecord.grammar.cues import classify_cue
from onrecord.grammar.labels import parse_label
from onrecord.grammar.spotting import Spot
from onrecord.grammar.times import find_date
from onrecord.transcript import Front, Passage, Transcript

#: Kinds of lines that state something about the document.
_STATING = frozenset(("title", "program", "station", "url", "byline", "notice", "date"))
_LONE_BYLINES = frozenset(("By", ",", "and", "|"))


class _Line(NamedTuple):
    text: str
    start: int
    end: int
    kind: str


def read_head(transcript: Transcript, ledger: Ledger, end: int, spots: Sequence[Spot]) -> None:
    """Book everything above `end`, where the first label or notice stands."""
    lines = _settle(_lines(ledger.text, end), {spot.label.key for spot in spots})
    for line in lines:
        if line.kind in _STATING:
            _keep(transcript, line)
        if line.kind not in {"prose", "short", "cue"}:
            ledger.book(line.kind, line.start, line.end)
    opening = _read_opening(transcript, ledger, lines, spots)
    for line in lines:
        if line.kind == "cue" and not opening[0] <= line.start < opening[1]:
            read_words(ledger, line.start, line.end)


def _lines(text: str, end: int) -> list[_Line]:
    """The lines with words before `end`."""
    lines = []
    start = 0
    for line in text[:end].split("\n"):
        words = line.strip()
        if words:
            first = start + line.index(words[0])
            lines.append(_Line(words, first, first + len(words), _pages.classify_line(words)))
        start += len(line) + 1
    return lines


def _settle(lines: list[_Line], speakers: set[str]) -> list[_Line]:
    """The lines with the kinds their neighbours give them: captions, bylines, the title."""
    for at, line in enumerate(lines):
        above = lines[at - 1] if at else None
        if line.kind == "caption" and above and above.kind in {"short", "prose"} and at > 1:
            if line.start - above.end <= 2:
                lines[at - 1] = above._replace(kind="caption")
        elif line.kind == "short" and _is_byline(line, above, speakers):
            lines[at] = line._replace(kind="byline")
    title = _find_title(lines)
    if title is not None:
        headline = lines[title].text
        lines[:] = [li._replace(kind="title") if li.text == headline else li for li in lines]
    _settle_repeated(lines)
    last = lines[-1] if lines else None
    if last and last.kind == "short" and any(line.kind == "prose" for line in lines):
        lines[-1] = last._replace(kind="prose")  # the end of an opening, run into the label
    return lines


def _settle_repeated(lines: list[_Line]) -> None:
    """Paragraphs that a line above has word for word are its summary, printed again."""
    above = ""
    for at, line in enumerate(lines):
        if line.kind == "prose":
            if line.text in above:
                lines[at] = line._replace(kind="summary")
            above += line.text + "\n"


def _is_byline(line: _Line, above: _Line | None, speakers: set[str]) -> bool:
    """Whether a short line is a name: of somebody who has a label, or where bylines stand.

    They stand below a lone ``By``, and below the date or programme under a headline.
    """
    label = parse_label(line.text) if len(line.text) < 60 else None
    if label is None or not label.is_full:
        return False
    if label.key in speakers or above is None:
        return label.key in speakers
    below_by = above.kind == "byline" and above.text in _LONE_BYLINES
    return below_by or (above.kind in {"date", "program"} and label.tokens < 4 and not label.role)


def _find_title(lines: Sequence[_Line]) -> int | None:
    """The headline: of the short lines above the first prose, the first of the longest.

    Where a crawler put the page's description first, the headline stands below it: the short
    line that the description begins with, or that stands above the player, or twice.
    """
    first_prose = next((at for at, line in enumerate(lines) if line.kind == "prose"), len(lines))
    shorts = [at for at, line in enumerate(lines[:first_prose]) if line.kind == "short"]
    if not shorts and first_prose < len(lines):
        shorts = [
            at
            for at, (line, below) in enumerate(zip(lines, [*lines[1:], None], strict=True))
            if line.kind == "short"
            and (
                lines[first_prose].text.startswith(line.text)
                or (below is not None and below.kind == "furniture")
                or any(line.text == other.text for other in lines[:at])
            )
        ]
    return max(shorts, key=lambda at: (min(lines[at].text.count(" "), 5), -at), default=None)


def _keep(transcript: Transcript, line: _Line) -> None:
    """Keep what a line of front matter states; the first statement holds."""
    front: Front = transcript.front
    if line.kind == "title":
        front.title = squeeze(line.text).removesuffix(" : NPR")
    elif line.kind == "program":
        front.program = front.program or _pages.program_of(line.text)
    elif line.kind == "station":
        front.station = front.station or line.text
    elif line.kind == "url":
        front.url = front.url or line.text
    elif line.kind == "byline":
        transcript.credits.append(Passage(line.text, line.start, line.end))
    elif line.kind == "notice" and "Copyright" in line.text:
        front.rights = front.rights or squeeze(line.text)
    if line.kind in {"date", "program"} and not line.text.casefold().startswith(
        ("updated", "last")
    ):
        front.published_on = front.published_on or find_date(line.text)


def _read_opening(
    transcript: Transcript, ledger: Ledger, lines: Sequence[_Line], spots: Sequence[Spot]
) -> tuple[int, int]:
    """Book what was written and read what was spoken; where the spoken opening lies."""
    paragraphs, breaks, announced = _paragraphs(lines)
    labels = [spot.label for spot in spots]
    first = labels[0] if labels else None
    opened = first is not None and _opens(ledger.text, spots[0]) and not _is_played(lines)
    if announced is not None and first and not opened:
        spoken = announced
    elif opened:
        spoken = len(paragraphs)
    else:
        cued = any(line.kind == "cue" for line in lines)
        spoken = lead_in_start(paragraphs, breaks, first, labels, cued=cued)
    written = paragraphs[:spoken]
    if written and _keep_description(transcript, written[0].text):
        ledger.book("summary", written[0].start, written[0].end)
        del written[0]
    if len(written) == 1 and written[0].text.count(" ") < 70:
        transcript.front.summary = squeeze(written[0].text)
        ledger.book("summary", written[0].start, written[0].end)
    else:
        for passage in written:
            ledger.book("article", passage.start, passage.end)
        for line in lines:
            if (
                line.kind == "short"
                and written
                and written[0].start < line.start < written[-1].start
            ):
                ledger.book("heading", line.start, line.end)
    if spoken == len(paragraphs):
        return (0, 0)
    start, end = paragraphs[spoken].start, paragraphs[-1].end
    read_opening(ledger, start, end)
    return start, end


def _opens(text: str, first: Spot) -> bool:
    """Whether the first label is of the host, so that nothing above it is spoken."""
    return opens_as_host(first.label) or opens_show(first.label, text[first.end : first.end + 400])


def _keep_description(transcript: Transcript, words: str) -> bool:
    """Keep what a page's description states; whether `words` are one."""
    front = transcript.front
    described = _pages.read_description(words, front.title)
    if described is None:
        return False
    program, summary = described
    front.program = front.program or program
    front.summary = front.summary or squeeze(summary)
    return True


def _is_played(lines: Sequence[_Line]) -> bool:
    """Whether the first label stands below the cue of a recording: it is a voice on tape."""
    cue = classify_cue(lines[-1].text[1:-1]) if lines and lines[-1].kind == "cue" else None
    return cue is not None and cue.playback in {"recorded", "begin"}


def _paragraphs(lines: Sequence[_Line]) -> tuple[list[Passage], list[bool], int | None]:
    """The paragraphs, and where they are parted.

    Second, whether anything stands between each paragraph and the next; third, how many stand
    above the line that announces the transcript, None where none does.
    """
    paragraphs: list[Passage] = []
    breaks: list[bool] = []
    announced = None
    for line in lines:
        if line.kind == "prose":
            paragraphs.append(Passage(line.text, line.start, line.end))
            breaks.append(False)
        elif line.kind not in {"short", "cue", "title", "caption"}:
            if _pages.is_transcript_marker(line.text):
                announced = len(paragraphs)
            if breaks:
                breaks[-1] = True
    return paragraphs, breaks, announced
