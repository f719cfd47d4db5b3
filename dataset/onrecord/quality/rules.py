"""How a check is carried out: on rows by a predicate, by a query, or by a function.

SQL names a check's limits as ``@most_words``; `with_limits` puts the values in. It reads the views
``documents``, ``turns`` and ``people``, and what `onrecord.quality.derived` makes of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from onrecord.foreign.sql import literal
from onrecord.quality.model import Check

if TYPE_CHECKING:
    from onrecord.quality.opening import Opened
    from onrecord.quality.settings import Settings

_LIMIT = re.compile(r"@([a-z_]+)\b")


class Fault(NamedTuple):
    """One failing row, as it is kept while checks run."""

    document_id: str | None
    turn_index: int | None = None
    char_start: int | None = None
    char_end: int | None = None
    value: str | None = None
    key: str | None = None


@dataclass(frozen=True)
class RowRule:
    """A check whose rows fail one by one: `fails` is an SQL condition on a row of its table.

    All of one table are evaluated in one scan. `of` says which rows are looked at, `value` is the
    SQL of what to show, in the end at most a few hundred characters. `pattern` is a regular
    expression that ``text`` must match as well: those of all rules are first tried as one, which
    takes as long as any of them alone. `confirm` has the last word
    where SQL cannot decide: what `value` gives, to the offending piece or None; `narrow` likewise
    where a row alone does not tell: the SQL of the rows, with the columns of `Fault`, to those at
    fault. Rows that `fails` lets through to either should be few.
    """

    check: Check
    fails: str
    of: str = "true"
    value: str = "text"
    pattern: str | None = None
    confirm: Callable[[str], str | None] | None = None
    narrow: Callable[[Opened, str], Iterator[Fault]] | None = None


@dataclass(frozen=True)
class QueryRule:
    """A check of many rows at once: `query` gives the failing rows.

    Its columns are those of `Fault`, of which any may be left out. `of` is what is looked at: a
    table or view and, if need be, its ``WHERE``.
    """

    check: Check
    query: str
    of: str


Run = Callable[["Opened", "Settings"], tuple[Iterable[Fault], int]]


@dataclass(frozen=True)
class FunctionRule:
    """A check that SQL cannot do: `run` gives the failing rows and how many were looked at.

    It raises `CannotRun` with the reason where it cannot. Rules that are `last` tell what others
    ran into. The rows of one `beside` are made while the queries run; it may not use the database.
    """

    check: Check
    run: Run
    last: bool = False
    beside: bool = False


Rule = RowRule | QueryRule | FunctionRule


class CannotRun(Exception):
    """A check has not what it needs; the message says what, and what to do."""


def with_limits(sql: str, limits: Mapping[str, Any]) -> str:
    """The SQL with ``@name`` replaced by the limit of that name."""
    return _LIMIT.sub(
        lambda match: literal(limits[match[1]]) if match[1] in limits else match[0], sql
    )
