"""The verdict: patch, minor or major, by the rules of one table.

A dataset's version says what its user must expect (semver.org, with rows and columns in the place
of functions): *major*, work done on the old one does not hold for the new one as it stands; *minor*,
it holds, and there is more, or enough of it is other to look; *patch*, corrections.

To change a rule, change `RULES`, then run ``make docs``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from onrecord.differences.model import (
    LEVELS,
    DocumentChanges,
    Drift,
    Level,
    Limit,
    PeopleChanges,
    Reason,
    SchemaChange,
    SideSummary,
    TurnChanges,
    Verdict,
)
from onrecord.differences.wording import describe_effect, describe_move, plural

#: Shares above which a change is no longer a correction.
MANY_REMOVED = 0.05
MANY_ATTRIBUTIONS, SOME_ATTRIBUTIONS = 0.10, 0.01
MANY_WORDS, SOME_WORDS = 0.10, 0.01
MANY_REGROUPED = 0.05

_VERSION = re.compile(r"^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})(?:[-+].*)?$")


@dataclass(frozen=True)
class Findings:
    """All that the rules look at."""

    old: SideSummary
    new: SideSummary
    limits: tuple[Limit, ...]
    schema: tuple[SchemaChange, ...]
    documents: DocumentChanges | None
    turns: TurnChanges | None
    people: PeopleChanges | None
    drift: tuple[Drift, ...]


@dataclass(frozen=True)
class Rule:
    """A rule: its id, the level it calls for, what it says, and what makes it hold (or nothing)."""

    name: str
    level: Level
    says: str
    found: Callable[[Findings], str]


def judge(findings: Findings) -> Verdict:
    """The highest level that a rule calls for, with every rule that holds."""
    held = [(rule, rule.found(findings)) for rule in RULES]
    reasons = tuple(
        Reason(rule.name, rule.level, rule.says, found) for rule, found in held if found
    )
    level = LEVELS[max((LEVELS.index(reason.level) for reason in reasons), default=0)]
    suggested = next_version(findings.old.version, level)
    return Verdict(level, reasons, suggested, _is_enough(findings.new.version, suggested))


def next_version(version: str | None, level: Level) -> str | None:
    """The least version that a change of this level calls for; None if `version` is no semver.

    Before 1.0.0 a major change raises the second number, as package managers take it.
    """
    match = _VERSION.match(version or "")
    if match is None:
        return None
    major, minor, patch = (int(match[group]) for group in (1, 2, 3))
    if level == "none":
        return f"{major}.{minor}.{patch}"
    if level == "patch":
        return f"{major}.{minor}.{patch + 1}"
    return f"{major + 1}.0.0" if level == "major" and major else f"{major}.{minor + 1}.0"


def _is_enough(stated: str | None, suggested: str | None) -> bool | None:
    both = [_VERSION.match(version or "") for version in (stated, suggested)]
    if not all(both):
        return None
    one, other = (tuple(int(match[n]) for n in (1, 2, 3)) for match in both if match)
    return one >= other


def _names(changes: Iterable[SchemaChange]) -> str:
    return ", ".join(f"{c.table}.{c.column}" if c.column else c.table for c in changes)


def _schema(*kinds: str) -> Callable[[Findings], str]:
    return lambda f: _names(change for change in f.schema if change.change in kinds)


def _contract(position: int) -> Callable[[Findings], str]:
    """Whether the first number in which the contract's versions differ is at this position."""

    def found(f: Findings) -> str:
        one, other = (_VERSION.match(s.schema_version or "") for s in (f.old, f.new))
        if one is None or other is None:
            return ""
        differing = [n for n in (1, 2, 3) if one[n] != other[n]]
        is_first = differing[:1] == [position]
        return f"{f.old.schema_version} to {f.new.schema_version}" if is_first else ""

    return found


def _damage(f: Findings) -> str:
    return "; ".join(f"{limit.where} ({limit.side})" for limit in f.limits if limit.damaged)


def _share(part: int, whole: int, least: float, what: str) -> str:
    """What is found where `part` of `whole` is above the share `least`, else nothing."""
    if not part or part <= least * whole:
        return ""
    return f"{part:,} of {whole:,} {what} ({part / max(whole, 1):.1%})"


def _removed(least: float) -> Callable[[Findings], str]:
    return lambda f: (
        _share(f.documents.removed, f.documents.old, least, "documents") if f.documents else ""
    )


def _attributions(least: float) -> Callable[[Findings], str]:
    return lambda f: (
        _share(f.turns.reattributed, f.turns.matched, least, "matched turns") if f.turns else ""
    )


def _words(least: float) -> Callable[[Findings], str]:
    def found(f: Findings) -> str:
        if f.turns is None:
            return ""
        t = f.turns
        other = t.reworded + max(t.recut_old, t.recut_new) + max(t.added, t.removed)
        return _share(other, max(t.matched, 1) + max(t.removed, t.added), least, "turns")

    return found


