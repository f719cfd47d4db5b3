"""A comparison as Markdown: the changelog text to paste, and a whole report.

Names and titles come from data: they are put on one line and escaped, so that none of them becomes
markup, a link or a mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from onrecord.differences.model import Change, Diff, Drift, Regrouping, Verdict
from onrecord.differences.verdict import Findings
from onrecord.differences.wording import (
    describe_drift,
    describe_effect,
    describe_limit,
    describe_move,
    describe_p,
    describe_place,
    describe_schema_change,
    describe_version,
    name_people,
    tell_documents,
    tell_people,
    tell_turns,
)
from onrecord.printable import shorten

_SPECIAL = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "@": "&#64;",
        **{c: f"\\{c}" for c in "\\`*_[]|~#!$"},
    }
)
#: People named in a changelog; the rest are counted.
_NAMED = 10


def escape(text: str) -> str:
    """The text as Markdown shows it: one line, no markup, no link, no mention."""
    words = shorten(text).translate(_SPECIAL)
    return words.replace("://", "&#58;//").replace("www.", "www&#46;")


def write_changelog(findings: Findings, verdict: Verdict) -> str:
    """The text for a changelog, in the sections of keepachangelog.com."""
    unstated = "No new version" if verdict.level == "none" else f"Next {verdict.level} version"
    title = verdict.suggested_version or unstated
    before = f" Compared with {escape(findings.old.version)}." if findings.old.version else ""
    parts = [f"## {title}", "", f"{_LEAD[verdict.level]}.{before}"]
    for heading, lines in _sections(findings).items():
        if lines:
            parts += ["", f"### {heading}", "", *(f"- {line}" for line in lines)]
    return "\n".join(parts) + "\n"


_LEAD = {
    "none": "No difference",
    "patch": "Corrections",
    "minor": "Work done on the version before still holds; there is more, or enough is other to look",
    "major": "Work done on the version before does not hold as it stands",
}


def _sections(findings: Findings) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {"Added": [], "Changed": [], "Removed": []}
    for told in (tell_documents(findings.documents), tell_turns(findings.turns), tell_people(findings.people)):  # fmt: skip
        for line in told:
            sections[line.heading].append(line.text)
    if findings.people:
        sections["Changed"] += _tell_regroupings(findings.people.regroupings)
    for change in findings.schema:
        heading = {"added": "Added", "removed": "Removed"}.get(
            change.change.split("-")[1], "Changed"
        )
        sections[heading].append(escape(describe_schema_change(change)))
    sections["Changed"] += [
        escape(describe_drift(drift)) for drift in findings.drift if drift.size != "none"
    ]
    return sections


def _tell_regroupings(regroupings: Sequence[Regrouping]) -> Iterator[str]:
    for group in regroupings[:_NAMED]:
        yield escape(name_people(group))
    if len(regroupings) > _NAMED:
        yield "and other people merged, split or renamed"


def write_markdown(diff: Diff) -> str:
    """The whole comparison as Markdown."""
    return "\n".join(_report(diff)).rstrip() + "\n"


def _report(diff: Diff) -> Iterator[str]:
    yield f"# {escape(diff.old.folder)} and {escape(diff.new.folder)} compared"
    yield f"\nVerdict: **{diff.verdict.level}**, {describe_version(diff.verdict)}\n"
    reasons = [(f"`{r.rule}`", r.level, r.says, escape(r.found)) for r in diff.verdict.reasons]
    yield from _table(("rule", "level", "says", "found"), reasons)
    if diff.limits:
        yield "\n## Not compared\n"
        yield from (f"- {escape(describe_limit(limit))}" for limit in diff.limits)
    yield "\n## Changelog\n"
    yield re.sub(r"(?m)^#", "##", diff.changelog)
    yield "## Distributions\n"
    yield from _table(
        ("distribution", "before and after", "test", "adjusted", "effect", "size"),
        [_drift_row(drift) for drift in diff.drift],
    )
    yield "\n## Changes\n"
    yield from _table(
        ("kind", "where", "column", "before", "after", "note"),
        [_change_row(change) for change in diff.changes],
    )
    yield f"\nShown: {len(diff.changes):,} of {sum(diff.total_changes.values()):,}."


def _drift_row(drift: Drift) -> tuple[str, ...]:
    return (
        escape(drift.name), escape(describe_move(drift)), f"{drift.test} {drift.statistic:.3g}",
        escape(describe_p(drift)), describe_effect(drift), drift.size,
    )  # fmt: skip


def _change_row(change: Change) -> tuple[str, ...]:
    return (
        f"{change.subject} {change.change}",
        escape(describe_place(change)),
        escape(change.column or ""),
        escape(change.before or ""),
        escape(change.after or ""),
        escape(change.note or change.words or ""),
    )


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield "| " + " | ".join("---" for _ in titles) + " |"
    yield from (f"| {' | '.join(row)} |" for row in rows)
