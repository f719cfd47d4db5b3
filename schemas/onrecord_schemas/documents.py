"""documents: one row per transcript."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from onrecord_schemas import _rules
from onrecord_schemas._types import (
    Category,
    Date32,
    Float32,
    Int32,
    Int64,
    Regions,
    String,
    Strings,
)
from onrecord_schemas.vocabularies import FLAGS, REGION_KINDS, TRANSCRIPT_KINDS, WITHHELD

DOCUMENT_ID = r"^doc-[0-9a-f]{20}$"
#: Relative, forward slashes, no step up, no control characters.
SOURCE_URI = r"^(?:[^/\\\x00-\x1f.]|\.[^/\\\x00-\x1f.]|\.\.[^/\\\x00-\x1f])[^\\\x00-\x1f]*$"
LANGUAGE = r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$"


class Documents(pa.DataFrameModel):
    """One row per transcript."""

    document_id: String = pa.Field(
        str_matches=DOCUMENT_ID,
        unique=True,
        description="`doc-` and 20 hex digits of the SHA-256 of the source record's bytes; key",
    )
    story_id: String = pa.Field(
        str_matches=DOCUMENT_ID,
        description="the document that stands for this story among its copies; itself if none",
    )
    source_uri: String = pa.Field(
        str_matches=SOURCE_URI,
        unique=True,
        description="where the source lay: folder name and path below it, with forward slashes",
    )
    source_sha256: String = pa.Field(
        str_matches=r"^[0-9a-f]{64}$", description="SHA-256 of the source record's bytes"
    )
    source_bytes: Int64 = pa.Field(ge=1, description="size of the source record in bytes")
    format: String = pa.Field(
        str_matches=r"^[a-z][a-z0-9_-]*$", description="the converter's name in the registry"
    )
    title: String = pa.Field(nullable=True, description="the headline, as printed")
    program: String = pa.Field(nullable=True, description="the programme")
    network: String = pa.Field(nullable=True, description="the network or publisher")
    station: String = pa.Field(nullable=True, description="the station, as printed")
    summary: String = pa.Field(nullable=True, description="a summary printed with the transcript")
    url: String = pa.Field(nullable=True, description="the address the document states")
    rights: String = pa.Field(nullable=True, description="the notice of rights, as printed")
    license: String = pa.Field(nullable=True, description="SPDX licence id, from the recipe")
    published_on: Date32 = pa.Field(
        nullable=True, description="the date the document or its metadata states; never guessed"
    )
    language: String = pa.Field(
        nullable=True, str_matches=LANGUAGE, description="the language as a BCP 47 tag"
    )
    duration_ms: Int64 = pa.Field(
        nullable=True, ge=0, description="length of the recording, milliseconds"
    )
    transcript_kind: Category = pa.Field(
        nullable=True,
        isin=list(TRANSCRIPT_KINDS),
        description="how the transcript was made, where it says so",
    )
    n_turns: Int32 = pa.Field(ge=1, description="rows of kind speech or clip")
    n_people: Int32 = pa.Field(ge=0, description="people who speak")
    n_words: Int32 = pa.Field(ge=0, description="words of all turns, separated by white space")
    regions: Regions = pa.Field(
        description="a partition of the decoded source by what each piece is; empty without text positions"
    )
    unexplained_chars: Int32 = pa.Field(
        ge=0, description="characters, white space aside, that nothing accounts for"
    )
    flags: Strings = pa.Field(description="remarks from a closed vocabulary, sorted")

    quality_score: Float32 | None = pa.Field(
        nullable=True,
        ge=0.0,
        le=1.0,
        description="how good the document is, 0 to 1; only where the recipe asks for it",
    )
    quality_reasons: Strings | None = pa.Field(
        nullable=True,
        description="the checks behind the score, sorted; only where the recipe asks for it",
    )
    withheld: String | None = pa.Field(
        nullable=True,
        isin=list(WITHHELD),
        description="why the words of the document are not here; null where they are; only in releases that withhold",
    )

    class Config(BaseConfig):
        """Exactly these columns, in this order."""

        name = "documents"
        strict = True
        ordered = True

    @pa.check("flags", name="flags_are_in_the_vocabulary")
    def flags_are_in_the_vocabulary(cls, column: pd.Series[Any]) -> pd.Series[bool]:  # noqa: N805, D102
        return _rules.elements_in(column, FLAGS)

    @pa.check("flags", name="flags_are_sorted_and_distinct")
    def flags_are_sorted_and_distinct(cls, column: pd.Series[Any]) -> pd.Series[bool]:  # noqa: N805, D102
        return _rules.sorted_distinct(column)

    @pa.check("regions", name="region_kinds_are_in_the_vocabulary")
    def region_kinds_are_in_the_vocabulary(cls, column: pd.Series[Any]) -> pd.Series[bool]:  # noqa: N805, D102
        return _rules.elements_in(column, REGION_KINDS, "kind")

    @pa.check("regions", name="regions_are_a_partition")
    def regions_are_a_partition(cls, column: pd.Series[Any]) -> pd.Series[bool]:  # noqa: N805, D102
        return _rules.is_partition(column)
