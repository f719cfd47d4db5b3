"""Columns as the contract wants them, from whatever a file has in their place."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

#: What stands for a column that a table lacks, where its other columns can tell.
_WORDS = "CASE WHEN trim(\"text\") = '' THEN 0 ELSE len(regexp_split_to_array(trim(\"text\"), '\\s+')) END"
_DERIVED = {
    ("turns", "turn_index"): ("CAST(file_row_number AS INTEGER)", None, "rows are in file order"),
    ("turns", "kind"): ("'speech'", None, "every row is taken for speech"),
    ("turns", "person_id"): ('"speaker_label"', "speaker_label", "a label stands for a person"),
    ("turns", "document_id"): ("'all'", None, "all turns are taken for one document"),
    ("turns", "n_words"): (f"CAST({_WORDS} AS INTEGER)", "text", "words are counted in the text"),
}


def column_expression(table: str, wanted: Any, present: dict[str, str]) -> tuple[str, str | None]:
    """SQL for a column of the contract, and a remark where it is not simply there.

    `wanted` is the Arrow field, `present` the DuckDB types of the columns there are.
    """
    name, kind = wanted.name, sql_type(wanted.type)
    where = f"{table}.{name}"
    if name not in present:
        return _substitute(table, name, kind, present)
    actual = present[name]
    if actual.replace('"', "") == kind.replace('"', "") or _is_wider(actual, kind):
        return f'"{name}"', None
    if _is_castable(actual, kind):
        return f'TRY_CAST("{name}" AS {kind})', f"{where} is {actual}, read as {kind}."
    return f"CAST(NULL AS {kind})", f"{where} is {actual}, not {kind}, and is left aside."


def _substitute(
    table: str, name: str, kind: str, present: dict[str, str]
) -> tuple[str, str | None]:
    """What stands for a missing column: derived from the others, else null."""
    expression, needs, says = _DERIVED.get((table, name), (None, None, None))
    if expression and (needs is None or present.get(needs) == "VARCHAR"):
        return expression, f"{table} has no column {name}: {says}."
    return f"CAST(NULL AS {kind})", f"{table} has no column {name}."


def _is_wider(actual: str, wanted: str) -> bool:
    """Whether the type holds all that is wanted, so that no value needs a cast."""
    integers = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "UINTEGER"}
    if wanted in {"INTEGER", "BIGINT"}:
        return actual in integers | {"USMALLINT", "UBIGINT"}
    return wanted == "FLOAT" and actual == "DOUBLE"


def _is_castable(actual: str, wanted: str) -> bool:
    """Whether DuckDB can try a cast: between plain types, or of text to anything plain."""
    nested = ("STRUCT", "MAP", "UNION", "[]")
    return not any(mark in kind for kind in (actual, wanted) for mark in nested)


def sql_type(arrow_type: Any) -> str:
    """DuckDB's name for an Arrow type of the contract."""
    if pa.types.is_list(arrow_type):
        return f"{sql_type(arrow_type.value_type)}[]"
    if pa.types.is_struct(arrow_type):
        fields = ", ".join(f'"{f.name}" {sql_type(f.type)}' for f in arrow_type)
        return f"STRUCT({fields})"
    if pa.types.is_dictionary(arrow_type):
        return sql_type(arrow_type.value_type)
    return _PLAIN[str(arrow_type)]


_PLAIN = {
    "string": "VARCHAR",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "float": "FLOAT",
    "date32[day]": "DATE",
}
