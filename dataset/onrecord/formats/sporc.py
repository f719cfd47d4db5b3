"""SPoRC: the speaker turns of podcasts, JSON lines or Parquet (Litterer, Jurgens, Card, 2024), a transcript an episode.

``speakerTurnData.jsonl`` names columns ``turnText``, ``startTime``, ``mp3url``, the ``text.parquet`` of turns ``turn_text``,
``start_time``, ``episode_id``. Times are seconds. A turn of several speakers has them all as its label. Names and roles are those that the
corpus infers, where it infers one; turns are in order of time, as its own library has them.

Not carried: metadata of podcasts and episodes, which are other files, ids, numbers of turns, measures of the voice; roles that are neither host nor guest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from onrecord.errors import NoTurns, SourceError
from onrecord.formats._parquet import is_parquet, open_parquet, read_batches
from onrecord.formats._recogniser import (
    Hearing,
    Record,
    Unreadable,
    heard,
    kind_of,
    speaker_of,
    text_at,
    tidy,
    times,
    words_of,
)
from onrecord.formats._records import (
    as_record,
    fits_records,
    read_records,
    refuse,
    refuse_silent,
    with_refusals,
)
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Segment, Transcript, Voice

_EPISODE = ("mp3url", "mp3_url", "episode_id")
_TEXT, _START, _END = (
    ("turnText", "turn_text"),
    ("startTime", "start_time"),
    ("endTime", "end_time"),
)
_NAME = ("inferredSpeakerName", "inferred_speaker_name")
_ROLE = ("inferredSpeakerRole", "inferred_speaker_role")
_COLUMNS = (*_EPISODE, *_TEXT, *_START, *_END, *_NAME, *_ROLE, "speaker")
#: What stands where nobody could be told.
_NOBODY = frozenset(("NO_INFERRED_SPEAKER", "SPEAKER_UNKNOWN"))
_ROLES = frozenset(("host", "guest"))
_SIGN = "turns with turnText, startTime and mp3url, or turn_text, start_time and episode_id"


def detect(source: Source) -> Fit:
    """Sure where a record, or the schema of a Parquet file, has text, time and episode of a turn."""
    try:
        if is_parquet(source.data):
            names = dict.fromkeys(open_parquet(source.data).schema_arrow.names)
            return Fit(0.97, (_SIGN,)) if _holds(names) else Fit(0.0)
        if not any(name.encode() in source.data for name in _TEXT):
            return Fit(0.0)  # what need not be decoded is not
        return fits_records(source, _holds, _SIGN)
    except SourceError:
        return Fit(0.0)


def _holds(record: Record) -> bool:
    return all(any(name in record for name in names) for names in (_TEXT, _START, _EPISODE))


def convert(source: Source) -> Iterator[Transcript]:
    """The transcripts of the episodes, in the order in which the file begins them. Raises `SourceError`, `NoTurns`."""
    for transcript in with_refusals(_read(source)):
        transcript.is_binary = is_parquet(source.data)
        yield transcript


def _read(source: Source) -> Iterator[Transcript | Refusal]:
    episodes: dict[str, _Episode] = {}
    is_table = is_parquet(source.data)
    for place, value in _read_table(source) if is_table else read_records(source):
        try:
            record = as_record(value)
            episodes.setdefault(_episode(record), _Episode()).add(record)
        except Unreadable as error:
            yield refuse(place, error, value)
    for name, episode in episodes.items():
        try:
            yield episode.transcribe(name)
        except NoTurns:
            yield refuse_silent(f"episode {name}")


def _read_table(source: Source) -> Iterator[tuple[str, Record]]:
    """The rows of a Parquet file: their columns of words, numbers and lists of words. Raises `SourceError`."""
    file = open_parquet(source.data)
    columns = [
        one.name for one in file.schema_arrow if one.name in _COLUMNS and _is_plain(one.type)
    ]
    return read_batches(file, columns, first=0)


def _is_plain(type_: Any) -> bool:
    from pyarrow import types

    if types.is_list(type_) or types.is_large_list(type_) or types.is_dictionary(type_):
        return _is_plain(type_.value_type)
    return bool(
        types.is_string(type_)
        or types.is_large_string(type_)
        or types.is_integer(type_)
        or types.is_floating(type_)
    )


def _episode(record: Record) -> str:
    name = next((one for key in _EPISODE if (one := text_at(record, key))), None)
    if name is None:
        raise Unreadable("names no episode")
    return name


class _Episode:
    """What is heard in an episode, so far, with the names and roles that speakers have."""

    def __init__(self) -> None:
        self.hearing = Hearing()
        self.names: dict[str, str] = {}
        self.roles: dict[str, str] = {}

    def add(self, record: Record) -> None:
        """Add a turn. Raises `Unreadable`."""
        start = next((name for name in _START if name in record), _START[0])
        end = next((name for name in _END if name in record), _END[0])
        speakers = _speakers(record)
        voice = ", ".join(speakers) or None
        segment = heard(tidy(words_of(record, *_TEXT)), voice, *times(record, start, end))
        if segment is None:
            return
        self.hearing.segments.append(segment)
        if len(speakers) == 1:
            self._note(segment, speakers[0], record)

    def _note(self, segment: Segment, speaker: str, record: Record) -> None:
        name, role = (_stated(record, keys) for keys in (_NAME, _ROLE))
        if segment.kind == "speech" and name:
            self.names.setdefault(speaker, name)
        if role in _ROLES:
            self.roles.setdefault(speaker, role)

    def transcribe(self, name: str) -> Transcript:
        """The transcript, its address the audio's. Raises `NoTurns`."""
        front = Front(url=name if "://" in name else None)
        transcript = self.hearing.transcribe("sporc", front, self.names)
        transcript.voices = [self._voice(voice) for voice in transcript.voices]
        return transcript

    def _voice(self, voice: Voice) -> Voice:
        several = ", " in voice.key
        return replace(
            voice,
            role=self.roles.get(voice.key, ""),
            is_group=several,
            anonymous=voice.anonymous or several,
        )


def _stated(record: Record, names: tuple[str, str]) -> str:
    """What the corpus infers under one of these names; empty where it could not tell."""
    found = next((one for key in names if (one := text_at(record, key))), "")
    return "" if found in _NOBODY else found


def _speakers(record: Record) -> list[str]:
    """The speakers of a turn, a list or one alone. Raises `Unreadable`."""
    found = record.get("speaker")
    several = found if isinstance(found, list) else [found]
    speakers = []
    for one in several:
        if not isinstance(one, str | None):
            raise Unreadable(f"has {kind_of(one)} among its speakers")
        if (speaker := speaker_of({"speaker": one}, "speaker")) and speaker not in _NOBODY:
            speakers.append(speaker)
    return speakers
