"""splits: one row per document with the split that it is in. A dataset may have it, and need not."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from onrecord_schemas._types import String
from onrecord_schemas.documents import DOCUMENT_ID

#: Why a document is where it is, or in no split.
REASONS = {
    "hash": "alone, placed by its hash",
    "group": "placed with others by the hash of the one that stands for them",
    "large-group": "in a group too large to be held out, so in the largest split",
    "previous": "where it was before",
    "joins-splits": "in none: new, and belongs with documents of two splits",
    "shares-people": "in none: somebody in it is in a split held out from its own",
}


class Splits(pa.DataFrameModel):
    """One row per document: which split it is in."""

    document_id: String = pa.Field(
        unique=True, str_matches=DOCUMENT_ID, description="key into documents"
    )
    split: String = pa.Field(
        nullable=True,
        str_matches=r"^[a-z][a-z0-9_]{0,31}$",
        description="the split; null: the document is in none",
    )
    group_id: String = pa.Field(
        str_matches=DOCUMENT_ID,
        description="the document that stands for all that had to stay together",
    )
    reason: String = pa.Field(isin=list(REASONS), description="why it is there")

    class Config(BaseConfig):
        """Exactly these columns, in this order."""

        name = "splits"
        strict = True
        ordered = True
