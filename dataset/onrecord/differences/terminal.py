"""A comparison as lines for a terminal. Nothing is printed here, and no data can steer."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from onrecord.differences.model import Change, Diff, Drift
from onrecord.differences.wording import (
    describe_effect,
    describe_limit,
    describe_move,
    describe_p,
    describe_place,
    describe_schema_change,
    describe_version,
    name_people,
    plural,
    tell_documents,
    tell_people,
    tell_turns,
)
from onrecord.printable import printable, shorten

_LEVELS = {"none": "bold green", "patch": "bold cyan", "minor": "bold yellow", "major": "bold red"}
_CHANGES = {"added": "green", "removed": "red"}
_PEOPLE = 8
#: Characters of a value.
_LONGEST = 60


def write_lines(diff: Diff) -> Iterator[Text]:
    """The comparison, a line at a time: verdict, what could not be compared, then each part."""
    yield from _verdict(diff)
    if diff.limits:
        yield Text("\nnot compared", style="bold")
        yield from (
            Text(f"  {shorten(describe_limit(limit))}", style="yellow") for limit in diff.limits
        )
    for title, lines in _parts(diff):
        yield Text(f"\n{title}", style="bold")
        yield from (Text(f"  {shorten(line)}") for line in lines)
    yield from _drifts(diff)
    yield from _changes(diff)


def _verdict(diff: Diff) -> Iterator[Text]:
    names = f"{printable(diff.old.folder)} -> {printable(diff.new.folder)}: "
    level = Text(diff.verdict.level, style=_LEVELS[diff.verdict.level])
    yield Text.assemble(Text(names), level, f", {describe_version(diff.verdict)}")
    for reason in diff.verdict.reasons:
        yield Text(f"  {reason.level}  {reason.rule}: {shorten(reason.found)}")


def _parts(diff: Diff) -> Iterator[tuple[str, list[str]]]:
    if diff.schema:
        yield "schema", [describe_schema_change(change) for change in diff.schema]
    if diff.documents:
        d = diff.documents
        title = f"documents  {d.old:,} -> {d.new:,}, {d.matched:,} on both sides"
        yield title, [line.text for line in tell_documents(d)]
    if diff.turns:
        t = diff.turns
        title = f"turns      {t.old:,} -> {t.new:,}, {t.matched:,} on both sides"
        yield title, [line.text for line in tell_turns(t)]
    if diff.people:
        p = diff.people
        named = [name_people(group) for group in p.regroupings[:_PEOPLE]]
        more = len(p.regroupings) - len(named)
        lines = [*named, *([f"and {more} more"] if more else [])]
        yield f"people     {p.old:,} -> {p.new:,}", [*lines, *(x.text for x in tell_people(p))]


def _drifts(diff: Diff) -> Iterator[Text]:
    moved = [drift for drift in diff.drift if drift.size != "none"]
    tested = plural(len(diff.drift), "distribution")
    yield Text(f"\ndrift      {len(moved)} of {tested} moved", style="bold")
    yield from (Text(_drift_line(drift)) for drift in moved)


def _drift_line(drift: Drift) -> str:
    effect = f"{describe_effect(drift)}, {describe_p(drift)}"
    return f"  {drift.size:<6} {shorten(drift.name)}: {shorten(describe_move(drift))} ({effect})"


def _changes(diff: Diff) -> Iterator[Text]:
    total = sum(diff.total_changes.values())
    if not total:
        return
    yield Text(f"\nchanges    {len(diff.changes):,} of {total:,} shown", style="bold")
    last = None
    for change in diff.changes:
        kind = f"{change.subject} {change.change}"
        if kind != last:
            count = diff.total_changes.get(kind, 0)
            yield Text(f"  {kind}: {count:,}", style=_CHANGES.get(change.change, "magenta"))
        last = kind
        yield Text(f"    {shorten(describe_place(change))}{_values(change)}")
        yield from _words(change)


def _words(change: Change) -> Iterator[Text]:
    """The words of a turn; both versions, where they are not the same."""
    if change.column == "text":
        yield Text(f"      - {shorten(change.before or '', 100)}", style="red")
        yield Text(f"      + {shorten(change.after or '', 100)}", style="green")
    elif change.words:
        yield Text(f"      {shorten(change.words, 100)}", style="dim")


def _values(change: Change) -> str:
    """What differs, in a few words."""
    if change.column == "text":
        return ""
    if change.note and change.column == "person_id":
        return f"  {shorten(change.note)}"
    column = printable(change.column) if change.column else None
    parts = [column, _before_and_after(change), _note(change)]
    return "".join(f"  {part}" for part in parts if part)


def _before_and_after(change: Change) -> str:
    """The values; none of a list of records, which says nothing in a line."""
    values = [change.before, change.after]
    if any(value and value.startswith("[{") for value in values):
        return ""
    if change.column is None:
        values = [value for value in values if value is not None]
    return " -> ".join("nothing" if v is None else shorten(v, _LONGEST) for v in values)


def _note(change: Change) -> str:
    """The note, except for what goes without saying."""
    return (
        "" if not change.note or change.note == "matched by bytes" else f"({shorten(change.note)})"
    )
