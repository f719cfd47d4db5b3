"""The tables of a release described: columns, keys and rules, all from the contract."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from onrecord.packaging.release import Column, DataFile, ForeignKey, Table
from onrecord_schemas import MODELS, Model, Splits, arrow_schema
from onrecord_schemas.vocabularies import CUE_KINDS, FLAGS, REGION_KINDS, ROLES

KEYS = {
    "documents": ("document_id",),
    "turns": ("document_id", "turn_index"),
    "people": ("person_id",),
    "rejects": (),
    "splits": ("document_id",),
}
FOREIGN_KEYS = {
    "documents": (ForeignKey(("story_id",), "documents", ("document_id",)),),
    "turns": (
        ForeignKey(("document_id",), "documents", ("document_id",)),
        ForeignKey(("person_id",), "people", ("person_id",)),
        ForeignKey(("document_id", "continues"), "turns", ("document_id", "turn_index")),
    ),
    "people": (),
    "rejects": (),
    "splits": (),
}
#: What holds where a table is parted by splits: the table of splits has all documents in one place.
IN_SPLITS = ForeignKey(("document_id",), "splits", ("document_id",))
#: The tables that a release may have.
TABLES: dict[str, Model] = {**MODELS, "splits": Splits}
#: What stands inside lists, which pandera checks by functions of ours that no file can carry.
_ITEMS = {
    ("documents", "flags"): FLAGS,
    ("people", "roles"): ROLES,
    ("documents", "regions.kind"): REGION_KINDS,
    ("turns", "cues.kind"): CUE_KINDS,
}


def describe_table(name: str, schema: Any, files: tuple[DataFile, ...]) -> Table:
    """The table as the contract describes it, with the columns that `schema` has."""
    model = TABLES[name]
    agreed = {field.name: field for field in arrow_schema(model, optional=True)}
    checks = model.to_schema().columns
    columns = []
    for field in schema:
        known = agreed.get(field.name)
        columns.append(
            Column(
                name=field.name,
                type=field.type,
                nullable=field.nullable,
                description=known.metadata[b"description"].decode() if known else "",
                rules=MappingProxyType(
                    _rules(name, field.name, checks[field.name]) if known else {}
                ),
            )
        )
    there = set(schema.names)
    parted = any(one.split for one in files)
    keys = (*FOREIGN_KEYS[name], IN_SPLITS) if parted else FOREIGN_KEYS[name]
    return Table(
        name=name,
        description=(model.__doc__ or "").strip().splitlines()[0].rstrip("."),
        columns=tuple(columns),
        key=KEYS[name] if there.issuperset(KEYS[name]) else (),
        foreign_keys=tuple(one for one in keys if there.issuperset(one.columns)),
        files=files,
    )


def _rules(table: str, name: str, column: Any) -> dict[str, Any]:
    """The rules of a column that files can carry, from pandera's checks."""
    rules: dict[str, Any] = {}
    for check in column.checks:
        stated = check.statistics or {}
        if check.name == "isin":
            rules["isin"] = tuple(stated["allowed_values"])
        elif check.name == "str_matches":
            rules["pattern"] = stated["pattern"]
        elif check.name == "greater_than_or_equal_to":
            rules["minimum"] = stated["min_value"]
        elif check.name == "less_than_or_equal_to":
            rules["maximum"] = stated["max_value"]
        elif check.name == "str_length":
            bounds = {"min_length": stated["min_value"], "max_length": stated["max_value"]}
            rules |= {key: value for key, value in bounds.items() if value is not None}
    if column.unique:
        rules["unique"] = True
    for (of, path), words in _ITEMS.items():
        if of == table and path.split(".")[0] == name:
            rules["item_isin"] = tuple(words)
    return rules
