"""Logs of a radio desk: ``12:03:15 | TOWER | words``, a transmission a line, times of the day.

A line ``# date: 2024-05-01`` above them states the day. Times are carried as milliseconds from the
first transmission; a clock that goes back (past midnight) ends the times. A call sign names nobody
outside its log.

Not carried: the time of day that the log begins at, other lines that begin with ``#``.
"""

import re
from collections.abc import Iterator
from datetime import date

from onrecord import Fit, Format, NoTurns
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Segment, Transcript, Voice

_LINE = re.compile(r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d) \| ([^|]{1,40}?) \| (.*)")
_DATE = re.compile(r"^# date: (\d{4}-\d\d-\d\d)$", re.MULTILINE)


def detect(source: Source) -> Fit:
    """By three quarters of the first lines being transmissions."""
    lines = [one for one in source.decoded.text[:10_000].splitlines() if one[:1] not in {"", "#"}]
    good = sum(_LINE.fullmatch(line) is not None for line in lines)
    if not good or good < 0.75 * len(lines):
        return Fit(0.0)
    return Fit(0.95, (f"{good} lines of time, call sign and words between bars",))


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a log. Raises `Undecodable`, `NoTurns`."""
    text = source.decoded.text
    segments: list[Segment] = []
    refused: list[Refusal] = []
    begin = last = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            message = f"line {number}: not of the form `12:03:15 | NAME | words`"
            refused.append(Refusal(f"line {number}", "bad-record", message, line[:10_000]))
            continue
        hours, minutes, seconds = map(int, found.groups()[:3])
        clock = ((hours * 60 + minutes) * 60 + seconds) * 1000
        begin = clock if begin is None else begin
        is_timed = last is None or (last >= 0 and clock >= last)
        last = clock if is_timed else -1
        segments.append(Segment(found[5].strip(), found[4], clock - begin if is_timed else None))
    if not segments:
        raise NoTurns("no transmission was found")
    voices = [Voice(sign, anonymous=True) for sign in {one.voice: None for one in segments} if sign]
    front = Front(published_on=_stated_date(text))
    yield Transcript("radio-log", "", front, segments=segments, voices=voices, refused=refused)


def _stated_date(text: str) -> date | None:
    found = _DATE.search(text)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


FORMAT = Format(
    name="radio-log",
    reads="logs of a radio desk, a transmission a line",
    recognised_by="lines of a time, a call sign and words between bars",
    detect=detect,
    convert=convert,
    outranks=frozenset({"labelled", "npr"}),
)
