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
    `examiner` is the label of the ``BY MS. STROUD:`` line in force above a ``Q.``. `another` marks
    words that the source gives to somebody else than those before, without a name: ``>>``.
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
    another: bool = False


class Passage(NamedTuple):
    """Words of a document outside its turns, with their place: a biography, a byline."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker as a format declares them, beside the words: a participant, a ``person``, a tag.

    `key` is what stands in the source at the speaker's words (``CHI``, ``spk_0``, ``Jane Doe``);
    `name` the name it is declared with, if any, `given_name` and `family_name` its parts where
    the source has them apart; `role` the role as the source has it. An `anonymous` key names
    nobody, whatever it looks like; one that `is_group` stands for several people.
    """

    key: str
    name: str | None = None
    role: str = ""
    affiliations: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    anonymous: bool = False
    given_name: str | None = None
    family_name: str | None = None
    is_group: bool = False


class Segment(NamedTuple):
    """A piece of a timed or structured source: a caption, a recogniser's segment, an utterance.

    `voice` is the key of a `Voice`, None where the source does not say; `kind` as in
    `Utterance`; times are whole milliseconds from the start of the recording; `parted` marks a
    change of speaker before words whose speaker is not known (``>>``, a dash), or a new section.
    `role` is the speaker's role in this one, where it is not that of the `Voice`.
    """

    text: str
    voice: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    kind: str = "speech"
    cues: tuple[Cue, ...] = ()
    parted: bool = False
    role: str = ""


class Refusal(NamedTuple):
    """One utterance of a source that could not be read: where it stands, why, and its words.

    Of ``sources``, it is a companion of the source, or a piece of one.
    """

    place: str
    reason: str
    message: str
    value: str
    table: str = "turns"


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

    A source without text positions (subtitles, JSON, XML) gives `segments` and the `voices`
    that they name instead of `text`, `utterances` and `regions`; `onrecord.merging` makes these
    of them, and then the transcript `is_rendered`: its offsets are places in our rendering. It
    `is_binary` where the bytes are no text at all, or say themselves how they are to be decoded.
    `refused` are utterances that had to be left. Where the voices say who everybody is
    (participants, persons), it `is_declared`: then nothing is inferred from the words.
    """

    format: str
    text: str
    front: Front
    utterances: list[Utterance] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    biographies: list[Passage] = field(default_factory=list)
    credits: list[Passage] = field(default_factory=list)
    broadcast: bool = False
    segments: list[Segment] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    is_rendered: bool = False
    is_binary: bool = False
    is_declared: bool = False
