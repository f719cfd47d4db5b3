"""Columns that say nothing: empty, always the same, or one word where there should be more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from onrecord.quality.model import Check
from onrecord.quality.opening import TABLES, Opened, quoted
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


class _Tally(NamedTuple):
    """What a column holds: rows, rows with a value, whether all are equal or single words."""

    column: str
    rows: int
    filled: int
    same: bool
    single: bool


def _tallies(found: Opened, wanted: Iterable[str]) -> list[_Tally]:
    """One scan of each table over the columns wanted that it has, ``table.column``."""
    tallies = []
    for table in TABLES:
        if not found.rows.get(table):
            continue
        names = [
            column.partition(".")[2]
            for column in sorted(wanted)
            if column.startswith(f"{table}.") and column.partition(".")[2] in found.columns[table]
        ]
        if names:
            parts = ", ".join(_parts(table, name) for name in names)
            values = found.row(f"SELECT {parts} FROM {table}") or ()
            tallies += [
                _Tally(f"{table}.{name}", found.rows[table], *values[3 * at : 3 * at + 3])
                for at, name in enumerate(names)
            ]
    return tallies


def _parts(table: str, name: str) -> str:
    """SQL for the filled rows of a column, whether they are equal, whether they are single words."""
    column = quoted(name)
    if _is_nested(table, name):
        return f"count(*) FILTER (len({column}) > 0), false, false"
    text = f"nullif(trim({column}::VARCHAR), '')"
    single = (
        f"coalesce(bool_and(NOT contains({text}, ' ')), false)"
        if f"{table}.{name}" in _WORDS
        else "false"
    )
    return f"count({text}), coalesce(min({column}) = max({column}), false), {single}"


def _is_nested(table: str, name: str) -> bool:
    schema = arrow_schema(MODELS[table])
    return name in schema.names and str(schema.field(name).type).startswith("list")


def _all_columns() -> frozenset[str]:
    return frozenset(
        f"{table}.{name}" for table in TABLES for name in arrow_schema(MODELS[table]).names
    )


def _find_empty(wanted: frozenset[str], least: str | None = None) -> Run:
    def run(found: Opened, settings: Settings) -> tuple[Iterable[Fault], int]:
        share = settings.limits(RULES[0].check)[least] if least else 0.0
        tallies = _tallies(found, wanted)
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
    tallies = [one for one in _tallies(found, _VARIED) if one.filled >= least]
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
        _find_empty(_ESSENTIAL, "least_share"),
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
        _find_empty(_all_columns() - _ESSENTIAL),
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
