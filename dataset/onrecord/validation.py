"""Good rows and rejects: what the contract says of a batch of tables.

A document is kept or left out as a whole: with one of its rows gone, its turn_index would
have a gap and its counts would lie. So a bad row takes its document along, and the rejects
say which row was bad and which only shared its document.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa
import pyarrow.compute as pc

from onrecord_schemas import MODELS, Model, People
from onrecord_schemas._types import String
from onrecord_schemas.turns import PERSON_ID

_SHOWN = 200
#: What rejects call the rows of a batch's tables.
_TABLES = {"appearances": "people"}


class Appearances(People):
    """People of a batch, one row for each document they speak in: the key may repeat."""

    person_id: String = pandera.Field(str_matches=PERSON_ID, unique=False)

    class Config(People.Config):
        """As for people."""

        name = "appearances"


class Reject(NamedTuple):
    """One row of ``rejects``: a source or a row left out, and why."""

    source_uri: str | None
    document_id: str | None
    table: str
    key: str | None
    check: str
    severity: str
    message: str
    value: str | None


@dataclass(slots=True)
class Verdict:
    """The tables without the documents that break the contract, and why those were left out.

    `made` and `kept` count rows by table, before and after.
    """

    tables: dict[str, Any]
    rejects: list[Reject] = field(default_factory=list)
    made: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    documents: frozenset[str] = frozenset()


class Failure(NamedTuple):
    """A broken rule: table, row, check and offending value; row None is the whole table."""

    table: str
    row: int | None
    check: str
    column: str
    value: str | None


def validate_batch(tables: dict[str, Any]) -> Verdict:
    """The good rest of ``documents``, ``turns`` and ``appearances``, and the rejects.

    Raises nothing for bad data.
    """
    failures = [failure for name, table in tables.items() for failure in check_table(name, table)]
    made = {name: len(table) for name, table in tables.items()}
    if not failures:
        return Verdict(tables, [], made, dict(made))
    return _split(tables, failures, made)


def check_table(name: str, table: Any, model: Model | None = None) -> list[Failure]:
    """The rules of the contract that rows of one table break, each row once per rule.

    `model` is the contract's own for that table, or one that a release goes by.
    """
    from pandera.errors import SchemaErrors

    model = model or (Appearances if name == "appearances" else MODELS[name])
    if name == "appearances":
        table = table.drop_columns(["document_id"])
    frame = table.to_pandas(types_mapper=pd.ArrowDtype)
    try:
        model.validate(frame, lazy=True)
    except SchemaErrors as errors:
        return _failures(name, errors.failure_cases)
    return []


def in_whole_documents(name: str, pieces: Iterable[Any], least: int) -> Iterator[Any]:
    """Rows of one table, some `least` of them at a time, for `check_table`.

    Turns of one document stay together: rules on order need the turn before.
    """
    held: Any = None
    for piece in pieces:
        held = piece if held is None else pa.concat_tables([held, piece])
        if len(held) < least:
            continue
        whole = len(held)
        if name == "turns":
            whole = pc.index(held["document_id"], held["document_id"][-1]).as_py()
        if whole:
            yield held.slice(0, whole).combine_chunks()
            held = held.slice(whole)
    if held is not None and len(held):
        yield held.combine_chunks()


def _failures(name: str, cases: Any) -> list[Failure]:
    found: dict[tuple[int | None, str], Failure] = {}
    for context, column, check, value, index in zip(
        cases["schema_context"],
        cases["column"],
        cases["check"],
        cases["failure_case"],
        cases["index"],
        strict=True,
    ):
        row = None if _is_missing(index) else int(index)
        about = str(column) if context == "Column" else ""
        rule = _rule_name(str(check), about)
        found.setdefault(
            (row, rule), Failure(name, row, rule, about, _shorten(value) if about else None)
        )
    return list(found.values())


def _rule_name(check: str, column: str) -> str:
    """A readable id: ``document_id-str_matches`` for a built-in check, else the check's name."""
    name = check.split("(", 1)[0].strip().casefold()
    name = "".join(c if c.isalnum() or c == "_" else "-" for c in name).strip("-") or "check"
    builtin = name in {
        "str_matches",
        "isin",
        "str_length",
        "not_nullable",
        "field_uniqueness",
        "greater_than_or_equal_to",
        "less_than_or_equal_to",
        "dtype",
        "in_range",
    }
    return f"{column}-{name}" if builtin and column else name


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _shorten(value: Any) -> str | None:
    if _is_missing(value):
        return None
    text = str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _split(tables: dict[str, Any], failures: list[Failure], made: dict[str, int]) -> Verdict:
    documents = tables["documents"]
    ids, sources = documents["document_id"].to_pylist(), documents["source_uri"].to_pylist()
    uris = dict(zip(ids, sources, strict=True))
    rejects: list[Reject] = []
    bad: set[str] = set()
    for failure in failures:
        for document_id, key in _blame(failure, tables[failure.table], ids):
            bad.add(document_id)
            table = _TABLES.get(failure.table, failure.table)
            rejects.append(
                Reject(
                    uris.get(document_id),
                    document_id,
                    table,
                    key,
                    failure.check,
                    "error",
                    _message(failure),
                    failure.value,
                )
            )
    rejects += _companions(bad, uris, {(reject.table, reject.key) for reject in rejects})
    out = pa.array(sorted(bad), pa.string())
    kept = {
        name: table.filter(pc.invert(pc.is_in(table["document_id"], out)))
        for name, table in tables.items()
    }
    return Verdict(
        kept, rejects, made, {name: len(table) for name, table in kept.items()}, frozenset(bad)
    )


def _blame(failure: Failure, table: Any, documents: list[str]) -> list[tuple[str, str | None]]:
    """The documents a failure falls on, each with the key of the bad row."""
    if failure.row is None:
        return [(document_id, None) for document_id in documents]
    document_id = table["document_id"][failure.row].as_py()
    if failure.table == "turns":
        return [(document_id, f"{document_id}:{table['turn_index'][failure.row].as_py()}")]
    if failure.table == "appearances":
        return [(document_id, table["person_id"][failure.row].as_py())]
    return [(document_id, document_id)]


def _message(failure: Failure) -> str:
    what = (
        failure.check.replace("_", " ").replace("-", ": ", 1)
        if failure.column
        else failure.check.replace("_", " ")
    )
    table = _TABLES.get(failure.table, failure.table)
    return f"the contract for {table} does not hold here: {what}"


def _companions(
    bad: set[str], uris: dict[str, str], told: set[tuple[str, str | None]]
) -> list[Reject]:
    """One row for each document that goes because of its turns or people."""
    return [
        Reject(
            uris[document_id],
            document_id,
            "documents",
            document_id,
            "document-left-out",
            "error",
            "left out whole, because rows of it break the contract",
            None,
        )
        for document_id in sorted(bad)
        if ("documents", document_id) not in told
    ]
