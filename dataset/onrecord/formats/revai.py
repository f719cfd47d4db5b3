"""JSON of Rev.ai: ``monologues`` of ``elements``, words and the marks and spaces between them.

Elements are joined as they stand; a monologue is cut at silences only for its times. Speakers are numbers
with the names that ``speakers`` or ``speaker_info`` give them. Sounds such as ``<laugh>`` and
``<inaudible>`` are cues. The language is kept.

Not carried: confidences, other hypotheses, speech that was not recognised (``unknown``) but as a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.formats._languages import as_tag
from onrecord.formats._recogniser import (
    Hearing,
    Record,
    Unreadable,
    Word,
    at,
    channel_of,
    cut,
    fits,
    records,
    speaker_of,
    text_at,
    times,
    value_of,
    words_of,
)
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Segment, Transcript

_ATMOSPHERE = re.compile(r"<(?P<sound>[\w -]{1,40})>")


def detect(source: Source) -> Fit:
    """By ``monologues`` with ``elements``."""
    return fits(
        source,
        lambda value: any("elements" in one for one in records(value.get("monologues"))[:3]),
        "monologues with elements",
    )


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError`, `NoTurns`."""
    value, hearing = value_of(source), Hearing()
    hearing.each(at(value, "monologues"), "monologues", _read_monologue)
    front = Front(language=as_tag(at(value, "language")))
    yield hearing.transcribe("revai", front, _names(value))


def _names(value: object) -> dict[str, str]:
    """The names that speakers were given, by their numbers."""
    names: dict[str, str] = {}
    infos = [one.get("speaker_info") for one in records(at(value, "monologues"))]
    for one in [*records(at(value, "speakers")), *records(infos)]:
        name = text_at(one, "name") or text_at(one, "display_name")
        if name and channel_of(one, "id"):
            names[channel_of(one, "id")] = name
    return {key: name for key, name in names.items() if not re.fullmatch(r"Speaker \d+", name)}


def _read_monologue(record: Record) -> Iterator[Segment | None]:
    voice = speaker_of(record, "speaker")
    words: list[Word] = []
    elements = record.get("elements")
    if not isinstance(elements, list):
        raise Unreadable("has no list as its elements")
    for element in records(elements):
        text = words_of(element, "value")
        if text_at(element, "type") == "unknown":
            text = f" [{text.strip('<>[] ') or 'inaudible'}] "
        text = _ATMOSPHERE.sub(lambda found: f" [{found['sound']}] ", text) if "<" in text else text
        start, end = times(element, "ts", "end_ts")
        words.append(Word(text, voice, start, end, before=""))
    yield from cut(words)
