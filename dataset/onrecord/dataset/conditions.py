"""Which rows are wanted, as Arrow takes it.

A condition is a mapping (``{"role": "host", "kind": ["speech", "clip"], "program": None}``: equal,
one of, without a value), a list of triples that all hold (``[("n_words", ">=", 5)]``), or a
`pyarrow.compute.Expression`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from onrecord.errors import CallError, first_line
from onrecord.printable import shorten

if TYPE_CHECKING:
    import pyarrow as pa

Triple = tuple[str, str, Any]

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
#: What else a comparison may be.
_OTHERS = ("in", "not in", "is null", "is not null")


def as_expression(condition: Any, schema: pa.Schema, table: str) -> Any:
    """The condition as an expression on a table. Raises `CallError` where it is none."""
    import pyarrow.compute as pc

    if isinstance(condition, pc.Expression):
        return condition
    if isinstance(condition, Mapping):
        triples: list[Any] = [_as_triple(column, value) for column, value in condition.items()]
    elif isinstance(condition, Sequence) and not isinstance(condition, str | bytes):
        triples = list(condition)
    else:
        raise CallError(
            f"a condition is a mapping, a list of (column, operator, value) or an expression, not "
            f"{shorten(repr(condition), 60)}"
        )
    whole = pc.scalar(True)
    for triple in triples:
        part = _compare(triple, schema, table)
        whole = part if whole.equals(pc.scalar(True)) else whole & part
    return whole


def _as_triple(column: str, value: Any) -> Triple:
    if value is None:
        return column, "is null", None
    is_one = isinstance(value, str | bytes) or not isinstance(value, Iterable)
    return (column, "=", value) if is_one else (column, "in", list(value))


def _compare(triple: Any, schema: pa.Schema, table: str) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not (isinstance(triple, Sequence) and not isinstance(triple, str) and len(triple) == 3):
        raise CallError(f"{shorten(repr(triple), 60)} is no (column, operator, value)")
    column, sign, value = triple
    check_columns([column], schema.names, table)
    field, kind = pc.field(column), schema.field(column).type
    if sign in {"is null", "is not null"}:
        return field.is_null() if sign == "is null" else field.is_valid()
    try:
        if sign in {"in", "not in"}:
            among = field.isin(pa.array([_cast(one, kind) for one in value], _plain(kind)))
            return among if sign == "in" else ~among
        return _OPERATORS[sign](field, pa.scalar(_cast(value, kind), _plain(kind)))
    except KeyError:
        known = ", ".join([*_OPERATORS, *_OTHERS])
        raise CallError(f"no operator {sign!r}; there are: {known}") from None
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise CallError(
            f"{table}.{column} is {_plain(kind)}: it cannot be compared with "
            f"{shorten(repr(value), 60)}: {first_line(error, 120)}"
        ) from None


def _plain(kind: pa.DataType) -> pa.DataType:
    import pyarrow as pa

    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _cast(value: Any, kind: pa.DataType) -> Any:
    """A value as the column holds it: dates and numbers may be given as text."""
    import pyarrow as pa

    if isinstance(value, str) and pa.types.is_date(kind):
        return date.fromisoformat(value)
    if isinstance(value, str) and (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return pa.scalar(value.strip()).cast(kind).as_py()
    if isinstance(value, datetime) and pa.types.is_date(kind):
        return value.date()
    return value


def check_columns(columns: Iterable[str], there: Sequence[str], table: str) -> None:
    """Raise `CallError` for the first column that is not there, with what it may have meant."""
    for column in columns:
        if column in there:
            continue
        near = get_close_matches(str(column), there, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise CallError(f"{table} has no column {column!r}; {hint}it has: {', '.join(there)}")
