"""FoLiA, the format for linguistic annotation: speech, and text in which somebody is said to speak.

An utterance (``utt``), or the smallest element with a ``speaker``, is a turn or a piece of one; a speaker
holds for what is inside. Of chats, events with an ``actor`` are read. Words are those of the text class
``current``: the text of the utterance, or its tokens, spaced as ``space`` says. Events without words, gaps
and notes are cues. Times are ``begintime`` and ``endtime``, else those of the tokens; where utterances are of
several recordings (``src``), they have none. Names come from actors of IMDI, else ``speaker`` is the name.

Not carried: other text classes, what was corrected, phonetic transcription, linguistic annotation, hidden
tokens, headings, submetadata and languages of single utterances, provenance; text that nobody is said to speak.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from onrecord.errors import NoTurns
from onrecord.formats._elements import get, local, read_xml, sniff_root, words_of
from onrecord.formats._flow import Event, join_flow
from onrecord.formats._folia_front import read_actors, read_front
from onrecord.formats._recogniser import voice_of
from onrecord.formats._timed import parse_loose_clock
from onrecord.formats.fit import Fit
from onrecord.grammar.cues import classify_cue
from onrecord.source import Source
from onrecord.transcript import Segment, Transcript, Voice

_BODIES = frozenset(("speech", "text"))
#: Structure that holds words or other structure; all else annotates it.
_STRUCTURE = frozenset(
    """div p s utt quote event part list item table row cell entry term def ex figure caption
    correction new current w""".split()
)
_CUES = {"gap": "gap", "note": "note"}
_HAPPENING = ("{*}event", "{*}gap", "{*}note")
_SPEAKERS = ("speaker", "actor")
#: Markup of text that stands for white space, and what is no text.
_SPACES, _REMARKS = (
    frozenset(("br", "t-hbr", "t-whitespace", "t-hspace")),
    frozenset(("desc", "comment")),
)


def detect(source: Source) -> Fit:
    """Certain where the root is ``FoLiA``."""
    root = sniff_root(source)
    if root is not None and root.name == "FoLiA":
        return Fit(0.98, ("root element FoLiA",))
    return Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a document. Raises `SourceError` for what is no XML, `NoTurns`."""
    root = read_xml(source)
    reading = _Reading(root)
    for body in root:
        if local(body.tag) in _BODIES:
            reading.is_speech = local(body.tag) == "speech"
            reading.walk(body, None)
    if not any(one.kind == "speech" for one in reading.segments):
        raise NoTurns("no words that somebody is said to speak were found in the FoLiA document")
    yield Transcript(
        "folia",
        "",
        read_front(root),
        segments=reading.segments,
        voices=list(reading.voices.values()),
        is_binary=True,
        is_declared=True,
    )


