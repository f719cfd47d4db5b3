"""Whether bytes may hold a transcript: a cheap look at the pages of a crawl, of which few do.

It errs on the side of yes: what it lets through is read by the formats as any source is, and what it
turns down is lost. Bytes are looked at as they are, without decoding, in time that grows with their
number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

#: What is no page of words, and is left to the formats that know it: JSON, XML, captions, Parquet,
#: archives, PDF, UTF-16 and UTF-32, what recognisers and linguists write.
_FORMS = re.compile(
    rb"(?:[{\[]\s*[\"{\[}]|<\?xml(?!.{0,200}<!DOCTYPE html)"
    rb"|<(?:tei|tt|sami|smil|transcript)\b|WEBVTT|PAR1|PK\x03\x04|%PDF|\xff\xfe|\xfe\xff"
    rb"|\[Script Info\]|@UTF8|@Begin|;;|SPKR-INFO|SPEAKER |File type|\"Praat )",
    re.IGNORECASE | re.DOTALL,
)
#: Words, in lower case, that pages with a transcript have, and few others.
_WORDS = (
    *(b"transcript", b"transkri", b"transcri\xc3", b"soundbite", b"inaudible", b"crosstalk"),
    *(b"(laughter)", b"(applause)", b"[laughter]", b"[applause]", b"[music]"),
    *(b", host:", b", byline:", b"npr news", b"speaker 1", b"speaker_0", b"hansard"),
)
#: How much of the begin tells a form, and may name the columns of a table.
_BEGIN, _HEAD = 1000, 300
_ARROWS = (re.compile(rb">>\s?[A-Z]"), re.compile(rb"&gt;&gt;\s?[A-Z]"))
#: Minutes or seconds of a time at the end of a line or tag or before a word; round ones are of schedules.
_TIME = re.compile(rb":[0-5][1-46-9](?:[.,]\d{1,3})?[\])]?(?=[ \t]*(?:[\r\n<A-Z]|-->|\Z))")
_BEFORE_TIME = re.compile(rb"(?:[\r\n>]|^|[\w)\]] {1,4})[ \t]*[\[(]?(?:\d{1,2}:)?\d{1,2}\Z")
#: Names in capitals before a sentence, without a colon; lines of numbers and words in columns.
_CAPITALS = re.compile(rb"[\n>][A-Z][A-Z'.-]+ [A-Z][A-Z '.-]+ [A-Z\"][a-z'I]")
_COLUMNS = re.compile(rb"\n\S+ \S+ (?:\S+ )?\d+\.\d+ \d+\.\d+ \S")
_PROGRAM = re.compile(rb"<(script|style)\b")
_COLON = re.compile(rb":(?=[\s<(\[*_\xc2\xe2])")
_WIDE_COLON = b"\xef\xbc\x9a"
#: What may stand around a label, and what one is.
_AROUND = b" \t*_#-.,[](){}0123456789:\"'"
_LABEL = re.compile(rb"(?:[A-Z]|[\xc3-\xf4][\x80-\xbf])[^{}=|;!?<>]{0,79}\Z", re.DOTALL)
_LABEL_IN_CAPITALS = re.compile(rb"[A-Z][A-Z0-9 .'&-]+(?:[(,].*)?\Z", re.DOTALL)
_SENTENCE_ENDS = (b". ", b"? ", b"! ", b") ", b'" ', b"] ", b"\x80\x9d ")
#: The begin of a sentence: four words, the first of which is not in lower case.
_SENTENCE = re.compile(
    rb"(?:\s|[*_]|&nbsp;|\xc2\xa0|</?\w{1,8}[^<>]{0,80}>|[\[(][^\])]{0,40}[\])])*"
    rb"[\"'(\[_*]*[A-Z0-9\x80-\xff][\w\x80-\xff'-]*[.,!?:;]?(?:\s+[\"'(_*]*[A-Za-z\x80-\xff][\w\x80-\xff'-]*[.,!?:;]*){3}"
)
#: A name that is set apart from the words, in HTML and in Markdown.
_IN_TAGS = re.compile(
    rb"<(?:b|strong|cite|dt|h[2-6]|em|td|span|p|div|li)\b[^<>]{0,80}>\s*([A-Z\xc3-\xf4][^<>\r\n]{1,40}?):?\s*</"
)
_IN_MARKS = re.compile(
    rb"\n(?:#{2,6} |\*\*|__)([A-Z\xc3-\xf4][^\r\n*_<>]{1,40}?):?[*_]{0,3}[ \t]*(?=[\r\n(])"
)
_BEFORE, _AFTER = 120, 240
_MOST = 2000


def may_hold_transcript(data: bytes) -> bool:
    """Whether a transcript may be in `data`; False is meant for ordinary pages of the web."""
    if _FORMS.match(data[:_BEGIN].lstrip(b"\xef\xbb\xbf \t\r\n")) or b"\0" in data[:_HEAD]:
        return True
    lower = data.lower()
    if b"speaker" in lower[:_HEAD] or any(word in lower for word in _WORDS):
        return True
    data = _without_programs(data, lower)
    return (
        any(_has(arrow.finditer(data), 2) for arrow in _ARROWS)
        or _has(_times(data), 3)
        or _has(_CAPITALS.finditer(data), 3)
        or _has(_COLUMNS.finditer(data), 3)
        or _has_labels(data)
        or _has_names(data)
    )


def _without_programs(data: bytes, lower: bytes) -> bytes:
    """A page without its scripts and styles, which are half of most and full of colons."""
    kept = []
    at = 0
    for start in _PROGRAM.finditer(lower):
        if start.start() < at:
            continue
        end = lower.find(b"</" + start[1], start.end())
        if end < 0:
            break
        kept.append(data[at : start.start()])
        at = end
    return b"".join([*kept, data[at:]]) if kept else data


def _has(found: Iterator[object], times: int) -> bool:
    return all(next(found, None) is not None for _ in range(times))


def _times(data: bytes) -> Iterator[object]:
    for time in _TIME.finditer(data):
        at = time.start()
        if _BEFORE_TIME.search(data, max(0, at - 12), at):
            yield time


def _has_labels(data: bytes) -> bool:
    """Whether two labels in capitals stand before sentences, or one label twice."""
    if data.count(_WIDE_COLON) > 3:
        return True
    labels: set[bytes] = set()
    n_capitals = 0
    for colon in _COLON.finditer(data):
        label = _label_before(data, colon.start())
        if label and _SENTENCE.match(data, colon.end(), colon.end() + _AFTER):
            n_capitals += _LABEL_IN_CAPITALS.match(label) is not None
            if n_capitals > 1 or label in labels or len(labels) > _MOST:
                return True
            labels.add(label)
    return False


def _label_before(data: bytes, at: int) -> bytes | None:
    """What stands on the line or in the tag, and in the sentence, before a colon, if it may be a label."""
    tail = data[max(0, at - _BEFORE) : at].rstrip()
    while tail.endswith(b">"):  # tags that end before the colon
        tail = tail[: max(0, tail.rfind(b"<"))].rstrip()
    start = max(tail.rfind(b"\n"), tail.rfind(b"\r"), tail.rfind(b">"))
    sentence = max(tail.rfind(end) for end in _SENTENCE_ENDS)
    if max(start, sentence) < 0 and at > _BEFORE:
        return None
    label = tail[max(start + 1, sentence + 2 if sentence >= 0 else 0) :].strip(_AROUND)
    return label if _LABEL.match(label) else None


def _has_names(data: bytes) -> bool:
    """Whether two names that are set apart stand in one page twice each."""
    names: Counter[bytes] = Counter()
    for pattern in (_IN_TAGS, _IN_MARKS):
        for found in pattern.finditer(data):
            names[found[1]] += 1
            if len(names) > _MOST:
                return True
    return sum(count > 1 for count in names.values()) > 1
