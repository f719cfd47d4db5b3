"""What is written: a row a document with its split, in order of their ids, as the contract has it.

Deterministic Parquet, or CSV.
The schema's metadata has the plan under ``onrecord.splits``, so that the file says how it was made.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import csv

from onrecord.errors import CallError
from onrecord.splits.assigning import EXCLUDED, Assigned
from onrecord.splits.plan import Plan
from onrecord.splits.subjects import Subjects
from onrecord.staging import staged_file
from onrecord.store import write_table
from onrecord_schemas import Splits as SplitsModel
from onrecord_schemas import arrow_schema

PLAN_KEY = "onrecord.splits"
#: What a spreadsheet would run in a cell.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def make_table(subjects: Subjects, assigned: Assigned, plan: Plan) -> Any:
    """The assignment as Arrow."""
    order = np.argsort(np.asarray(subjects.ids, dtype=object), kind="stable")
    names = [*plan.names, None]
    metadata = {PLAN_KEY: json.dumps(plan.as_dict(), sort_keys=True)}
    return pa.table(
        {
            "document_id": [subjects.ids[at] for at in order],
            "split": [
                None if assigned.split[at] == EXCLUDED else names[assigned.split[at]]
                for at in order
            ],
            "group_id": [subjects.ids[assigned.representative[at]] for at in order],
            "reason": [str(assigned.reason[at]) for at in order],
        },
        schema=arrow_schema(SplitsModel).with_metadata(metadata),
    )


def write_splits(table: Any, path: Path) -> None:
    """Write the table, whole or not at all: Parquet, or CSV by the name. Raises `CallError`."""
    kind = path.suffix.lower()
    if kind not in {".parquet", ".csv"}:
        raise CallError(f"{path}: splits are written as .parquet or .csv")
    if kind == ".csv" and any(
        one.startswith(_FORMULAS) for one in table["document_id"].to_pylist()
    ):
        raise CallError(
            f"{path}: a document_id begins like a formula, which a spreadsheet would run; write .parquet"
        )
    if not path.parent.is_dir():
        raise CallError(
            f"{path}: cannot be written: there is no folder {path.parent}; make it first"
        )
    with staged_file(path) as made:
        if kind == ".csv":
            csv.write_csv(table, made, csv.WriteOptions(quoting_style="needed"))
        else:
            write_table(made.parent, "splits", table.schema, [table])
            (made.parent / "splits.parquet").replace(made)
