"""Offsets held against the sources, where these are at hand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from onrecord.decoding import Decoded
from onrecord.errors import SourceError
from onrecord.formats import markdown
from onrecord.quality.model import Check
from onrecord.quality.opening import Opened
from onrecord.quality.rules import CannotRun, Fault, FunctionRule, Rule
from onrecord.quality.settings import Settings
from onrecord.source import source_uris
from onrecord.sources import Found, discover, locate, read_sources

#: document_id, source_uri, source_sha256 and format.
_Document = tuple[str, str, str, str | None]

_WORD = re.compile(r"\w+")
_TURNS = """
    SELECT turn_index, char_start, char_end, text,
        array_to_string(list_transform(cues, lambda cue: cue.text), ' '), {label},
        lag(char_end, 1, 0) OVER (ORDER BY turn_index) FROM turns
    WHERE document_id = ? AND kind <> 'cue' AND char_start IS NOT NULL ORDER BY turn_index
"""


def _check(found: Opened, settings: Settings) -> tuple[Iterable[Fault], int]:
    if not settings.sources:
        raise CannotRun(
            "a dataset holds no sources: name them with --source, or a recipe that does"
        )
    documents = found.connection.execute(
        f"SELECT document_id, source_uri, source_sha256, {_format(found)} FROM documents "
        "ORDER BY document_id"
    ).fetchall()
    at_hand = _at_hand(documents, settings)
    if not at_hand:
        raise CannotRun(f"none of {len(documents)} documents is among the sources")
    return _faults(found, settings, at_hand), len(at_hand)


def _at_hand(documents: list[_Document], settings: Settings) -> list[tuple[_Document, Found]]:
    """The documents whose sources are there; those of one shard together, in the order they lie."""
    uris = {uri for row in documents for uri in source_uris(row[1])}
    sources = locate(discover(settings.sources), uris)
    found = [
        (row, next((sources[uri] for uri in source_uris(row[1]) if uri in sources), None))
        for row in documents
    ]
    at_hand = [(row, one) for row, one in found if one is not None]
    return sorted(at_hand, key=lambda one: _in_its_shard(one[1]))


def _in_its_shard(found: Found) -> tuple[str, int]:
    return ("", 0) if found.place is None else (found.path, found.place)


def _format(found: Opened) -> str:
    return "format" if found.missing(("documents.format",)) is None else "NULL"


def _faults(
    found: Opened, settings: Settings, at_hand: list[tuple[_Document, Found]]
) -> Iterator[Fault]:
    has_labels = found.missing(("turns.speaker_label",)) is None
    query = _TURNS.format(label="speaker_label" if has_labels else "NULL")
    read = read_sources([one for _, one in at_hand], settings.max_source_bytes)
    for ((document_id, _, sha256, format_name), _), source in zip(at_hand, read, strict=True):
        try:
            if isinstance(source, SourceError):
                raise source
            if source.sha256 != sha256:
                yield Fault(document_id, value="the source has changed since the build")
                continue
            turns = found.connection.execute(query, [document_id]).fetchall()
            if turns:  # a source without text positions need not be text
                words_of = markdown.words_of if format_name == "markdown" else str
                yield from _wrong_turns(document_id, source.decoded, turns, words_of)
        except SourceError as error:
            yield Fault(document_id, value=f"the source cannot be read: {error.message}")


def _wrong_turns(
    document_id: str, decoded: Decoded, turns: list[Any], words_of: Callable[[str], str]
) -> Iterator[Fault]:
    """The turns whose slice, by `words_of` without markup, does not hold their words."""
    for turn, start, end, text, cues, label, before in turns:
        piece = words_of(_slice(decoded, start, end))
        if not gives_words(piece, text, cues or ""):
            value = f"{' '.join(piece.split())[:50]!r} is not {text[:50]!r}"
            yield Fault(document_id, turn, start, end, value)
        elif label and not stands_before(_slice(decoded, before, start), label):
            yield Fault(document_id, turn, start, end, f"{label[:50]!r} does not stand before it")


def _slice(decoded: Decoded, start: int, end: int) -> str:
    return decoded.text[from_source(decoded, start) : from_source(decoded, end)]


def stands_before(between: str, label: str) -> bool:
    """Whether the words of a label are those of what stands `between` two turns, in order."""
    left = iter(_WORD.findall(between.casefold()))
    return all(word in left for word in _WORD.findall(label.casefold()))


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
    numbers = _count_numbers(printed) - _count_numbers(kept)
    if len(printed) - len(kept) > len(_WORD.findall(cues)) + numbers:
        return False
    left = iter(printed)
    return all(word in left for word in kept)


def _count_numbers(words: list[str]) -> int:
    return sum(word.isdigit() and len(word) <= 2 for word in words)


RULES: tuple[Rule, ...] = (
    FunctionRule(
        Check(
            id="offsets_give_the_words",
            severity="error",
            table="documents",
            description="a turn's slice of the source holds its words, in order, its label before it",
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
