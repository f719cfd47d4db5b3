"""EXMARaLDA basic transcriptions, ``.exb`` (EXMARaLDA's schema of basic transcriptions).

Events of a speaker's transcription tier (type ``t``) that follow without a gap are one utterance; speakers overlap
as the common timeline says. Nonverbal descriptions (type ``d``) stand alone. ``((laughs))`` of HIAT is a cue,
``((1.5s))`` and bullets are pauses. Names and roles come from the speaker table, where its free attributes say so.

Not carried: annotation tiers, other descriptions, layout, links, sex and languages of speakers but the
first, further free attributes, the name of the project, conventions, comments.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from onrecord.errors import NoTurns
from onrecord.formats._elements import first, read_xml, sniff_root, words_of
from onrecord.formats._tags import language_tag, milliseconds, read_date
from onrecord.formats._tiers import in_order, read_annotation
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Segment, Transcript, Voice

_VERBAL = frozenset(("v", "tx", "txt", "text", "verbal"))
_NONVERBAL = frozenset(("nv", "nn", "non-verbal", "nonverbal", "noise", "sound"))
_NAMES = frozenset(("name", "full name", "speaker name", "realname", "pseudo", "pseudonym"))
_ROLES = frozenset(("role", "rolle", "function", "funktion"))
_DATES = frozenset(("date", "datum", "recording date", "date of recording", "aufnahmedatum"))


class _Event(NamedTuple):
    """An event: its points on the timeline by number, and its words as written."""

    start: int
    end: int
    words: str


def detect(source: Source) -> Fit:
    """Certain where the root is ``basic-transcription``."""
    root = sniff_root(source)
    if root is not None and root.name == "basic-transcription":
        return Fit(0.99, ("root element basic-transcription",))
    return Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError` for what is no XML, `NoTurns`."""
    transcript = _Reading(read_xml(source)).read()
    if not any(segment.kind == "speech" and segment.text for segment in transcript.segments):
        raise NoTurns("no event with words was found on a transcription tier")
    yield transcript


class _Reading:
    """One basic transcription: its points in time, its speakers, what could not be read."""

    def __init__(self, root: etree._Element):
        self.root = root
        points = list(root.iter("tli"))
        self.numbers = {point.get("id"): number for number, point in enumerate(points)}
        self.times = [milliseconds(point.get("time")) for point in points]
        self.refused: list[Refusal] = []
        self.keys: dict[str | None, str] = {}
        self.taken: set[str] = set()
        self.voices = [self._voice(speaker) for speaker in root.iter("speaker")]

    def read(self) -> Transcript:
        """The transcript."""
        segments: list[tuple[int, Segment]] = []
        for tier in self._chosen():
            segments += self._utterances(tier)
        for tier in self.root.iter("tier"):
            if tier.get("type") == "d" and (tier.get("category") or "").lower() in _NONVERBAL:
                segments += self._descriptions(tier)
        segments.sort(key=lambda placed: placed[0])
        return Transcript(
            "exmaralda",
            "",
            self._front(),
            segments=in_order(segment for _, segment in segments),
            voices=self.voices,
            refused=self.refused,
            is_binary=True,
            is_declared=True,
        )

    def _voice(self, speaker: etree._Element) -> Voice:
        """A speaker of the table, known by the abbreviation that the transcription shows."""
        key = words_of(speaker.find("abbreviation")) or speaker.get("id") or ""
        if key in self.taken:
            key = f"{key} {speaker.get('id')}"
        self.taken.add(key)
        self.keys[speaker.get("id")] = key
        said = {
            (one.get("attribute-name") or "").strip().lower(): words_of(one)
            for one in speaker.iter("ud-information")
        }
        name = next((said[one] for one in _NAMES if said.get(one)), None)
        role = next((said[one] for one in _ROLES if said.get(one)), "")
        return Voice(key, name, role, anonymous=name is None)

    def _chosen(self) -> list[etree._Element]:
        """The transcription tier of each speaker: that of what is said, where there are several."""
        best: dict[str | None, etree._Element] = {}
        for tier in self.root.iter("tier"):
            speaker = tier.get("speaker")
            if tier.get("type") != "t":
                continue
            if speaker not in best or _is_verbal(tier) > _is_verbal(best[speaker]):
                best[speaker] = tier
        chosen = set(best.values())
        return [tier for tier in self.root.iter("tier") if tier in chosen]

    def _events(self, tier: etree._Element) -> Iterator[_Event]:
        """The events in the order of the timeline; those off the timeline are refused."""
        found = []
        for number, event in enumerate(tier.iter("event"), start=1):
            start, end = self.numbers.get(event.get("start")), self.numbers.get(event.get("end"))
            words = "".join(map(str, event.itertext()))
            if start is None or end is None or end < start:
                place = f"tier {tier.get('id')} event {number}"
                message = f"{place}: from {event.get('start')} to {event.get('end')} is no stretch of the timeline"
                self.refused.append(Refusal(place, "bad-time", message, words))
            else:
                found.append(_Event(start, end, words))
        yield from sorted(found, key=lambda event: event.start)

    def _utterances(self, tier: etree._Element) -> Iterator[tuple[int, Segment]]:
        """Events that follow each other without a gap, as one."""
        key = self.keys.get(tier.get("speaker")) or tier.get("speaker")
        run: list[_Event] = []
        for event in self._events(tier):
            if run and event.start != run[-1].end:
                yield from self._utterance(run, key)
                run = []
            run.append(event)
        yield from self._utterance(run, key)

    def _utterance(self, run: list[_Event], key: str | None) -> Iterator[tuple[int, Segment]]:
        text, cues = read_annotation("".join(event.words for event in run))
        if text or cues:
            times = self.times[run[0].start], self.times[run[-1].end]
            yield run[0].start, Segment(text, key, *times, "speech", cues)

    def _descriptions(self, tier: etree._Element) -> Iterator[tuple[int, Segment]]:
        """What is seen or heard beside the words, each on its own."""
        for event in self._events(tier):
            if words := " ".join(event.words.split()):
                times = self.times[event.start], self.times[event.end]
                yield event.start, Segment(words, None, *times, "cue")

    def _front(self) -> Front:
        front = Front()
        front.title = words_of(first(self.root, "transcription-name")) or None
        codes = (one.get("lang") for one in self.root.iter("language"))
        front.language = next(filter(None, map(language_tag, codes)), None)
        about = first(self.root, "ud-meta-information")
        for one in about.iter("ud-information") if about is not None else ():
            if (one.get("attribute-name") or "").strip().lower() in _DATES:
                front.published_on = front.published_on or read_date(words_of(one))
        return front


def _is_verbal(tier: etree._Element) -> bool:
    return (tier.get("category") or "").lower() in _VERBAL
