"""rejects: one row per source or row that was left out, with the reason."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from onrecord_schemas._types import Category, String
from onrecord_schemas.documents import DOCUMENT_ID
from onrecord_schemas.vocabularies import SEVERITIES, TABLES


class Rejects(pa.DataFrameModel):
    """One row per source or row that was left out, with the reason."""

    source_uri: String = pa.Field(nullable=True, description="the source it came from")
    document_id: String = pa.Field(
        nullable=True,
        str_matches=DOCUMENT_ID,
        description="the document, where the bytes were read",
    )
    table: Category = pa.Field(isin=list(TABLES), description="the table the row was meant for")
    key: String = pa.Field(nullable=True, description="the row's key in that table")
    check: String = pa.Field(
        str_matches=r"^[a-z][a-z0-9_-]*$",
        description="the rule that was broken, or the reason's id",
    )
    severity: Category = pa.Field(isin=list(SEVERITIES), description="error: left out")
    message: String = pa.Field(str_length={"min_value": 1}, description="the reason, for people")
    value: String = pa.Field(
        nullable=True, str_length={"max_value": 200}, description="the offending value, cut short"
    )

    class Config(BaseConfig):
        """Exactly these columns, in this order."""

        name = "rejects"
        strict = True
        ordered = True
