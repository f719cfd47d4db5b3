"""INTERVIEW: utterances of radio episodes as CSV (Majumder et al., 2020), a transcript an episode.

``utterances.csv`` has ``episode``, ``episode_order``, ``speaker`` and ``utterance``, the speaker as the label that was
printed; ``utterances-2sp.csv``, of episodes with one host and one guest, has ``turn_order``, ``speaker_order``, ``host_id`` and
``is_host`` instead of ``speaker``: its host is ``host`` with the number of the host, its guest ``guest``, without a name unless one is told. Utterances are in the order that the
columns say. A row that has other columns than the first is a reject of its own. Beside them, ``episodes.csv`` gives
titles, programmes and dates by ``id`` of an episode, and ``host_id.json`` or ``host-map.json`` the names of hosts by their numbers.

Not carried: ``headlines.csv`` and the files of splits; ids of episodes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from onrecord.errors import NoTurns, SourceError
from onrecord.formats._captions import say
from onrecord.formats._companions import read_companion, words_at
from onrecord.formats._csv_tables import read_header, read_rows
from onrecord.formats._objects import as_object, as_words, read_json
from onrecord.formats._recogniser import tidy
from onrecord.formats._records import refuse_silent, with_refusals
from onrecord.formats.fit import Fit
from onrecord.grammar.times import find_date
from onrecord.source import Source, companion_uri
from onrecord.transcript import Front, Refusal, Segment, Transcript, Voice

_EPISODES, _HOSTS = "episodes.csv", ("host_id.json", "host-map.json")
_NAMES = (
    *(_EPISODES, *_HOSTS, "headlines.csv"),
    *("splits.json", "splits-ns2.json", "splits-2sp.json"),
)
COMPANIONS = {"utterances.csv": _NAMES, "utterances-2sp.csv": _NAMES}
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


class _Corpus(NamedTuple):
    """What episodes are, and what hosts are called, by their ids; what of it could not be read."""

    episodes: Mapping[str, Front]
    hosts: Mapping[str, str]
    refused: list[Refusal]


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
    corpus = _read_corpus(source)
    yield from with_refusals(_read(rows, corpus, [*corpus.refused, *refused]))


def _read_corpus(source: Source) -> _Corpus:
    refused: list[Refusal] = []
    hosts: dict[str, str] = {}
    for name in _HOSTS:
        hosts |= read_companion(source, name, _read_hosts, refused) or {}
    episodes = read_companion(source, _EPISODES, _read_episodes, refused) or ({}, [])
    uri = companion_uri(source.uri, _EPISODES)
    rows = [one._replace(place=f"{uri}, {one.place}", table="sources") for one in episodes[1]]
    return _Corpus(episodes[0], hosts, refused + rows)


def _read_episodes(companion: Source) -> tuple[dict[str, Front], list[Refusal]]:
    """The episodes by their ids, and the rows that could not be read. Raises `SourceError`."""
    text = companion.decoded.text
    columns, separator = read_header(text)
    if "id" not in columns:
        raise SourceError("the first line does not name the column id", reason="bad-csv")
    wanted = ("id", "program", "title", "episode_date")
    rows, refused = read_rows(text, columns, separator, wanted)
    fronts = {
        name.strip(): Front(as_words(title), as_words(program), published_on=find_date(day))
        for name, program, title, day in rows
    }
    return fronts, refused


def _read_hosts(companion: Source) -> dict[str, str]:
    """The names of hosts by their numbers, whichever of them is the key. Raises `SourceError`."""
    hosts = {}
    for key, value in as_object(read_json(companion)).items():
        number, name = (str(value), key) if isinstance(value, int) else (key, as_words(value))
        name = name or words_at(as_object(value), "name") or ""
        hosts[number] = name.partition(",")[0]  # often with ", host" behind it
    return {number: name for number, name in hosts.items() if name}


def _read(
    rows: Iterator[_Row], corpus: _Corpus, refused: Sequence[Refusal]
) -> Iterator[Transcript | Refusal]:
    yield from refused
    for name, episode in groupby(rows, key=lambda row: row.episode.strip()):
        front = replace(corpus.episodes.get(name, Front()))
        transcript = _read_episode(_in_order(list(episode)), front, corpus.hosts)
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


def _read_episode(rows: Sequence[_Row], front: Front, hosts: Mapping[str, str]) -> Transcript:
    """The transcript of an episode; where it says who is host and prints no label, it is declared."""
    voices: dict[str, Voice] = {}
    segments: list[Segment] = []
    for row in rows:
        key = tidy(row.speaker).rstrip(" :") or None
        if key is None and (role := _role(row)):
            key = f"host {tidy(row.host_id)}".strip() if role == "host" else role
            named = hosts.get(tidy(row.host_id)) if role == "host" else None
            voices.setdefault(key, Voice(key, named, role=role, anonymous=named is None))
        segment = say(tidy(row.utterance), key, None, None, parted=key is None)
        segments += [segment] if segment else []
    return Transcript(
        "interview",
        "",
        front,
        segments=segments,
        voices=list(voices.values()),
        is_declared=bool(voices),
    )


def _role(row: _Row) -> str:
    """Whether the host or the guest speaks; empty where the row does not say."""
    return {"true": "host", "1": "host", "false": "guest", "0": "guest"}.get(
        row.is_host.strip().lower(), ""
    )
