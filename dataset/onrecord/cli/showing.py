"""Explanations, evaluations, people, comparisons and findings on the terminal. Prints, for `cli` alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.text import Text

from onrecord.differences import Diff
from onrecord.differences.terminal import write_lines
from onrecord.evaluation import Evaluation
from onrecord.identity import Review
from onrecord.printable import printable as _safe
from onrecord.printable import shorten as _short
from onrecord.quality import CHECKS, Finding, QualityReport
from onrecord.quality.outputs import place_and_value, summarise_scores
from onrecord.reporting import Report

_STYLES = {
    "label": "bold cyan",
    "lead-in": "bold green",
    "speech": "green",
    "cue": "magenta",
    "title": "bold",
    "biography": "yellow",
    "unexplained": "white on red",
}
_FIGURES = {
    "documents": "docs",
    "missing": "missing",
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "spans_f1": "spans F1",
    "words": "words",
    "words_named": "named words",
    "turns": "turns",
    "roles": "roles",
    "kinds": "kinds",
    "people_f1": "people F1",
    "stories_f1": "stories F1",
}


def show_regions(explained: dict[str, Any]) -> None:
    """Print the source with each piece's kind in the margin."""
    console = _console()
    clips = {t["start"] for t in explained["turns"] if t["kind"] == "clip"}
    console.print(Text(_heading(explained), style="bold"))
    for region in explained["regions"]:
        clip = region["kind"] == "speech" and region["start"] in clips
        kind, style = ("clip", "blue") if clip else (region["kind"], _STYLES.get(region["kind"]))
        for line in _lines(region["text"]):
            console.print(Text(f"{kind:<13}| "), Text(line, style=style or "dim"), sep="")


def show_turns(explained: dict[str, Any]) -> None:
    """Print turns with their evidence: weight, what it says, its place and words."""
    console = _console()
    console.print(Text(_heading(explained), style="bold"))
    for turn in explained["turns"]:
        name = turn["name"] or "nobody known"
        known = f"{turn['attribution']}, confidence {turn['confidence']:g}"
        console.print(
            Text(f"turn {turn['turn_index']}: {turn['kind']}, {name}, {turn['role']} ({known})")
        )
        console.print(Text(f"  label     {_short(turn['speaker_label'] or 'none printed')}"))
        console.print(Text(f"  words     {_short(turn['text'])}", style="green"))
        for piece in turn["evidence"]:
            console.print(Text(f"  {piece['weight']:+.2f}     {piece['kind']}: {piece['says']}"))
            if piece["text"]:
                place = "" if piece["start"] is None else f"{piece['start']}:{piece['end']}"
                console.print(Text(f"            {place}  {_short(piece['text'])}", style="cyan"))
        if not turn["evidence"]:
            console.print(Text("  no evidence decides who it is"))


def show_evaluation(evaluation: Evaluation) -> None:
    """Print the figures as Markdown tables: by group, by attribution, by confidence, the worst."""
    figures = evaluation.as_dict()
    print("Precision, recall and F1 are of turn boundaries; people and stories are B-cubed.\n")
    _table("group", _FIGURES, figures["groups"])
    tallies = {"turns": "turns", "right": "right", "confidence": "confidence"}
    _table("attribution", tallies, figures["attribution"])
    _table("confidence up to", tallies, figures["confidence_up_to"])
    print(f"Calibration error of confidence: {figures['calibration_error']:.4f}\n")
    if figures["documents"]:
        _table("documents", {"documents": "stated", "right": "right"}, figures["documents"])
    worst = {one.pop("source"): one for one in figures["worst"]}
    _table("worst documents", {"words": "words", "f1": "F1", "roles": "roles"}, worst)


def show_report(report: Report) -> None:
    """Print where a report was written and what it holds."""
    console = _console()
    console.print(Text(f"{report.path}  {report.bytes:,} bytes"))
    console.print(Text(f"  {report.figures} figures"))
    console.print(
        Text(
            f"  reader: {report.documents:,} of {report.of_documents:,} documents, "
            f"{report.with_source:,} beside their source"
        )
    )
    console.print(Text(f"  checks: {_checks(report)}"))
    for remark in report.remarks:
        console.print(Text(f"  remark: {_short(remark)}"))


def _checks(report: Report) -> str:
    if report.quality is None:
        return "not run"
    counts = ", ".join(f"{severity} {n}" for severity, n in report.quality.counts.items())
    return f"{len(report.quality.results)} run; failing: {counts}"


