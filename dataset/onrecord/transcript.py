"""What a converter says about one source: the document's own words, nothing inferred.

All offsets are code points of `Transcript.text`, end excluded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from onrecord.grammar.labels import Label


class Region(NamedTuple):
    """A piece of the source and what it was taken for (see `REGION_KINDS` of the contract)."""

    kind: str
    start: int
    end: int


class Cue(NamedTuple):
    """An inline cue: its TEI kind, its words, and the character of the text it stood before."""

    kind: str
    text: str
    offset: int


@dataclass(slots=True)
class Utterance:
    """A stretch of words under one label, or a standalone cue.

    `kind` is ``speech`` or ``cue``; `label` is None where none is printed. `opening` marks
    words whose label, a host's, the page lost: those above the first label, and others it tells
    of. `parted` marks what stands below a wide gap where those are rare: a cue was lost there. `playback` is set on cues that play something in (see
    `onrecord.grammar.cues.CueKind`). `start`:`end` is the slice of the source that holds the
    words, `text` the words with inline cues taken out and white space normalised.
    `examiner` is the label of the ``BY MS. STROUD:`` line in force above a ``Q.``.
    """

    kind: str
    text: str
    start: int
    end: int
    n_words: int
    label: Label | None = None
    cues: tuple[Cue, ...] = ()
    opening: bool = False
    playback: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    examiner: Label | None = None
    parted: bool = False


class Passage(NamedTuple):
    """Words of a document outside its turns, with their place: a biography, a byline."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class Front:
    """What a document states about itself, verbatim; None where it does not."""

    title: str | None = None
    program: str | None = None
    network: str | None = None
    station: str | None = None
    summary: str | None = None
    url: str | None = None
    rights: str | None = None
    published_on: date | None = None
    language: str | None = None
    duration_ms: int | None = None
    transcript_kind: str | None = None


@dataclass(slots=True)
class Transcript:
    """One transcript as printed, before anyone is identified.

    `regions` is a partition of `text`. `biographies` and `credits` (bylines, cast lists, lines
    such as "hosted by") are evidence for the speakers step. `broadcast` tells whether the
    source's convention is that an unlabelled opening is the host's.
    """

    format: str
    text: str
    front: Front
    utterances: list[Utterance]
    regions: list[Region]
    biographies: list[Passage] = field(default_factory=list)
    credits: list[Passage] = field(default_factory=list)
    broadcast: bool = False
