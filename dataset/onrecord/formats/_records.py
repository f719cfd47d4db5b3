"""Records of tables of any kind: CSV, JSON, JSON lines and Parquet, a dictionary a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from onrecord.errors import SourceError
from onrecord.formats._csv_tables import read_header, read_rows
from onrecord.json_text import read_json
from onrecord.source import Source
from onrecord.transcript import Refusal

PARQUET = b"PAR1"
#: A table of more cells than this is not read: a small file of Parquet can say that it has any number.
_MOST_CELLS = 100_000_000
#: How many records say which columns there are, where no header does.
_LOOKED_AT = 100


@dataclass
class Records:
    """The rows of a table, their places and columns, and what was refused while they are read."""

    columns: list[str]
    rows: Iterator[tuple[str, dict[str, Any]]]
    refused: list[Refusal] = field(default_factory=list)


def columns_of(source: Source) -> list[str]:
    """The names of the columns, in lower case. Raises `SourceError`."""
    if source.data[:4] == PARQUET:
        return _parquet(source.data, ()).columns
    if source.json is None and not _begins_as_lines(source.decoded.text):
        return read_header(source.decoded.text)[0]
    return read_records(source).columns


def read_records(source: Source, wanted: Sequence[str] | None = None) -> Records:
    """The records of a source, of CSV and Parquet only the `wanted` columns. Raises `SourceError`."""
    if source.data[:4] == PARQUET:
        return _parquet(source.data, wanted)
    value = source.json
    if value is not None:
        return _json(value)
    text = source.decoded.text
    return _lines(text) if _begins_as_lines(text) else _csv(text, wanted)


def _begins_as_lines(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n")[:1] == "{"


def _csv(text: str, wanted: Sequence[str] | None) -> Records:
    columns, separator = read_header(text)
    asked = list(dict.fromkeys(name for name in columns if wanted is None or name in wanted))
    rows, refused = read_rows(text.removeprefix("\ufeff"), columns, separator, asked)
    named = (
        (f"row {at}", dict(zip(asked, values, strict=True))) for at, values in enumerate(rows, 1)
    )
    return Records(columns, named, refused)


def _json(value: Any) -> Records:
    """Of a list of objects, or of the one list of objects that an object holds."""
    if isinstance(value, dict):
        lists = [one for one in value.values() if isinstance(one, list) and one]
        lists = [one for one in lists if isinstance(one[0], dict)]
        if len(lists) != 1:
            raise SourceError(
                f"the JSON holds {len(lists) or 'no'} lists of objects, where one was looked for",
                reason="no-table",
            )
        value = lists[0]
    return _of_objects(((f"[{at}]", one) for at, one in enumerate(value)), [])


def _lines(text: str) -> Records:
    """Of JSON lines; a line that cannot be read is refused."""
    refused: list[Refusal] = []

    def objects() -> Iterator[tuple[str, Any]]:
        for number, line in enumerate(text.split("\n"), 1):
            if not line.strip():
                continue
            place = f"line {number}"
            try:
                value = read_json(line.lstrip("\ufeff"))
            except SourceError as error:
                refused.append(
                    Refusal(place, "bad-json", f"{place}: {error.message}", line[:10_000])
                )
                continue
            yield place, line if value is None else value

    return _of_objects(objects(), refused)


def _of_objects(values: Iterator[tuple[str, Any]], refused: list[Refusal]) -> Records:
    def rows() -> Iterator[tuple[str, dict[str, Any]]]:
        for place, value in values:
            if isinstance(value, dict):
                yield place, {_fold(key): one for key, one in _flat(value)}
            else:
                message = f"{place}: not an object"
                refused.append(Refusal(place, "bad-record", message, str(value)[:10_000]))

    read = rows()
    head = list(islice(read, _LOOKED_AT))
    columns = list(dict.fromkeys(key for _, row in head for key in row))

    def again() -> Iterator[tuple[str, dict[str, Any]]]:
        yield from head
        yield from read

    return Records(columns, again(), refused)


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


def _parquet(data: bytes, wanted: Sequence[str] | None) -> Records:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(pa.BufferReader(data)) as file:
            names = {_fold(one): one for one in file.schema_arrow.names}
            paths = [_fold(path) for path in _paths(file.schema_arrow)]
            asked = {path.split(".", 1)[0] for path in paths if wanted is None or path in wanted}
            if file.metadata.num_rows * max(len(asked), 1) > _MOST_CELLS:
                raise SourceError(
                    f"the Parquet says that it has {file.metadata.num_rows:,} rows; part it",
                    reason="too-large",
                )
            table = file.read(columns=[names[one] for one in names if one in asked])
        rows = table.to_pylist()
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        raise SourceError(f"not Parquet: {str(error)[:200]}", reason="bad-parquet") from None
    named = (
        (f"row {at}", {_fold(key): one for key, one in _flat(row)})
        for at, row in enumerate(rows, 1)
    )
    return Records(paths, named)


def _paths(schema: Any) -> Iterator[str]:
    import pyarrow as pa

    for column in schema:
        if pa.types.is_struct(column.type):
            for inner in column.type:
                yield f"{column.name}.{inner.name}"
        else:
            yield column.name
