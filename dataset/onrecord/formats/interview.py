"""INTERVIEW: utterances of radio episodes as CSV (Majumder et al., 2020), a transcript an episode.

``utterances.csv`` has ``episode``, ``episode_order``, ``speaker`` and ``utterance``, the speaker as the label that was
printed; ``utterances-2sp.csv``, of episodes with one host and one guest, has ``turn_order``, ``speaker_order``, ``host_id`` and
``is_host`` instead of ``speaker``: its host is ``host`` with the number of the host, its guest ``guest``, both without a name. Utterances are in the order that the
columns say. A row that has other columns than the first is a reject of its own.

Not carried: ``episodes.csv``, ``host-map.json`` and ``headlines.csv``, which are other files, so titles, programs,
dates and names of hosts; ids of episodes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from onrecord.errors import NoTurns
from onrecord.formats._captions import say
from onrecord.formats._csv_tables import read_header, read_rows
from onrecord.formats._recogniser import tidy
from onrecord.formats._records import refuse_silent, with_refusals
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Segment, Transcript, Voice

_NEEDED = frozenset(("episode", "utterance"))
_PRINTED, _TWO = frozenset(("episode_order", "speaker")), frozenset(("host_id", "is_host"))


class _Row(NamedTuple):
    """An utterance, empty where a column is missing."""

    episode: str
    episode_order: str
    turn_order: str
    speaker: str
    speaker_order: str
    host_id: str
    is_host: str
    utterance: str


def detect(source: Source) -> Fit:
    """Sure where the first line names episode and utterance, and how speakers are told."""
    columns, _ = read_header(source.decoded.text)
    told = next((one for one in (_PRINTED, _TWO) if (one | _NEEDED).issubset(columns)), None)
    return (
        Fit(0.95, (f"columns episode, utterance, {', '.join(sorted(told))}",)) if told else Fit(0.0)
    )


def convert(source: Source) -> Iterator[Transcript]:
    """The transcripts of the episodes, in the order of the file. Raises `SourceError`, `NoTurns`."""
    text = source.decoded.text.removeprefix("\ufeff")
    columns, separator = read_header(text)
    if not _NEEDED.issubset(columns):
        raise NoTurns("the first line does not name the columns episode and utterance")
    values, refused = read_rows(text, columns, separator, _Row._fields)
    rows = (_Row(*row) for row in values)
    yield from with_refusals(_read(rows, refused))


def _read(rows: Iterator[_Row], refused: Sequence[Refusal]) -> Iterator[Transcript | Refusal]:
    yield from refused
    for name, episode in groupby(rows, key=lambda row: row.episode.strip()):
        transcript = _read_episode(_in_order(list(episode)))
        if any(one.kind == "speech" for one in transcript.segments):
            yield transcript
        else:
            yield refuse_silent(f"episode {name}")


def _in_order(rows: list[_Row]) -> list[_Row]:
    """Utterances by their order in the episode and in the turn; as in the file where one has none."""
    try:
        keys = [(int(row.episode_order), int(row.turn_order or 0)) for row in rows]
    except ValueError:
        return rows
    return [rows[at] for at in sorted(range(len(rows)), key=keys.__getitem__)]


def _read_episode(rows: Sequence[_Row]) -> Transcript:
    """The transcript of an episode; where it says who is host and prints no label, it is declared."""
    voices: dict[str, Voice] = {}
    segments: list[Segment] = []
    for row in rows:
        key = tidy(row.speaker).rstrip(" :") or None
        if key is None and (role := _role(row)):
            key = f"host {tidy(row.host_id)}".strip() if role == "host" else role
            voices.setdefault(key, Voice(key, role=role, anonymous=True))
        segment = say(tidy(row.utterance), key, None, None, parted=key is None)
        segments += [segment] if segment else []
    return Transcript(
        "interview",
        "",
        Front(),
        segments=segments,
        voices=list(voices.values()),
        is_declared=bool(voices),
    )


def _role(row: _Row) -> str:
    """Whether the host or the guest speaks; empty where the row does not say."""
    return {"true": "host", "1": "host", "false": "guest", "0": "guest"}.get(
        row.is_host.strip().lower(), ""
    )
