"""TTML and its profiles: DFXP, SMPTE-TT, EBU-TT, IMSC, transcripts of Apple Podcasts.

Of every namespace the drafts and versions had. Times in all forms of section 12.3 of TTML2 (clock,
frames, drop frames, ticks, offsets), nested and in sequence (section 12.2.4); speakers by
``ttm:agent`` with the names that the head declares (section 14.1), or as in other captions; roles
``sound`` and ``music`` are cues. Title, description, copyright and language are kept; times of
EBU-TT count from the start of the programme where the file states it.

Times of a child that would begin after its parent ends count from the beginning, as Apple means them.

Not carried: styles, layout and regions, actors, glosses of ruby, animation; times of ``clock`` time
base, which do not count from the start of a recording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from onrecord.errors import NoTurns
from onrecord.formats._captions import read_captions
from onrecord.formats._languages import as_tag
from onrecord.formats._rolling import Caption, Line
from onrecord.formats._ttml_time import Rates
from onrecord.formats._xml import attribute, local, parse_xml
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Transcript, Voice

_ROOT = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:[A-Za-z][\w.-]*:)?tt[\s>]", re.DOTALL
)
_NUMBERED = re.compile(r"[A-Za-z_-]{0,12}[0-9]{1,4}")
_SOUNDS = frozenset(("sound", "music", "lyrics"))


def detect(source: Source) -> Fit:
    """Certain where the root element is ``tt``."""
    if _ROOT.match(source.decoded.text[:5000].removeprefix("\ufeff")):
        return Fit(0.98, ("root element tt",))
    return Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `Undecodable`, `SourceError`, `NoTurns`."""
    root = parse_xml(source.decoded.text)
    reading = _Reading(_rates(root), root.get("{http://www.w3.org/XML/1998/namespace}space"))
    body = next((child for child in root if local(child.tag) == "body"), None)
    if body is not None:
        reading.read(body, _Span(_start_of_programme(root, reading.rates)))
    captions = sorted(reading.captions, key=lambda caption: caption.start_ms or 0)
    segments, voices = read_captions(captions)
    if not any(segment.kind == "speech" for segment in segments):
        raise NoTurns(
            reading.refused[0].message if reading.refused else "no words in any p of body"
        )
    declared = _agents(root)
    voices = [declared.get(voice.key, voice) for voice in voices]
    yield Transcript(
        "ttml", "", _read_front(root), segments=segments, voices=voices, refused=reading.refused
    )


@dataclass(frozen=True, slots=True)
class _Span:
    """When an element is active, and who speaks in it; milliseconds."""

    begin: int = 0
    end: int | None = None
    voice: str | None = None
    role: str = ""
    timed: bool = False


