"""The run of all checks over an opened dataset: rows in one scan, then queries, then functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import filterfalse
from pathlib import Path
from typing import Any

from onrecord.errors import first_line
from onrecord.progress import Teller
from onrecord.quality.beside import ahead
from onrecord.quality.custom import Failed, run_custom
from onrecord.quality.derived import make_derived
from onrecord.quality.ledger import Ledger
from onrecord.quality.model import Check, Finding, QualityReport, Skipped
from onrecord.quality.opening import TABLES, Opened, Problem, opened
from onrecord.quality.registry import CHECKS, RULES
from onrecord.quality.rules import (
    CannotRun,
    Fault,
    FunctionRule,
    QueryRule,
    RowRule,
    Rule,
    with_limits,
)
from onrecord.quality.scanning import scan
from onrecord.quality.scores import score_documents
from onrecord.quality.settings import CustomCheck, Settings, source_date
from onrecord.quality.silences import apply_silences


def check_dataset(
    folder: str | Path, settings: Settings | None = None, told: Teller | None = None
) -> QualityReport:
    """What the checks find in the dataset at `folder`. Raises `DatasetError` without a folder.

    A folder that onrecord did not build, or that is damaged, is checked as far as it can be read.
    `told` hears how many of the checks are done.
    """
    with opened(Path(folder), settings or Settings()) as found:
        return _Run(found, settings or Settings(), told or Teller(None)).report()


def score_dataset(folder: Path, settings: Settings) -> Any:
    """The scores of a dataset that is being built: a `pyarrow.Table` in order of document_id.

    Checks that need more than the tables and the recipe's settings have no part in it, so that the
    same sources give the same scores: those of the day (but for SOURCE_DATE_EPOCH), the sources, an
    optional dependency, and code from the recipe.
    """
    wanted = [
        check.id for check in CHECKS.values() if not check.extra and check.id != _NEEDS_SOURCES
        and settings.wants(check)
    ]  # fmt: skip
    plain = replace(settings, only=tuple(wanted), custom=(), sources=(), today=source_date())
    return check_dataset(folder, plain).scores


_NEEDS_SOURCES = "offsets_give_the_words"


class _Run:
    """One run: how many rows each check looked at, or why it was skipped, by check id."""

    def __init__(self, found: Opened, settings: Settings, told: Teller):
        self.found, self.settings, self.told = found, settings, told
        self.ledger = Ledger(found)
        self.looked_at: dict[str, int] = {}
        self.skipped: dict[str, str] = {}
        self.started: dict[str, tuple[Iterable[Fault], int]] = {}

    def report(self) -> QualityReport:
        wanted = [rule for rule in RULES.values() if self.settings.wants(rule.check)]
        custom = [one for one in self.settings.custom if self.settings.wants(one.check)]
        self._carry_out([rule for rule in wanted if self._can_run(rule.check)], custom)
        checks = [rule.check for rule in wanted] + [one.check for one in custom]
        results = tuple(self._finding(one) for one in checks if one.id in self.looked_at)
        return QualityReport(
            folder=str(self.found.folder),
            results=results,
            skipped=tuple(
                Skipped(one, self.skipped[one.id]) for one in checks if one.id in self.skipped
            ),
            rows=dict(self.found.rows),
            scores=score_documents(self.found, results),
            remarks=tuple(self.found.remarks),
            name=_stated(self.found, "name"),
            version=_stated(self.found, "version"),
        )

    def _carry_out(self, rules: Sequence[Rule], custom: Sequence[CustomCheck]) -> None:
        """Run the rules in the order in which one may lean on another's work."""
        functions = [rule for rule in rules if isinstance(rule, FunctionRule)]
        total = len(rules) + len(custom)
        self.told("checking", 0, total, unit="checks")
        for rule in filter(_is_beside, functions):
            self._start(rule)
        for done in self._steps(rules, functions, custom):
            self.told("checking", done, total, unit="checks")

    def _steps(
        self,
        rules: Sequence[Rule],
        functions: Sequence[FunctionRule],
        custom: Sequence[CustomCheck],
    ) -> Iterator[int]:
        """Carry out one step after the other; how many checks are done after each."""
        done = 0
        for table in TABLES:
            of_rows = [r for r in rules if isinstance(r, RowRule) and r.check.table == table]
            self._scan(table, of_rows)
            yield (done := done + len(of_rows))
        for query in rules:
            if isinstance(query, QueryRule):
                self._query(query)
                yield (done := done + 1)
        for rule in filterfalse(_is_last, functions):
            self._run_function(rule)
            yield (done := done + 1)
        for one in custom:
            self._run_custom(one)
            yield (done := done + 1)
        apply_silences(self.found, self.ledger, self.settings)
        for rule in filter(_is_last, functions):
            self._run_function(rule)
            yield (done := done + 1)

    def _can_run(self, check: Check) -> bool:
        reason = self.found.missing(check.needs)
        if "today" in check.limits and self.settings.today is None:
            reason = "it is not known which day it is: set SOURCE_DATE_EPOCH, or give a day"
        if reason:
            self.skipped[check.id] = reason
        return reason is None

    def _scan(self, table: str, rules: Sequence[RowRule]) -> None:
        """Evaluate row rules in one scan; one by one where that fails, to blame the right one."""
        import duckdb

        if not rules:
            return
        try:
            counts = scan(self.found, self.ledger, self.settings, table, rules)
        except duckdb.Error as error:
            self.ledger.forget([rule.check.id for rule in rules])
            if len(rules) == 1:
                self._give_up(rules[0].check, error)
            else:
                for rule in rules:
                    self._scan(table, [rule])
            return
        self.looked_at |= {rule.check.id: n for rule, n in zip(rules, counts, strict=True)}

    def _query(self, rule: QueryRule) -> None:
        import duckdb

        limits = self.settings.limits(rule.check)
        query, of = with_limits(rule.query, limits), with_limits(rule.of, limits)
        try:
            make_derived(self.found, f"{query} {of}")
            self.ledger.add_query(rule.check.id, query)
            counted = self.found.count(of)
        except duckdb.Error as error:
            self._give_up(rule.check, error)
        else:
            self.looked_at[rule.check.id] = counted

    def _start(self, rule: FunctionRule) -> None:
        """Begin to make the rows of a function; one that cannot run says so in its turn."""
        with suppress(CannotRun):
            faults, looked_at = rule.run(self.found, self.settings)
            self.started[rule.check.id] = ahead(faults), looked_at

    def _run_function(self, rule: FunctionRule) -> None:
        import duckdb

        try:
            started = self.started.pop(rule.check.id, None)
            faults, looked_at = started or rule.run(self.found, self.settings)
            self.ledger.add_faults(rule.check.id, faults)
        except CannotRun as reason:
            self.skipped[rule.check.id] = str(reason)
        except duckdb.Error as error:
            self._give_up(rule.check, error)
        else:
            self.looked_at[rule.check.id] = looked_at

    def _run_custom(self, custom: CustomCheck) -> None:
        """Run a check that the recipe adds; one that cannot be run is a finding of its own."""
        check = custom.check
        try:
            faults = run_custom(self.found, custom, self.settings)
        except Failed as why:
            self.skipped[check.id] = str(why)
            self.found.problems.append(Problem("custom_checks_run", check.id, str(why)))
            return
        self.ledger.add_faults(check.id, faults)
        self.looked_at[check.id] = max(self.found.rows.get(check.table, 0), len(faults))

    def _give_up(self, check: Check, error: Exception) -> None:
        """Skip a check that DuckDB could not carry out; bytes it cannot read are a fault of files."""
        reason = first_line(error)
        self.skipped[check.id] = f"it could not be run: {reason}"
        problem = Problem("files_can_be_read", check.table, reason)
        if _is_damage(error) and problem not in self.found.problems:
            self.found.problems.append(problem)

    def _finding(self, check: Check) -> Finding:
        failing, silenced, documents = self.ledger.tally(check.id)
        looked_at = self.looked_at[check.id]
        if looked_at and failing / looked_at <= self.settings.allow(check):
            failing, documents = 0, 0
        return Finding(
            check,
            self.settings.severity(check),
            failing,
            looked_at,
            documents,
            self.ledger.samples(check.id) if failing else (),
            _message(check, failing, looked_at, documents, silenced),
            silenced,
        )


def _is_beside(rule: FunctionRule) -> bool:
    return rule.beside


def _is_last(rule: FunctionRule) -> bool:
    return rule.last


def _is_damage(error: Exception) -> bool:
    """Whether DuckDB stumbled over the bytes of a file, not over the query."""
    import duckdb

    return type(error) is duckdb.Error or isinstance(
        error, duckdb.IOException | duckdb.InvalidInputException | duckdb.SerializationException
    )


def _stated(found: Opened, key: str) -> str | None:
    value = (found.manifest or {}).get(key)
    return value if isinstance(value, str) else None


def _message(check: Check, failing: int, looked_at: int, documents: int, silenced: int) -> str:
    rows = {"dataset": "parts"}.get(check.table, check.table)
    parts = [f"{failing:,} of {looked_at:,} {rows}"]
    if check.table not in {"documents", "dataset"} and documents:
        parts.append(f"in {documents:,} document{'s' if documents != 1 else ''}")
    if silenced:
        parts.append(f"({silenced:,} silenced)")
    return " ".join(parts)
