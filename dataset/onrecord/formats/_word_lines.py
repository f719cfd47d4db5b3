"""The blocks of a Word document as the lines of a labelled text: bold and columns say what a label is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from onrecord.formats._front_matter import KEYS
from onrecord.formats._word_parts import Paragraph, Table
from onrecord.grammar.labels import parse_label

_TIME = re.compile(r"[\[(]?(?:[0-9]{1,3}:)?[0-9]{1,2}:[0-9]{2}(?:[.,][0-9]{1,3})?[\])]?")
_SPAN = re.compile(r"(?P<start>[0-9:.,]{4,16})\s*(?:-->|[-–—])\s*[0-9:.,]{4,16}")
_CLOCK = re.compile(
    r"(?:(?P<h>[0-9]{1,3}):)?(?P<m>[0-9]{1,2}):(?P<s>[0-9]{1,2})(?:[.,](?P<f>[0-9]{1,3}))?"
)
_HEADS = {
    "speaker": frozenset("speaker name speakers who person participant label".split()),
    "time": frozenset("time timecode timestamp start in tc".split()),
    "words": frozenset("text transcript dialogue dialog words utterance speech content".split()),
}
#: A name in a cell or in bold is no longer than this, in characters.
_NAME = 80
#: Labels that recur less often are no habit.
_OFTEN = 2


def render_lines(blocks: Sequence[Paragraph | Table]) -> str:
    """The text that `labelled` reads: a line a paragraph, labels as ``**Name:**`` where bold tells."""
    known = _names_in_bold(blocks)
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            lines += _table_lines(block)
        else:
            lines += _paragraph_lines(block, known)
            lines.append("")
    return "\n".join(_with_spans([line.rstrip() for line in lines]))


def _names_in_bold(blocks: Sequence[Paragraph | Table]) -> frozenset[str]:
    """The keys of names without a colon that begin paragraphs in bold or are headings, and recur."""
    counts: Counter[str] = Counter()
    for block in blocks:
        if isinstance(block, Paragraph):
            label = parse_label(_bold_head(block)[0].strip())
            if label and not label.heading:
                counts[label.key] += 1
    often = frozenset(key for key, n in counts.items() if n >= _OFTEN)
    return often if len(often) >= _OFTEN else frozenset()


def _bold_head(block: Paragraph) -> tuple[str, str]:
    """The words in bold, or of a heading, that a paragraph begins with, and the rest of it."""
    text = block.text.strip("\n")
    if block.heading:
        return text, ""
    at = 0
    for run in block.runs:
        if not (run.bold or not run.text.strip()):
            break
        at += len(run.text)
    head = block.text[:at]
    first, newline, more = head.lstrip("\n").partition("\n")
    return (first, more + block.text[at:]) if newline else (head, block.text[at:])


def _paragraph_lines(block: Paragraph, known: frozenset[str]) -> list[str]:
    text = block.text.strip("\n")
    head, rest = _bold_head(block)
    head, rest = head.strip(), rest.lstrip(" \t\u00a0")
    if not head or len(head) > _NAME:
        return [f"# {text.strip()}"] if block.heading and text.strip() else text.split("\n")
    if _TIME.fullmatch(head) and not rest.strip():
        return [f"[{head.strip('[]()')}]"]
    if rest.startswith(":"):
        head, rest = f"{head}:", rest[1:].lstrip()
    label = parse_label(head.removesuffix(":"))
    if label and (head.endswith(":") or (label.key in known and label.time_ms is None)):
        return [f"**{head.removesuffix(':')}:** {rest}".rstrip()]
    if label and label.time_ms is not None:
        return [head, *rest.split("\n")] if rest.startswith("\n") or not rest else text.split("\n")
    if not rest.strip() and (block.heading or (block.runs and "\n" not in text)):
        return [f"# {text.strip()}"]
    return text.split("\n")


def _table_lines(table: Table) -> list[str]:
    """The rows as ``**Name:** words`` where columns of both are found, else cell by cell."""
    rows = [tuple(cell.strip() for cell in row) for row in table.rows if any(map(str.strip, row))]
    columns = _columns(rows)
    if columns is None:
        return [line for row in rows for line in _loose(row)]
    speaker, words, time, first = columns
    lines: list[str] = []
    for row in rows[first:]:
        if max(speaker, words) >= len(row):
            lines += row
            continue
        name = " ".join(row[speaker].split()).rstrip(":")
        at = row[time].strip("[]() ") if time is not None and time < len(row) else ""
        span = _SPAN.fullmatch(at)
        at = _clock(span["start"] if span else at)
        if name.casefold() in KEYS and time is None:
            lines.append(f"{name}: {row[words]}")
        elif name and parse_label(name):
            lines.append(f"**{f'[{at}] ' if at else ''}{name}:** {row[words]}")
        else:
            lines.append(f"{name} {row[words]}".strip())
        lines.append("")
    return lines


def _loose(row: Sequence[str]) -> list[str]:
    if len(row) == _OFTEN and row[0].rstrip(":").casefold() in KEYS:
        return [f"{row[0].rstrip(':')}: {row[1]}"]
    return [line for cell in row for line in cell.split("\n")]


def _columns(rows: Sequence[Sequence[str]]) -> tuple[int, int, int | None, int] | None:
    """The columns of speakers, of words and of times (None: none), and the first row of words."""
    if not rows or max(map(len, rows)) < _OFTEN:
        return None
    named = {
        kind: at
        for at, cell in enumerate(rows[0])
        for kind, heads in _HEADS.items()
        if cell.casefold().strip(" :") in heads
    }
    if "speaker" in named and "words" in named:
        return named["speaker"], named["words"], named.get("time"), 1
    width = min(map(len, rows))
    if width < _OFTEN:
        return None
    cells = [[row[at] for row in rows if row[at]] for at in range(width)]
    times = [at for at in range(width) if _mostly(cells[at], _is_time)]
    sizes = [sum(map(len, column)) for column in cells]
    words = width - 1 if max(sizes) <= _OFTEN * sizes[-1] else sizes.index(max(sizes))
    names = [
        at for at in range(width) if at not in {words, *times} and _mostly(cells[at], _is_name)
    ]
    return (names[0], words, times[0] if times else None, 0) if names else None


def _mostly(cells: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(map(holds, cells)) * 5 >= len(cells) * 4


def _is_time(cell: str) -> bool:
    return bool(_TIME.fullmatch(cell) or _SPAN.fullmatch(cell))


def _is_name(cell: str) -> bool:
    return len(cell) <= _NAME and parse_label(cell.rstrip(":")) is not None


def _clock(mark: str) -> str:
    """A time as labels have it: ``0:0:3.1`` is ``0:00:03.100``; empty for what is none."""
    match = _CLOCK.fullmatch(mark)
    if match is None:
        return ""
    fraction = f".{match['f'].ljust(3, '0')}" if match["f"] else ""
    return f"{int(match['h'] or 0)}:{int(match['m']):02}:{int(match['s']):02}{fraction}"


def _with_spans(lines: list[str]) -> Iterator[str]:
    """The lines with ``0:0:3.1 --> 0:0:5.40`` and the name below it as one: ``Name  0:00:03.100``."""
    waiting = ""
    for line in lines:
        span = _SPAN.fullmatch(line.strip()) if "-->" in line else None
        if span:
            waiting = _clock(span["start"])
        elif waiting and line.strip():
            label = parse_label(line.strip())
            yield f"{line.strip()}  {waiting}" if label else line
            waiting = ""
        elif not waiting:
            yield line
