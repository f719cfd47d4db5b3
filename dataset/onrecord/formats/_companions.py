"""What files beside a source tell about it; one that cannot be read costs what it tells, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from onrecord.errors import SourceError
from onrecord.formats._objects import as_list, as_object, as_words, read_json
from onrecord.formats._recogniser import Record
from onrecord.source import Source, companion_uri
from onrecord.transcript import Refusal

T = TypeVar("T")


def read_companion(
    source: Source, name: str, read: Callable[[Source], T], refused: list[Refusal]
) -> T | None:
    """What `read` makes of the companion of that name; None where there is none.

    One that is lost, or of which `read` raises `SourceError`, is noted among the refusals.
    """
    try:
        companion = source.companion(name)
        return read(companion) if companion else None
    except SourceError as error:
        uri = companion_uri(source.uri, name)
        message = (
            f"{name}: {error.message}; what it tells is missing, the words are read without it"
        )
        refused.append(Refusal(uri, "bad-companion", message[:2000], "", "sources"))
        return None


def read_entries(companion: Source) -> Mapping[str, Record]:
    """The objects of a JSON object by their ids. Raises `SourceError`."""
    value = read_json(companion)
    if not isinstance(value, dict):
        raise SourceError("not an object with an entry for each id", reason="bad-json")
    return {str(key): as_object(one) for key, one in value.items()}


def words_at(entry: Record, *names: str) -> str | None:
    """The text at the first of these names that has one."""
    return next((words for name in names if (words := as_words(entry.get(name)))), None)


def all_words(entry: Record, *names: str) -> tuple[str, ...]:
    """The texts at these names, each a text or a list of them."""
    values = (entry.get(name) for name in names)
    listed = (one for value in values for one in (as_list(value) or [value]))
    return tuple(dict.fromkeys(filter(None, map(as_words, listed))))
