"""Columns that say nothing: empty, always the same, or one word where there should be more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import pyarrow as pa

from onrecord.foreign.sql import identifier
from onrecord.quality.model import Check
from onrecord.quality.opening import TABLES, Opened
from onrecord.quality.rules import Fault, FunctionRule, Rule, Run
from onrecord.quality.settings import Settings
from onrecord_schemas import MODELS, arrow_schema

#: Columns without which most questions cannot be asked.
_ESSENTIAL = frozenset(
    "documents.source_uri documents.format documents.title documents.published_on"
    " turns.person_id turns.role turns.text turns.speaker_label turns.n_words turns.attribution"
    " people.name people.family_name".split()
)
#: Columns of many values in any dataset of some size.
_VARIED = frozenset(
    "documents.source_uri documents.title documents.published_on documents.n_words"
    " turns.person_id turns.text turns.n_words turns.speaker_label people.name".split()
)
#: Columns of several words.
_WORDS = frozenset(("documents.title", "turns.text"))


#: Rows that are enough to see that a column varies, and that more than a few of its rows are filled.
_FIRST = 10_000
#: The share of the rows that is looked at first for filled ones.
_SHARE = 16


class _Tally(NamedTuple):
    """What a column holds: rows, rows with a value, whether all are equal or single words.

    `filled` is counted to the end where few are, or all are alike; otherwise at least so many are.
    """

    column: str
    rows: int
    filled: int
    same: bool
    single: bool


def _tallies(found: Opened, wanted: frozenset[str], settings: Settings) -> list[_Tally]:
    """What the columns wanted hold, ``table.column``; each table is looked at once for all checks."""
    if not found.tallies:
        least = _least_share(settings)
        found.tallies = {table: _tally_table(found, table, least) for table in TABLES}
    return [tally for table in found.tallies.values() for tally in table if tally.column in wanted]


def _least_share(settings: Settings) -> float:
    return float(settings.limits(RULES[0].check)["least_share"])


def _tally_table(found: Opened, table: str, least_share: float) -> list[_Tally]:
    names = sorted(found.columns.get(table, set()) & set(arrow_schema(MODELS[table]).names))
    rows = found.rows.get(table)
    if not names or not rows:
        return []
    first = _varying(found, table, names, f"(FROM {table} LIMIT {_FIRST})")
    alike = [name for name in names if any(first[name])]
    if alike and rows > _FIRST:
        first |= _varying(found, table, alike, table)
    first_rows = max(rows // _SHARE, _FIRST)
    filled = _filled_in(found, table, names, f"(FROM {table} LIMIT {first_rows})")
    few = [name for name in names if any(first[name]) or filled[name] <= least_share * rows]
    if first_rows < rows:
        filled |= _filled_in(found, table, few, table)
    return [_Tally(f"{table}.{name}", rows, filled[name], *first[name]) for name in names]


def _filled_in(found: Opened, table: str, names: list[str], source: str) -> dict[str, int]:
    """Rows of each column that have a value."""
    if not names:
        return {}
    counts = ", ".join(_filled(table, name) for name in names)
    return dict(zip(names, found.row(f"SELECT {counts} FROM {source}") or (), strict=True))


def _filled(table: str, name: str) -> str:
    """SQL for the rows of a column that have a value."""
    column = identifier(name)
    if _is_nested(table, name):
        return f"count(*) FILTER (len({column}) > 0)"
    kind = arrow_schema(MODELS[table]).field(name).type
    is_text = pa.types.is_string(kind) or pa.types.is_dictionary(kind)
    return f"count({column}) FILTER ({column} <> '')" if is_text else f"count({column})"


def _varying(
    found: Opened, table: str, names: list[str], source: str
) -> dict[str, tuple[bool, bool]]:
    """For each column, whether its values are equal, and whether they are single words."""
    plain = [name for name in names if not _is_nested(table, name)]
    parts = [
        f"coalesce(min({identifier(name)}) = max({identifier(name)}), false), {_single(table, name)}"
        for name in plain
    ]
    row = found.row(f"SELECT {', '.join(parts)} FROM {source}") if parts else ()
    pairs = zip((row or ())[::2], (row or ())[1::2], strict=True)
    return dict.fromkeys(names, (False, False)) | dict(zip(plain, pairs, strict=True))


def _single(table: str, name: str) -> str:
    if f"{table}.{name}" not in _WORDS:
        return "false"
    return f"coalesce(bool_and(NOT contains(trim({identifier(name)}), ' ')), false)"


def _is_nested(table: str, name: str) -> bool:
    schema = arrow_schema(MODELS[table])
    return name in schema.names and str(schema.field(name).type).startswith("list")


def _all_columns() -> frozenset[str]:
    return frozenset(
        f"{table}.{name}" for table in TABLES for name in arrow_schema(MODELS[table]).names
    )


def _find_empty(wanted: frozenset[str], least: Callable[[Settings], float]) -> Run:
    def run(found: Opened, settings: Settings) -> tuple[Iterable[Fault], int]:
        share = least(settings)
        tallies = _tallies(found, wanted, settings)
        faults = [
            Fault(
                None, value=f"{one.column}: {one.filled} of {one.rows} rows filled", key=one.column
            )
            for one in tallies
            if one.filled <= share * one.rows
        ]
        return faults, len(tallies)

    return run


def _find_constant(found: Opened, settings: Settings) -> tuple[Iterable[Fault], int]:
    least = settings.limits(RULES[2].check)["least_rows"]
    tallies = [one for one in _tallies(found, _VARIED, settings) if one.filled >= least]
    faults = [
        Fault(
            None,
            value=f"{one.column}: {'one value' if one.same else 'one word'} in each of {one.filled} rows",
            key=one.column,
        )
        for one in tallies
        if one.same or one.single
    ]
    return faults, len(tallies)


RULES: tuple[Rule, ...] = (
    FunctionRule(
        Check(
            id="essential_columns_are_filled",
            severity="error",
            table="dataset",
            description="no column that most questions need is empty",
            why="without texts, speakers, titles or dates there is little to ask",
            fix="look with onrecord explain at what the sources state; the recipe can state it for"
            " them, in [sources.metadata]",
            limits={"least_share": 0.02},
            limits_say={"least_share": "share of rows with a value"},
        ),
        _find_empty(_ESSENTIAL, _least_share),
    ),
    FunctionRule(
        Check(
            id="columns_are_not_empty",
            severity="info",
            table="dataset",
            description="every column has a value somewhere",
            why="an empty column promises what the dataset does not hold",
            fix="state it in the recipe, in [sources.metadata], where it is the same for all",
        ),
        _find_empty(_all_columns() - _ESSENTIAL, lambda _settings: 0.0),
    ),
    FunctionRule(
        Check(
            id="columns_vary",
            severity="error",
            table="dataset",
            description="columns of many values have more than one, and texts more than one word",
            why="one value everywhere is a default that took the place of what was read",
            fix="look at what wrote the column; onrecord explain shows what the source says",
            limits={"least_rows": 20},
            limits_say={"least_rows": "filled rows from which a single value is no accident"},
        ),
        _find_constant,
    ),
)
