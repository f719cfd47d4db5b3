"""The lines of pages without what stands around the words: heads, feet, page and line numbers, an index."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

_DIGITS = re.compile(r"[0-9]+")
_PAGE_NUMBER = re.compile(
    r"(?:[-–—] ?)?(?:Page )?[0-9]{1,5}(?: (?:of|/) [0-9]{1,5})?(?: ?[-–—])?", re.IGNORECASE
)
_NUMBERED = re.compile(r"[ \t]*([0-9]{1,2})(?:[ \t]+(?=\S)|[ \t]*$)")
_BROKEN = re.compile(r"(?P<head>[^\W\d_]{2,40})-$")
_GOES_ON = re.compile(r"(?P<tail>[^\W\d_]{2,40})")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
#: How many lines at the top and the foot of a page can stand around it; how often they recur.
_EDGE, _OFTEN = 3, 2
#: Pages and lines where a word of the index stands, ``3:8,14``; the share of them on a page of it.
_PLACES = re.compile(
    r"(?:[0-9]{1,4}:)?[0-9]{1,2}(?:[,;-](?:[0-9]{1,4}:)?[0-9]{1,2})*[,;]?|\[[0-9]{1,4}\]"
)
_INDEXED = 0.4
#: Fewer numbers than this are no numbered lines.
_FEW = 5


def clean_pages(pages: Sequence[str]) -> str:
    """The text of `pages`, their lines one below another, words cut by a line end made whole."""
    printed = [[line for line in page.split("\n") if line.strip()] for page in pages]
    lined = _without_index(list(map(_without_numbers, printed)))
    edges = Counter(
        mark
        for lines in lined
        for mark in {_mark(line) for line in (*lines[:_EDGE], *lines[-_EDGE:])}
    )
    often = max(_OFTEN, len(pages) // 2)
    running = {mark for mark, times in edges.items() if times >= often and mark.strip(" #")}
    kept = [line for lines in lined for line in _body(lines, running)]
    return "\n".join(_joined(kept))


def _without_index(pages: list[list[str]]) -> list[list[str]]:
    """The pages without the index of words that court reporters put behind the last: mostly places."""
    end = len(pages)
    while end > 1 and _is_index(pages[end - 1]):
        end -= 1
    return pages[:end]


def _is_index(lines: Sequence[str]) -> bool:
    tokens = [token for line in lines for token in line.split()]
    places = [token for token in tokens if _PLACES.fullmatch(token)]
    return sum(":" in one for one in places) >= _FEW and len(places) >= _INDEXED * len(tokens)


def _mark(line: str) -> str:
    """A line with every number as one sign, by which running heads are told."""
    return _DIGITS.sub("#", " ".join(line.split()))


def _body(lines: Sequence[str], running: set[str]) -> Sequence[str]:
    """The lines of a page without heads, feet and page numbers at its edges."""
    start, end = 0, len(lines)
    while start < min(_EDGE, end) and _stands_around(lines[start], running):
        start += 1
    while end > max(start, len(lines) - _EDGE) and _stands_around(lines[end - 1], running):
        end -= 1
    return lines[start:end]


def _stands_around(line: str, running: set[str]) -> bool:
    return _mark(line) in running or _PAGE_NUMBER.fullmatch(line.strip()) is not None


def _without_numbers(lines: list[str]) -> list[str]:
    """The lines of a court reporter's page without the numbers before them; others as they are."""
    found = [(at, match) for at, line in enumerate(lines) if (match := _NUMBERED.match(line))]
    rises = sum(int(after[1][1]) == int(before[1][1]) + 1 for before, after in pairwise(found))
    if rises + 1 < max(_FEW, len(lines) * 3 // 5) or rises + 1 < len(found) * 4 // 5:
        return lines
    numbered = {at: match.end() for at, match in found}
    return [line[numbered.get(at, 0) :] for at, line in enumerate(lines)]


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """The lines with words whole that a hyphen at the end of one cut in two.

    Where the document has the word with its hyphen elsewhere, the hyphen stays.
    """
    known = Counter(word.casefold() for line in lines for word in _WORD.findall(line))
    waiting = ""
    for at, printed in enumerate(lines):
        line = waiting + printed.lstrip() if waiting else printed.rstrip()
        waiting = ""
        broken = _BROKEN.search(line.rstrip())
        more = _GOES_ON.match(lines[at + 1].lstrip()) if broken and at + 1 < len(lines) else None
        if broken is None or more is None or not more["tail"][0].islower():
            yield line
            continue
        hyphened = f"{broken['head']}-{more['tail']}".casefold()
        waiting = line.rstrip() if known[hyphened] else line.rstrip()[:-1]
