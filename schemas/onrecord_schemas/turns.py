"""turns: one row per turn, in order."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.pandas as pa
import pyarrow as arrow
import pyarrow.compute as pc
from pandera.api.pandas.model_config import BaseConfig

from onrecord_schemas import _rules
from onrecord_schemas._types import Category, Cues, Float32, Int32, Int64, String
from onrecord_schemas.documents import DOCUMENT_ID
from onrecord_schemas.vocabularies import ATTRIBUTIONS, CUE_KINDS, ROLES, TURN_KINDS

PERSON_ID = r"^per-[0-9a-f]{20}$"


class Turns(pa.DataFrameModel):
    """One row per turn, in order; whole documents, sorted by key."""

    document_id: String = pa.Field(str_matches=DOCUMENT_ID, description="key into documents")
    turn_index: Int32 = pa.Field(ge=0, description="place in the document, from 0 without gaps")
    kind: Category = pa.Field(isin=list(TURN_KINDS), description="speech, clip or cue")
    speaker_label: String = pa.Field(
        nullable=True,
        str_length={"min_value": 1},
        description="the label as printed, without the colon; null where none is printed",
    )
    person_id: String = pa.Field(
        nullable=True, str_matches=PERSON_ID, description="key into people; null if not attributed"
    )
    role: Category = pa.Field(
        nullable=True, isin=list(ROLES), description="part in the conversation"
    )
    role_label: String = pa.Field(nullable=True, description="the role as printed on the label")
    attribution: Category = pa.Field(isin=list(ATTRIBUTIONS), description="how the person is known")
    confidence: Float32 = pa.Field(ge=0.0, le=1.0, description="0 to 1; 1 for printed")
    text: String = pa.Field(description="the words, inline cues taken out, white space normalised")
    cues: Cues = pa.Field(
        description="inline cues in order, each with the character of `text` it stood before"
    )
    char_start: Int64 = pa.Field(
        nullable=True, ge=0, description="first code point in the decoded source"
    )
    char_end: Int64 = pa.Field(nullable=True, ge=0, description="code point after the last")
    start_ms: Int64 = pa.Field(
        nullable=True, ge=0, description="milliseconds from the start of the recording"
    )
    end_ms: Int64 = pa.Field(
        nullable=True, ge=0, description="milliseconds from the start of the recording"
    )
    n_words: Int32 = pa.Field(ge=0, description="words of `text`, separated by white space")
    continues: Int32 = pa.Field(
        nullable=True,
        ge=0,
        description="turn_index of the interrupted turn that its speaker goes on with here",
    )

    class Config(BaseConfig):
        """Exactly these columns, in this order."""

        name = "turns"
        strict = True
        ordered = True

    @pa.dataframe_check(name="turn_index_is_dense_from_zero")
    def turn_index_is_dense_from_zero(cls, frame: pd.DataFrame) -> pd.Series[bool]:  # noqa: N805, D102
        index = _rules.arrow(frame["turn_index"])
        steps = pc.equal(index.slice(1), pc.add(index.slice(0, max(len(index) - 1, 0)), 1))
        documents = _rules.arrow(frame["document_id"])
        return _rules.mask(
            frame["turn_index"], _rules.after_previous(documents, steps, pc.equal(index, 0))
        )

    @pa.dataframe_check(name="slices_are_in_order_and_do_not_overlap")
    def slices_are_in_order_and_do_not_overlap(cls, frame: pd.DataFrame) -> pd.Series[bool]:  # noqa: N805, D102
        start, end = _rules.arrow(frame["char_start"]), _rules.arrow(frame["char_end"])
        follows = pc.greater_equal(start.slice(1), end.slice(0, max(len(end) - 1, 0)))
        forward = pc.greater_equal(end, start)
        documents = _rules.arrow(frame["document_id"])
        ordered = _rules.after_previous(
            documents, pc.fill_null(follows, True), arrow.array([True] * len(start), arrow.bool_())
        )
        return _rules.mask(frame["char_start"], pc.and_kleene(ordered, forward))

    @pa.dataframe_check(name="slice_has_both_ends_or_none")
    def slice_has_both_ends_or_none(cls, frame: pd.DataFrame) -> pd.Series[bool]:  # noqa: N805, D102
        return frame["char_start"].isna() == frame["char_end"].isna()

    @pa.dataframe_check(name="ends_after_it_starts")
    def ends_after_it_starts(cls, frame: pd.DataFrame) -> pd.Series[bool]:  # noqa: N805, D102
        start, end = _rules.arrow(frame["start_ms"]), _rules.arrow(frame["end_ms"])
        return _rules.mask(frame["start_ms"], pc.greater_equal(end, start))

    @pa.dataframe_check(name="cue_has_no_speaker")
    def cue_has_no_speaker(cls, frame: pd.DataFrame) -> pd.Series[bool]:  # noqa: N805, D102
        spoken = frame["person_id"].notna() | frame["speaker_label"].notna() | frame["role"].notna()
        return ~((frame["kind"] == "cue").fillna(False).astype(bool) & spoken)

    @pa.dataframe_check(name="turn_has_words_or_cues")
    def turn_has_words_or_cues(cls, frame: pd.DataFrame) -> pd.Series[bool]:  # noqa: N805, D102
        cues = pc.list_value_length(_rules.arrow(frame["cues"]))
        words = pc.greater(pc.utf8_length(_rules.arrow(frame["text"])), 0)
        return _rules.mask(frame["text"], pc.or_(words, pc.greater(cues, 0)))

    @pa.dataframe_check(name="clip_has_a_label_or_a_cue_before_it")
    def clip_has_a_label_or_a_cue_before_it(cls, frame: pd.DataFrame) -> pd.Series[bool]:  # noqa: N805, D102
        is_cue = (frame["kind"] == "cue").fillna(False).astype(bool)
        cued = is_cue.groupby(frame["document_id"], sort=False).cummax()
        known = frame["speaker_label"].notna() | frame["person_id"].notna()
        return (frame["kind"] != "clip").fillna(True).astype(bool) | known | cued

    @pa.dataframe_check(name="printed_has_a_label_and_full_confidence")
    def printed_has_a_label_and_full_confidence(cls, frame: pd.DataFrame) -> pd.Series[bool]:  # noqa: N805, D102
        printed = (frame["attribution"] == "printed").fillna(False).astype(bool)
        sure = (frame["confidence"] == 1.0).fillna(False).astype(bool)
        return ~printed | (frame["speaker_label"].notna() & frame["person_id"].notna() & sure)

    @pa.dataframe_check(name="known_how_means_known_who")
    def known_how_means_known_who(cls, frame: pd.DataFrame) -> pd.Series[bool]:  # noqa: N805, D102
        return (frame["attribution"] == "none").fillna(False).astype(bool) | frame[
            "person_id"
        ].notna()

    @pa.dataframe_check(name="continues_an_earlier_turn")
    def continues_an_earlier_turn(cls, frame: pd.DataFrame) -> pd.Series[bool]:  # noqa: N805, D102
        earlier = pc.less(_rules.arrow(frame["continues"]), _rules.arrow(frame["turn_index"]))
        return _rules.mask(frame["continues"], earlier)

    @pa.dataframe_check(name="n_words_counts_the_text")
    def n_words_counts_the_text(cls, frame: pd.DataFrame) -> pd.Series[bool]:  # noqa: N805, D102
        text = _rules.arrow(frame["text"])
        count = arrow.array(_rules.count_spaces(text) + 1, arrow.int32())
        expected = pc.if_else(pc.equal(pc.binary_length(text), 0), 0, count)
        return _rules.mask(frame["n_words"], pc.equal(_rules.arrow(frame["n_words"]), expected))

    @pa.check("cues", name="cue_kinds_are_in_the_vocabulary")
    def cue_kinds_are_in_the_vocabulary(cls, column: pd.Series[Any]) -> pd.Series[bool]:  # noqa: N805, D102
        return _rules.elements_in(column, CUE_KINDS, "kind")


class WithheldTurns(Turns):
    """The turns of a release that withholds words: `text` is null where they are not here.

    Cues keep their kind and place there, and lose their `text`.
    """

    text: String = pa.Field(
        nullable=True,
        description="the words, inline cues taken out, white space normalised",
    )

    class Config(Turns.Config):
        """As for turns."""

        name = "turns"