_CASES = {
    "joined": "are one person",
    "apart": "are different people",
    "roster": "speaks under the surname alone",
    "near": "could be one person; nothing says so",
}


def show_people(review: Review) -> None:
    """Print numbered decisions and near misses on people, with their evidence."""
    console = _console()
    for number, case in enumerate(review.cases, start=1):
        names = " / ".join(_short(name) for name in case.names)
        console.print(Text(f"{number:>4}  {names}", style="bold"), Text(f"  {_CASES[case.kind]}"))
        documents = f"{case.documents} document{'s' if case.documents != 1 else ''}"
        why = "; ".join(_short(words) for words in case.evidence)
        console.print(Text(f"      {documents}: {why}", style="dim"))
    if not review.cases:
        console.print("no name was joined, kept apart or looked up, and none is close to another")


def show_diff(diff: Diff) -> None:
    """Print a comparison: verdict, limits, counts, drift, a sample of changes."""
    console = _console()
    for line in write_lines(diff):
        console.print(line)


_SEVERITIES = {"error": "bold red", "warn": "yellow", "info": "cyan"}


def show_quality(report: QualityReport) -> None:
    """Print what the checks found: errors first, each with a few places and what to try."""
    console = _console()
    for remark in report.remarks:
        console.print(Text(_short(remark), style="dim"))
    for finding in report.findings:
        _show_finding(console, finding)
    skipped = [one for one in report.skipped if one.reason]
    for one in skipped:
        console.print(Text(f"skipped  {one.check.id}: {_short(one.reason)}", style="dim"))
    scores = summarise_scores(report)
    if scores:
        lowest = scores["lowest"][:3]
        console.print(
            Text(f"scores of {scores['documents']:,} documents: mean {scores['mean']:.3f}")
        )
        for one in lowest:
            reasons = ", ".join(one["reasons"])
            console.print(Text(f"  {one['score']:.3f}  {_short(one['document_id'])}  {reasons}"))
    held = sum(one.holds for one in report.results)
    counts = ", ".join(f"{severity} {count}" for severity, count in report.counts.items())
    console.print(
        Text(f"{len(report.results)} checks ran: {held} hold; {counts}; {len(skipped)} skipped")
    )


def _show_finding(console: Console, finding: Finding) -> None:
    check = finding.check
    head = Text(f"{finding.severity:<5}", style=_SEVERITIES[finding.severity])
    console.print(head, Text(f"{check.id}: {_short(finding.message)}", style="bold"))
    console.print(Text(f"      {check.description}"))
    for sample in finding.samples[:3]:
        console.print(Text(f"      at {_short(place_and_value(sample))}", style="cyan"))
    console.print(Text(f"      try: {check.fix}", style="dim"))


def list_checks() -> None:
    """Print every check with its severity, what it says, why, and its limits."""
    console = _console()
    for check in CHECKS.values():
        head = Text(f"{check.severity:<5}", style=_SEVERITIES[check.severity])
        console.print(head, Text(check.id, style="bold"))
        console.print(Text(f"      {check.description}: {check.why}"))
        limits = ", ".join(f"{name} = {value}" for name, value in check.limits.items())
        if limits:
            console.print(Text(f"      {limits}", style="dim"))


def _table(first: str, columns: dict[str, str], rows: dict[str, dict[str, Any]]) -> None:
    """A Markdown table whose columns stand below each other."""
    names = [
        " ".join("".join(c if c.isprintable() else "?" for c in name).replace("|", "/").split())
        for name in rows
    ]
    width = max(map(len, [first, *names]))
    print(
        f"| {first:<{width}} | " + " | ".join(f"{title:>10}" for title in columns.values()) + " |"
    )
    print(f"| {'-' * width} |" + " ---------: |" * len(columns))
    for name, row in zip(names, rows.values(), strict=True):
        cells = (_cell(row[column]) for column in columns)
        print(f"| {name:<{width}} | " + " | ".join(cells) + " |")
    print()


def _cell(value: float) -> str:
    return f"{value:>10,}" if isinstance(value, int) else f"{value:>10.4f}"


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True, emoji=False, markup=False)


def _heading(explained: dict[str, Any]) -> str:
    flags = ", ".join(explained["flags"]) or "no flags"
    return f"{explained['document_id']}  {_short(explained['source_uri'])}  {explained['format']}  {flags}"


def _lines(text: str) -> Iterator[str]:
    return (_safe(line) for line in text.splitlines() if line.strip())
