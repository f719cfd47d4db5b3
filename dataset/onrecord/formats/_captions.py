"""What captions have in common: labels, marks for a change of speaker, sounds, repeated lines.

Formats give `Caption`s, clean words a line; `read_captions` gives segments. Who speaks is known by
the format's own means (`Line.voice`: a voice tag, an agent, an actor) or by the words: ``NAME:`` or
``[Name]`` before them, ``>>`` and ``>>>`` (new speaker and new story in captions of television),
dashes where one caption holds two speakers. What stands before a colon is a label where it is
marked, in capitals, or recurs, so that a colon in speech is none. A file that names a speaker
only where the speaker changes means the name to hold until the next; so does ``>>``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from onrecord.formats._rolling import Caption, without_repeats
from onrecord.formats.reading import take_cues
from onrecord.grammar.cues import PARENTHESIS, classify_cue
from onrecord.grammar.labels import Label, parse_label
from onrecord.grammar.lexicon import ROLE_TAILS
from onrecord.grammar.spacing import join_words
from onrecord.transcript import Segment, Voice

#: A mark for a change of speaker: ``>>``, a dash before words. A long dash glued to a small letter
#: goes on with a sentence, a dash before a figure is a minus.
_MARK = re.compile(
    r"[ \t]*(?:>>+|[-‐](?=[ \t]*[^\s\d–—‐-])|[–—](?=[ \t]+[^\s\d]|[^\s\d\W_a-z]))[ \t]*"
)
#: A second speaker on the line of the first: ``- Yes. - No.``
_SECOND = re.compile(r"(?<=[.?!…\"”)\]])[ \t]+(?=(?:>>+|[-‐–—])[ \t]*[^\W\d_])")
_MARKS = frozenset(" \t>-‐–—")
_HEAD = re.compile(
    r"(?:[\[(](?P<bracketed>[^\[\]():]{1,40})[\])](?:[:：](?=\s|[^\x00-\x7f]|$)|(?=\s+\S))"
    r"|(?P<head>[^:：]{1,60})[:：](?=\s|[^\x00-\x7f]|$))"
)
_SENTENCE_ENDS = frozenset(".?!…\"”')]♪-–—。？！")
_NOTES = "♪♫♬"
_SOUND_MARKS = frozenset("♪♫♬[(（")
_FAMILY_FIRST = re.compile(
    r"(?P<family>(?:(?:[Vv][ao]n|[Dd]e[nr]?|[Ll]a|[Ee]l|[Dd]i|[Dd]u) )*[^\W\d_a-z][\w'’-]+), (?P<given>[^\W\d_a-z][^\W\d_A-Z][\w'’-]*(?: [^\W\d_a-z][\w'’-]*\.?)?)"
)
#: How many names of speakers make a habit of naming only changes.
_FEW_NAMES = 2


class _Stretch(NamedTuple):
    """Words of one speaker inside a caption; `voice` as the format knows it, `parted` after a mark."""

    words: str
    caption: Caption
    voice: str | None
    parted: bool
    first: bool


def read_captions(captions: Sequence[Caption]) -> tuple[list[Segment], list[Voice]]:
    """The segments of captions in order, and the speakers that labels and tags name."""
    stretches = [one for caption in without_repeats(captions) for one in _split(caption)]
    labels = _labels(stretches)
    segments = [segment for one in _joined(stretches, labels) for segment in _segments(one, labels)]
    marked = sum(one.words.startswith(">>") for one in stretches)
    if marked > 1 or _names_changes_alone(segments):
        segments = list(_carried(segments))
    names = dict.fromkeys(segment.voice for segment in segments if segment.voice)
    return segments, [Voice(name, _in_order(name)) for name in names]


def _in_order(name: str) -> str | None:
    """The name of ``Roe, Ann``, as directories print people, in the order it is spoken."""
    turned = _FAMILY_FIRST.fullmatch(name)
    if turned is None or turned["given"].split()[0].casefold() in ROLE_TAILS:
        return None
    return f"{turned['given']} {turned['family']}"


def _split(caption: Caption) -> Iterator[_Stretch]:
    """The lines of a caption, cut where a second speaker is marked."""
    first = True
    for line in caption.lines:
        words = line.words
        if words[0] not in _MARKS or not (mark := _MARK.match(words)):
            yield _Stretch(words, caption, line.voice, False, first)
        elif len(pieces := _SECOND.split(words)) == 1:
            yield _Stretch(words, caption, line.voice, line.voice is None and bool(mark), first)
        else:
            for piece in pieces:
                yield _Stretch(piece, caption, line.voice, line.voice is None, first)
        first = False


def _unmarked(words: str) -> str:
    """Words without the mark before them."""
    if words[0] not in _MARKS:
        return words
    mark = _MARK.match(words)
    return words[mark.end() :] if mark else words


def _labels(stretches: Iterable[_Stretch]) -> dict[str, Label]:
    """What stands before colons and is a label in this document, parsed."""
    heads: Counter[str] = Counter()
    marked: set[str] = set()
    alone: set[str] = set()
    for one in stretches:
        if one.voice is None and (head := _head(one.words)):
            heads[head] += 1
            if one.parted:
                marked.add(head)
        elif one.words[0] in "[(":
            alone.add(one.words)
    parsed = {head: label for head in heads if head not in alone and (label := _parse_head(head))}
    keys: Counter[str] = Counter()
    for head, label in parsed.items():
        keys[label.key] += heads[head]
    return {
        head: label
        for head, label in parsed.items()
        if not label.heading
        and (
            keys[label.key] > 1
            or (label.capitals and head[0] not in "[(")
            or (head in marked and label.is_full)
        )
    }


def _head(words: str) -> str | None:
    """What may be a label before the words of a line, with its brackets, without its colon."""
    if ":" not in words and "：" not in words and "[" not in words[:4] and "(" not in words[:4]:
        return None
    found = _HEAD.match(_unmarked(words) or words)
    if found is None:
        return None
    return found["head"] or found.group().rstrip(":：")


def _parse_head(head: str) -> Label | None:
    if head[0] not in "[(":
        return parse_label(head)
    inside = head[1:-1].strip()
    label = None if classify_cue(inside) else parse_label(inside)
    return label if label and label.kind == "named" else None


def _joined(stretches: Iterable[_Stretch], labels: dict[str, Label]) -> Iterator[_Stretch]:
    """Stretches with the lines joined on which one speaker of a caption goes on."""
    held: _Stretch | None = None
    for one in stretches:
        if held and not one.first and not _begins(one, held, labels):
            held = held._replace(words=join_words(held.words, one.words))
            continue
        if held:
            yield held
        held = one
    if held:
        yield held


def _begins(one: _Stretch, held: _Stretch, labels: dict[str, Label]) -> bool:
    """Whether a line of a caption is not the speaker of the line above going on."""
    if one.parted or one.voice != held.voice:
        return True
    if _head(one.words) in labels:
        return held.words[-1] in _SENTENCE_ENDS
    return _is_sound(one.words) or _is_sound(_unmarked(held.words) or held.words)


def _segments(one: _Stretch, labels: dict[str, Label]) -> Iterator[Segment]:
    """The segments of a stretch: its words under their label, or a sound on its own."""
    caption, voice, parted = one.caption, one.voice, one.parted
    words = _unmarked(one.words) if voice is None else one.words
    head = _head(words) if voice is None and words else None
    if head is not None and head in labels:
        voice, parted = labels[head].printed, False
        words = words[len(head) :].lstrip(":： \t")
    segment = say(words, voice, caption.start_ms, caption.end_ms, parted=parted)
    if segment is not None:
        yield segment


def say(
    words: str,
    voice: str | None,
    start: int | None,
    end: int | None,
    *,
    parted: bool = False,
    tags: bool = False,
) -> Segment | None:
    """The segment of words without markup: speech with its inline cues, or a sound on its own.

    Where `tags`, whatever stands in square brackets is a sound.
    """
    if not words:
        return None
    if words[0] in _SOUND_MARKS and _is_sound(words):
        return Segment(words, None, start, end, "cue")
    if "(" in words or "[" in words or "（" in words:
        text, cues = take_cues(words, tags=tags)
        return Segment(text, voice, start, end, "speech", cues, parted) if text or cues else None
    return Segment(words, voice, start, end, "speech", (), parted)


def _is_sound(words: str) -> bool:
    """Whether words are a sound: in brackets, or music between notes."""
    first = words[0]
    if first in _NOTES:
        return words[-1] in _NOTES or not any(map(str.isalnum, words))
    if first not in "[(（":
        return False
    bracketed = PARENTHESIS.fullmatch(words)
    return bracketed is not None and (first == "[" or classify_cue(bracketed[1]) is not None)


def _names_changes_alone(segments: Iterable[Segment]) -> bool:
    """Whether names stand only where the speaker changes: from the first words on, none twice running."""
    spoken = [segment for segment in segments if segment.kind == "speech"]
    if not spoken or spoken[0].voice is None:
        return False
    named = [segment.voice for segment in spoken if segment.voice]
    if len(named) == len(spoken) or len(set(named)) < _FEW_NAMES:
        return False
    return all(before != after for before, after in pairwise(named))


def _carried(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Segments where whoever was named speaks until the next name or mark."""
    voice: str | None = None
    for segment in segments:
        if segment.kind == "speech":
            voice = segment.voice or (None if segment.parted else voice)
            yield segment._replace(voice=voice) if voice != segment.voice else segment
        else:
            yield segment
