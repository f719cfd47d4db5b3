"""people: one row per person."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.pandas as pa
import pyarrow.compute as pc
from pandera.api.pandas.model_config import BaseConfig

from onrecord_schemas import _rules
from onrecord_schemas._types import Category, Date32, Int32, Int64, String, Strings
from onrecord_schemas.turns import PERSON_ID
from onrecord_schemas.vocabularies import PERSON_KINDS, ROLES, SCOPES


class People(pa.DataFrameModel):
    """One row per person."""

    person_id: String = pa.Field(
        str_matches=PERSON_ID,
        unique=True,
        description="`per-` and 20 hex digits of the SHA-256 of the identity key; key",
    )
    name: String = pa.Field(
        nullable=True, description="display form, titles aside: `Michele Kelemen`"
    )
    given_name: String = pa.Field(nullable=True, description="given names and initials")
    family_name: String = pa.Field(nullable=True, description="family name with its particles")
    scope: Category = pa.Field(
        isin=list(SCOPES), description="known across the dataset or in one document"
    )
    kind: Category = pa.Field(isin=list(PERSON_KINDS), description="what stands behind the name")
    aliases: Strings = pa.Field(description="names as printed on labels; sorted, distinct")
    roles: Strings = pa.Field(description="parts played; sorted, distinct")
    affiliations: Strings = pa.Field(
        description="what labels print beside the name; sorted, distinct"
    )
    descriptions: Strings = pa.Field(
        description="titles and offices printed with the name; sorted, distinct"
    )
    bio: String = pa.Field(nullable=True, description="biography, where a document prints one")
    wikidata_id: String = pa.Field(
        nullable=True, str_matches=r"^Q[1-9][0-9]*$", description="from the people file only"
    )
    n_documents: Int32 = pa.Field(ge=1, description="documents the person speaks in")
    n_turns: Int32 = pa.Field(ge=1, description="turns of kind speech or clip")
    n_words: Int64 = pa.Field(ge=0, description="words of those turns")
    first_seen: Date32 = pa.Field(
        nullable=True, description="earliest stated date of those documents"
    )
    last_seen: Date32 = pa.Field(nullable=True, description="latest stated date of those documents")

    class Config(BaseConfig):
        """Exactly these columns, in this order."""

        name = "people"
        strict = True
        ordered = True

    @pa.check("roles", name="roles_are_in_the_vocabulary")
    def roles_are_in_the_vocabulary(cls, column: pd.Series[Any]) -> pd.Series[bool]:  # noqa: N805, D102
        return _rules.elements_in(column, ROLES)

    @pa.check(
        "(?:aliases|roles|affiliations|descriptions)",
        regex=True,
        name="lists_are_sorted_and_distinct",
    )
    def lists_are_sorted_and_distinct(cls, column: pd.Series[Any]) -> pd.Series[bool]:  # noqa: N805, D102
        return _rules.sorted_distinct(column)

    @pa.dataframe_check(name="named_has_a_name")
    def named_has_a_name(cls, frame: pd.DataFrame) -> pd.Series[bool]:  # noqa: N805, D102
        named = (frame["kind"] == "named").fillna(False).astype(bool)
        return ~named | frame["name"].notna()

    @pa.dataframe_check(name="unnamed_stays_in_its_document")
    def unnamed_stays_in_its_document(cls, frame: pd.DataFrame) -> pd.Series[bool]:  # noqa: N805, D102
        named = (frame["kind"] == "named").fillna(False).astype(bool)
        in_document = (frame["scope"] == "document").fillna(False).astype(bool)
        return (named | in_document) & (~in_document | (frame["n_documents"] == 1).astype(bool))

    @pa.dataframe_check(name="first_seen_is_not_after_last_seen")
    def first_seen_is_not_after_last_seen(cls, frame: pd.DataFrame) -> pd.Series[bool]:  # noqa: N805, D102
        first, last = _rules.arrow(frame["first_seen"]), _rules.arrow(frame["last_seen"])
        return _rules.mask(frame["first_seen"], pc.less_equal(first, last))
