"""JSON of many records: a list of objects, a single object, or an object a line.

A record that cannot be read costs that record: it is a refusal of a transcript of the same source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from onrecord.errors import NoTurns, SourceError
from onrecord.formats._recogniser import Record, Unreadable, kind_of, refusal_of
from onrecord.formats.fit import Fit
from onrecord.json_text import is_lines, lines_of, read_json
from onrecord.source import Source
from onrecord.transcript import Refusal, Transcript

#: How many records tell the format; the first may be empty, or damaged.
_HEAD = 5


def fits_records(
    source: Source, holds: Callable[[Record], bool], sign: str, score: float = 0.97
) -> Fit:
    """The fit of a source of which one of the first records is an object that `holds` is true of."""
    first = islice(read_records(source), _HEAD) if _begins_as_json(source) else ()
    found = any(isinstance(one, dict) and holds(one) for _, one in first)
    return Fit(score, (sign,)) if found else Fit(0.0)


def read_records(source: Source) -> Iterator[tuple[str, Any]]:
    """The place and the value of each record; an `Unreadable` for a line that is no JSON.

    Raises `SourceError` for a text that is neither JSON nor JSON a line.
    """
    value = source.json
    if isinstance(value, list):
        yield from ((f"[{number}]", one) for number, one in enumerate(value))
    elif value is not None:
        yield "the record", value
    elif _begins_as_json(source):
        lines = lines_of(source.decoded.text)
        yield from ((f"line {number}", _read_line(line)) for number, line in lines)
    else:
        raise SourceError("not JSON: neither an object nor a list of objects", reason="bad-json")


def _begins_as_json(source: Source) -> bool:
    text = source.decoded.text
    return text[:1000].lstrip("\ufeff \t\r\n")[:1] in {"{", "["} or is_lines(text)


def _read_line(line: str) -> Any:
    try:
        value = read_json(line)
    except SourceError as error:
        deep = error.reason == "too-deep"
        return Unreadable(
            "is JSON nested too deeply" if deep else "is not JSON; it may be cut short", line
        )
    return Unreadable("is not a JSON object", line) if value is None else value


def read_each(
    source: Source, read: Callable[[Record, str], Transcript]
) -> Iterator[Transcript | Refusal]:
    """What `read` makes of each record and its place; a refusal where it raises `Unreadable`."""
    for place, value in read_records(source):
        try:
            yield read(as_record(value), place)
        except Unreadable as error:
            yield refuse(place, error, value)


def refuse(place: str, error: Unreadable, value: Any) -> Refusal:
    """The refusal of a record that cannot be read; of a line that is no JSON, with the line."""
    return refusal_of(place, str(error.args[0]), error.args[1] if error.args[1:] else value)


def refuse_silent(what: str) -> Refusal:
    """The refusal of a conversation in which nobody says a word."""
    place = what[:200]
    return Refusal(place, "bad-record", f"{place} has no words", "")


def as_record(value: Any) -> Record:
    """`value`, an object. Raises `Unreadable` where it is none."""
    if isinstance(value, Unreadable):
        raise value
    if not isinstance(value, dict):
        raise Unreadable(f"is {kind_of(value)}, not an object")
    return value


def with_refusals(found: Iterable[Transcript | Refusal]) -> Iterator[Transcript]:
    """The transcripts, each with the refusals before it, the last with those behind it too.

    Raises `NoTurns` where there is no transcript.
    """
    held: Transcript | None = None
    refused: list[Refusal] = []
    for one in found:
        if isinstance(one, Refusal):
            refused.append(one)
            continue
        if held is not None:
            yield held
        one.refused, refused, held = refused + one.refused, [], one
    if held is None:
        raise NoTurns(refused[0].message[:300] if refused else "no record was found")
    held.refused += refused
    yield held
