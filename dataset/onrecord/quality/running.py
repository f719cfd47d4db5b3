"""The run of all checks over an opened dataset: rows in one scan, then queries, then functions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from onrecord.quality.derived import make_derived
from onrecord.quality.ledger import Ledger
from onrecord.quality.model import Check, Finding, QualityReport, Skipped
from onrecord.quality.opening import TABLES, Opened, Problem, first_line, opened
from onrecord.quality.registry import RULES
from onrecord.quality.rules import CannotRun, FunctionRule, QueryRule, RowRule, Rule, with_limits
from onrecord.quality.scanning import scan
from onrecord.quality.settings import Settings


def check_dataset(folder: str | Path, settings: Settings | None = None) -> QualityReport:
    """What the checks find in the dataset at `folder`. Raises `DatasetError` without a folder.

    A folder that onrecord did not build, or that is damaged, is checked as far as it can be read.
    """
    with opened(Path(folder), settings or Settings()) as found:
        return _Run(found, settings or Settings()).report()


class _Run:
    """One run: how many rows each check looked at, or why it was skipped, by check id."""

    def __init__(self, found: Opened, settings: Settings):
        self.found, self.settings = found, settings
        self.ledger = Ledger(found)
        self.looked_at: dict[str, int] = {}
        self.skipped: dict[str, str] = {}

    def report(self) -> QualityReport:
        wanted = [rule for rule in RULES.values() if self.settings.wants(rule.check)]
        self._carry_out([rule for rule in wanted if self._can_run(rule.check)])
        checks = [rule.check for rule in wanted]
        return QualityReport(
            folder=str(self.found.folder),
            results=tuple(self._finding(one) for one in checks if one.id in self.looked_at),
            skipped=tuple(
                Skipped(one, self.skipped[one.id]) for one in checks if one.id in self.skipped
            ),
            rows=dict(self.found.rows),
            remarks=tuple(self.found.remarks),
            name=_stated(self.found, "name"),
            version=_stated(self.found, "version"),
        )

    def _carry_out(self, rules: Sequence[Rule]) -> None:
        """Run the rules. Functions come last: checks of files tell what the others ran into."""
        for table in TABLES:
            self._scan(
                table, [r for r in rules if isinstance(r, RowRule) and r.check.table == table]
            )
        for rule in rules:
            if isinstance(rule, QueryRule):
                self._query(rule)
        for rule in rules:
            if isinstance(rule, FunctionRule):
                self._run_function(rule)

    def _can_run(self, check: Check) -> bool:
        reason = self.found.missing(check.needs)
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
            counted = self.found.connection.execute(f"SELECT count(*) FROM {of}").fetchone()
        except duckdb.Error as error:
            self._give_up(rule.check, error)
        else:
            self.looked_at[rule.check.id] = counted[0]

    def _run_function(self, rule: FunctionRule) -> None:
        import duckdb

        try:
            faults, looked_at = rule.run(self.found, self.settings)
            self.ledger.add_faults(rule.check.id, faults)
        except CannotRun as reason:
            self.skipped[rule.check.id] = str(reason)
        except duckdb.Error as error:
            self._give_up(rule.check, error)
        else:
            self.looked_at[rule.check.id] = looked_at

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


def _is_damage(error: Exception) -> bool:
    """Whether DuckDB stumbled over the bytes of a file, not over the query."""
    import duckdb

    return isinstance(
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
