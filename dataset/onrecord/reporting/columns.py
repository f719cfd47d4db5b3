"""Columns as the contract wants them, from whatever a file has in their place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from onrecord.foreign.sql import identifier
from onrecord.foreign.types import agreed_types
from onrecord.reporting.wording import listed
from onrecord_schemas import MODELS, arrow_schema

#: What stands for a column that a table lacks, where its other columns can tell.
_WORDS = "CASE WHEN trim(\"text\") = '' THEN 0 ELSE len(regexp_split_to_array(trim(\"text\"), '\\s+')) END"
_DERIVED = {
    ("turns", "turn_index"): ("CAST(file_row_number AS INTEGER)", None, "rows are in file order"),
    ("turns", "kind"): ("'speech'", None, "every row is taken for speech"),
    ("turns", "person_id"): ('"speaker_label"', "speaker_label", "a label stands for a person"),
    ("turns", "document_id"): ("'all'", None, "all turns are taken for one document"),
    ("turns", "n_words"): (f"CAST({_WORDS} AS INTEGER)", "text", "words are counted in the text"),
}
#: Values that Python has no date for, or JSON no number, are as good as none.
_GUARDS = {
    "DATE": "CASE WHEN {0} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN {0} END",
    "FLOAT": "CASE WHEN isfinite({0}) THEN {0} END",
}


@dataclass(frozen=True)
class Expressions:
    """SQL for the contract's columns of one table, and what had to be said of them."""

    columns: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]


def express(
    table: str, present: Mapping[str, str], can_cast: Callable[[str, str], bool]
) -> Expressions:
    """The contract's columns of a table from those `present` (DuckDB types by name).

    What is missing or of a type that cannot be cast is derived from other columns or null.
    """
    columns, remarks, missing = [], [], []
    for name in arrow_schema(MODELS[table]).names:
        kind = agreed_types(table)[name]
        expression, says = identifier(name), ""
        if name not in present:
            expression, says = _substitute(table, name, kind, present)
            missing += [name] * (not says)
        elif not _is_same(present[name], kind):
            expression, says = _cast(name, present[name], kind, can_cast)
        columns.append((name, _GUARDS.get(kind, "{}").format(expression)))
        if says:
            remarks.append(f"{table}.{name} {says}.")
    if missing:
        noun = "column" if len(missing) == 1 else "columns"
        remarks.append(f"{table} has no {noun} {listed(missing)}.")
    return Expressions(tuple(columns), tuple(remarks))


def _substitute(table: str, name: str, kind: str, present: Mapping[str, str]) -> tuple[str, str]:
    """What stands for a missing column: derived from the others, else null."""
    expression, needs, says = _DERIVED.get((table, name), ("", None, ""))
    if expression and (needs is None or present.get(needs) == "VARCHAR"):
        return expression, f"is missing: {says}"
    return f"CAST(NULL AS {kind})", ""


def _cast(
    name: str, actual: str, kind: str, can_cast: Callable[[str, str], bool]
) -> tuple[str, str]:
    """A column of another type, cast where DuckDB can, value by value."""
    is_nested = [any(mark in one for mark in ("STRUCT", "MAP", "[")) for one in (actual, kind)]
    if is_nested[0] == is_nested[1] and can_cast(actual, kind):
        return (
            f"TRY_CAST({identifier(name)} AS {kind})",
            f"is {_brief(actual)}, read as {_brief(kind)}",
        )
    return f"CAST(NULL AS {kind})", f"is {_brief(actual)}, not {_brief(kind)}, and is left aside"


def _brief(kind: str) -> str:
    plain = kind.replace('"', "")
    return plain if len(plain) <= 60 else plain[:59] + "…"


def _is_same(actual: str, wanted: str) -> bool:
    """Whether the type is the wanted one, or holds all that is wanted without a cast."""
    integers = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
    if wanted in {"INTEGER", "BIGINT"}:
        return actual in integers
    return actual.replace('"', "") == wanted.replace('"', "") or (actual, wanted) == ("DOUBLE", "FLOAT")  # fmt: skip
