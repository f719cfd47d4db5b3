"""The data contract of onrecord: pandera models of the tables, and rules across them.

Importable without the toolkit. `SCHEMA_VERSION` follows semantic versioning: a column removed
or changed is major, a column added is minor, a description is a patch.
"""

from __future__ import annotations

from onrecord_schemas.arrow import Model, arrow_schema, describe_columns
from onrecord_schemas.cross_table import RULES, Rule, Violation, check_tables
from onrecord_schemas.documents import Documents
from onrecord_schemas.people import People
from onrecord_schemas.rejects import Rejects
from onrecord_schemas.splits import Splits
from onrecord_schemas.turns import Turns, WithheldTurns

__all__ = [
    "MODELS",
    "RELEASE_MODELS",
    "RULES",
    "SCHEMA_VERSION",
    "Documents",
    "Model",
    "People",
    "Rejects",
    "Rule",
    "Splits",
    "Turns",
    "Violation",
    "WithheldTurns",
    "arrow_schema",
    "check_tables",
    "describe_columns",
]

SCHEMA_VERSION = "1.4.0"

#: The tables of a dataset by name, in the order they are made.
MODELS: dict[str, Model] = {
    "documents": Documents,
    "turns": Turns,
    "people": People,
    "rejects": Rejects,
}

#: The same for a release that withholds words.
RELEASE_MODELS: dict[str, Model] = {**MODELS, "turns": WithheldTurns}
