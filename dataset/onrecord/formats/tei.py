"""TEI transcriptions of speech (TEI P5, chapter 8), as ParlaMint, ISO 24624 and corpora of speech write them.

``u`` and ``annotationBlock`` are read, where there is none ``sp`` of chapter 7. People come from
``listPerson`` of the document's header or of the corpus around it, with affiliations that hold on
the day; who is not declared there has the name of the ``note type="speaker"`` before the words.
``vocal``, ``kinesic``, ``incident``, ``gap`` and ``note`` are cues, between utterances of their own.
A ``teiCorpus`` gives a transcript for each ``TEI``.

Not carried: ids of utterances, segments and people, languages of single utterances, headings, page
breaks, pauses, shifts of voice, linguistic annotation, editorial gaps, corrections (what was
written stands), sex, birth, education and further data of people, the editors, organisations
beyond their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from onrecord.errors import NoTurns
from onrecord.formats._elements import get, local, read_xml, sniff_root, words_of
from onrecord.formats._flow import Event, join_flow
from onrecord.formats._tei_front import read_front
from onrecord.formats._tei_people import Directory
from onrecord.formats._tei_time import Timeline
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Segment, Transcript, Voice

_NAMESPACE = "http://www.tei-c.org/ns/1.0"
_ROOTS = frozenset(("TEI", "teiCorpus", "TEI.2", "teiCorpus.2"))
_CUES = frozenset(("vocal", "kinesic", "incident", "event", "gap", "note", "stage"))
#: Elements of other chapters and versions, by the kind of cue that they are.
_KINDS = {"event": "incident", "stage": "incident"}
#: What closes a phrase: it stands at the word before, where the tokens do not say.
_CLOSING = frozenset(".,;:!?…)]}»”’")
#: Elements whose words nobody says here.
_SILENT = frozenset(
    (
        "head",
        "desc",
        "fw",
        "spanGrp",
        "linkGrp",
        "teiHeader",
        "standOff",
        "speaker",
        "timeline",
        "corr",
        "reg",
        "expan",
        "del",
        "figure",
        "writing",
    )
)
#: Elements that begin on a line of their own: their words are apart from those before.
_BLOCKS = frozenset(
    ("seg", "p", "s", "u", "ab", "l", "lg", "pause", "lb", "pb", "item", "list", "cell", "row")
)
_TOKENS = frozenset(("w", "pc", "c"))
_SPEECH = frozenset(("u", "annotationBlock"))
_COLON = re.compile(r"\s*[:：]\s*$")


def detect(source: Source) -> Fit:
    """Certain where the root is that of TEI."""
    root = sniff_root(source)
    if root is None or root.name not in _ROOTS:
        return Fit(0.0)
    if _NAMESPACE in root.attributes or root.name.endswith(".2"):
        return Fit(0.97, (f"root element {root.name} of TEI",))
    return Fit(0.9, (f"root element {root.name}",))


def convert(source: Source) -> Iterator[Transcript]:
    """The transcripts of a document or corpus. Raises `SourceError` for what is no XML, `NoTurns`."""
    root = read_xml(source)
    none = True
    for document, headers in _documents(root, []):
        directory = Directory()
        for header in headers:
            directory.add(header)
        transcript = _Reading(document, read_front(document), directory).read()
        if any(segment.kind == "speech" for segment in transcript.segments):
            none = False
            yield transcript
    if none:
        raise NoTurns("no utterance (u, annotationBlock, sp) with words was found")


def _documents(
    element: etree._Element, above: list[etree._Element]
) -> Iterator[tuple[etree._Element, list[etree._Element]]]:
    """Each TEI document with the headers that hold for it: its own and those of corpora around it."""
    headers = [*above, *(child for child in element if local(child.tag) == "teiHeader")]
    inner = [child for child in element if local(child.tag) in _ROOTS]
    if not local(element.tag).startswith("teiCorpus"):
        yield (
            element,
            [
                *headers,
                *(e for e in element.iter("{*}listPerson", "{*}listOrg") if not _in_header(e)),
            ],
        )
    for child in inner:
        yield from _documents(child, headers)


def _in_header(element: etree._Element) -> bool:
    return any(local(one.tag) == "teiHeader" for one in element.iterancestors())


class _Reading:
    """One document being read: its segments so far, who was met, what was printed last."""

    def __init__(self, document: etree._Element, front: Front, directory: Directory):
        self.document, self.front, self.directory = document, front, directory
        self.timeline = Timeline(document)
        self.segments: list[Segment] = []
        self.voices: dict[str, Voice] = {}
        self.printed: str | None = None
        self.parted = False

    def read(self) -> Transcript:
        """The transcript of the document."""
        texts = [child for child in self.document if local(child.tag) == "text"]
        plays = not any(local(e.tag) in _SPEECH for text in texts for e in text.iter(etree.Element))
        for text in texts:
            self._walk(text, "sp" if plays else "")
        return Transcript(
            "tei",
            "",
            self.front,
            segments=self.segments,
            voices=list(self.voices.values()),
            is_binary=True,
            is_declared=True,
        )

    def _walk(self, element: etree._Element, play: str) -> None:
        """Read what stands inside an element that is no utterance itself."""
        for child in element:
            name = local(child.tag)
            if name in _SPEECH or (play and name == play):
                self._speak(child)
            elif name in _CUES:
                self._stand_alone(child, name)
            elif name == "head":
                self.parted = True
            elif name not in _SILENT:
                self._walk(child, play)

    def _stand_alone(self, element: etree._Element, name: str) -> None:
        """A cue between utterances; the name printed before one."""
        kind = get(element, "type")
        if name == "note" and kind == "speaker":
            self.printed = _COLON.sub("", words_of(element)) or None
            return
        if name == "gap" and get(element, "reason") == "editorial":
            return
        if words := _describe(element, name):
            times = self.timeline.at(get(element, "start")), self.timeline.at(get(element, "end"))
            self.segments.append(Segment(words, None, *times, "cue"))

    def _speak(self, element: etree._Element) -> None:
        """One utterance; speech inside speech (a quotation played in) is part of it."""
        inner = next((e for e in element.iter("{*}u") if e is not element), None)
        holder = element if inner is None or local(element.tag) != "annotationBlock" else inner
        who = get(element, "who") or get(holder, "who")
        text, cues = join_flow(_pieces(holder))
        start = self.timeline.at(get(element, "start") or get(holder, "start"))
        end = self.timeline.at(get(element, "end") or get(holder, "end"))
        points = [self.timeline.at(get(e, "synch")) for e in holder.iter("{*}anchor")]
        known = [point for point in points if point is not None]
        start = min(known, default=None) if start is None else start
        end = max(known, default=None) if end is None else end
        if start is not None and end is not None and end < start:
            end = None
        if text or cues:
            voice = self._voice(who, element)
            role = (get(holder, "ana") or get(element, "ana") or "").split()
            named = next((one.lstrip("#") for one in role if one.startswith("#")), "")
            self.segments.append(
                Segment(text, voice, start, end, "speech", cues, self.parted, named)
            )
        self.printed, self.parted = None, False

    def _voice(self, who: str | None, element: etree._Element) -> str | None:
        """The key of who speaks, made known as a voice."""
        printed = self.printed
        speaker = next((c for c in element if local(c.tag) == "speaker"), None)
        if speaker is not None:
            printed = _COLON.sub("", words_of(speaker)) or printed
        keys = [one.rpartition("#")[2] for one in (who or "").split()]
        if not keys:
            if printed:
                self.voices.setdefault(printed, Voice(printed, printed))
            return printed
        key = " ".join(keys)
        if key not in self.voices:
            day = self.front.published_on
            if len(keys) == 1:
                self.voices[key] = self.directory.voice(key, day, printed)
            else:
                found = [
                    self.voices.get(one) or self.directory.voice(one, day, None) for one in keys
                ]
                self.voices[key] = _together(key, found)
        return key


def _together(key: str, voices: list[Voice]) -> Voice:
    """Several who speak as one."""
    names = [voice.name or voice.key for voice in voices]
    return Voice(key, " and ".join([", ".join(names[:-1]), names[-1]]), is_group=True)


def _pieces(element: etree._Element) -> Iterator[str | Event]:
    """The words and events of an utterance, in order."""
    name = local(element.tag)
    if name in _BLOCKS:
        yield " "
    yield element.text or ""
    for child in element:
        kind = local(child.tag)
        if kind in _CUES:
            if words := _describe(child, kind):
                yield Event(_KINDS.get(kind, kind), words)
            yield "" if (child.tail or "")[:1] in _CLOSING else " "
        elif kind in _TOKENS:
            yield from _pieces(child)
            yield "" if _joins(child) else " "
        elif kind not in _SILENT:
            yield from _pieces(child)
        after = child.tail or ""
        yield "" if kind in _TOKENS and not after.strip() else after
    if name in _BLOCKS:
        yield " "


def _joins(token: etree._Element) -> bool:
    """Whether no space stands between a token and the next."""
    if get(token, "join") in {"right", "both"}:
        return True
    after = token.getnext()
    if after is None or local(after.tag) not in _TOKENS:
        return False
    join = get(after, "join")
    if join is not None:
        return join in {"left", "both"}
    return local(after.tag) != "w" and words_of(after)[:1] in _CLOSING


def _describe(element: etree._Element, name: str) -> str:
    """What a cue says: its description, in the first language given, else why it stands there."""
    described = [child for child in element if local(child.tag) == "desc"]
    words = words_of(described[0]) if described else words_of(element)
    return (
        words
        or get(element, "desc")
        or get(element, "reason")
        or get(element, "type")
        or ("" if name == "note" else name)
    )
