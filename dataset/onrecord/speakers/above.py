"""People listed above the first turn: attendance, appearances, a bench, a table of members.

Lists differ in every way but one: an entry is a full name, with a title before or an office behind
it. So each piece of each line is read, and only names that a short label needs are kept: whoever
else stands there says nothing in this document.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from onrecord.grammar.labels import parse_label, without_nickname
from onrecord.grammar.lexicon import FUNCTION_WORDS
from onrecord.grammar.names import bare, fold_name
from onrecord.speakers.listing import Listed, in_latin, read_listing
from onrecord.speakers.mentions import FULL_NAME, as_name

#: A line that only says who is listed below it.
_HEADING = re.compile(
    r"[^a-z\d.;]{4,40}|[A-Z][\w ]{3,40}:|(?:Witnesses|Panelists|Speakers|Participants|Members(?: present)?|Guests|Hosts)"
)
#: What an entry goes on with where it is a sentence, and begins with where it is no name.
_VERB = re.compile(r" (?:plays|play|runs|is|as|hosts|voices|portrays|reads|leads|interviews)\b ")
_LOWER = re.compile(r"^(?:[a-z]+ ){1,3}(?=[A-Z])")
_ENTRY_ENDS = re.compile(r"[,(\[;]")
_WORD = re.compile(r"\w+")
_INVERTED = re.compile(
    r"^(?P<family>[^\W\d_a-z][\w'’-]+), (?P<given>[^\W\d_a-z][\w'’.-]+(?: [A-Z]\.| [^\W\d_a-z][\w'’-]+)?),(?= [a-z])"
)
_FIRM = re.compile(
    r"&|(?i:\b(?:llp|llc|inc|pllc|plc|group|associates|chambers|office|offices|society|department)\b)"
)
#: A list is longer than this only where it is none, in characters.
_LONGEST_UNIT = 2000
#: How much of what stands above is read, in characters.
_LONGEST = 20_000
_LEADERS = re.compile(r"\.{4,}.*|\s*\(?(?:via|by) (?:phone|zoom|teams)\)?.*", re.IGNORECASE)
_COLUMNS = re.compile(r"[ \t]{3,}|\t| [|•·] ")
_KEY = re.compile(r"(?P<key>[^\W\d_][\w &/']{0,40}):[ \t]*")
#: A key that only counts: ``I:``, ``BY:``.
_NUMERAL = 3
_BULLET = re.compile(r"^[ \t]*(?:[•·*–—-]|[0-9]{1,2}[.)])[ \t]+")
#: Several people of one office: ``Council Members Ann Roe (Ward 1), Ben Ito (Ward 2)``.
_SEVERAL = re.compile(
    r"(?i)(?P<office>(?:city |town |county )?(?:council ?(?:members|men|women|ors)|councillors|aldermen|commissioners|supervisors|trustees|board members|members|senators|representatives|justices|judges)):? "
)
_APART = re.compile(
    r"(?<=\))(?:,|;| and) |; | and (?=[^\W\d_a-z])|, (?=[^\W\d_a-z][\w'’-]+ [^\W\d_a-z])"
)


def listed_above(
    text: str, wanted: Collection[str], functions: Collection[str]
) -> Iterator[Listed]:
    """The people that the lines of `text` list, if anybody asks for them.

    `wanted` are folded names and initials, `functions` what labels call people by: ``moderator``.
    """
    heading = ""
    for unit in _units(text[:_LONGEST]):
        if _HEADING.fullmatch(unit):
            heading = unit.rstrip(":").casefold()
        folded = set(_WORD.findall(fold_name(unit)))
        if folded.isdisjoint(wanted) and folded.isdisjoint(functions):
            continue
        for piece in _pieces(unit, heading):
            for listed in read_listing(piece):
                if _FIRM.search(listed.label.name):
                    continue
                called = {*listed.label.key.split(), *listed.abbreviations}
                if not (called.isdisjoint(wanted) and listed.functions.isdisjoint(functions)):
                    yield listed


def _units(text: str) -> Iterator[str]:
    """The lines, each with those below it that are set in further and go on with it.

    One that begins with a full name is an entry of its own, under the same key.
    """
    unit, margin = "", 0
    for line in text.split("\n"):
        words = _LEADERS.sub("", _BULLET.sub("", line)).strip()
        indent = len(line) - len(line.lstrip())
        if unit and words and indent > margin + 1 and _FIRM.search(words):
            continue  # the firm of whoever stands above
        if unit and words and indent > margin + 1 and len(unit) < _LONGEST_UNIT:
            joint = "; " if _begins_with_name(words) else " "
            unit = f"{unit}{joint}{words}"
            continue
        if unit:
            yield unit
        unit, margin = words, indent
    if unit:
        yield unit


def _begins_with_name(words: str) -> bool:
    if _INVERTED.match(words):
        return True
    label = parse_label(
        _ENTRY_ENDS.split(without_nickname(words).removeprefix("BY: "), maxsplit=1)[0].strip()
    )
    return label is not None and label.is_full


def holder_above(text: str, function: str) -> tuple[str, int] | None:
    """Who is named with a function above the first turn, and where: ``Ann Roe, Spokesman for``."""
    found = re.search(
        rf"{FULL_NAME},? (?:the )?(?:[A-Z]\w+ ){{0,2}}{re.escape(function)}\b", text[:_LONGEST]
    )
    words = found["name"].split() if found else []
    while words and bare(words[0]) in FUNCTION_WORDS:
        words.pop(0)  # by Ann Roe, Spokesman
    name = as_name(" ".join(words))
    return (name, found.start("name")) if found and name else None


def _upright(entry: str) -> str:
    """``Holloway, Beatrice, president`` as ``Beatrice Holloway, president``."""
    return _INVERTED.sub(r"\g<given> \g<family>,", entry.strip())


def _pieces(unit: str, heading: str) -> Iterator[str]:
    """The entries of a line, each with the key or the office that holds for it."""
    key = heading
    found = _KEY.match(unit)
    if found:
        key = found["key"] if len(found["key"]) > _NUMERAL else heading
        unit = unit[found.end() :]
    for column in _COLUMNS.split(unit):
        for part in map(_upright, column.split(";")):
            office = key
            several = _SEVERAL.match(part.strip())
            names = part.strip()
            if several:
                office, names = several["office"].removesuffix("s"), names[several.end() :]
            for entry in _APART.split(names):
                entry = entry.strip().removeprefix("BY: ")  # noqa: PLW2901 - counsel of a firm
                name = _VERB.split(in_latin(_LOWER.sub("", entry)), maxsplit=1)[0]
                yield f"{office}: {name}" if office else name