@dataclass(slots=True)
class _Reading:
    """The captions of a body while it is read."""

    rates: Rates
    space: str | None
    captions: list[Caption] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def read(self, element: etree._Element, parent: _Span) -> int | None:
        """Book the captions of an element; when it ends, if it says so."""
        span = self._span(element, parent)
        if span is None:
            self._refuse(element)
            return None
        if local(element.tag) == "p":
            self._caption(element, span)
            return span.end
        in_sequence = attribute(element, "timeContainer") == "seq"
        inner = span
        for child in element:
            if local(child.tag) in {"div", "p"}:
                ended = self.read(child, inner)
                if in_sequence and ended is not None:
                    inner = _Span(ended, span.end, span.voice, span.role, timed=True)
        return span.end if span.end is not None else (inner.begin if in_sequence else None)

    def _span(self, element: etree._Element, parent: _Span) -> _Span | None:
        """When an element is active inside its parent; None where its times cannot be read."""
        said = {local(name): value for name, value in element.items()}
        voice = said.get("agent") or parent.voice
        role = said.get("role") or parent.role
        stated = [said.get("begin"), said.get("end"), said.get("dur")]
        begin, end, duration = (
            None if expression is None else self.rates.read(expression) for expression in stated
        )
        if [begin, end, duration].count(None) != stated.count(None):
            return None
        base = parent.begin
        if (
            begin is not None
            and parent.end is not None
            and base + begin >= parent.end > begin >= base
        ):
            base = 0  # counted from the beginning
        start = base + (begin or 0)
        until = parent.end if end is None else base + end
        if duration is not None:
            until = start + duration if end is None else min(base + end, start + duration)
        timed = parent.timed or any(stated)
        return _Span(start, until, voice, role, timed)

    def _caption(self, element: etree._Element, span: _Span) -> None:
        """Book the caption of a ``p``; where its spans alone have times, they have its times."""
        times: list[int] = []
        if len(element):
            pieces: list[tuple[str, str | None]] = []
            self._gather(element, span, pieces, times)
            lines = _lines(pieces)
        else:
            words = " ".join((element.text or "").split())
            voice = " ".join(span.voice.split()) if span.voice else None
            lines = (Line(words, voice),) if words else ()
        if not lines:
            return
        start, end = (span.begin, span.end) if span.timed else (None, None)
        if times and not any(element.get(name) for name in ("begin", "end", "dur")):
            start, end = min(times), max(times)
        if end is not None and start is not None and end < start:
            end = None
        if span.role and not _SOUNDS.isdisjoint(span.role.split()):
            words = " ".join(line.words for line in lines).strip("[]() ")
            lines = (
                (Line(f"[{words}]"),) if words and "[" not in words and "]" not in words else lines
            )
        self.captions.append(Caption(start, end, lines))

    def _gather(
        self,
        element: etree._Element,
        span: _Span,
        pieces: list[tuple[str, str | None]],
        times: list[int],
    ) -> None:
        """Collect the words of an element with who speaks them, and the times of its spans."""
        pieces.append((_collapsed(element.text), span.voice))
        if not len(element):
            return
        for child in element:
            name = local(child.tag)
            if name == "br":
                pieces.append(("\n", span.voice))
            elif name == "span" and attribute(child, "ruby") not in {
                "text",
                "textContainer",
                "delimiter",
            }:
                inner = self._span(child, span) or span
                if child.get("begin") or child.get("end"):
                    times += [one for one in (inner.begin, inner.end) if one is not None]
                is_word = attribute(child, "unit") == "word"
                if is_word:
                    pieces.append((" ", inner.voice))
                self._gather(child, inner, pieces, times)
            pieces.append((_collapsed(child.tail), span.voice))

    def _refuse(self, element: etree._Element) -> None:
        place = f"line {element.sourceline}"
        times = " ".join(
            f'{name}="{element.get(name)}"' for name in ("begin", "end", "dur") if element.get(name)
        )
        words = " ".join("".join(element.itertext()).split())
        self.refused.append(
            Refusal(place, "bad-time", f"{place}: no times of TTML: {times[:80]}", words[:10_000])
        )


def _collapsed(text: str | None) -> str:
    """Text with white space as one space: a line end in the source is none in the words."""
    if not text:
        return ""
    words = " ".join(text.split())
    if not words:
        return " "
    return f"{' ' * text[0].isspace()}{words}{' ' * text[-1].isspace()}"


def _lines(pieces: list[tuple[str, str | None]]) -> tuple[Line, ...]:
    """The lines of the pieces of a caption, a line for each speaker."""
    lines: list[Line] = []
    held, speaker = "", pieces[0][1]
    for words, voice in [*pieces, ("\n", None)]:
        if words == "\n" or (voice != speaker and words.strip()):
            if said := " ".join(held.split()):
                lines.append(Line(said, " ".join(speaker.split()) if speaker else None))
            held = ""
        if words.strip():
            speaker = voice
        held += words if words != "\n" else ""
    return tuple(lines)


def _rates(root: etree._Element) -> Rates:
    return Rates.of({local(name): value for name, value in root.items()})


def _start_of_programme(root: etree._Element, rates: Rates) -> int:
    """Minus the time at which the programme of an EBU-TT file begins; 0 where it states none."""
    for element in root.iter("{*}documentStartOfProgramme"):
        return -(rates.read((element.text or "").strip()) or 0)
    return 0


def _agents(root: etree._Element) -> dict[str, Voice]:
    """The agents that the head declares, by their ids."""
    voices: dict[str, Voice] = {}
    for agent in root.iter("{*}agent"):
        key = attribute(agent, "id")
        names = [" ".join("".join(name.itertext()).split()) for name in agent.iter("{*}name")]
        full = [
            n
            for n, e in zip(names, agent.iter("{*}name"), strict=True)
            if n and e.get("type") == "full"
        ]
        name = next(iter([*full, *filter(None, names)]), None)
        if key:
            voices[key] = Voice(
                key, name, anonymous=name is None and _NUMBERED.fullmatch(key) is not None
            )
    return voices


def _read_front(root: etree._Element) -> Front:
    """What the head states."""

    def first(name: str) -> str | None:
        for element in root.iter(f"{{*}}{name}"):
            if words := " ".join("".join(element.itertext()).split()):
                return words
        return None

    return Front(
        title=first("title") or first("documentOriginalProgrammeTitle"),
        summary=first("desc"),
        rights=first("copyright"),
        language=as_tag(root.get("{http://www.w3.org/XML/1998/namespace}lang")),
    )
