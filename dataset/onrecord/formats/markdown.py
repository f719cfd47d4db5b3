"""Transcripts in Markdown: names in bold or in headings, front matter in YAML, words with markup.

``**Name:** words``, ``**Name**: words``, ``**Name** [00:12]`` and ``### Name`` above the words are read
as `labelled` reads them, with places in the source; emphasis, code, escapes, links and pictures are
reduced to their words, marks of quotation at the beginning of lines are taken off.

Not carried: where links lead, footnotes, pictures, tables, headings between turns, and what
`labelled` does not carry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.formats import labelled
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Cue, Passage, Transcript, Utterance

#: Stands for a character of markup while labels are looked for; of private use, so in no text.
_FILLER = "\ue000"
_LINK = re.compile(
    r"(?P<open>!?\[)(?P<words>[^\[\]\n]{0,300})(?P<close>\](?:"
    r"\([^()\s]{0,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?(?:[ \t]\"[^\"\n]{0,200}\")?\)|\[[^\[\]\n]{0,80}\]))"
)
#: What has no words: calls of footnotes, and lines that say where links lead and what footnotes are.
_CALL = re.compile(r"\[\^[^\[\]\n]{1,40}\](?!:)")
_DEFINED = re.compile(
    r"(?m)^[ \t]{0,3}\[(?:\^[^\[\]\n]{1,80}\]:|[^\[\]\n]{1,80}\]:[ \t]+(?=<|[a-z]{2,8}:/|/|\.))[^\n]*$"
)
_COMMENT = re.compile(r"<!--[^<>]{0,400}-->")
_QUOTED = re.compile(r"(?m)^[ \t]{0,3}>(?=[ \t](?!\*\*|__))")
_BREAK = re.compile(r"<br ?/?>")
#: A label in bold or a heading that opens a line.
_MARKED = re.compile(
    r"(?m)^[ \t>-]{0,4}(?:(?P<stars>\*\*|__)[^\n*_]{1,160}(?P=stars)|#{2,6}[ \t]+[^\W\d_])"
)
_EMPHASIS = re.compile(
    r"(?P<open>(?<![*\\])\*{1,3}(?![\s*])|(?<![\w\\])_{1,3}(?![\s_]))[^*_\n]{1,500}+(?<!\s)(?P<close>(?P=open))"
)
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_CODE = re.compile(r"`{1,3}(?=[^`\n]{1,300}`)|(?<=[^\s`])`{1,3}")
_SIGNS = frozenset("*_`\\") | {_FILLER}
#: Emphasis stands inside emphasis no deeper than this.
_NESTED = 2
#: Fewer labels than this are no habit.
_FEW = 2
#: What a label begins with that is marked as one.
_OPENINGS = ("**", "__", "##")


def detect(source: Source) -> Fit:
    """Labelled text whose labels are in bold or headings, or with front matter and headings."""
    text = source.decoded.text
    head = text.lstrip("\ufeff \r\n")
    marked = sum(1 for _ in _MARKED.finditer(text))
    has_front = head.startswith(("---\n", "---\r\n"))
    if marked < _FEW and not (has_front and "\n# " in text):
        return Fit(0.0)
    fit = labelled.detect(source)
    spots = labelled.spots_of(text)
    bold = sum(
        text[spot.start : spot.start + 8].lstrip("-> \t").startswith(_OPENINGS) for spot in spots
    )
    if bold * 2 >= max(len(spots), _FEW) or (has_front and marked):
        return Fit(fit.score, (*fit.signs, f"{bold} of them in bold or headings"))
    return Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a text. Raises `Undecodable`, `NoTurns`."""
    text = source.decoded.text
    transcript = labelled.read_text(_masked(text))
    transcript.format, transcript.text = "markdown", text
    for utterance in transcript.utterances:
        _reduce(utterance)
    front = transcript.front
    for name in ("title", "program", "network", "station", "summary", "rights"):
        stated = getattr(front, name)
        setattr(front, name, stated and _reduced(stated)[0])
    transcript.credits = [_plain(passage) for passage in transcript.credits]
    transcript.biographies = [_plain(passage) for passage in transcript.biographies]
    yield transcript


def words_of(piece: str) -> str:
    """A piece of a source without its markup."""
    return _reduced(_masked(piece))[0]


def _plain(passage: Passage) -> Passage:
    return passage._replace(text=_reduced(passage.text)[0])


def _masked(text: str) -> str:
    """`text` with fillers in place of what links are made of, and spaces for quotation marks."""
    text = text.replace(_FILLER, " ")
    text = _CALL.sub(lambda call: _FILLER * len(call[0]), text)
    text = _LINK.sub(_fill_link, text)
    for pattern in (_DEFINED, _COMMENT, _BREAK, _QUOTED):
        text = pattern.sub(_blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    return "".join("\n" if sign == "\n" else " " for sign in match[0])


def _fill_link(link: re.Match[str]) -> str:
    if link["open"] != "[":
        return _FILLER * len(link[0])
    return f"{_FILLER}{link['words']}{_FILLER * len(link['close'])}"


def _reduce(utterance: Utterance) -> None:
    """Take markup out of the words and cues of an utterance; cues stay before the same word."""
    text, places = _reduced(utterance.text)
    utterance.cues = tuple(
        Cue(kind, _reduced(words)[0], min(places[offset], len(text)))
        for kind, words, offset in utterance.cues
    )
    utterance.text = text
    utterance.n_words = text.count(" ") + 1 if text else 0


def _reduced(text: str) -> tuple[str, list[int]]:
    """`text` without markup, and for each place in `text` the place in what is left."""
    places = list(range(len(text) + 1))
    for _ in range(_NESTED):
        if _SIGNS.isdisjoint(text):
            break
        text, moved = _stripped(text)
        places = [moved[at] for at in places]
    return text, places


def _stripped(text: str) -> tuple[str, list[int]]:
    """`text` without the innermost emphasis, code, escapes and fillers."""
    gone = {at for at, sign in enumerate(text) if sign == _FILLER}
    for pattern in (_ESCAPE, _CODE):
        gone.update(at for match in pattern.finditer(text) for at in range(*match.span()))
    for match in _EMPHASIS.finditer(text):
        gone.update((*range(*match.span("open")), *range(*match.span("close"))))
    kept: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        places.append(len(kept))
        if at not in gone and not (sign == " " and (not kept or kept[-1] == " ")):
            kept.append(sign)
    words = "".join(kept).rstrip()
    return words, [min(place, len(words)) for place in (*places, len(kept))]
