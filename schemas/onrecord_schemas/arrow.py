"""The contract as Arrow schemas, made from the pandera models."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandera.pandas as pandera
import pyarrow as pa

Model = type[pandera.DataFrameModel]


@cache
def arrow_schema(model: Model, *, optional: bool = False) -> Any:
    """The `pyarrow.Schema` of a model: types, nullability, and descriptions as field metadata.

    With `optional`, the columns that a table may have or not are in it as well, at its end.
    """
    return pa.schema(
        [
            pa.field(
                name,
                column.dtype.type.pyarrow_dtype,
                nullable=column.nullable,
                metadata={"description": column.description or ""},
            )
            for name, column in model.to_schema().columns.items()
            if optional or column.required
        ]
    )


def describe_columns(model: Model) -> list[tuple[str, str, bool, str]]:
    """Name, Arrow type, nullability and description of each column, the optional ones last."""
    return [
        (field.name, type_name(field.type), field.nullable, field.metadata[b"description"].decode())
        for field in arrow_schema(model, optional=True)
    ]


def type_name(arrow_type: Any) -> str:
    """A short name of an Arrow type: ``string``, ``list<struct<kind, start, end>>``."""
    if pa.types.is_dictionary(arrow_type):
        return "dictionary"
    if pa.types.is_list(arrow_type):
        return f"list<{type_name(arrow_type.value_type)}>"
    if pa.types.is_struct(arrow_type):
        return f"struct<{', '.join(field.name for field in arrow_type)}>"
    return str(arrow_type).removesuffix("[day]")