def _regrouped(least: float) -> Callable[[Findings], str]:
    """Whether people merged, split or renamed speak more than this share of the matched turns."""

    def found(f: Findings) -> str:
        if f.people is None or f.turns is None:
            return ""
        turns = _share(f.turns.regrouped, f.turns.matched, least, "matched turns")
        people = f.people.merged + f.people.split + f.people.renamed
        if least or not people:
            return turns
        counts = f"{f.people.merged} merged, {f.people.split} split, {f.people.renamed} renamed"
        return f"{counts}, {f.turns.regrouped:,} turns"

    return found


def _drifted(size: str) -> Callable[[Findings], str]:
    def found(f: Findings) -> str:
        return "; ".join(
            f"{drift.name}: {describe_move(drift)} ({describe_effect(drift)})"
            for drift in f.drift
            if drift.size == size
        )

    return found


def _counts(parts: Iterable[tuple[int, str]]) -> str:
    return ", ".join(f"{count:,} {what}" for count, what in parts if count)


def _documents_touched(f: Findings) -> str:
    if f.documents is None:
        return ""
    d = f.documents
    return _counts([(d.edited, "edited"), (d.renamed, "renamed"), (d.revalued, "other values")])


def _turns_touched(f: Findings) -> str:
    if f.turns is None:
        return ""
    t = f.turns
    return _counts(
        [
            (t.reattributed, "re-attributed"),
            (t.rescored, "other confidence"),
            (t.revalued, "other values"),
            (t.reworded, "reworded"),
            (max(t.recut_old, t.recut_new), "cut otherwise"),
            (t.added, "added"),
            (t.removed, "removed"),
        ]
    )


def _people_touched(f: Findings) -> str:
    if f.people is None:
        return ""
    p = f.people
    rows = sum(column.rows for column in p.columns)
    return _counts(
        [
            (p.added, "added"),
            (p.removed, "removed"),
            (p.rekeyed, "other ids"),
            (rows, "other descriptions"),
        ]
    )


#: Every rule, the gravest first. The verdict is the level of the gravest that holds.
RULES: tuple[Rule, ...] = (
    Rule("not-compared", "major", "a file is damaged or missing: what it held cannot be promised", _damage),
    Rule("table-removed", "major", "a table is gone", _schema("table-removed")),
    Rule("column-removed", "major", "a column is gone", _schema("column-removed")),
    Rule("type-changed", "major", "a column holds another kind of value", _schema("type-changed")),
    Rule("contract-major", "major", "the contract's first number differs", _contract(1)),
    Rule("documents-removed", "major", f"more than {MANY_REMOVED:.0%} of the documents are gone", _removed(MANY_REMOVED)),
    Rule("attributions-changed", "major", f"more than {MANY_ATTRIBUTIONS:.0%} of the matched turns have another person, role, kind or attribution", _attributions(MANY_ATTRIBUTIONS)),
    Rule("people-regrouped", "major", f"people merged, split or renamed speak more than {MANY_REGROUPED:.0%} of the matched turns under another id", _regrouped(MANY_REGROUPED)),
    Rule("words-changed", "major", f"more than {MANY_WORDS:.0%} of the turns of matched documents have other words, are cut otherwise, added or removed", _words(MANY_WORDS)),
    Rule("drift-large", "major", "a distribution moved by a large effect", _drifted("large")),
    Rule("table-added", "minor", "a table is new", _schema("table-added")),
    Rule("column-added", "minor", "a column is new", _schema("column-added")),
    Rule("storage-changed", "minor", "a column holds the same kind of value in another type", _schema("storage-changed")),
    Rule("contract-minor", "minor", "the contract's second number differs", _contract(2)),
    Rule("documents-added", "minor", "documents are new", lambda f: plural(f.documents.added, "document") if f.documents and f.documents.added else ""),
    Rule("some-documents-removed", "minor", "documents are gone", _removed(0.0)),
    Rule("some-attributions-changed", "minor", f"more than {SOME_ATTRIBUTIONS:.0%} of the matched turns have another person, role, kind or attribution", _attributions(SOME_ATTRIBUTIONS)),
    Rule("some-people-regrouped", "minor", "people are merged, split or renamed", _regrouped(0.0)),
    Rule("some-words-changed", "minor", f"more than {SOME_WORDS:.0%} of the turns of matched documents have other words, are cut otherwise, added or removed", _words(SOME_WORDS)),
    Rule("drift-medium", "minor", "a distribution moved by a medium effect", _drifted("medium")),
    Rule("contract-patch", "patch", "the contract's third number differs", _contract(3)),
    Rule("documents-touched", "patch", "documents have other bytes, another source_uri or other values", _documents_touched),
    Rule("turns-touched", "patch", "turns differ in any way", _turns_touched),
    Rule("people-touched", "patch", "people came, went, have another id or are described otherwise", _people_touched),
    Rule("drift-small", "patch", "a distribution moved by a small effect", _drifted("small")),
)  # fmt: skip
