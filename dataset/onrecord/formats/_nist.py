"""Records of NIST's scoring formats: fields parted by white space, a record a line, ``;;`` comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from onrecord.formats._timed import single_line_ends


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


def is_number(field: str) -> bool:
    """Whether a field is a number of seconds."""
    whole, _, rest = field.partition(".")
    return (
        field.isascii()
        and (whole or rest).isdigit()
        and (not rest or rest.isdigit())
        and len(field) < 24
    )
