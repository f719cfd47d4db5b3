"""Tables of parliamentary speeches as CSV: ParlSpeech, its EuroParl, ParlEE and others with these columns.

A row is a speech: ``date``, ``speaker``, ``text``, and some of ``party``, ``chair``, ``agenda``, ``parliament``, ``speechnumber``. Each day of each
parliament is a transcript; another point of the agenda begins a turn. A row that has other columns than
the first is a reject of its own.

Not carried: languages where a day has several, points of the agenda, numbers of speeches, ids of parties, counts of words, countries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from onrecord.errors import NoTurns
from onrecord.formats._columns import NOTHING, guess
from onrecord.formats._csv_tables import read_header, read_rows
from onrecord.formats._tags import language_tag, read_date
from onrecord.formats.fit import Fit
from onrecord.formats.reading import take_cues
from onrecord.source import Source
from onrecord.transcript import Front, Segment, Transcript, Voice

_NEEDED = frozenset(("date", "speaker", "text"))
_TELLING = frozenset(
    ("speechnumber", "agenda", "chair", "parliament", "party", "party.facts.id", "party_facts_id")
)
#: What tables of turns say, and tables of speeches do not.
_TURNS = frozenset(("document", "order", "start"))
_NAMES = {
    "speech": "text",
    "speech_content": "text",
    "speaker_name": "speaker",
    "speaker_party": "party",
}


class _Row(NamedTuple):
    """A speech, empty where a column is missing or says that it knows nothing."""

    date: str
    parliament: str
    agenda: str
    speaker: str
    party: str
    chair: str
    language: str
    text: str


def detect(source: Source) -> Fit:
    """Sure where the first line names date, speaker and text and a column of parliaments."""
    columns, _ = _read_columns(source.decoded.text)
    if not _NEEDED.issubset(columns):
        return Fit(0.0)
    told = sorted(_TELLING.intersection(columns))
    score = 0.95 if told else 0.4
    if told == ["party"] and not _TURNS.isdisjoint(guess(columns)):
        score = 0.45  # turns of anything, by people who have a party
    return Fit(score, (f"columns date, speaker, text, {', '.join(told)}",))


def convert(source: Source) -> Iterator[Transcript]:
    """The transcripts of the days, in the order of the file. Raises `SourceError`, `NoTurns`."""
    text = source.decoded.text.removeprefix("\ufeff")
    columns, separator = _read_columns(text)
    if not _NEEDED.issubset(columns):
        raise NoTurns("the first line does not name the columns date, speaker and text")
    values, refused = read_rows(text, columns, separator, _Row._fields)
    rows = (_Row(*map(_known, row)) for row in values)
    none = True
    for _, day in groupby(rows, key=lambda row: (row.date, row.parliament)):
        transcript = _read_day(list(day))
        if any(segment.text for segment in transcript.segments):
            transcript.refused, refused, none = refused, [], False
            yield transcript
    if none:
        raise NoTurns("no row with words was found")


def _read_columns(text: str) -> tuple[list[str], str]:
    """The names of the columns, by those of ParlSpeech, and what stands between them."""
    names, separator = read_header(text)
    return [_NAMES.get(name, name) for name in names], separator


def _known(value: str) -> str:
    words = value.strip()
    return "" if words.lower() in NOTHING else words


def _read_day(rows: Sequence[_Row]) -> Transcript:
    """The transcript of one day."""
    segments: list[Segment] = []
    parties: dict[str, dict[str, None]] = {}
    agenda = rows[0].agenda
    for row in rows:
        text, cues = take_cues(row.text)
        if row.speaker:
            parties.setdefault(row.speaker, {})[row.party] = None
        if text or cues:
            role = "chair" if row.chair.lower() in {"true", "t", "1"} else ""
            segments.append(
                Segment(
                    text,
                    row.speaker or None,
                    kind="speech",
                    cues=cues,
                    parted=row.agenda != agenda,
                    role=role,
                )
            )
            agenda = row.agenda
    front = Front(program=rows[0].parliament or None, published_on=read_date(rows[0].date))
    languages = {language_tag(row.language) for row in rows}
    front.language = languages.pop() if len(languages) == 1 else None
    voices = [
        Voice(name, name, affiliations=tuple(filter(None, party)))
        for name, party in parties.items()
    ]
    return Transcript("parlspeech", "", front, segments=segments, voices=voices, is_declared=True)
