"""ELAN annotations, ``.eaf`` (the schema EAFv3.0 and those before it).

Tiers that depend on no other are read, one for each ``PARTICIPANT`` (or name in the tier's own): that
with utterances, else that with words. Where such a tier holds only numbers (``ref``), the tier of text that
is associated with it is read with its times. A silence between times that are not known stays unknown.

Not carried: dependent tiers (translations, glosses, parts of speech), tiers of gestures and remarks,
controlled vocabularies, media files, annotators, comments, properties, references to lexica.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from lxml import etree

from onrecord.errors import NoTurns
from onrecord.formats._elements import read_xml, sniff_root
from onrecord.formats._tags import language_tag
from onrecord.formats._tiers import OTHER, UTTERANCE, in_order, read_annotation, read_tier_name
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Segment, Transcript, Voice

_NUMBERING = re.compile(r"[\w.-]{0,40}[0-9]{1,6}[\w.-]{0,5}")
_MAX_MS = 360_000_000
_FRAMES = {"PAL-frames": 40.0, "NTSC-frames": 1001 / 30}


def detect(source: Source) -> Fit:
    """Certain where the root is ``ANNOTATION_DOCUMENT``."""
    root = sniff_root(source)
    if root is not None and root.name == "ANNOTATION_DOCUMENT":
        return Fit(0.99, ("root element ANNOTATION_DOCUMENT",))
    return Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError` for what is no XML, `NoTurns`."""
    root = read_xml(source)
    times = _Times(root)
    tiers = [_Tier(element, times) for element in root.iter("TIER")]
    chosen = _chosen(tiers)
    segments = in_order(segment for tier in chosen for segment in tier.segments())
    if not any(segment.text for segment in segments):
        raise NoTurns("no annotation with words was found on a tier of its own")
    names = dict.fromkeys(segment.voice for segment in segments if segment.voice)
    yield Transcript(
        "elan",
        "",
        Front(language=_language(root, chosen)),
        segments=segments,
        voices=[Voice(name, name) for name in names],
        refused=[refusal for tier in chosen for refusal in tier.refused],
        is_binary=True,
        is_declared=True,
    )


class _Times:
    """The time slots: milliseconds by id, None for those without a value."""

    def __init__(self, root: etree._Element):
        header = root.find("HEADER")
        units = header.get("TIME_UNITS", "milliseconds") if header is not None else "milliseconds"
        self._scale = _FRAMES.get(units, 1.0)
        self._slots = {
            slot.get("TIME_SLOT_ID"): self._read(slot.get("TIME_VALUE"))
            for slot in root.iter("TIME_SLOT")
        }

    def at(self, slot: str | None) -> int | None:
        """The time of a slot; None where it has none."""
        return self._slots.get(slot)

    def _read(self, value: str | None) -> int | None:
        if value is None or not value.isascii() or not value.isdigit() or len(value) > 12:
            return None
        return min(round(int(value) * self._scale), _MAX_MS)


class _Tier:
    """A tier: whose it is, how good a transcript, and its annotations by id."""

    def __init__(self, element: etree._Element, times: _Times):
        self.name = element.get("TIER_ID") or ""
        named = read_tier_name(self.name)
        self.speaker = " ".join((element.get("PARTICIPANT") or "").split()) or named.speaker
        self.rank = named.rank
        self.parent = element.get("PARENT_REF")
        self.language = element.get("LANG_REF")
        self.refused: list[Refusal] = []
        self.annotations: dict[str, tuple[int | None, int | None, str]] = {}
        self.references: dict[str, str] = {}
        for annotation in element.iter("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
            key = annotation.get("ANNOTATION_ID") or str(len(self.annotations))
            words = annotation.findtext("ANNOTATION_VALUE") or ""
            start = times.at(annotation.get("TIME_SLOT_REF1"))
            end = times.at(annotation.get("TIME_SLOT_REF2"))
            self.references[key] = annotation.get("ANNOTATION_REF") or ""
            self.annotations[key] = (start, end, words)

    @property
    def words(self) -> list[str]:
        """The annotations that hold something."""
        return [words for _, _, words in self.annotations.values() if words.strip()]

    @property
    def is_numbering(self) -> bool:
        """Whether the annotations are numbers and names of others, as ``ref`` tiers have them."""
        words = self.words
        return bool(words) and all(_NUMBERING.fullmatch(word.strip()) for word in words)

    def take_times(self, parent: _Tier) -> _Tier:
        """The tier with the times of the annotations that it refers to."""
        for key, (_, _, words) in self.annotations.items():
            above = parent.annotations.get(self.references[key], (None, None, ""))
            self.annotations[key] = (above[0], above[1], words)
        self.speaker = parent.speaker or self.speaker
        return self

    def segments(self) -> Iterator[Segment]:
        """What is said on this tier, in the order of time; what runs backwards is refused."""
        for key, (start, end, value) in self.annotations.items():
            if start is not None and end is not None and end < start:
                message = f"annotation {key} of tier {self.name!r} ends at {end} ms, before it begins at {start} ms"
                self.refused.append(Refusal(key, "bad-time", message, value))
                continue
            text, cues = read_annotation(value)
            if text or cues:
                yield Segment(text, self.speaker, start, end, "speech", cues)


def _chosen(tiers: list[_Tier]) -> list[_Tier]:
    """The tier of each speaker that is the best transcript."""
    best: dict[str | None, _Tier] = {}
    below: defaultdict[str | None, list[_Tier]] = defaultdict(list)
    for tier in tiers:
        below[tier.parent].append(tier)
    for top in (tier for tier in tiers if not tier.parent):
        numbers = top.rank == OTHER or top.is_numbering
        read = _with_text(top, below[top.name]) if numbers else top
        if read is None or not read.words or (read.rank == OTHER and read is top):
            continue
        before = best.get(read.speaker)
        if before is None or read.rank < before.rank:
            best[read.speaker] = read
    chosen = set(best.values())
    return [tier for tier in tiers if tier in chosen]


def _with_text(top: _Tier, below: Iterable[_Tier]) -> _Tier | None:
    """The tier of text below one that only numbers utterances; the tier itself if there is none."""
    written = (tier for tier in below if tier.words and not tier.is_numbering)
    text = next((tier for tier in written if tier.rank == UTTERANCE), None)
    if text is not None:
        return text.take_times(top)
    return None if top.rank == OTHER else top


def _language(root: etree._Element, tiers: Iterable[_Tier]) -> str | None:
    """The language that most of the tiers read declare."""
    definitions = {one.get("LANG_ID"): one for one in root.iter("LANGUAGE")}
    counted = Counter(tier.language for tier in tiers if tier.language)
    for key, _ in counted.most_common():
        definition = definitions.get(key)
        code = (
            (definition.get("LANG_DEF") or "").rpartition("/")[2] if definition is not None else ""
        )
        if tag := language_tag(code) or language_tag(key):
            return tag
    return None
