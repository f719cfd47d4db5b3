"""The first rows of a table as a build would read them: to try a mapping of columns before a build."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from onrecord.formats._columns import SETTINGS
from onrecord.formats._recogniser import Unreadable
from onrecord.formats.table import open_table
from onrecord.source import Source


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its place in the source, its values by what they hold, why it is refused if it is."""

    place: str
    values: Mapping[str, Any]
    problem: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a table's columns are taken to hold, and its first rows read so.

    `held` are columns by what they hold, `others` the columns that are not carried. Times of rows are
    whole milliseconds; `settings` are what is stated of its numbers, `time_unit` and `decimal`.
    """

    source_uri: str
    held: Mapping[str, str]
    others: tuple[str, ...]
    rows: tuple[Row, ...]
    settings: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """As ``onrecord convert FILE --preview --json`` prints it."""
        rows = [
            {"place": row.place, "values": dict(row.values), "problem": row.problem}
            for row in self.rows
        ]
        return {
            "source_uri": self.source_uri,
            "columns": dict(self.held),
            "not_carried": list(self.others),
            "rows": rows,
        }

    @property
    def recipe_entry(self) -> str:
        """The mapping as a recipe states it."""
        lines = [
            f"{what} = {json.dumps(name, ensure_ascii=False)}" for what, name in self.held.items()
        ]
        lines += [f'{what} = "{value}"' for what, value in self.settings.items()]
        return "\n".join(["[sources.columns]", *lines])


def preview_table(source: Source, n_rows: int = 5) -> Preview:
    """The first rows of a table. Raises `SourceError`, for one with reason ``no-column``."""
    reader = open_table(source)
    rows = []
    for place, row in islice(reader.table.rows, n_rows):
        values = reader.values(row)
        try:
            segment, rest = reader.read(values)
        except Unreadable as error:
            shown = {what: None if one is None else str(one)[:200] for what, one in values.items()}
            rows.append(Row(place, shown, str(error)))
            continue
        read: dict[str, Any] = {**rest, "order": values.get("order")}
        if segment is not None:
            read |= {
                "text": segment.text,
                "speaker": segment.voice,
                "start": segment.start_ms,
                "end": segment.end_ms,
            }
        problem = None if segment is not None else "has no words, so it is passed over"
        rows.append(Row(place, {what: read.get(what) for what in reader.held}, problem))
    used = set(reader.held.values())
    others = tuple(name for name in reader.columns if name not in used)
    stated = source.columns or {}
    settings = {what: stated[what] for what in SETTINGS if what in stated}
    return Preview(source.uri, reader.held, others, tuple(rows), settings)
