"""SAMI (``.smi``), Microsoft's captions: ``<SYNC Start=...>`` and a ``<P Class=...>`` a language.

Read as browsers read old HTML: tags in any case, attributes with or without quotes, nothing closed.
Each class with words is a transcript of its own, with the language that the style sheet gives it; a
caption ends where the next one of its class begins, ``&nbsp;`` alone ends it. ``ID=Source`` names the
speaker; else speakers as in other captions. Title and copyright are kept.

Not carried: styles, colours, layout.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from onrecord.errors import NoTurns
from onrecord.formats._captions import read_captions
from onrecord.formats._clock import MAX_MS
from onrecord.formats._languages import as_tag
from onrecord.formats._markup import clean, clean_lines
from onrecord.formats._rolling import Caption, Line
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Transcript

_ROOT = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*|<!--.{0,2000}?-->\s*)*<SAMI\b", re.IGNORECASE | re.DOTALL
)
_SYNC = re.compile(r"<SYNC\b(?P<attributes>[^>]{0,400})>", re.IGNORECASE)
_START = re.compile(r"\bStart\s*=\s*[\"']?(?P<value>[^\s\"'>]{0,40})", re.IGNORECASE)
_P = re.compile(r"<P\b(?P<attributes>[^>]{0,400})>", re.IGNORECASE)
_CLASS = re.compile(r"\bClass\s*=\s*[\"']?(?P<name>[\w-]{1,80})", re.IGNORECASE)
_SOURCE = re.compile(r"\bID\s*=\s*[\"']?Source\b", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|</p>|</?body>|</?sami>", re.IGNORECASE)
_STYLE = re.compile(r"\.(?P<name>[\w-]{1,80})\s*\{(?P<rules>[^{}]{0,1000})\}")
_LANG = re.compile(r"\blang\s*:\s*(?P<tag>[\w-]{2,40})", re.IGNORECASE)
_CAPTIONS = re.compile(r"SAMI_?Type\s*:\s*CC\b", re.IGNORECASE)
_TITLE = re.compile(r"<TITLE>(?P<words>[^<]{0,500})</TITLE>", re.IGNORECASE)
_COPYRIGHT = re.compile(r"\bCopyright\s*\{(?P<words>[^{}]{0,500})\}", re.IGNORECASE)
_COMMENT = re.compile(r"<!--|-->")


class _Paragraph(NamedTuple):
    start_ms: int
    lines: tuple[Line, ...]


def detect(source: Source) -> Fit:
    """Certain where the root element is ``SAMI``."""
    if _ROOT.match(source.decoded.text[:5000].removeprefix("\ufeff")):
        return Fit(0.98, ("root element SAMI",))
    return Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """A transcript for each language. Raises `Undecodable`, `NoTurns`."""
    text = source.decoded.text
    classes, refused = _read_paragraphs(text)
    begin = _SYNC.search(text)
    head = text[: begin.start() if begin else 0]
    styles = {style["name"].casefold(): style["rules"] for style in _STYLE.finditer(head)}
    found = False
    for name, paragraphs in classes.items():
        segments, voices = read_captions(list(_captions(paragraphs)))
        if not any(segment.kind == "speech" for segment in segments):
            continue
        front = _read_front(head, styles.get(name, ""))
        yield Transcript(
            "sami", "", front, segments=segments, voices=voices, refused=[] if found else refused
        )
        found = True
    if not found:
        raise NoTurns(refused[0].message if refused else "no caption with words was found")


def _read_paragraphs(text: str) -> tuple[dict[str, list[_Paragraph]], list[Refusal]]:
    """The paragraphs of each class in order of time, and the captions whose start is no time."""
    classes: defaultdict[str, list[_Paragraph]] = defaultdict(list)
    sources: dict[str, str | None] = {}
    refused: list[Refusal] = []
    syncs = list(_SYNC.finditer(text))
    until = [*(sync.start() for sync in syncs[1:]), len(text)][: len(syncs)]
    line, counted = 1, 0
    for sync, end in zip(syncs, until, strict=True):
        line += text.count("\n", counted, sync.start())
        counted = sync.start()
        start = _read_start(sync["attributes"])
        body = text[sync.end() : end]
        if start is None:
            refused.append(_refuse(line, sync, body))
            continue
        for name, lines in _paragraphs(body, sources):
            classes[name].append(_Paragraph(start, lines))
    for paragraphs in classes.values():
        paragraphs.sort(key=lambda one: one.start_ms)
    return classes, refused


def _read_start(attributes: str) -> int | None:
    start = _START.search(attributes)
    value = start["value"].removesuffix("ms") if start else ""
    if not (value.isascii() and value.isdigit() and len(value) < 12):
        return None
    return int(value) if int(value) <= MAX_MS else None


def _paragraphs(
    body: str, sources: dict[str, str | None]
) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """The class and the lines of each paragraph; `sources` is who speaks in each class, kept up."""
    marks = list(_P.finditer(body))
    stretches: list[tuple[re.Match[str] | None, str]] = [
        (None, body[: marks[0].start() if marks else len(body)])
    ]
    ends = [*(mark.start() for mark in marks[1:]), len(body)][: len(marks)]
    stretches += [(mark, body[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]
    for mark, text in stretches:
        attributes = mark["attributes"] if mark else ""
        named = _CLASS.search(attributes)
        name = named["name"].casefold() if named else ""
        words = " ".join(text.split()) if "\n" in text else text
        if _SOURCE.search(attributes):
            sources[name] = clean(_BREAK.sub(" ", words)).strip(" :>-") or None
            continue
        lines = clean_lines(_BREAK.sub("\n", _COMMENT.sub("", words)))
        if mark or lines:
            voice = sources.get(name)
            yield name, tuple([Line(line.words, voice) for line in lines]) if voice else lines


def _captions(paragraphs: list[_Paragraph]) -> Iterator[Caption]:
    """Captions, each until the next paragraph of the class begins."""
    for now, following in pairwise(paragraphs):
        end = following.start_ms if following.start_ms > now.start_ms else None
        yield Caption(now.start_ms, end, now.lines)
    if paragraphs:
        yield Caption(paragraphs[-1].start_ms, None, paragraphs[-1].lines)


def _refuse(line: int, sync: re.Match[str], body: str) -> Refusal:
    message = f"line {line}: {sync.group()[:80]!r} states no start in milliseconds"
    return Refusal(f"line {line}", "bad-time", message, clean(body)[:10_000])


def _read_front(head: str, rules: str) -> Front:
    """What the head states of a class."""
    title, rights, language = _TITLE.search(head), _COPYRIGHT.search(head), _LANG.search(rules)
    return Front(
        title=(clean(title["words"]) or None) if title else None,
        rights=(clean(rights["words"]) or None) if rights else None,
        language=as_tag(language["tag"]) if language else None,
        transcript_kind="caption" if _CAPTIONS.search(rules) else None,
    )
