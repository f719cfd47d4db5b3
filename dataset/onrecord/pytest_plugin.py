"""The pytest plug-in: ``pytest --onrecord DIR`` makes every check of a dataset one test.

A test's id is ``DIR::check_id``. It fails where the finding is as severe as ``--onrecord-fail-on``
(error), passes and is told at the end where it is less severe, and is skipped where the check
cannot run. pytest loads this module in every project of an environment that has onrecord: all that
costs time is imported once a dataset is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from onrecord.quality import Finding, Skipped
    from onrecord.recipe import Recipe

_TOLD = "onrecord"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options for pytest: the dataset, the recipe, and from which severity on a test fails."""
    group = parser.getgroup("onrecord", "quality of a dataset of transcripts")
    group.addoption("--onrecord", metavar="DIR", help="check the dataset in DIR, one test a check")
    group.addoption(
        "--onrecord-recipe",
        metavar="FILE",
        help="the recipe that sets the checks; default: onrecord.toml, if there is one",
    )
    group.addoption(
        "--onrecord-fail-on",
        choices=["error", "warn", "info", "never"],
        default="error",
        help="the least severity that fails a test (default: error)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a dataset or recipe that is not there before anything runs."""
    folder, recipe = config.getoption("--onrecord"), config.getoption("--onrecord-recipe")
    if folder and not _located(config, folder).is_dir():
        raise pytest.UsageError(f"--onrecord {folder}: not a folder; name the folder of a dataset")
    if recipe and not _located(config, recipe).is_file():
        raise pytest.UsageError(f"--onrecord-recipe {recipe}: no such file")


def _located(config: pytest.Config, name: str) -> Path:
    """The path as seen from where pytest was started, or, as in ``addopts``, from the rootdir."""
    here = config.invocation_params.dir / name
    return here if here.exists() else config.rootpath / name


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Collect the checks after all other tests; first, so that ``-k`` and others select from them."""
    name = config.getoption("--onrecord")
    if not name:
        return
    folder = _located(config, name)
    dataset = DatasetUnderTest.from_parent(session, name=name, nodeid=name, path=folder)
    collected = config.hook.pytest_make_collect_report(collector=dataset)
    config.hook.pytest_collectreport(report=collected)
    items.extend(collected.result or [])


class DatasetUnderTest(pytest.Collector):
    """A dataset, whose tests are its checks. They run together, when the first is asked for."""

    _outcomes: dict[str, Finding | Skipped] | None = None
    _error: str | None = None

    def collect(self) -> Iterator[CheckItem]:
        """One test for every check that the recipe does not switch off."""
        from onrecord.errors import OnrecordError
        from onrecord.quality import CHECKS

        try:
            settings = self._recipe().checks
        except OnrecordError as error:
            raise self.CollectError(str(error)) from None
        for check in (*CHECKS.values(), *(one.check for one in settings.custom)):
            if settings.wants(check):
                yield CheckItem.from_parent(self, name=check.id)

    def _recipe(self) -> Recipe:
        from onrecord.recipe import default_recipe, load_recipe

        given = self.config.getoption("--onrecord-recipe")
        path = _located(self.config, given or "onrecord.toml")
        return load_recipe(path) if given or path.is_file() else default_recipe()

    def outcome(self, check_id: str) -> Finding | Skipped:
        """What a check found; the first call runs all that are selected."""
        if self._outcomes is None and self._error is None:
            self._run()
        if self._outcomes is None:
            pytest.fail(f"onrecord: {self._error}", pytrace=False)
        return self._outcomes[check_id]

    def _run(self) -> None:
        from onrecord import OnrecordError, check

        selected = [one.name for one in self.session.items if isinstance(one, CheckItem)]
        try:
            report = check(self.path, recipe=self._recipe(), only=selected)
        except OnrecordError as error:
            self._error = str(error)
        else:
            ran = {one.check.id: one for one in report.results}
            self._outcomes = ran | {one.check.id: one for one in report.skipped}


class CheckItem(pytest.Item):
    """One check of a dataset."""

    parent: DatasetUnderTest

    def runtest(self) -> None:
        """Fail with the finding and its samples, or skip with the reason."""
        from onrecord.quality import Skipped
        from onrecord.quality.outputs import tell

        found = self.parent.outcome(self.name)
        if isinstance(found, Skipped):
            pytest.skip(f"{self.name}: {found.reason}")
        if found.holds:
            return
        if found.is_as_bad_as(self.config.getoption("--onrecord-fail-on")):
            pytest.fail(f"{found.severity}: {tell(found)}", pytrace=False)
        self.user_properties.append((_TOLD, f"{found.severity}  {self.name}: {found.message}"))
        self.add_report_section("call", found.severity, tell(found))

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where the test is from: the dataset's folder."""
        return self.path, None, self.nodeid


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Tell the findings that are not severe enough to fail a test."""
    passed = terminalreporter.stats.get("passed", [])
    told = [text for one in passed for name, text in one.user_properties if name == _TOLD]
    if told:
        least = config.getoption("--onrecord-fail-on")
        terminalreporter.section(
            f"onrecord: findings that do not fail (--onrecord-fail-on {least})"
        )
        for line in told:
            terminalreporter.line(line)
