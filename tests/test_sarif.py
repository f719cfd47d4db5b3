"""SARIF output held against the schema of SARIF 2.1.0."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import onrecord
from onrecord.quality import QualityReport, Sample, check_dataset, outputs

jsonschema = pytest.importorskip("jsonschema")
SCHEMA = Path(__file__).parent / "sarif" / "sarif-2.1.0-rtm.5.json"


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft4Validator.check_schema(schema)
    return jsonschema.Draft4Validator(
        schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
    )


@pytest.fixture(scope="module")
def report(root: Path) -> QualityReport:
    """Findings of all severities, with places in the sources."""
    return onrecord.check(root / "data", sources=root / "seeds", today=date(2026, 1, 1))


def complaints(validator: Any, log: Any) -> list[str]:
    log = json.loads(json.dumps(log))
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(log)]


def test_the_schema_is_the_published_one() -> None:
    digest = hashlib.sha256(SCHEMA.read_bytes()).hexdigest()
    assert digest in (SCHEMA.parent / "README.md").read_text(encoding="utf-8")


def test_a_report_with_places_is_valid_sarif(validator: Any, report: QualityReport) -> None:
    log = outputs.as_sarif(report)
    places = [one["locations"] for one in log["runs"][0]["results"] if "locations" in one]
    assert any("startLine" in place[0]["physicalLocation"].get("region", {}) for place in places)
    assert complaints(validator, log) == []


def test_a_report_on_something_else_is_valid_sarif(validator: Any, tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": [1]}), tmp_path / "strange file, #1.parquet")
    log = outputs.as_sarif(check_dataset(tmp_path))
    assert log["runs"][0]["results"]
    assert log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert complaints(validator, log) == []


def test_damaged_files_give_valid_sarif(validator: Any, root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "data", tmp_path / "data")
    turns = tmp_path / "data" / "turns.parquet"
    turns.write_bytes(turns.read_bytes()[:-500])
    assert complaints(validator, outputs.as_sarif(check_dataset(tmp_path / "data"))) == []


@pytest.mark.parametrize(
    "uri", ["a b/ü:%zz?x.txt", "doc\x1b[31m.txt", "shard.jsonl#row=17", "..\\c:d", "[x]|{y}^`.txt"]
)
def test_hostile_names_and_values_give_valid_sarif(
    validator: Any, report: QualityReport, uri: str
) -> None:
    hostile = Sample("doc-1", 0, uri, 7, 3, "\x00</script>\u202e\ud7ff", None, 1, 1)
    finding = replace(report.findings[0], samples=(hostile, Sample()))
    log = outputs.as_sarif(replace(report, results=(finding,)))
    assert complaints(validator, log) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), "2.2.0"),
        (("runs", 0, "results", 0, "level"), "fatal"),
        (("runs", 0, "results", 0, "message"), {}),
        (("runs", 0, "results", 0, "ruleIndex"), -2),
        (("runs", 0, "results", 0, "places"), []),
    ],
)
def test_the_schema_notices_what_is_wrong(
    validator: Any, report: QualityReport, path: tuple[str | int, ...], value: Any
) -> None:
    log = outputs.as_sarif(report)
    at: Any = log
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert complaints(validator, log)
