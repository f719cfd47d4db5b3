"""Records of NIST's scoring formats: fields parted by white space, a record a line, ``;;`` comments."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from onrecord.formats._timed import single_line_ends

#: What detection looks at: characters, records of them, the lines and fields of a first look.
_HEAD, _MOST, _LOOKED_AT, _FIELDS = 20_000, 200, 20, 10


class Line(NamedTuple):
    """A record: its fields, its line from 1, and as it stands."""

    fields: list[str]
    number: int
    text: str


def read_lines(text: str, most: int) -> Iterator[Line]:
    """The records of a text, each cut into at most so many fields."""
    for number, line in enumerate(single_line_ends(text).split("\n"), start=1):
        if line.strip() and not line.lstrip().startswith(";;"):
            yield Line(line.split(None, most - 1), number, line.strip())


def head_of(text: str, most: int) -> list[Line]:
    """The first records of a text, for detection; none where the first lines have no two numbers."""
    head = text[:_HEAD]
    if not _begins_with_numbers(head):
        return []
    lines = list(islice(read_lines(head, most), _MOST))
    return lines[:-1] if len(text) > _HEAD and len(lines) < _MOST else lines


@lru_cache(maxsize=1)
def _begins_with_numbers(head: str) -> bool:
    """Whether one of the first lines has two numbers of seconds; each format asks it of each text."""
    lines = head.split("\n", _LOOKED_AT)[:_LOOKED_AT]
    return any(sum(map(is_number, line.split(None, _FIELDS))) > 1 for line in lines)


def is_number(field: str) -> bool:
    """Whether a field is a number of seconds."""
    whole, _, rest = field.partition(".")
    return (
        field.isascii()
        and (whole or rest).isdigit()
        and (not rest or rest.isdigit())
        and len(field) < 24
    )
