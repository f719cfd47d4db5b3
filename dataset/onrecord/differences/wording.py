"""How differences are put into words, the same on the terminal, in Markdown and in HTML.

Texts are plain and may hold words of the data: whoever shows them escapes them for where they go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from onrecord.differences.model import (
    Change,
    DocumentChanges,
    Drift,
    Limit,
    PeopleChanges,
    Regrouping,
    SchemaChange,
    Share,
    Summary,
    TurnChanges,
    Verdict,
)

#: People named of one regrouping.
_NAMED = 6
_SHARES = 3


class Line(NamedTuple):
    """One line of a changelog, and the heading it belongs under."""

    heading: str
    text: str


def plural(count: int, noun: str) -> str:
    """``1 turn``, ``1,200 turns``."""
    if noun == "person":
        return f"{count:,} {'person' if count == 1 else 'people'}"
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def tell_documents(changes: DocumentChanges | None) -> Iterator[Line]:
    """What became of documents, a line for each thing that did."""
    if changes is None:
        return
    yield from _tell(
        "document",
        ("Added", changes.added, "added"),
        ("Removed", changes.removed, "removed"),
        ("Changed", changes.edited, "with an edited source"),
        ("Changed", changes.renamed, "with another source_uri"),
        ("Changed", changes.revalued, "with other values from the same source"),
    )


def tell_turns(changes: TurnChanges | None) -> Iterator[Line]:
    """What became of the turns of matched documents."""
    if changes is None:
        return
    yield from _tell(
        "turn",
        ("Added", changes.added, "added to documents that were there"),
        ("Removed", changes.removed, "removed from documents that still are"),
        (
            "Changed",
            changes.reattributed,
            f"re-attributed, {changes.reassigned:,} to another person",
        ),
        ("Changed", changes.regrouped, "of people merged, split or renamed"),
        ("Changed", changes.rescored, "with another confidence"),
        ("Changed", changes.reworded, "with other words"),
        ("Changed", max(changes.recut_old, changes.recut_new), "cut otherwise"),
        ("Changed", changes.revalued, "with other values"),
    )


def tell_people(changes: PeopleChanges | None) -> Iterator[Line]:
    """What became of people, apart from who was merged, split and renamed."""
    if changes is None:
        return
    yield from _tell(
        "person",
        ("Added", changes.added, "added"),
        ("Removed", changes.removed, "removed"),
        ("Changed", changes.rekeyed, "with another id and the same name"),
    )
    for column in changes.columns:
        yield Line("Changed", f"{column.column} of {plural(column.rows, 'person')}")


def _tell(noun: str, *counted: tuple[str, int, str]) -> Iterator[Line]:
    for heading, count, what in counted:
        if count:
            yield Line(heading, f"{plural(count, noun)} {what}")


def name_people(group: Regrouping) -> str:
    """Who became whom."""
    old, new = (_names([p.name or p.person_id for p in side]) for side in (group.old, group.new))
    turns = plural(group.turns, "turn")
    if group.change == "merged":
        return f"{old} are one person: {new} ({turns})"
    if group.change == "split":
        return f"{old} is told apart: {new} ({turns})"
    return f"{old} is now called {new} ({turns})"


def _names(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def describe_schema_change(change: SchemaChange) -> str:
    """A table or column and what became of it."""
    where = f"{change.table}.{change.column}" if change.column else f"table {change.table}"
    if change.column and change.before and change.after:
        return f"{where}: type {change.before} -> {change.after}"
    kind = change.after or change.before
    return f"{where} {change.change.split('-')[1]}" + (f" ({kind})" if kind else "")


def describe_limit(limit: Limit) -> str:
    """What could not be compared, and why."""
    side = "" if limit.side == "both" else f" of the {limit.side} dataset"
    return f"{limit.where}{side}: {limit.why}"


def describe_drift(drift: Drift) -> str:
    """A distribution before and after, in a line."""
    size = "no effect" if drift.size == "none" else f"{drift.size} effect"
    return f"{drift.name}: {describe_move(drift)} ({size}, {describe_effect(drift)})"


def describe_effect(drift: Drift) -> str:
    """The effect size; only Cohen's h has a sign."""
    sign = "+" if drift.effect_name == "h" else ""
    return f"{drift.effect_name} = {drift.effect:{sign}.3f}"


def describe_p(drift: Drift) -> str:
    """The adjusted p-value, as far as it says anything."""
    return "p < 0.0001" if drift.p_adjusted < 1e-4 else f"p = {drift.p_adjusted:.2g}"


def describe_move(drift: Drift) -> str:
    """Medians, or the shares that moved most, before and after."""
    if drift.old_summary and drift.new_summary:
        return f"median {_median(drift.old_summary)} -> {_median(drift.new_summary)}"
    moved = sorted(drift.shares, key=lambda share: -abs(share.h))
    told = [_share(share) for share in moved[:_SHARES] if share.h] or [_share(s) for s in moved[:1]]
    return ", ".join(told)


def _median(summary: Summary) -> str:
    return f"{summary.quantiles[2]:.4g}"


def _share(share: Share) -> str:
    return f"{share.value} {share.old_share:.1%} -> {share.new_share:.1%}"


def describe_place(change: Change) -> str:
    """Where to look: source, turn, slice."""
    parts = [change.source_uri or change.new_id or change.old_id or ""]
    turn = change.new_turn if change.new_turn is not None else change.old_turn
    if turn is not None:
        parts.append(f"turn {turn}")
    if change.char_start is not None:
        parts.append(f"{change.char_start}:{change.char_end}")
    return " ".join(parts)


def describe_version(verdict: Verdict) -> str:
    """What the version should be, and whether the new dataset states it."""
    if verdict.suggested_version is None:
        return "no version is stated"
    states = {True: "; the new one's is enough", False: "; the new one's is too low", None: ""}
    return f"version {verdict.suggested_version} or later{states[verdict.stated_is_enough]}"
