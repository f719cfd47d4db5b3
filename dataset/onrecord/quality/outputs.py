"""Reports for machines: JSON, JUnit XML, SARIF 2.1.0 and annotations of GitHub workflows.

Each is a pure function of a `QualityReport`. Text from the data is escaped by the rules of the
format, and characters that XML forbids or a terminal obeys are replaced.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

from onrecord.quality.model import Check, Finding, QualityReport, Sample
from onrecord.version import __version__

#: What XML 1.0 (2.2) allows besides is a character that JUnit readers refuse.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SARIF_LEVELS = {"error": "error", "warn": "warning", "info": "note"}
_GITHUB_COMMANDS = {"error": "error", "warn": "warning", "info": "notice"}
_WORST = 20


def as_json(report: QualityReport) -> dict[str, Any]:
    """The whole report, ready for JSON; of the scores, their mean and the lowest."""
    return {
        "folder": report.folder,
        "name": report.name,
        "version": report.version,
        "rows": dict(report.rows),
        "remarks": list(report.remarks),
        "counts": report.counts,
        "findings": [_finding(one) for one in report.findings],
        "passed": [one.check.id for one in report.results if one.holds],
        "skipped": [{"check": one.check.id, "reason": one.reason} for one in report.skipped],
        "scores": summarise_scores(report),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check.id,
        "severity": finding.severity,
        "message": finding.message,
        "failing": finding.failing,
        "looked_at": finding.looked_at,
        "documents": finding.documents,
        "silenced": finding.silenced,
        "description": finding.check.description,
        "why": finding.check.why,
        "fix": finding.check.fix,
        "samples": [vars(sample) for sample in finding.samples],
    }


def summarise_scores(report: QualityReport) -> dict[str, Any] | None:
    """The mean score and the documents with the lowest, each with its reasons; None without scores."""
    if report.scores is None or not len(report.scores):
        return None
    low = report.scores.sort_by([("score", "ascending"), ("document_id", "ascending")])
    worst = [row for row in low.slice(0, _WORST).to_pylist() if row["reasons"]]
    scores = report.scores["score"].to_pylist()
    return {
        "documents": len(scores),
        "mean": round(sum(scores) / len(scores), 4),
        "lowest": [row | {"score": round(row["score"], 3)} for row in worst],
    }


def as_junit(report: QualityReport, fail_on: str = "error") -> str:
    """JUnit XML: one test case for each check; findings less severe than `fail_on` do not fail."""
    failures = [one for one in report.findings if one.is_as_bad_as(fail_on)]
    suite = ET.Element(
        "testsuite",
        name="onrecord check",
        tests=str(len(report.results) + len(report.skipped)),
        failures=str(len(failures)),
        errors="0",
        skipped=str(len(report.skipped)),
    )
    for finding in report.results:
        case = ET.SubElement(
            suite, "testcase", classname=_clean(report.folder), name=finding.check.id
        )
        if finding.holds:
            continue
        if finding in failures:
            failure = ET.SubElement(case, "failure", type=finding.severity)
            failure.set("message", _clean(finding.message))
            failure.text = _clean(tell(finding))
        else:
            ET.SubElement(case, "system-out").text = _clean(f"{finding.severity}: {tell(finding)}")
    for skipped in report.skipped:
        case = ET.SubElement(
            suite, "testcase", classname=_clean(report.folder), name=skipped.check.id
        )
        ET.SubElement(case, "skipped", message=_clean(skipped.reason))
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def tell(finding: Finding) -> str:
    """A finding on several lines: what fails, the samples, why it matters, what to try."""
    lines = [
        f"{finding.check.description}: {finding.message}",
        *map(place_and_value, finding.samples),
    ]
    return "\n".join([*lines, f"why: {finding.check.why}", f"try: {finding.check.fix}"])


def _clean(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def place_and_value(sample: Sample) -> str:
    """A sample on one line: ``pages/a.txt:12:3 turn 4 [310:402] the value``."""
    parts = [sample.source_uri or sample.document_id or ""]
    if sample.line is not None:
        parts[0] += f":{sample.line}:{sample.column}"
    if sample.turn_index is not None:
        parts.append(f"turn {sample.turn_index}")
    if sample.char_start is not None:
        parts.append(f"[{sample.char_start}:{sample.char_end}]")
    return " ".join(part for part in [*parts, " ".join(sample.value.split())] if part)


def as_sarif(report: QualityReport) -> dict[str, Any]:
    """A SARIF 2.1.0 log: checks as rules, samples as results; offsets are code points."""
    checks = [one.check for one in report.results]
    index = {check.id: at for at, check in enumerate(checks)}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "onrecord",
                        "version": __version__,
                        "rules": [_sarif_rule(one) for one in checks],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    _sarif_result(finding, sample, index[finding.check.id])
                    for finding in report.findings
                    for sample in finding.samples or (Sample(),)
                ],
                "invocations": [
                    {
                        "executionSuccessful": True,
                        "toolExecutionNotifications": [
                            {
                                "level": "note",
                                "message": {"text": f"{one.check.id} was skipped: {one.reason}"},
                            }
                            for one in report.skipped
                        ],
                    }
                ],
            }
        ],
    }


def _sarif_rule(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "name": "".join(word.capitalize() for word in check.id.split("_")),
        "shortDescription": {"text": check.description},
        "fullDescription": {"text": check.why},
        "help": {"text": check.fix},
        "defaultConfiguration": {"level": _SARIF_LEVELS[check.severity]},
    }


def _sarif_result(finding: Finding, sample: Sample, rule_index: int) -> dict[str, Any]:
    text = f"{finding.check.description}: {finding.message}"
    if sample.value:
        text += f"; here: {sample.value}"
    result: dict[str, Any] = {
        "ruleId": finding.check.id,
        "ruleIndex": rule_index,
        "level": _SARIF_LEVELS[finding.severity],
        "message": {"text": text},
        "partialFingerprints": {
            "place/v1": f"{finding.check.id}:{sample.document_id or sample.key or ''}:"
            f"{'' if sample.turn_index is None else sample.turn_index}"
        },
    }
    where = sample.source_uri or (sample.key if finding.check.table == "dataset" else None)
    if where:
        place: dict[str, Any] = {"artifactLocation": {"uri": quote(where, safe="/#=")}}
        if region := _sarif_region(sample):
            place["region"] = region
        result["locations"] = [{"physicalLocation": place}]
    return result


def _sarif_region(sample: Sample) -> dict[str, int]:
    region = {}
    if sample.line is not None and sample.column is not None:
        region = {"startLine": sample.line, "startColumn": sample.column}
    if sample.char_start is not None and sample.char_end is not None:
        region |= {
            "charOffset": sample.char_start,
            "charLength": max(sample.char_end - sample.char_start, 0),
        }
    return region


def as_annotations(report: QualityReport) -> list[str]:
    """Workflow commands of GitHub Actions, one a finding and sample."""
    lines = []
    for finding in report.findings:
        for sample in finding.samples[:3] or (Sample(),):
            properties = {"title": f"onrecord: {finding.check.id}"}
            if sample.source_uri and sample.line is not None:
                properties |= {"file": sample.source_uri, "line": str(sample.line)}
                properties["col"] = str(sample.column)
            place = place_and_value(sample)
            text = f"{finding.check.description}: {finding.message}" + (
                f"; {place}" if place else ""
            )
            told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
            lines.append(f"::{_GITHUB_COMMANDS[finding.severity]} {told}::{_data(text)}")
    return lines


def _data(text: str) -> str:
    """Text of a workflow command: the escapes of @actions/core, no control characters."""
    shown = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in shown)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
