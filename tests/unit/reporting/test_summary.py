"""The report in short, and what the checks found, as the page says it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import onrecord
from onrecord.quality import CHECKS, Finding, QualityReport, Sample
from onrecord.reporting.assessment import pointed_documents, tell_checks
from onrecord.reporting.opening import open_folder
from onrecord.reporting.summary import Line, measures, summary

FIGURES = ("rejects", "attribution", "characters", "unexplained")
WARN, ERROR = [one for one in CHECKS.values() if one.severity in {"warn", "error"}][:2]


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    """A copy of the sample dataset."""
    return Path(shutil.copytree(root / "data", tmp_path / "data"))


def lines(folder: Path, quality: QualityReport | None = None) -> dict[str, Line]:
    with open_folder(folder) as opened:
        return {line.says: line for line in summary(opened, quality, FIGURES)}


def quality(*findings: Finding) -> QualityReport:
    return QualityReport("data", findings)


def finding(severity: str, failing: int, *samples: Sample) -> Finding:
    check = ERROR if severity == "error" else WARN
    return Finding(check, severity, failing, 9, 1, samples, f"{failing} of 9")  # type: ignore[arg-type]


def test_measures_count_what_is_spoken(folder: Path, root: Path) -> None:
    """The numbers are those of pandas over the same tables."""
    with open_folder(folder) as opened:
        shown = {measure.name: measure.shown for measure in measures(opened)}
    data = onrecord.load(root / "data")
    spoken, dates = data.turns[data.turns["kind"] != "cue"], data.documents["published_on"].dropna()
    assert shown == {
        "documents": f"{len(data.documents):,}",
        "stories": f"{data.documents['story_id'].nunique():,}",
        "people": f"{len(data.people):,}",
        "turns": f"{len(spoken):,}",
        "words": f"{spoken['n_words'].sum():,}",
        "dates": f"{min(dates).year}–{max(dates).year}",
    }


def test_a_whole_dataset_says_so(folder: Path) -> None:
    told = lines(folder, quality(finding("warn", 0)))
    assert told["Every file has the bytes that the manifest states."].state == "good"
    assert told["Every check holds; 1 was run."].where == "good"
    counts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["counts"]
    assert counts["built"] + counts["rejected"] == counts["sources"]
    says = f"Of {counts['sources']} sources, {counts['built']} became documents; {counts['rejected']} were left out, each with the reason."
    left_out = told[says]
    assert (left_out.state, left_out.where) == ("look", "figure-rejects")


def test_changed_and_missing_files_are_bad(folder: Path) -> None:
    people = pq.read_table(folder / "people.parquet")
    pq.write_table(people.slice(1), folder / "people.parquet")
    (folder / "rejects.parquet").unlink()
    says = "2 files are not as the manifest states: people.parquet, rejects.parquet."
    assert lines(folder)[says].state == "bad"


def test_errors_are_bad_and_warnings_are_looked_at(folder: Path) -> None:
    warned = lines(folder, quality(finding("warn", 2), finding("error", 0)))
    assert warned["2 checks found 1 warning."].state == "look"
    failed = lines(folder, quality(finding("warn", 2), finding("error", 1)))
    assert failed["2 checks found 1 error, 1 warning."].state == "bad"


def test_a_report_without_checks_says_how_to_run_them(folder: Path) -> None:
    says = "The checks were not run for this report; onrecord check runs them."
    assert lines(folder)[says].state == "plain"


def test_samples_link_to_documents_that_the_reader_holds() -> None:
    held = Sample("doc-1", 4, "pages/a.txt", value="odd", line=7)
    gone = Sample("doc-2", None, "pages/b.txt")
    odd = Sample("d:</a>\n", 1)
    person = Sample(key="per-1", value="NAME")
    report = quality(finding("warn", 4, held, gone, odd, person), finding("error", 0))
    told = tell_checks(report, {"doc-1", "d:</a>\n"})
    assert told.says == "2 checks were run, with 1 warning."
    (failed,) = told.failed
    assert [(place.where, place.link) for place in failed.samples] == [
        ("pages/a.txt:7, turn 4", "read:doc-1:4"),
        ("pages/b.txt", ""),
        ("d:</a> , turn 1", "read:d%3A%3C%2Fa%3E%0A:1"),
        ("per-1", ""),
    ]
    assert [check_id for check_id, _, _ in told.held] == [ERROR.id]


def test_the_reader_takes_in_what_severe_checks_point_to_first() -> None:
    report = quality(
        finding("warn", 1, Sample("doc-w"), Sample("doc-e")), finding("error", 1, Sample("doc-e"))
    )
    assert pointed_documents(report) == ["doc-e", "doc-w"]
