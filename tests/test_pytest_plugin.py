"""pytest --onrecord DIR: one test a check, used on the sample dataset and on broken copies of it."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from onrecord.quality import CHECKS


@pytest.fixture(autouse=True)
def _quiet_settings(pytester: pytest.Pytester) -> None:
    """The project of a user: an ini file of its own, no tests yet."""
    pytester.makeini("[pytest]\naddopts = -p no:cacheprovider --strict-markers\n")


def test_the_sample_dataset_passes_and_lesser_findings_are_told(
    pytester: pytest.Pytester, root: Path
) -> None:
    result = pytester.runpytest_subprocess("--onrecord", str(root / "data"), "-v")
    outcomes = result.parseoutcomes()
    assert result.ret == 0
    assert outcomes["passed"] + outcomes.get("skipped", 0) == len(CHECKS)
    result.stdout.fnmatch_lines(
        [
            f"*data::{next(iter(CHECKS))} PASSED*",
            "*onrecord: findings that do not fail (--onrecord-fail-on error)*",
            "warn  text_holds_no_phone_number: 1 of *",
        ]
    )


def test_a_broken_dataset_fails_with_the_finding_and_where_to_look(
    pytester: pytest.Pytester, broken: Path
) -> None:
    result = pytester.runpytest_subprocess("--onrecord", str(broken))
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "error: every row keeps the rules of its table in the contract: 1 of *",
            "seeds/* turn 3 *hostess*",
            "try: *",
            "FAILED *broken::rows_keep_the_contract*",
        ]
    )


@pytest.mark.parametrize(("fail_on", "failed"), [("warn", True), ("never", False)])
def test_fail_on_says_from_which_severity_a_test_fails(
    pytester: pytest.Pytester, root: Path, fail_on: str, failed: bool
) -> None:
    arguments = ("--onrecord", str(root / "data"), "--onrecord-fail-on", fail_on)
    result = pytester.runpytest_subprocess(*arguments, "-k", "phone_number")
    result.assert_outcomes(failed=int(failed), passed=int(not failed), deselected=len(CHECKS) - 1)


def test_a_check_that_cannot_run_is_skipped_with_its_reason(
    pytester: pytest.Pytester, broken: Path
) -> None:
    turns = broken / "turns.parquet"
    pq.write_table(pq.read_table(turns).drop_columns(["start_ms"]), turns)
    result = pytester.runpytest_subprocess("--onrecord", str(broken), "-k", "plausible_rate", "-rs")
    result.assert_outcomes(skipped=1, deselected=len(CHECKS) - 1)
    result.stdout.fnmatch_lines(["SKIPPED*turns_are_spoken_at_plausible_rate: *start_ms*"])


def test_the_recipe_beside_sets_the_checks(pytester: pytest.Pytester, root: Path) -> None:
    pytester.path.joinpath("onrecord.toml").write_text(
        '[dataset]\nname = "x"\nversion = "1.0.0"\n'
        '[checks.text_holds_no_phone_number]\nseverity = "error"\n'
        '[checks.text_holds_no_email_address]\nseverity = "off"\n'
        '[[checks.add]]\nid = "nobody_speaks"\nseverity = "error"\n'
        "sql = \"SELECT document_id, turn_index FROM turns WHERE kind = 'speech'\"\n",
        encoding="utf-8",
    )
    result = pytester.runpytest_subprocess("--onrecord", str(root / "data"))
    assert result.parseoutcomes()["failed"] == 2
    result.stdout.fnmatch_lines(["*::text_holds_no_phone_number*", "*::nobody_speaks*"])
    result.stdout.no_fnmatch_line("*email*")


def test_a_wrong_recipe_is_one_error_with_its_line(pytester: pytest.Pytester, root: Path) -> None:
    recipe = pytester.path / "mine.toml"
    recipe.write_text('[dataset]\nname = "x"\nversion = "1.0.0"\n[checks.no_such]\n', "utf-8")
    result = pytester.runpytest_subprocess(
        "--onrecord", str(root / "data"), "--onrecord-recipe", "mine.toml"
    )
    assert result.parseoutcomes() == {"errors": 1}
    result.stdout.fnmatch_lines(["*mine.toml:4:*no_such*"])


def test_a_source_that_is_gone_fails_with_its_name(pytester: pytest.Pytester, root: Path) -> None:
    recipe = pytester.path / "onrecord.toml"
    text = '[dataset]\nname = "x"\nversion = "1.0.0"\n[[sources]]\npath = "gone"\n'
    recipe.write_text(text, encoding="utf-8")
    result = pytester.runpytest_subprocess("--onrecord", str(root / "data"), "-k", "phone or email")
    assert result.parseoutcomes()["failed"] == 2
    result.stdout.fnmatch_lines(["*onrecord: *gone*"])


@pytest.mark.parametrize(
    "arguments", [("--onrecord", "nowhere"), ("--onrecord", ".", "--onrecord-recipe", "no.toml")]
)
def test_what_is_not_there_is_a_wrong_call(
    pytester: pytest.Pytester, arguments: tuple[str, ...]
) -> None:
    result = pytester.runpytest_subprocess(*arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --onrecord*: no*"])


def test_tests_of_ones_own_run_beside_it(pytester: pytest.Pytester, root: Path) -> None:
    pytester.makepyfile("def test_mine(): pass")
    result = pytester.runpytest_subprocess(
        "--onrecord", str(root / "data"), "-k", "mine or phone_number"
    )
    result.assert_outcomes(passed=2, deselected=len(CHECKS) - 1)


def test_without_a_dataset_nothing_heavy_is_imported(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import sys\n"
        "def test_light():\n"
        "    assert 'onrecord.pytest_plugin' in sys.modules\n"
        "    heavy = {'pandas', 'pyarrow', 'duckdb', 'pandera', 'pydantic', 'onrecord._api'}\n"
        "    assert not heavy & set(sys.modules)\n"
    )
    pytester.runpytest_subprocess("-p", "no:hypothesispytest").assert_outcomes(passed=1)


def test_the_toolkit_does_not_need_pytest(pytester: pytest.Pytester) -> None:
    script = "import sys, onrecord._api.building, onrecord._api.quality, onrecord.cli; print('pytest' in sys.modules)"
    assert pytester.runpython_c(script).stdout.lines == ["False"]
