"""People listed above the first turn: attendance, appearances, a bench, a table of members.

Lists differ in every way but one: an entry is a full name, with a title before or an office behind
it. So each piece of each line is read, and only names that a short label needs are kept: whoever
else stands there says nothing in this document.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from onrecord.grammar.names import fold_name
from onrecord.speakers.listing import Listed, read_listing

#: How much of what stands above is read, in characters.
_LONGEST = 20_000
_LEADERS = re.compile(r"\.{4,}.*|\s*\(?(?:via|by) (?:phone|zoom|teams)\)?.*", re.IGNORECASE)
_COLUMNS = re.compile(r"[ \t]{3,}|\t| [|•·] ")
_KEY = re.compile(r"(?P<key>[^\W\d_][\w &/']{2,40}):[ \t]*")
_BULLET = re.compile(r"^[ \t]*(?:[•·*–—-]|[0-9]{1,2}[.)])[ \t]+")
#: Several people of one office: ``Council Members Ann Roe (Ward 1), Ben Ito (Ward 2)``.
_SEVERAL = re.compile(
    r"(?i)(?P<office>(?:city |town |county )?(?:council ?(?:members|men|women|ors)|councillors|aldermen|commissioners|supervisors|trustees|board members|members|senators|representatives|justices|judges)):? "
)
_APART = re.compile(
    r"(?<=\))(?:,|;| and) |; | and (?=[^\W\d_a-z])|, (?=[^\W\d_a-z][\w'’-]+ [^\W\d_a-z])"
)


def listed_above(text: str, wanted: Collection[str]) -> Iterator[Listed]:
    """The people that the lines of `text` list whose folded family or given name is `wanted`."""
    for unit in _units(text[:_LONGEST]):
        folded = set(fold_name(unit).split())
        if folded.isdisjoint(wanted):
            continue
        for piece in _pieces(unit):
            for listed in read_listing(piece):
                words = listed.label.key.split()
                if words and not {words[0], words[-1]}.isdisjoint(wanted):
                    yield listed


def _units(text: str) -> Iterator[str]:
    """The lines, each with those below it that are set in further and go on with it."""
    unit, margin = "", 0
    for line in text.split("\n"):
        words = _LEADERS.sub("", _BULLET.sub("", line)).strip()
        indent = len(line) - len(line.lstrip())
        if unit and words and indent > margin + 1:
            unit = f"{unit} {words}"
            continue
        if unit:
            yield unit
        unit, margin = words, indent
    if unit:
        yield unit


def _pieces(unit: str) -> Iterator[str]:
    """The entries of a line, each with the key or the office that holds for it."""
    key = ""
    found = _KEY.match(unit)
    if found:
        key, unit = found["key"], unit[found.end() :]
    for column in _COLUMNS.split(unit):
        for part in column.split(";"):
            office = key
            several = _SEVERAL.match(part.strip())
            names = part.strip()
            if several:
                office, names = several["office"].removesuffix("s"), names[several.end() :]
            for entry in _APART.split(names):
                yield f"{office}: {entry.strip()}" if office else entry.strip()
