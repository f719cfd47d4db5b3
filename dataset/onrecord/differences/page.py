"""A comparison as HTML: one file that needs nothing else, or a section for another page.

There is no script at all, every text is escaped, and the page's policy lets the browser run or load
nothing. Charts are inline SVG whose shapes carry no style of their own, so that the section keeps a
strict policy wherever it is put, as long as `STYLE` is allowed there.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files

from onrecord.differences.charts import draw_drift
from onrecord.differences.model import Change, Diff
from onrecord.differences.wording import (
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

STYLE = files("onrecord.differences").joinpath("page.css").read_text(encoding="utf-8")


def write_page(diff: Diff) -> str:
    """A whole page: strict policy, the style inline, the section, and nothing from elsewhere."""
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = f"{_text(diff.old.folder)} and {_text(diff.new.folder)} compared"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{write_section(diff)}\n</main>\n</body>\n</html>\n"
    )


def write_section(diff: Diff) -> str:
    """The comparison as one ``<section class="onrecord-diff">``, with headings from the first."""
    parts = "\n".join(_parts(diff))
    return f'<section class="onrecord-diff">\n{parts}\n</section>'


def _text(text: str | None, longest: int = 240) -> str:
    """A text of the data as HTML: one line, printable, escaped."""
    return escape(shorten(text or "", longest))


def _parts(diff: Diff) -> Iterator[str]:
    yield from _header(diff)
    yield from _reasons(diff)
    if diff.limits:
        yield "<h2>Not compared</h2>"
        yield _list(describe_limit(limit) for limit in diff.limits)
    yield '<div class="columns">'
    for title, counts, lines in _counted(diff):
        yield f'<div class="card"><h2>{title}</h2><p class="counts">{counts}</p>{_list(lines)}</div>'
    yield "</div>"
    yield from _people(diff)
    yield from _drift(diff)
    yield from _changes(diff)
    yield f"<h2>Changelog</h2>\n<pre>{escape(diff.changelog)}</pre>"


def _header(diff: Diff) -> Iterator[str]:
    level = diff.verdict.level
    yield f'<h1>{_text(diff.old.name or diff.old.folder)}: <span class="level {level}">{level}</span></h1>'
    yield f'<p class="lead">{_text(describe_version(diff.verdict)).capitalize()}.</p>'
    rows = [
        (side, one.folder, one.version, one.schema_version, one.made_with)
        for side, one in (("old", diff.old), ("new", diff.new))
    ]
    titles = ("dataset", "folder", "version", "contract", "made with")
    yield _table("The two datasets", titles, ([_text(cell) for cell in row] for row in rows))


def _reasons(diff: Diff) -> Iterator[str]:
    yield "<h2>Why</h2>"
    if not diff.verdict.reasons:
        yield "<p>No difference was found.</p>"
        return
    rows = (
        (f'<span class="level {r.level}">{r.level}</span>', _text(r.says), _text(r.found))
        for r in diff.verdict.reasons
    )
    yield _table("Rules of the verdict that hold", ("level", "rule", "found"), rows)


def _counted(diff: Diff) -> Iterator[tuple[str, str, list[str]]]:
    if diff.documents:
        d = diff.documents
        yield "Documents", _counts(d.old, d.new), [line.text for line in tell_documents(d)]
    if diff.turns:
        t = diff.turns
        yield "Turns", _counts(t.old, t.new), [line.text for line in tell_turns(t)]
    if diff.people:
        p = diff.people
        yield "People", _counts(p.old, p.new), [line.text for line in tell_people(p)]
    if diff.schema:
        lines = [describe_schema_change(change) for change in diff.schema]
        yield "Schema", f"{len(lines):,} changes", lines


def _counts(old: int, new: int) -> str:
    return f"{old:,} &rarr; {new:,}"


def _people(diff: Diff) -> Iterator[str]:
    if diff.people and diff.people.regroupings:
        yield "<h2>People merged, split, renamed</h2>"
        rows = (
            (group.change, _text(name_people(group)), _text(group.example))
            for group in diff.people.regroupings
        )
        yield _table("People regrouped", ("what", "who", "for instance in"), rows)


def _drift(diff: Diff) -> Iterator[str]:
    if not diff.drift:
        return
    yield "<h2>Distributions</h2>"
    yield (
        '<p class="lead">The old dataset is the upper bar of each pair. With many rows the least '
        "difference is significant: the effect size decides.</p>"
    )
    rows = (
        (
            _text(drift.name), draw_drift(drift), _text(describe_move(drift)).replace("-&gt;", "&rarr;"),
            _text(f"{drift.test}, {describe_p(drift)}"),
            f'{describe_effect(drift)} <span class="size {drift.size}">{drift.size}</span>',
        )
        for drift in diff.drift
    )  # fmt: skip
    titles = ("distribution", "before and after", "moved", "test, adjusted", "effect")
    yield _table("Distributions before and after", titles, rows)


def _changes(diff: Diff) -> Iterator[str]:
    total = sum(diff.total_changes.values())
    if not total:
        return
    yield f"<h2>Changes</h2>\n<p>{len(diff.changes):,} of {total:,} are shown.</p>"
    kinds: dict[str, list[Change]] = {}
    for change in diff.changes:
        kinds.setdefault(f"{change.subject} {change.change}", []).append(change)
    for kind, changes in kinds.items():
        summary = f"{kind} <span class='count'>{diff.total_changes[kind]:,}</span>"
        table = _table(kind, *_without_empty([_change_row(change) for change in changes]))
        yield f"<details open><summary>{summary}</summary>{table}</details>"


def _without_empty(rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Titles and rows of the columns in which any of the changes has something to say."""
    titles = ("where", "column", "before", "after", "note", "words")
    used = [at for at, cells in enumerate(zip(*rows, strict=True)) if any(cells)]
    return tuple(titles[at] for at in used), [tuple(row[at] for at in used) for row in rows]


def _change_row(change: Change) -> tuple[str, ...]:
    cells = (change.column, change.before, change.after, change.note, change.words)
    return (_text(describe_place(change)), *(_text(cell, 160) for cell in cells))


def _list(lines: Iterable[str]) -> str:
    points = "".join(f"<li>{_text(line)}</li>" for line in lines)
    return f"<ul>{points}</ul>" if points else "<p>No other change.</p>"


def _table(caption: str, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML already."""
    head = "".join(f'<th scope="col">{title}</th>' for title in titles)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