class _Reading:
    """A document while it is read: its segments and voices so far."""

    def __init__(self, root: etree._Element):
        self.segments: list[Segment] = []
        self.voices: dict[str, Voice] = {}
        self.is_speech = False
        self._actors = read_actors(root)
        self._outer = _around_speakers(root)
        sounds = {src for one in root.iter("{*}speech", "{*}utt") if (src := get(one, "src"))}
        self._has_one_recording = len(sounds) < 2

    def walk(self, element: etree._Element, speaker: str | None) -> None:
        """Read an element and what it holds; `speaker` is who speaks around it."""
        speaker = next(filter(None, (_words(get(element, name)) for name in _SPEAKERS)), speaker)
        name = local(element.tag)
        if element in self._outer:
            for child in element:
                if local(child.tag) in _STRUCTURE or local(child.tag) in _CUES:
                    self.walk(child, speaker)
        elif name in _STRUCTURE or (name in _BODIES and speaker):
            self._speak(element, speaker)
        elif name in _CUES and (cue := _describe(element)):
            self.segments.append(Segment(cue, None, kind="cue"))

    def _speak(self, element: etree._Element, speaker: str | None) -> None:
        """One utterance, or an event between them."""
        text, cues = join_flow(_pieces(element))
        start, end = self._times(element)
        if not text:
            if local(element.tag) == "event" and not cues:
                cues = join_flow([_event(element)])[1]
            self.segments += [Segment(cue.text, None, start, end, "cue") for cue in cues]
            return
        if not (speaker or self.is_speech or local(element.tag) == "utt"):
            return  # written, and spoken by nobody
        if speaker and speaker not in self.voices:
            self.voices[speaker] = self._actors.get(speaker) or _voice(speaker)
        self.segments.append(Segment(text, speaker, start, end, "speech", cues))

    def _times(self, element: etree._Element) -> tuple[int | None, int | None]:
        """When an utterance begins and ends, by its own times or by those of its tokens."""
        if not self._has_one_recording:
            return None, None
        own = _clock(element, "begintime"), _clock(element, "endtime")
        tokens = list(element.iter("{*}w")) if None in own else []
        begins, ends = (
            [time for one in tokens if (time := _clock(one, name)) is not None]
            for name in ("begintime", "endtime")
        )
        start = min(begins, default=None) if own[0] is None else own[0]
        end = max(ends, default=None) if own[1] is None else own[1]
        return start, end if start is None or end is None or end >= start else None


def _around_speakers(root: etree._Element) -> set[etree._Element]:
    """The elements around an utterance or around what has a speaker of its own, and bodies of speech."""
    outer = set(root.iterchildren("{*}speech"))
    for element in root.iter(etree.Element):
        if local(element.tag) == "utt" or any(get(element, name) for name in _SPEAKERS):
            for above in element.iterancestors():
                if above in outer and above.getparent() in outer:
                    break
                outer.add(above)
    return outer


def _clock(element: etree._Element, name: str) -> int | None:
    value = get(element, name)
    return parse_loose_clock(value.strip()) if value and ":" in value else None


def _voice(speaker: str) -> Voice:
    """A speaker without an actor: a name, unless it only tells speakers apart."""
    is_code = voice_of(speaker).anonymous or any(map(str.isdigit, speaker))
    return Voice(speaker, None if is_code else speaker, anonymous=is_code)


def _pieces(element: etree._Element) -> Iterator[str | Event]:
    """The words and events of an element: of its parts where something happens in it, else its own text."""
    own = next((_text(child) for child in element if _is_current(child)), "")
    if own and next(element.iterdescendants(*_HAPPENING), None) is None:
        yield own
        return
    inside = [piece for child in element for piece in _part(child)]
    if not any(isinstance(piece, str) and piece.strip() for piece in inside):
        yield own
    yield from inside


def _part(child: etree._Element) -> Iterator[str | Event]:
    """The words and events of a part of an element, with the space behind it."""
    name = local(child.tag)
    if name in _CUES:
        yield Event(_CUES[name], _describe(child))
    elif name in _STRUCTURE:
        inside = list(_pieces(child))
        yield from [_event(child)] if name == "event" and not any(inside) else inside
        yield "" if get(child, "space") == "no" else " "


def _is_current(element: etree._Element) -> bool:
    return local(element.tag) == "t" and (get(element, "class") or "current") == "current"


def _text(element: etree._Element) -> str:
    """The text of a ``t``, without remarks; line breaks and other marks of white space are spaces."""
    pieces = [element.text or ""]
    for child in element:
        name = local(child.tag)
        if name in _SPACES:
            pieces.append(" ")
        elif name not in _REMARKS:
            pieces.append(_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _event(element: etree._Element) -> Event:
    """An event without words: something heard, by its description or its class."""
    words = _describe(element)
    known = classify_cue(words)
    return Event(known.event if known else "incident", words)


def _describe(element: etree._Element) -> str:
    described = next((one for one in element if local(one.tag) in {"desc", "t"}), None)
    return words_of(described) or _words(get(element, "class")) or local(element.tag)


def _words(value: str | None) -> str | None:
    return " ".join((value or "").split()) or None
