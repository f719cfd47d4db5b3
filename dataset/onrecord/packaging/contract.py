"""contract/: what the tables must be, for people without onrecord.

``TABLE.schema.json`` is JSON Schema (2020-12) for one row, ``TABLE.pandera.yaml`` loads with pandera
alone, ``rules.sql`` holds the rules across tables for DuckDB. What pandera's YAML cannot carry, such
as rules on several columns, is named at its head.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from onrecord.packaging.columns import TABLES
from onrecord.packaging.release import Column, Release, Table
from onrecord.packaging.text import as_json, as_yaml, without_empty
from onrecord_schemas import RULES


def json_schema(release: Release, name: str) -> bytes:
    """The JSON Schema of a row of the table `name`."""
    table = _table(release, name)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:onrecord:contract:{release.schema_version}:{name}",
        "title": name,
        "description": table.description,
        "type": "object",
        "properties": {one.name: _property(one) for one in table.columns},
        "required": [one.name for one in table.columns],
        "additionalProperties": False,
    }
    return as_json(schema)


def pandera_yaml(release: Release, name: str) -> bytes:
    """The table's schema in the YAML that pandera reads, for frames with Arrow types.

    Columns of lists and dictionaries have no type in it, since pandera cannot read back what it
    would write for them.
    """
    table = _table(release, name)
    schema = {
        "schema_type": "dataframe",
        "api": "pandas",
        "columns": {one.name: _pandera_column(one) for one in table.columns},
        "checks": None,
        "strict": True,
        "name": name,
        "ordered": True,
        "unique": list(table.key) or None,
        "description": table.description,
    }
    lost = [check.name for check in TABLES[name].to_schema().checks]
    head = [
        f"# {name}: the contract {release.schema_version} as pandera reads it:",
        "#   import pandas, pandera.pandas",
        f'#   schema = pandera.pandas.DataFrameSchema.from_yaml("{name}.pandera.yaml")',
        '#   schema.validate(pandas.read_parquet(FILE, dtype_backend="pyarrow"), lazy=True)',
        *([f"# Not in it, since YAML carries no code: {', '.join(map(str, lost))}"] if lost else []),
    ]  # fmt: skip
    return ("\n".join(head) + "\n" + as_yaml(schema)).encode("utf-8", "replace")


def rules_sql(release: Release) -> bytes:
    """The rules across tables as SQL for DuckDB, to be run in the folder of the release."""
    lines = [
        "-- The rules across tables. In the folder of the release: duckdb < contract/rules.sql",
        "-- Each query gives the keys of rows that break the rule; none means that it holds.",
        "",
    ]
    for table in release.tables:
        names = ", ".join(f"'{one.path}'" for one in table.files)
        lines.append(f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet([{names}]);")
    for rule in RULES:
        query = " ".join(rule.query.split())
        lines += ["", f"-- {rule.name}: {rule.says}", f"{query};"]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _table(release: Release, name: str) -> Table:
    return next(one for one in release.tables if one.name == name)


def _property(column: Column) -> dict[str, Any]:
    return {"description": column.description} | _json_type(column.type, column.nullable, column.rules)  # fmt: skip


_WORDS = {
    "pattern": "pattern",
    "minimum": "minimum",
    "maximum": "maximum",
    "min_length": "minLength",
    "max_length": "maxLength",
}


def _json_type(kind: Any, nullable: bool, rules: Any) -> dict[str, Any]:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_list(kind):
        words = rules.get("item_isin")
        inner = _json_type(kind.value_type, False, {"isin": words} if words else {})
        return {"type": _or_null("array", nullable), "items": inner}
    if pa.types.is_struct(kind):
        return _json_struct(kind, nullable, rules)
    said = {_WORDS[key]: value for key, value in rules.items() if key in _WORDS}
    if "isin" in rules:
        said["enum"] = [*rules["isin"], *([None] if nullable else [])]
    return _json_scalar(kind, nullable) | said


def _json_struct(kind: Any, nullable: bool, rules: Any) -> dict[str, Any]:
    """An object; the vocabulary of lists of structs is that of ``kind``."""
    parts = {
        one.name: _json_type(one.type, True, rules if one.name == "kind" else {}) for one in kind
    }
    return {
        "type": _or_null("object", nullable),
        "properties": parts,
        "required": list(parts),
        "additionalProperties": False,
    }


def _json_scalar(kind: Any, nullable: bool) -> dict[str, Any]:
    if pa.types.is_integer(kind):
        bound = 2 ** (kind.bit_width - 1)
        return {"type": _or_null("integer", nullable), "minimum": -bound, "maximum": bound - 1}
    if pa.types.is_floating(kind):
        return {"type": _or_null("number", nullable)}
    if pa.types.is_boolean(kind):
        return {"type": _or_null("boolean", nullable)}
    dated = {"format": "date"} if pa.types.is_date(kind) else {}
    return {"type": _or_null("string", nullable)} | dated


def _or_null(name: str, nullable: bool) -> str | list[str]:
    return [name, "null"] if nullable else name


def _pandera_column(column: Column) -> dict[str, Any]:
    rules = column.rules
    checks = {
        "isin": list(rules["isin"]) if "isin" in rules else None,
        "str_matches": rules.get("pattern"),
        "greater_than_or_equal_to": rules.get("minimum"),
        "less_than_or_equal_to": rules.get("maximum"),
    }
    if "min_length" in rules or "max_length" in rules:
        bounds = {"min_value": rules.get("min_length"), "max_value": rules.get("max_length")}
        checks["str_length"] = bounds | {"exact_value": None}
    return {
        "description": column.description,
        "dtype": _pandera_dtype(column.type),
        **({"nullable": True} if column.nullable else {}),
        **({"unique": True} if rules.get("unique") else {}),
        **without_empty(checks),
    }


def _pandera_dtype(kind: Any) -> str | None:
    if pa.types.is_string(kind):
        return "arrow_string"
    if pa.types.is_dictionary(kind) or pa.types.is_nested(kind):
        return None
    return f"{str(kind).removesuffix('[day]')}[pyarrow]"
