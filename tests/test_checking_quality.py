"""onrecord check: what it prints and writes, its exit codes, the recipe's part, broken datasets."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

import onrecord
from onrecord.cli import app
from onrecord.errors import CallError, RecipeError
from onrecord.quality import CHECKS, Settings, check_dataset, outputs
from onrecord.recipe import load_recipe
from onrecord_schemas import SCHEMA_VERSION

#: Limits of memory are kept elsewhere too, but not by every kind of memory.
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux")
HOSTILE = "]]>\x1b[31m</failure>\x00::error::%0A\u202e"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["check", *map(str, arguments)])


@pytest.fixture
def dataset(tmp_path: Path, root: Path) -> Path:
    folder = tmp_path / "dataset"
    shutil.copytree(root / "data", folder)
    return folder


def change(folder: Path, table: str, column: str, row: int, value: object) -> None:
    """Overwrite one value of a table, and leave the manifest out of date."""
    read = pq.read_table(folder / f"{table}.parquet")
    rows = read.to_pylist()
    rows[row][column] = value
    pq.write_table(pa.Table.from_pylist(rows, read.schema), folder / f"{table}.parquet")


def recipe(tmp_path: Path, checks: str) -> Path:
    path = tmp_path / "onrecord.toml"
    path.write_text(f'[dataset]\nname = "x"\nversion = "1.0.0"\n{checks}', encoding="utf-8")
    return path


def test_the_sample_dataset_has_no_errors(root: Path) -> None:
    report = onrecord.check(root / "data", sources=root / "seeds", today=date(2027, 1, 1))
    assert report.counts["error"] == 0, report.findings
    assert not report.skipped
    files = json.loads((root / "data" / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert report.rows == {file["path"].removesuffix(".parquet"): file["rows"] for file in files}


def test_samples_have_line_and_column_where_the_sources_are(root: Path) -> None:
    report = onrecord.check(
        root / "data", sources=root / "seeds", only=["text_holds_no_phone_number"]
    )
    (sample,) = report.findings[0].samples
    text = (root / str(sample.source_uri)).read_text(encoding="utf-8").splitlines()
    assert sample.line is not None
    assert sample.column is not None
    assert text[sample.line - 1][sample.column - 1 :].startswith("This is TALK OF THE COUNTY.")


def test_exit_codes_follow_the_severity(dataset: Path) -> None:
    assert run(dataset, "--quiet").exit_code == 0
    assert run(dataset, "--quiet", "--fail-on", "warn").exit_code == 1
    assert run(dataset, "--quiet", "--fail-on", "never").exit_code == 0
    change(dataset, "turns", "role", 3, "hostess")
    assert run(dataset, "--quiet").exit_code == 1
    assert run(dataset, "--fail-on", "panic").exit_code == 2
    assert run(dataset / "nowhere").exit_code == 2
    assert run().exit_code == 2


def test_list_names_every_check() -> None:
    printed = run("--list").output
    assert all(check_id in printed for check_id in CHECKS)
    listed = json.loads(run("--list", "--json").output)
    assert [one["id"] for one in listed] == list(CHECKS)


def test_an_unknown_check_is_a_wrong_call(root: Path) -> None:
    with pytest.raises(CallError, match="no check 'no_such_check'"):
        onrecord.check(root / "data", only=["no_such_check"])


def test_json_junit_and_sarif_tell_the_same_findings(dataset: Path, tmp_path: Path) -> None:
    change(dataset, "turns", "role", 3, "hostess")
    junit, sarif = tmp_path / "junit.xml", tmp_path / "check.sarif"
    done = run(dataset, "--json", "--junit", junit, "--sarif", sarif, "--fail-on", "warn")
    told = json.loads(done.output)
    failing = {one["check"] for one in told["findings"] if one["severity"] != "info"}
    assert "rows_keep_the_contract" in failing
    cases = ET.parse(junit).getroot().iter("testcase")  # noqa: S314 - our own file
    assert {case.get("name") for case in cases if case.find("failure") is not None} == failing
    log = json.loads(sarif.read_text(encoding="utf-8"))
    results = log["runs"][0]["results"]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert {one["ruleId"] for one in results} == {one["check"] for one in told["findings"]}
    for result in results:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]


def test_hostile_text_neither_steers_the_terminal_nor_breaks_a_format(
    dataset: Path, tmp_path: Path
) -> None:
    change(dataset, "turns", "text", 0, f"jane.roe@example.org {HOSTILE}")
    change(dataset, "documents", "source_uri", 0, f"a/{HOSTILE}\n::warning::b.txt")
    junit = tmp_path / "junit.xml"
    for arguments in ((), ("--github",)):
        printed = run(dataset, "--junit", junit, "--fail-on", "info", *arguments).output
        assert "\x1b" not in printed
        assert "\u202e" not in printed
    ET.parse(junit)  # noqa: S314 - must be well-formed
    assert all(
        line.startswith(("::error ", "::warning ", "::notice "))
        for line in printed.split("\n")
        if line
    )
    report = check_dataset(dataset)
    assert json.dumps(outputs.as_sarif(report))


def test_annotations_escape_by_the_rules_of_workflow_commands(root: Path) -> None:
    report = onrecord.check(
        root / "data", sources=root / "seeds", only=["text_holds_no_phone_number"]
    )
    (line,) = outputs.as_annotations(report)
    assert line.startswith("::warning title=onrecord%3A text_holds_no_phone_number,file=seeds/npr/")
    assert "," not in line.split("::")[1].split("file=")[1].split(",line")[0]


def test_the_recipe_sets_severities_limits_and_tolerance(dataset: Path, tmp_path: Path) -> None:
    path = recipe(
        tmp_path,
        "[checks.turns_are_of_plausible_length]\nseverity = 'error'\nmost_words = 100\n"
        "[checks.names_are_names]\nallow = 0.5\n[checks.documents_are_not_cut_off]\nseverity = 'off'\n",
    )
    report = onrecord.check(dataset, recipe=path)
    results = {one.check.id: one for one in report.results}
    assert results["turns_are_of_plausible_length"].severity == "error"
    assert results["turns_are_of_plausible_length"].failing > 0
    assert results["names_are_names"].holds
    assert "documents_are_not_cut_off" not in results


@pytest.mark.parametrize(
    ("checks", "line", "says"),
    [
        ("[checks.turn_have_words]\n", 4, "did you mean turns_have_words"),
        ("[checks.turns_have_words]\nmost = 3\n", 5, "it has no limits"),
        ("[checks.turns_are_of_plausible_length]\nmost = 3\n", 5, "its limits are: most_words"),
        ("[checks.turns_are_of_plausible_length]\nmost_words = 'x'\n", 5, "must be a number"),
        ("[checks.turns_have_words]\nseverity = 'bad'\n", 5, "severity"),
        (
            "[[checks.silence]]\ncheck = 'x'\ndocument = 'a'\nexpires = 2027-01-01\n",
            4,
            "reason: is missing",
        ),
        ("[[checks.add]]\nid = 'turns_have_words'\nsql = 'SELECT 1'\n", 5, "already"),
        ("[[checks.add]]\nid = 'mine'\n", 4, "either sql or python"),
    ],
)
def test_mistakes_in_the_recipe_are_told_with_their_line(
    tmp_path: Path, checks: str, line: int, says: str
) -> None:
    with pytest.raises(RecipeError) as raised:
        load_recipe(recipe(tmp_path, checks))
    assert f"onrecord.toml:{line}:" in str(raised.value)
    assert says in str(raised.value)


SILENCE = """[[checks.silence]]
check = "names_are_names"
document = "full-width-colon.txt"
reason = "a proverb"
expires = 2027-01-01
"""


def test_a_silence_holds_until_it_expires(dataset: Path, tmp_path: Path) -> None:
    path = recipe(
        tmp_path,
        SILENCE.replace("names_are_names", "text_holds_no_phone_number").replace(
            "full-width-colon", "caller-show"
        ),
    )
    before = onrecord.check(dataset, recipe=path, today=date(2026, 12, 31))
    after = onrecord.check(dataset, recipe=path, today=date(2027, 1, 2))
    assert "text_holds_no_phone_number" not in {one.check.id for one in before.findings}
    assert {one.check.id: one for one in before.results}["text_holds_no_phone_number"].silenced == 1
    found = {one.check.id: one for one in after.findings}
    assert "text_holds_no_phone_number" in found
    assert "expired on 2027-01-01" in found["silences_are_current"].samples[0].value


def test_a_silence_that_excuses_nothing_is_told(dataset: Path, tmp_path: Path) -> None:
    path = recipe(tmp_path, SILENCE.replace("full-width-colon.txt", "caller-show.txt"))
    found = {one.check.id: one for one in onrecord.check(dataset, recipe=path).findings}
    assert "finds nothing there" in found["silences_are_current"].samples[0].value


def test_added_checks_find_rows(dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "my_checks.py").write_text(
        "def find_long(turns):\n    return turns[turns['n_words'] > 120]\n"
        "def mask_long(turns):\n    return turns['n_words'] > 120\n",
        encoding="utf-8",
    )
    path = recipe(
        tmp_path,
        "[[checks.add]]\nid = 'by_sql'\nsql = 'SELECT document_id, turn_index FROM turns WHERE n_words > 120'\n"
        "[[checks.add]]\nid = 'by_rows'\npython = 'my_checks:find_long'\n"
        "[[checks.add]]\nid = 'by_mask'\npython = 'my_checks:mask_long'\ncolumns = ['n_words']\n",
    )
    found = {one.check.id: one for one in onrecord.check(dataset, recipe=path).findings}
    places = [
        [(sample.document_id, sample.turn_index) for sample in found[name].samples]
        for name in ("by_sql", "by_rows", "by_mask")
    ]
    assert places[0] == places[1] == places[2]
    assert found["by_sql"].failing >= 1
    assert found["by_mask"].samples[0].char_start is not None


@pytest.mark.parametrize(
    ("added", "says"),
    [
        ("sql = 'SELECT nothing FROM turns'", "BinderException"),
        ("sql = 'DROP TABLE turns'", "not one SELECT"),
        ("sql = \"SELECT * FROM read_text('/etc/hosts')\"", "PermissionException"),
        ("sql = \"SELECT 1; COPY turns TO 'x.csv'\"", "not one SELECT"),
        (
            "seconds = 0.5\nsql = 'SELECT count(*) FROM range(100000000) a, range(100000000) b'",
            "more than 0.5 s",
        ),
        ("python = 'broken:raises'", "ValueError: no"),
        ("python = 'broken:returns_nonsense'", "TypeError: it returned int"),
        ("python = 'broken:exits'", "exit code 3"),
        ("python = 'broken:missing'", "AttributeError"),
        ("seconds = 3\npython = 'broken:hangs'", "more than 3 s"),
        pytest.param("memory = 512\npython = 'broken:eats'", "its 512 MiB of memory", marks=LINUX),
        pytest.param("memory = 512\npython = 'broken:grows'", "its 512 MiB of memory", marks=LINUX),
    ],
)
def test_added_checks_that_fail_are_findings(
    dataset: Path, tmp_path: Path, added: str, says: str
) -> None:
    (tmp_path / "broken.py").write_text(
        "import os, time\n"
        "def raises(turns):\n    raise ValueError('no')\n"
        "def returns_nonsense(turns):\n    return 7\n"
        "def exits(turns):\n    os._exit(3)\n"
        "def hangs(turns):\n    time.sleep(600)\n"
        "def eats(turns):\n    return bytes(4 << 30)\n"
        "def grows(turns):\n    kept = []\n    while True:\n        kept.append([len(kept)] * 99)\n",
        encoding="utf-8",
    )
    path = recipe(tmp_path, f"[[checks.add]]\nid = 'mine'\n{added}\n")
    report = onrecord.check(dataset, recipe=path, only=["mine", "custom_checks_run"])
    (finding,) = report.findings
    assert finding.check.id == "custom_checks_run"
    assert says in finding.samples[0].value
    assert not list(dataset.glob("*.csv"))


def test_a_folder_of_something_else_is_told_for_what_it_is(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": [1], "text": ["hello"]}), tmp_path / "utterances.parquet")
    report = check_dataset(tmp_path)
    assert any("utterances.parquet" in remark for remark in report.remarks)
    assert {one.check.id for one in report.findings} >= {"tables_are_there"}
    assert len(report.skipped) > 40
    assert all(one.reason for one in report.skipped)


@pytest.mark.parametrize("keep", [0, 10, 4000, -100])
def test_a_file_cut_short_is_a_finding(dataset: Path, keep: int) -> None:
    path = dataset / "turns.parquet"
    path.write_bytes(path.read_bytes()[:keep])
    report = check_dataset(dataset)
    found = {one.check.id for one in report.findings}
    assert {"files_can_be_read", "tables_are_there", "files_are_those_of_the_manifest"} <= found
    assert "document_id_is_unique" in {one.check.id for one in report.results}


def test_a_file_corrupt_inside_is_a_finding(dataset: Path) -> None:
    path = dataset / "turns.parquet"
    data = bytearray(path.read_bytes())
    data[2000:40000] = bytes(38000)
    path.write_bytes(bytes(data))
    report = check_dataset(dataset)
    assert "files_can_be_read" in {one.check.id for one in report.findings}
    assert any("could not be run" in one.reason for one in report.skipped)


def test_other_types_and_columns_are_told_and_the_rest_is_checked(dataset: Path) -> None:
    turns = pq.read_table(dataset / "turns.parquet")
    at = turns.schema.get_field_index("turn_index")
    turns = turns.set_column(at, "turn_index", turns["turn_index"].cast(pa.string()))
    turns = turns.append_column("mood", pa.array(["calm"] * len(turns)))
    pq.write_table(turns.drop_columns(["cues"]), dataset / "turns.parquet")
    report = check_dataset(dataset, Settings())
    found = {one.check.id: one for one in report.findings}
    assert "turns.turn_index" in found["types_are_as_agreed"].samples[0].value
    assert "turns.mood" in found["no_other_columns"].samples[0].value
    assert "turns.cues" in found["columns_are_there"].samples[0].value
    assert "turn_index_is_dense" in {one.check.id for one in report.results}
    assert "spans_fit_their_words" in {one.check.id for one in report.skipped}


def test_scores_name_their_reasons(dataset: Path) -> None:
    change(dataset, "turns", "text", 0, "jane.roe@example.org says (LAUGHTER) and <p> too")
    scores = check_dataset(dataset).scores.to_pylist()
    assert [row["document_id"] for row in scores] == sorted(row["document_id"] for row in scores)
    by_reasons = {bool(row["reasons"]): row["score"] for row in scores}
    assert by_reasons[False] == 1.0
    assert by_reasons[True] < 1.0
    assert {"text_holds_no_email_address", "cues_are_not_left_in_text"} <= set(scores[0]["reasons"])


def test_the_same_dataset_gives_the_same_report(root: Path) -> None:
    one, other = (
        outputs.as_json(check_dataset(root / "data", Settings(threads=threads)))
        for threads in (1, 2)
    )
    assert one == other


def test_build_writes_scores_only_where_the_recipe_asks(pages: Path, tmp_path: Path) -> None:
    plain = recipe(tmp_path, "")
    onrecord.build(pages, recipe=plain, out=tmp_path / "plain")
    assert "quality_score" not in pq.read_schema(tmp_path / "plain" / "documents.parquet").names
    asked = recipe(tmp_path, "[checks]\nscores = true\n")
    files = []
    for workers in (1, 2):
        out = tmp_path / f"scored-{workers}"
        onrecord.build(pages, recipe=asked, out=out, workers=workers)
        files.append((out / "documents.parquet").read_bytes())
        assert not onrecord.validate(out)
        assert not onrecord.verify(out)
    assert files[0] == files[1]
    documents = pq.read_table(tmp_path / "scored-1" / "documents.parquet")
    told = check_dataset(tmp_path / "plain", Settings(today=None)).scores
    assert documents.schema.field("quality_score").type == pa.float32()
    assert documents["document_id"].to_pylist() == told["document_id"].to_pylist()
    assert all(0.0 <= score <= 1.0 for score in documents["quality_score"].to_pylist())
    assert not any(
        SCHEMA_VERSION not in (out / "manifest.json").read_text() for out in [tmp_path / "plain"]
    )


@pytest.mark.parametrize("seed", range(6))
def test_any_damage_to_the_bytes_is_survived(dataset: Path, seed: int) -> None:
    rng = Random(seed)
    for name in ("documents", "turns", "people"):
        path = dataset / f"{name}.parquet"
        data = bytearray(path.read_bytes())
        for _ in range(rng.randrange(1, 60)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path.write_bytes(bytes(data))
    report = check_dataset(dataset)
    assert "files_are_those_of_the_manifest" in {one.check.id for one in report.findings}
