"""Tiers of annotation tools: which of them hold what is said, whose they are, what they leave out.

A tier belongs to the participant it names, or to the name in its own (``Ann - words``, ``tx@Ann``).
Of several for one participant the one with whole utterances is read, else the one with words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from onrecord.formats._flow import Event, join_flow
from onrecord.formats.reading import take_cues
from onrecord.transcript import Cue, Segment

_UTTERANCES = (
    r"utt(?:erance)?s?|ut|tx|txt|text|transcri\w*|transliteration|trans|trn|ort(?:h\w*)?|speech|talk"
    r"|phrases?|sentences?|ipus?|turns?|default|verbal|dialog(?:ue)?|v"
)
_WORDS = r"words?|wrd|ort-mau|tokens?|wd|mots"
#: Tiers of sounds, glosses, codes, remarks and what is seen: nothing that somebody says.
_OTHERS = (
    r"phones?|phonemes?|phon\w*|segments?|mau|kan(?:-mau)?|mas|ipa|syll\w*|tones?|breaks?|tobi|pitch|f0|points?"
    r"|glos\w*|morph\w*|mor|gra|pos|lemma\w*|ft|fe|fg|ge|gw|mb|mp|ps|translat\w*|free translation|english"
    r"|gest\w*|gaze|hands?|head|face|body|actions?|comments?|com|notes?|remarks?|codes?|coding|topics?"
    r"|ref|id|refs|nois\w*|sounds?|music|events?|silences?|sil|vad|language|quality|misc"
)
_KIND = re.compile(
    rf"(?i)(?:(?P<before>.*?)(?:^|[\s_.:@/-]+))(?P<kind>(?P<words>{_WORDS})|(?P<utterances>{_UTTERANCES})|(?P<others>{_OTHERS}))"
    r"(?:[\s_-]*(?:tier|layer|[0-9]{1,2}|[a-z]{2,3}))?"
)
_KIND_FIRST = re.compile(
    rf"(?i)(?:(?P<utterances>{_UTTERANCES})|(?P<words>{_WORDS})|(?P<others>{_OTHERS}))[\s_.:/]*[@_:-][\s_.:/]*(?P<after>\S.*)"
)
#: What annotators and aligners write where nobody speaks, and where nothing was understood.
_SILENCE = frozenset(
    "sil sp <sil> <p:> <p> # _ - -- {sil} [sil] [silence] <silence> silence (pause) [pause] <pause> pause".split()
)
_NOT_UNDERSTOOD = frozenset("<unk> spn xxx [unk] <usb> {lg}".split())
_DOUBLE = re.compile(r"\(\(([^()]{0,200})\)\)")
_PAUSES = re.compile(
    r"\(\(\s*[0-9]+(?:[.,][0-9]+)?\s*s?\s*\)\)|[•‿]+|\([.-]{1,3}\)|\([0-9]{1,2}[.,][0-9]{1,2}\)"
)
_GAPS = ("unv", "unint", "inaud", "incomp", "inint", "???", "xx", "unclear")
_VOCAL = (
    "lach", "laugh", "rire", "rit", "ride", "husten", "hustet", "räusper", "seufz", "atmet", "einatm", "ausatm",
    "cough", "sigh", "breath", "clears", "sniff", "niest", "sneez", "weint", "cries", "singt", "sings", "gähnt", "yawn",
)  # fmt: skip
UTTERANCE, WORD, OTHER = 0, 1, 9


class TierName(NamedTuple):
    """What the name of a tier says: whose it is, if anybody's, and its rank, the lowest is read."""

    speaker: str | None
    rank: int


@lru_cache(maxsize=1 << 10)
def read_tier_name(name: str) -> TierName:
    """Whose tier it is by its name, and how good a transcript; a name alone is a speaker's."""
    name = " ".join(name.split())
    match = _KIND.fullmatch(name) if len(name) < 100 else None
    if match:
        return TierName((match["before"] or "").strip(" _.:@/-") or None, _rank(match))
    match = _KIND_FIRST.fullmatch(name) if len(name) < 100 else None
    if match:
        return TierName(match["after"].strip(), _rank(match))
    return TierName(name or None, UTTERANCE)


def _rank(match: re.Match[str]) -> int:
    if match["others"]:
        return OTHER
    return UTTERANCE if match["utterances"] else WORD


def read_annotation(text: str) -> tuple[str, tuple[Cue, ...]]:
    """The words of an annotation and the cues in it; both empty where it marks a silence."""
    words = " ".join(text.split())
    if words.casefold() in _SILENCE:
        return "", ()
    if words.casefold() in _NOT_UNDERSTOOD:
        return "", (Cue("gap", words, 0),)
    if "((" not in words and "•" not in words and "(." not in words and "(-" not in words:
        return take_cues(words)
    return join_flow(_pieces(_PAUSES.sub(" ", words)))


def _pieces(words: str) -> Iterator[str | Event]:
    """Words with what stands in double parentheses, as HIAT and GAT have it, and other cues."""
    at = 0
    for double in _DOUBLE.finditer(words):
        yield from _words_between(words[at : double.start()])
        yield Event(_kind_of(double[1]), double.group())
        at = double.end()
    yield from _words_between(words[at:])


def _words_between(words: str) -> Iterator[str | Event]:
    text, cues = take_cues(words)
    at = 0
    yield " "
    for cue in cues:
        yield text[at : cue.offset]
        yield Event(cue.kind, cue.text)
        yield " "
        at = cue.offset
    yield text[at:]
    yield " "


def _kind_of(described: str) -> str:
    """What a description in double parentheses is: words missing, a voice, or a sound."""
    words = described.casefold().strip(" .")
    if words.startswith(_GAPS):
        return "gap"
    return "vocal" if words.startswith(_VOCAL) else "incident"


def in_order(segments: Iterable[Segment]) -> list[Segment]:
    """Segments by when they begin; those that do not say follow the one before them."""
    placed: list[tuple[int, Segment]] = []
    before = 0
    for segment in segments:
        if segment.start_ms is not None:
            before = segment.start_ms
        placed.append((before, segment))
    return [segment for _, segment in sorted(placed, key=lambda one: one[0])]
