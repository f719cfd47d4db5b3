"""Tables as CSV: the names of their columns, and their rows; a row of another length is refused."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import Any

from onrecord.errors import SourceError
from onrecord.transcript import Refusal

_HEAD = 4000


def read_header(text: str) -> tuple[list[str], str]:
    """The names of the columns, in lower case, and what stands between them."""
    line = re.split(r"[\r\n]", text[:_HEAD].lstrip("\ufeff\r\n "), maxsplit=1)[0]
    separator = max(",;\t", key=line.count)
    try:
        names = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return [], separator
    return [name.strip().lower() for name in names], separator


def read_rows(
    text: str, columns: Sequence[str], separator: str, wanted: Sequence[str]
) -> tuple[Iterator[tuple[str, ...]], list[Refusal]]:
    """The wanted values of the rows, empty for a column that is not there; the rows that were refused.

    Raises `SourceError`.
    """
    import pyarrow as pa
    from pyarrow import csv as table

    refused: list[Refusal] = []

    def refuse(row: Any) -> str:
        place = (
            f"row {row.number}" if row.number is not None else f"row after {len(refused)} others"
        )
        message = f"{place} has {row.actual_columns} columns, not {row.expected_columns}"
        refused.append(Refusal(place, "bad-row", message, (row.text or "")[:2000]))
        return "skip"

    names = [f"{at} {name}" for at, name in enumerate(columns)]
    found = [
        next((n for n, c in zip(names, columns, strict=True) if c == name), None) for name in wanted
    ]
    encoded = text.encode("utf-8", "replace")
    try:
        read = table.read_csv(
            pa.BufferReader(encoded),
            table.ReadOptions(
                use_threads=False,
                block_size=len(encoded) + 1,
                column_names=names,
                skip_rows_after_names=1,
            ),
            table.ParseOptions(
                delimiter=separator, newlines_in_values=True, invalid_row_handler=refuse
            ),
            table.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=[name for name in found if name],
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        raise SourceError(f"not CSV: {str(error)[:200]}", reason="bad-csv") from None
    empty = [""] * read.num_rows
    values = [read[name].to_pylist() if name else empty for name in found]
    return zip(*values, strict=True), refused
