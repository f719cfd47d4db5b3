"""Rows of tables of any kind: CSV, JSON, JSON lines and Parquet, a dictionary a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from onrecord.errors import SourceError
from onrecord.formats._csv_tables import read_header, read_rows
from onrecord.formats._parquet import is_parquet, open_parquet, read_batches
from onrecord.formats._recogniser import Unreadable
from onrecord.formats._records import as_record, read_records, refuse
from onrecord.json_text import is_lines
from onrecord.source import Source
from onrecord.transcript import Refusal

#: A table of more cells than this is not read: a small file of Parquet can say that it has any number.
_MOST_CELLS = 100_000_000
#: How many records say which columns there are, where no header does.
_LOOKED_AT = 100


@dataclass
class TableRows:
    """The rows of a table, their places and columns, and what was refused while they are read."""

    columns: list[str]
    rows: Iterator[tuple[str, dict[str, Any]]]
    refused: list[Refusal] = field(default_factory=list)


def columns_of(source: Source) -> list[str]:
    """The names of the columns, in lower case. Raises `SourceError`."""
    if is_parquet(source.data):
        return list(map(_fold, _paths(open_parquet(source.data).schema_arrow)))
    return read_table(source).columns if is_json(source) else read_header(source.decoded.text)[0]


def read_table(source: Source, wanted: Sequence[str] | None = None) -> TableRows:
    """The rows of a source, of CSV and Parquet only the `wanted` columns. Raises `SourceError`."""
    if is_parquet(source.data):
        return _parquet(source.data, wanted)
    return _json(source) if is_json(source) else _csv(source.decoded.text, wanted)


def is_json(source: Source) -> bool:
    """Whether a table of text is JSON, and not CSV."""
    text = source.decoded.text
    begins = text[:1000].lstrip("\ufeff \t\r\n")[:1] == "{"
    return source.json is not None or begins or is_lines(text)


def _csv(text: str, wanted: Sequence[str] | None) -> TableRows:
    columns, separator = read_header(text)
    asked = list(dict.fromkeys(name for name in columns if wanted is None or name in wanted))
    rows, refused = read_rows(text.removeprefix("\ufeff"), columns, separator, asked)
    named = (
        (f"row {at}", dict(zip(asked, values, strict=True))) for at, values in enumerate(rows, 1)
    )
    return TableRows(columns, named, refused)


def _json(source: Source) -> TableRows:
    """Of records, or of the one list of objects that a single object holds."""
    refused: list[Refusal] = []

    def rows() -> Iterator[tuple[str, dict[str, Any]]]:
        for place, value in _values(source):
            try:
                record = as_record(value)
            except Unreadable as error:
                refused.append(refuse(place, error, value))
            else:
                yield place, {_fold(key): one for key, one in _flat(record)}

    read = rows()
    head = list(islice(read, _LOOKED_AT))
    columns = list(dict.fromkeys(key for _, row in head for key in row))
    return TableRows(columns, chain(head, read), refused)


def _values(source: Source) -> Iterator[tuple[str, Any]]:
    value = source.json
    if not isinstance(value, dict):
        return read_records(source)
    lists = [one for one in value.values() if isinstance(one, list) and one]
    lists = [one for one in lists if isinstance(one[0], dict)]
    if len(lists) != 1:
        return read_records(source)
    return ((f"[{at}]", one) for at, one in enumerate(lists[0]))


def _flat(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The members of an object; those of an object in it by ``outer.inner``."""
    for key, one in value.items():
        if isinstance(one, dict):
            for inner, deep in one.items():
                yield f"{key}.{inner}", deep
        else:
            yield key, one


def _fold(name: str) -> str:
    return name.strip().lower()


def _parquet(data: bytes, wanted: Sequence[str] | None) -> TableRows:
    file = open_parquet(data)
    paths = list(map(_fold, _paths(file.schema_arrow)))
    asked = {path.split(".", 1)[0] for path in paths if wanted is None or path in wanted}
    n_rows = file.metadata.num_rows
    if n_rows * max(len(asked), 1) > _MOST_CELLS:
        raise SourceError(
            f"the Parquet says that it has {n_rows:,} rows; part it", reason="too-large"
        )
    names = [one for one in file.schema_arrow.names if _fold(one) in asked]
    rows = read_batches(file, names, first=1)
    return TableRows(
        paths, ((place, {_fold(key): one for key, one in _flat(row)}) for place, row in rows)
    )


def _paths(schema: Any) -> Iterator[str]:
    import pyarrow as pa

    for column in schema:
        if pa.types.is_struct(column.type):
            for inner in column.type:
                yield f"{column.name}.{inner.name}"
        else:
            yield column.name
