"""Arguments before the Supreme Court of the United States as Oyez gives them: ``case_media`` JSON.

Sections hold turns, turns hold blocks of text with seconds. Justices have the role that they held on
the day; who has none there speaks for a party. A block without text is a reject of its own.

Not carried: sections, ids, pictures and lives of speakers, audio files, dockets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from onrecord.errors import NoTurns
from onrecord.formats._objects import as_list, as_object, as_words, read_json
from onrecord.formats._tags import milliseconds
from onrecord.formats.fit import Fit
from onrecord.formats.reading import take_cues
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Segment, Transcript, Voice

_DATE = re.compile(r"(?P<month>[A-Z][a-z]+) (?P<day>[0-9]{1,2}), (?P<year>[12][0-9]{3})")
_MONTHS = (
    "January February March April May June July August September October November December".split()
)


def detect(source: Source) -> Fit:
    """Certain where a JSON object has turns of ``text_blocks``."""
    text = source.decoded.text
    if text.lstrip("\ufeff \t\r\n")[:1] == "{" and '"text_blocks"' in text and '"turns"' in text:
        return Fit(0.98, ("JSON with turns of text_blocks",))
    return Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError` for what is no JSON, `NoTurns`."""
    media = as_object(read_json(source))
    transcript = as_object(media.get("transcript")) or media
    title = as_words(media.get("title")) or as_words(transcript.get("title"))
    front = Front(title=title, language="en", published_on=_read_date(title))
    front.duration_ms = milliseconds(transcript.get("duration"))
    front.url = as_words(media.get("href"))
    reading = _Reading(front.published_on)
    for at, section in enumerate(as_list(transcript.get("sections"))):
        reading.read_section(as_object(section), f"sections[{at}]")
    if not any(segment.text for segment in reading.segments):
        raise NoTurns("no block of text was found in the sections of the transcript")
    yield Transcript(
        "oyez",
        "",
        front,
        segments=reading.segments,
        voices=list(reading.voices.values()),
        refused=reading.refused,
        is_declared=True,
    )


class _Reading:
    """The segments and voices of an argument on a day, so far."""

    def __init__(self, day: date | None):
        self.day = day
        self.segments: list[Segment] = []
        self.voices: dict[str, Voice] = {}
        self.refused: list[Refusal] = []

    def read_section(self, section: Mapping[str, Any], place: str) -> None:
        """The turns of one section, which begins a turn."""
        parted = True
        for number, one in enumerate(as_list(section.get("turns"))):
            turn = as_object(one)
            key = self._voice(as_object(turn.get("speaker")))
            for at, block in enumerate(as_list(turn.get("text_blocks"))):
                where = f"{place}.turns[{number}].text_blocks[{at}]"
                if segment := self._block(as_object(block), key, where, parted=parted):
                    self.segments.append(segment)
                    parted = False

    def _block(
        self, block: Mapping[str, Any], key: str | None, where: str, *, parted: bool
    ) -> Segment | None:
        words = block.get("text")
        start, end = milliseconds(block.get("start")), milliseconds(block.get("stop"))
        if not isinstance(words, str):
            message = f"{where} has no text"
            self.refused.append(Refusal(where, "bad-utterance", message, str(block)[:200]))
            return None
        text, cues = take_cues(words)
        if start is not None and end is not None and end < start:
            end = None
        return Segment(text, key, start, end, "speech", cues, parted) if text or cues else None

    def _voice(self, speaker: Mapping[str, Any]) -> str | None:
        name = as_words(speaker.get("name"))
        if name and name not in self.voices:
            self.voices[name] = Voice(name, name, self._role(as_list(speaker.get("roles"))))
        return name

    def _role(self, roles: list[Any]) -> str:
        """The title of the role that held on the day, of several the first; empty for none."""
        known = [
            role for one in roles if (role := as_object(one)) and as_words(role.get("role_title"))
        ]
        held = [role for role in known if self._holds(role)]
        return as_words(held[0]["role_title"]) or "" if held else ""

    def _holds(self, role: Mapping[str, Any]) -> bool:
        begins, ends = _read_moment(role.get("date_start")), _read_moment(role.get("date_end"))
        if self.day is None:
            return True
        return (begins or self.day) <= self.day <= (ends or self.day)


def _read_moment(seconds: Any) -> date | None:
    """The day of seconds since 1970; None for 0, which stands for an end that has not come."""
    if not isinstance(seconds, int | float) or not seconds or abs(seconds) > 1e11:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def _read_date(title: str | None) -> date | None:
    match = _DATE.search(title or "")
    if match is None or match["month"] not in _MONTHS:
        return None
    try:
        return date(int(match["year"]), _MONTHS.index(match["month"]) + 1, int(match["day"]))
    except ValueError:
        return None
