"""Tables of parliamentary speeches as CSV: ParlSpeech, its EuroParl, ParlEE and others with these columns.

A row is a speech: ``date``, ``speaker``, ``text``, and some of ``party``, ``chair``, ``agenda``, ``parliament``, ``speechnumber``. Each day of each
parliament is a transcript; another point of the agenda begins a turn. A row that has other columns than
the first is a reject of its own.

Not carried: languages where a day has several, points of the agenda, numbers of speeches, ids of parties, counts of words, countries.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from onrecord.errors import NoTurns, SourceError
from onrecord.formats._tags import language_tag, read_date
from onrecord.formats.fit import Fit
from onrecord.formats.reading import take_cues
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Segment, Transcript, Voice

_NEEDED = frozenset(("date", "speaker", "text"))
_TELLING = frozenset(
    ("speechnumber", "agenda", "chair", "parliament", "party", "party.facts.id", "party_facts_id")
)
_NAMES = {
    "speech": "text",
    "speech_content": "text",
    "speaker_name": "speaker",
    "speaker_party": "party",
}
_NONE = frozenset(("", "na", "nan", "null", "none"))
_HEAD = 4000
_WANTED = ("date", "parliament", "agenda", "speaker", "party", "chair", "language", "text")


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
    columns, _ = _read_header(source.decoded.text)
    if not _NEEDED.issubset(columns):
        return Fit(0.0)
    told = sorted(_TELLING.intersection(columns))
    return Fit(0.95 if told else 0.4, (f"columns date, speaker, text, {', '.join(told)}",))


def convert(source: Source) -> Iterator[Transcript]:
    """The transcripts of the days, in the order of the file. Raises `SourceError`, `NoTurns`."""
    text = source.decoded.text.removeprefix("\ufeff")
    columns, separator = _read_header(text)
    if not _NEEDED.issubset(columns):
        raise NoTurns("the first line does not name the columns date, speaker and text")
    rows, refused = _read_rows(text, columns, separator)
    none = True
    for _, day in groupby(rows, key=lambda row: (row.date, row.parliament)):
        transcript = _read_day(list(day))
        if any(segment.text for segment in transcript.segments):
            transcript.refused, refused, none = refused, [], False
            yield transcript
    if none:
        raise NoTurns("no row with words was found")


def _read_header(text: str) -> tuple[list[str], str]:
    """The names of the columns, in lower case, and what stands between them."""
    line = re.split(r"[\r\n]", text[:_HEAD].lstrip("\ufeff\r\n "), maxsplit=1)[0]
    separator = max(",;\t", key=line.count)
    try:
        names = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return [], separator
    folded = [name.strip().lower() for name in names]
    return [_NAMES.get(name, name) for name in folded], separator


def _read_rows(
    text: str, columns: Sequence[str], separator: str
) -> tuple[Iterator[_Row], list[Refusal]]:
    """The rows of a table, and those that have more or fewer columns than the first."""
    import pyarrow as pa
    from pyarrow import csv as table

    refused: list[Refusal] = []

    def refuse(row: Any) -> str:
        place = (
            f"row {row.number}" if row.number is not None else f"row after {len(refused)} others"
        )
        message = f"{place} has {row.actual_columns} columns, not {row.expected_columns}"
        refused.append(Refusal(place, "bad-row", message, (row.text or "")[:2000]))
        return "skip"

    names = [f"{at} {name}" for at, name in enumerate(columns)]
    wanted = {
        name: next((n for n, c in zip(names, columns, strict=True) if c == name), None)
        for name in _WANTED
    }
    encoded = text.encode("utf-8", "replace")
    try:
        read = table.read_csv(
            pa.BufferReader(encoded),
            table.ReadOptions(
                use_threads=False,
                block_size=len(encoded) + 1,
                column_names=names,
                skip_rows_after_names=1,
            ),
            table.ParseOptions(
                delimiter=separator, newlines_in_values=True, invalid_row_handler=refuse
            ),
            table.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=[name for name in wanted.values() if name],
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        raise SourceError(f"not CSV: {str(error)[:200]}", reason="bad-csv") from None
    empty = [""] * read.num_rows
    values = [read[name].to_pylist() if name else empty for name in wanted.values()]
    return (_Row(*map(_known, row)) for row in zip(*values, strict=True)), refused


def _known(value: str) -> str:
    words = value.strip()
    return "" if words.lower() in _NONE else words


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
