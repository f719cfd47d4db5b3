"""Row rules of one table, all evaluated in one scan.

Each rule is a bit of a mask; rows whose mask is not empty are kept with what each rule wants
shown, and then go into the ledger rule by rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from onrecord.foreign.sql import literal
from onrecord.quality.ledger import COLUMNS, Ledger
from onrecord.quality.opening import Opened
from onrecord.quality.rules import Fault, RowRule, with_limits
from onrecord.quality.settings import Settings

_KEYS = tuple(name for name in COLUMNS if name != "value")
_BATCH = 10_000


def scan(
    found: Opened, ledger: Ledger, settings: Settings, table: str, rules: Sequence[RowRule]
) -> list[int]:
    """Enter the rows of `table` that fail; how many rows each rule looked at, in their order."""
    execute = found.connection.execute
    execute("DROP TABLE IF EXISTS scanned")
    execute(_scan_query(found, settings, table, rules))
    for bit, rule in enumerate(rules):
        rows = (
            f"SELECT {', '.join(_KEYS)}, v{bit} AS value FROM scanned WHERE mask & {1 << bit} <> 0"
        )
        if rule.narrow is not None:
            ledger.add_faults(rule.check.id, rule.narrow(found, rows))
        elif rule.confirm is not None:
            ledger.add_faults(rule.check.id, _confirmed(found, rule.confirm, rows))
        else:
            ledger.add_query(rule.check.id, rows)
    of = (with_limits(rule.of, settings.limits(rule.check)) for rule in rules)
    counts = ", ".join(f"count(*) FILTER ({one})" for one in of)
    return list(found.row(f"SELECT {counts} FROM {table}") or ())


def _scan_query(found: Opened, settings: Settings, table: str, rules: Sequence[RowRule]) -> str:
    looked_at = [with_limits(rule.of, settings.limits(rule.check)) for rule in rules]
    of = {sql: f"of{at}" for at, sql in enumerate(dict.fromkeys(looked_at))}
    mask, values = [], []
    for bit, rule in enumerate(rules):
        limits = settings.limits(rule.check)
        fails = f"{of[looked_at[bit]]} AND {'suspect AND ' if rule.pattern else ''}({with_limits(rule.fails, limits)})"
        if rule.pattern:
            fails += f" AND regexp_matches(text, {literal(rule.pattern)})"
        mask.append(f"(CASE WHEN {fails} THEN {1 << bit} ELSE 0 END)")
        value = with_limits(rule.value, limits)
        values.append(f"CASE WHEN mask & {1 << bit} <> 0 THEN ({value})::VARCHAR END AS v{bit}")
    keys = [f"{_key(found, table, name)} AS {name}" for name in _KEYS]
    once = [f"({sql}) AS {name}" for sql, name in of.items()]
    return (
        f"CREATE TABLE scanned AS SELECT {', '.join(keys)}, mask, {', '.join(values)}"
        f" FROM (SELECT *, ({' | '.join(mask)})::BIGINT AS mask FROM"
        f" (SELECT *, {_suspicion(rules)} AS suspect, {', '.join(once)} FROM {table})) WHERE mask <> 0"
    )


def _suspicion(rules: Sequence[RowRule]) -> str:
    """SQL for whether a row's text matches any pattern at all."""
    patterns = [f"(?:{rule.pattern})" for rule in rules if rule.pattern]
    return f"regexp_matches(text, {literal('|'.join(patterns))})" if patterns else "false"


def _key(found: Opened, table: str, name: str) -> str:
    if name == "key":
        name = "person_id" if table == "people" else ""
    return name if name in found.columns[table] else "NULL"


def _confirmed(found: Opened, confirm: Callable[[str], str | None], rows: str) -> Iterator[Fault]:
    """The failing rows whose value `confirm` still finds at fault, with the offending piece."""
    reader = found.connection.cursor()
    reader.execute(f"SELECT {', '.join(COLUMNS)} FROM ({rows})")
    while batch := reader.fetchmany(_BATCH):
        for row in batch:
            fault = Fault(*row)
            value = confirm(fault.value or "")
            if value is not None:
                yield fault._replace(value=value)
