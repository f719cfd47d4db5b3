"""The words of a caption without its markup: tags, entities, overrides, times inside the words."""

from __future__ import annotations

import html
import re

from onrecord.formats._rolling import Line

#: A tag of HTML or WebVTT, a time inside the words, an override of SubStation Alpha. A ``<`` before
#: a space or a figure that is no time is the words' own.
_MARKUP = re.compile(
    r"</?[A-Za-z][^<>]{0,400}>|<[0-9:.]{4,16}>|</?>|<[.][^<>]{0,200}>|\{\\[^{}\n]{0,200}\}"
)
#: Glosses over the words of East Asian scripts (WebVTT, section 4.2.2), which nobody says.
_GLOSS = re.compile(r"<rt(?:[.\s][^<>]{0,200})?>[^<>]*(?:</rt>|(?=</ruby>))")
#: A voice tag, or its end.
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,200})?(?:[ \t\n]+(?P<name>[^<>]{0,200}))?>|</v>")
_WHOLE_VOICE = re.compile(r"<v[ \t]+(?P<name>[^<>&\n]{1,200})>(?P<words>[^<>&\n]*)(?:</v>)?")


def clean(words: str) -> str:
    """Words without tags and entities, white space as one space."""
    if "<" in words:
        words = _MARKUP.sub("", _GLOSS.sub("", words) if "<rt" in words else words)
    elif "{\\" in words:
        words = _MARKUP.sub("", words)
    if "&" in words:
        words = html.unescape(words)
    return " ".join(words.split())


def clean_lines(text: str) -> tuple[Line, ...]:
    """The lines of a caption that have words, each with the voice of its tag (section 4.2.2)."""
    if "<v" not in text:
        return tuple([Line(words) for line in text.split("\n") if (words := clean(line))])
    if whole := _WHOLE_VOICE.fullmatch(text):  # most captions with a voice are nothing else
        words = " ".join(whole["words"].split())
        return (Line(words, " ".join(whole["name"].split()) or None),) if words else ()
    lines: list[Line] = []
    voice: str | None = None
    at = 0
    for tag in _VOICE.finditer(text):
        lines += _lines_of(text[at : tag.start()], voice)
        voice = clean(tag["name"] or "") or None
        at = tag.end()
    return (*lines, *_lines_of(text[at:], voice))


def _lines_of(text: str, voice: str | None) -> list[Line]:
    return [Line(words, voice) for line in text.split("\n") if (words := clean(line))]
