"""Transcriber's ``.trs`` (trans-13.dtd and trans-14.dtd), in the encoding that it declares.

A ``Sync`` begins a stretch of words with its time; ``Who`` tells two who speak at once apart, each with the
times of both. Noises, comments and backgrounds are cues. Programme and air date come from ``Episode``, the
length from the last section.

Not carried: topics and section types, names of scribes and versions, pronunciations, languages and
entities marked inside, and of speakers sex, accent, dialect and scope; channels and fidelity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from lxml import etree

from onrecord.errors import NoTurns
from onrecord.formats._elements import get, local, read_xml, sniff_root
from onrecord.formats._flow import Event, join_flow
from onrecord.formats._tags import language_tag, milliseconds
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Segment, Transcript, Voice

_DATE = re.compile(r"([12][0-9]{3})[-/.]?([01][0-9])[-/.]?([0-3][0-9])")
_VOCAL = frozenset(
    """rire laugh laughter laughs rires tx toux cough r i e b breath respi inspiration expiration bb pf sigh
    sif ch risa tos lachen husten sniff throat mouth""".split()
)
_GAPS = frozenset("pi pif inaudible unintelligible incomprehensible ? unk".split())
_MARKS = {"begin": "[{}-]", "end": "[-{}]", "previous": "[<{}]", "next": "[{}>]"}
#: Attributes of events that name a kind of markup and no sound.
_MARKUP = frozenset(("language", "entities", "lexical"))


def detect(source: Source) -> Fit:
    """Certain where the root is ``Trans``."""
    root = sniff_root(source)
    if root is not None and root.name == "Trans":
        return Fit(0.98, ("root element Trans",))
    return Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError` for what is no XML, `NoTurns`."""
    root = read_xml(source)
    voices = [
        Voice(one.get("id") or "", " ".join((one.get("name") or "").split()) or None)
        for one in root.iter("Speaker")
    ]
    segments: list[Segment] = []
    refused: list[Refusal] = []
    for number, turn in enumerate(root.iter("Turn"), start=1):
        start, end = milliseconds(turn.get("startTime")), milliseconds(turn.get("endTime"))
        if start is not None and end is not None and end < start:
            words = "".join(map(str, turn.itertext()))
            message = f"line {turn.sourceline}: turn {number} ends at {end} ms, before it begins at {start} ms"
            refused.append(Refusal(f"line {turn.sourceline}", "bad-time", message, words))
            continue
        segments += _read_turn(turn, start, end)
    if not any(segment.text and segment.kind == "speech" for segment in segments):
        raise NoTurns("no turn with words was found")
    yield Transcript(
        "transcriber",
        "",
        _read_front(root),
        segments=segments,
        voices=voices,
        refused=refused,
        is_binary=True,
        is_declared=True,
    )


def _read_turn(turn: etree._Element, start: int | None, end: int | None) -> Iterator[Segment]:
    """The stretches of one turn: from one ``Sync`` to the next, a speaker each."""
    speakers = (turn.get("speaker") or "").split()
    syncs = [milliseconds(one.get("time")) for one in turn if local(one.tag) == "Sync"]
    ends = [*syncs[1:], end]
    at, who = -1, 0
    begun = start
    pieces: list[str | Event] = [turn.text or ""]
    for child in [*turn, None]:
        name = local(child.tag) if child is not None else ""
        if child is None or name in {"Sync", "Who"}:
            until = ends[at] if 0 <= at < len(ends) else end
            yield from _segment(pieces, speakers[who : who + 1], begun, until)
            pieces = []
        if child is None:
            return
        if name == "Sync":
            at += 1
            begun, who = syncs[at], 0
        elif name == "Who":
            number = child.get("nb") or "1"
            who = (
                int(number) - 1 if number.isascii() and number.isdigit() and len(number) < 4 else 0
            )
        elif event := _read_event(child, name):
            pieces.append(event)
            pieces.append(" ")
        pieces.append(child.tail or "")


def _segment(
    pieces: list[str | Event], speaker: list[str], start: int | None, end: int | None
) -> Iterator[Segment]:
    text, cues = join_flow(pieces)
    if start is not None and end is not None and end < start:
        end = None
    if not text and not speaker:
        for cue in cues:
            yield Segment(cue.text, None, start, end, "cue")
    elif text or cues:
        yield Segment(text, speaker[0] if speaker else None, start, end, "speech", cues)


def _read_event(element: etree._Element, name: str) -> Event | None:
    """A noise, a comment or a background; None for markup of words."""
    described = " ".join((element.get("desc") or "").split())
    if name == "Comment":
        return Event("note", f"{{{described}}}") if described else None
    if name == "Background":
        kind, level = element.get("type") or "", element.get("level") or ""
        return Event("incident", f"[{kind} {level}]") if kind and level != "off" else None
    if name != "Event" or not described or element.get("type") in _MARKUP:
        return None
    marked = _MARKS.get(element.get("extent") or "", "[{}]").format(described)
    if described in _GAPS:
        return Event("gap", marked)
    if element.get("type") == "pronounce":
        return None
    return Event("vocal" if described.lower() in _VOCAL else "incident", marked)


def _read_front(root: etree._Element) -> Front:
    front = Front(language=language_tag(get(root, "lang")))
    episode = next(root.iter("Episode"), None)
    if episode is not None:
        front.program = " ".join((episode.get("program") or "").split()) or None
        front.published_on = _read_date(episode.get("air_date"))
    ends = [milliseconds(section.get("endTime")) for section in root.iter("Section")]
    front.duration_ms = max((end for end in ends if end is not None), default=None)
    return front


def _read_date(value: str | None) -> date | None:
    """A date with a whole year; of two digits the century is not known."""
    match = _DATE.fullmatch((value or "").strip())
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
