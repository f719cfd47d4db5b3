"""The turns of a redacted dataset: removed people's words gone, renamed people under other names."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from onrecord.redaction.model import WORDS_REMOVED, Redaction
from onrecord.redaction.scrubbing import Scrubber, put
from onrecord.tables import recode

#: What stays of a turn whose words are removed, besides its key: that somebody spoke here.
_EMPTIED: dict[str, Any] = {
    "kind": "cue",
    "speaker_label": None,
    "person_id": None,
    "role": None,
    "role_label": None,
    "attribution": "none",
    "confidence": 0.0,
    "text": "",
    "cues": [("gap", WORDS_REMOVED, 0)],
    "char_start": None,
    "char_end": None,
    "start_ms": None,
    "end_ms": None,
    "n_words": 0,
    "continues": None,
}


def redact_turns(turns: Any, redaction: Redaction, scrubber: Scrubber) -> Any:
    """The turns of whole or part documents, redacted; those of removed documents are left out.

    A removed person's turn keeps its place and becomes a cue of the kind ``gap``, so that other
    turns keep their numbers.
    """
    if redaction.documents:
        gone = pa.array(sorted(redaction.documents), pa.string())
        turns = turns.filter(pc.invert(pc.is_in(turns["document_id"], gone)))
    speakers = turns["person_id"].to_pylist()
    removed = redaction.removed
    empty = [row for row, one in enumerate(speakers) if one in removed]
    turns = _emptied(turns, empty)
    renamed = [
        row for row, one in enumerate(speakers) if one in redaction.people and one not in removed
    ]
    turns = _renamed(turns, renamed, redaction)
    return scrubber.scrub_turns(_labels(turns, scrubber, set(renamed)))


def _emptied(turns: Any, rows: list[int]) -> Any:
    if not rows:
        return turns
    for column, value in _EMPTIED.items():
        turns = put(turns, column, rows, recode("turns", column, [value] * len(rows)))
    return turns


def _renamed(turns: Any, rows: list[int], redaction: Redaction) -> Any:
    if not rows:
        return turns
    few = turns.select(["person_id", "speaker_label"]).take(rows)
    targets = [redaction.people[one] for one in few["person_id"].to_pylist()]
    labels = [
        None if label is None else target.place
        for label, target in zip(few["speaker_label"].to_pylist(), targets, strict=True)
    ]
    turns = put(turns, "person_id", rows, pa.array([one.person_id for one in targets], pa.string()))
    turns = put(turns, "speaker_label", rows, pa.array(labels, pa.string()))
    return put(turns, "role_label", rows, pa.array([None] * len(rows), pa.string()))


def _labels(turns: Any, scrubber: Scrubber, renamed: set[int]) -> Any:
    """Turns without redacted names on the labels of others."""
    for column in ("speaker_label", "role_label"):
        values = turns[column].to_pylist()
        documents = turns["document_id"].to_pylist()
        new: dict[int, str | None] = {}
        for row, value in enumerate(values):
            if value is None or row in renamed:
                continue
            scrubbed = scrubber.scrub(value, documents[row])
            if scrubbed != value:
                new[row] = scrubbed
        if new:
            rows = sorted(new)
            turns = put(turns, column, rows, pa.array([new[row] for row in rows], pa.string()))
    return turns
