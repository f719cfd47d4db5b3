"""Offsets held against the sources, where these are at hand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from onrecord.decoding import Decoded
from onrecord.errors import SourceError
from onrecord.quality.model import Check
from onrecord.quality.opening import Opened
from onrecord.quality.rules import CannotRun, Fault, FunctionRule, Rule
from onrecord.quality.settings import Settings
from onrecord.sources import Found, discover, read_source

_WORD = re.compile(r"\w+")
_TURNS = """
    SELECT turn_index, char_start, char_end, text,
        array_to_string(list_transform(cues, lambda cue: cue.text), ' ') FROM turns
    WHERE document_id = ? AND kind <> 'cue' AND char_start IS NOT NULL ORDER BY turn_index
"""


def _check(found: Opened, settings: Settings) -> tuple[Iterable[Fault], int]:
    if not settings.sources:
        raise CannotRun(
            "a dataset holds no sources: name them with --source, or a recipe that does"
        )
    sources = {one.uri: one for one in discover(settings.sources)}
    documents = found.connection.execute(
        "SELECT document_id, source_uri, source_sha256, document_id IN"
        " (SELECT document_id FROM turns WHERE char_start IS NOT NULL)"
        " FROM documents ORDER BY document_id"
    ).fetchall()
    at_hand = [row for row in documents if row[1] in sources]
    if not at_hand:
        raise CannotRun(f"none of {len(documents)} documents is among the {len(sources)} sources")
    return _faults(found, settings, sources, at_hand), len(at_hand)


def _faults(
    found: Opened,
    settings: Settings,
    sources: dict[str, Found],
    documents: list[tuple[str, str, str, bool]],
) -> Iterator[Fault]:
    for document_id, uri, sha256, has_places in documents:
        try:
            source = read_source(sources[uri], settings.max_source_bytes)
            if source.sha256 != sha256:
                yield Fault(document_id, value="the source has changed since the build")
                continue
            if not has_places:
                continue  # subtitles, XML: the source need not be text that can be decoded
            decoded = source.decoded
        except SourceError as error:
            yield Fault(document_id, value=f"the source cannot be read: {error.message}")
            continue
        yield from _wrong_turns(found, document_id, decoded)


def _wrong_turns(found: Opened, document_id: str, decoded: Decoded) -> Iterator[Fault]:
    for turn, start, end, text, cues in found.connection.execute(_TURNS, [document_id]).fetchall():
        piece = decoded.text[from_source(decoded, start) : from_source(decoded, end)]
        if not gives_words(piece, text, cues or ""):
            value = f"{' '.join(piece.split())[:50]!r} is not {text[:50]!r}"
            yield Fault(document_id, turn, start, end, value)


def from_source(decoded: Decoded, offset: int) -> int:
    """The offset in the repaired text of an offset in the decoded source."""
    at = bisect_right(decoded.shifts, offset, key=lambda shift: shift[1]) - 1
    if at < 0:
        return offset
    here, there = decoded.shifts[at]
    return here + offset - there


def gives_words(piece: str, text: str, cues: str = "") -> bool:
    """Whether the words of `text` are those of `piece`, in order, but for the words of its cues.

    Short numbers that the text lacks are those of the lines, in the margin.
    """
    printed, kept = _WORD.findall(piece), _WORD.findall(text)
    numbers = sum(word.isdigit() and len(word) <= 2 for word in printed)
    if len(printed) - len(kept) > len(_WORD.findall(cues)) + numbers:
        return False
    left = iter(printed)
    return all(word in left for word in kept)


RULES: tuple[Rule, ...] = (
    FunctionRule(
        Check(
            id="offsets_give_the_words",
            severity="error",
            table="documents",
            description="the slice of the source at a turn's offsets holds its words, in order",
            why="whoever goes back to the source finds other words: offsets, text or source changed",
            fix="build the dataset again from these sources",
            needs=(
                "turns.document_id",
                "turns.turn_index",
                "turns.kind",
                "turns.text",
                "turns.cues",
                "turns.char_start",
                "turns.char_end",
                "documents.document_id",
                "documents.source_uri",
                "documents.source_sha256",
            ),
        ),
        _check,
    ),
)
