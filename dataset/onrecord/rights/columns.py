"""Which columns hold words of a source, and the tables without them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from onrecord_schemas import MODELS, WithheldTurns, arrow_schema
from onrecord_schemas._types import CUE

#: What is withheld, by table. Names, labels, roles, programmes, notices of rights stay.
WITHHELD = {
    "documents": ("title", "summary"),
    "turns": ("text", "cues.text"),
    "people": ("bio", "descriptions"),
    "rejects": ("value",),
}


def empty_documents(documents: Any, reasons: dict[str, str], stated: dict[str, set[str]]) -> Any:
    """Documents without words of their sources, and why, for the ids in `reasons`.

    `stated` has columns by source_uri that the recipe stated, whose words are not the source's.
    """
    why = pa.array([reasons.get(one) for one in documents["document_id"].to_pylist()], pa.string())
    gone = pc.is_valid(why)
    uris = documents["source_uri"].to_pylist()
    for name in WITHHELD["documents"]:
        own = pa.array([name in stated.get(uri, ()) for uri in uris], pa.bool_())
        documents = blank(documents, name, pc.and_(gone, pc.invert(own)))
    field = arrow_schema(MODELS["documents"], optional=True).field("withheld")
    return documents.append_column(field, why)


def empty_turns(turns: Any, withheld_ids: Any) -> Any:
    """Turns without the words of the documents in `withheld_ids`; what kind a cue is stays."""
    gone = pc.is_in(_whole(turns, "document_id"), withheld_ids)
    field = arrow_schema(WithheldTurns).field("text")
    words = pc.if_else(gone, pa.scalar(None, pa.string()), _whole(turns, "text"))
    turns = turns.set_column(turns.schema.get_field_index("text"), field, words)
    at = turns.schema.get_field_index("cues")
    return turns.set_column(at, turns.schema.field(at), _empty_cues(_whole(turns, "cues"), gone))


def _empty_cues(cues: Any, gone: Any) -> Any:
    values, parents = pc.list_flatten(cues), pc.list_parent_indices(cues)
    text = pc.if_else(
        gone.take(parents), pa.scalar(None, pa.string()), pc.struct_field(values, "text")
    )
    fields = [pc.struct_field(values, "kind"), text, pc.struct_field(values, "offset")]
    structs = pa.StructArray.from_arrays(fields, fields=list(CUE))
    return pa.ListArray.from_arrays(_offsets(cues), structs, type=pa.list_(CUE))


def _offsets(lists: Any) -> Any:
    ends = pc.cumulative_sum(pc.list_value_length(lists))
    return pa.concat_arrays([pa.array([0], pa.int32()), pc.cast(ends, pa.int32())])


def empty_people(people: Any, person_ids: Iterable[str]) -> Any:
    """People without biography and descriptions, where they are among `person_ids`."""
    gone = pc.is_in(_whole(people, "person_id"), pa.array(sorted(person_ids), pa.string()))
    return blank(blank(people, "bio", gone), "descriptions", gone)


def blank(table: Any, column: str, gone: Any) -> Any:
    """A table with null, or an empty list, in the rows of a column where `gone` is true."""
    at = table.schema.get_field_index(column)
    field, old = table.schema.field(at), _whole(table, column)
    empty: list[list[str] | None] = [[] if pa.types.is_list(field.type) else None]
    nothing = pa.array(empty, field.type)
    rows = pc.if_else(gone, len(old), pa.array(range(len(old)), pa.int64()))
    return table.set_column(at, field, pa.concat_arrays([old, nothing]).take(rows))


def _whole(table: Any, column: str) -> Any:
    """A column in one chunk."""
    found = table[column].combine_chunks()
    if isinstance(found, pa.ChunkedArray):
        return found.chunk(0) if found.num_chunks else pa.array([], found.type)
    return found
