"""Names taken out of running words: which rows to look at, and the rows with names replaced."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from onrecord.redaction.mentions import Mentions, move, replace_at
from onrecord.redaction.model import AMBIGUOUS, Redaction
from onrecord.tables import recode

#: From this many names on every text is looked at; for fewer, only those that hold one's last word.
_FEW = 200


class Scrubber:
    """Replaces names in words. `speakers` are the redacted people of each document, by id."""

    def __init__(self, redaction: Redaction, speakers: Mapping[str, Sequence[str]]):
        self._redaction = redaction
        self._speakers = speakers
        self._of: tuple[str | None, Mentions] = (None, self._everywhere)

    @cached_property
    def _everywhere(self) -> Mentions:
        pairs = [
            (form, target.place)
            for target in self._redaction.targets
            for form in target.forms
            if form.anywhere
        ]
        return Mentions(pairs, ambiguous=AMBIGUOUS)

    def mentions(self, document_id: str | None) -> Mentions:
        """The names to find in a document: of whoever speaks there, and full names of all."""
        if self._of[0] != document_id or document_id is None:
            people = self._redaction.people
            pairs = [
                (form, people[one].place)
                for one in self._speakers.get(document_id or "", ())
                for form in people[one].forms
            ]
            found = Mentions(pairs, self._everywhere, AMBIGUOUS) if pairs else self._everywhere
            self._of = (document_id, found)
        return self._of[1]

    def scrub(self, text: str | None, document_id: str | None = None) -> str | None:
        """A text without the names."""
        return self.mentions(document_id).replace(text) if text else text

    def scrub_turns(self, turns: Any) -> Any:
        """Turns without the names: words, counts and the places of cues agree again."""
        rows = self._candidates(turns)
        if not len(rows):
            return turns
        few = turns.select(["document_id", "text", "cues"]).take(rows)
        changed: dict[int, tuple[str | None, list[dict[str, Any]]]] = {}
        columns = (few[name].to_pylist() for name in few.column_names)
        for row, document_id, text, cues in zip(rows.to_pylist(), *columns, strict=True):
            found = self.mentions(document_id).find(text) if text else []
            new = [
                {
                    **cue,
                    "text": self.scrub(cue["text"], document_id),
                    "offset": move(cue["offset"], found),
                }
                for cue in cues
            ]
            if found or new != cues:
                changed[row] = (replace_at(text, found) if found else text, new)
        return _with_words(turns, changed)

    def _candidates(self, turns: Any) -> Any:
        """The rows whose words or cues may hold a name."""
        everything = pa.array(range(len(turns)), pa.int64())
        if self._pattern is None:
            return everything
        text = turns["text"].combine_chunks()
        hits = pc.or_(
            pc.match_substring_regex(text, self._pattern),
            pc.greater(pc.list_value_length(turns["cues"].combine_chunks()), 0),
        )
        return everything.filter(pc.fill_null(hits, False))

    @cached_property
    def _pattern(self) -> str | None:
        """What a text must hold to hold a name: its last word, or letters that are not ASCII."""
        words = {
            form.words[-1]
            for target in self._redaction.targets
            for form in target.forms
            if form.words[-1].isascii()
        }
        if len(words) > _FEW:
            return None
        options = [r"['`]?".join(map(re.escape, word)) for word in sorted(words)]
        return "(?i)" + "|".join([*options, r"[^\x00-\x7f]"])


def _with_words(turns: Any, changed: Mapping[int, tuple[str | None, list[dict[str, Any]]]]) -> Any:
    """Turns with other words and cues in some rows."""
    if not changed:
        return turns
    rows = sorted(changed)
    texts = [changed[row][0] for row in rows]
    cues = [[(c["kind"], c["text"], c["offset"]) for c in changed[row][1]] for row in rows]
    turns = put(turns, "text", rows, pa.array(texts, pa.string()))
    turns = put(turns, "cues", rows, recode("turns", "cues", cues))
    had = turns["n_words"].take(rows).to_pylist()
    counts = [
        len(text.split()) if text is not None else n for text, n in zip(texts, had, strict=True)
    ]
    return put(turns, "n_words", rows, pa.array(counts, pa.int32()))


def put(table: Any, column: str, rows: Sequence[int], values: Any) -> Any:
    """A table with `values` in these rows of a column."""
    import numpy as np

    at = table.schema.get_field_index(column)
    old = table[column].combine_chunks()
    if isinstance(old, pa.ChunkedArray):
        old = old.chunk(0)
    places = np.arange(len(table))
    places[list(rows)] = len(table) + np.arange(len(values))
    if pa.types.is_dictionary(old.type):
        codes = pa.concat_arrays([old.indices, values.indices]).take(pa.array(places))
        new = pa.DictionaryArray.from_arrays(codes, old.dictionary)
    else:
        new = pa.concat_arrays([old, values]).take(pa.array(places))
    return table.set_column(at, table.schema.field(at), new)
