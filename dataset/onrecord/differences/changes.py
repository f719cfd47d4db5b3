"""Every difference as one row of the table ``changes``: counted, sampled, written to a file.

One row is one column of one document, turn or person that differs, or one that came or went.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from onrecord.differences.loading import Loaded, values_of
from onrecord.differences.model import Change, ColumnCount
from onrecord.differences.texts import keep_texts
from onrecord.errors import CallError
from onrecord.foreign.sql import identifier, literal
from onrecord.printable import focus, shorten

_COLUMNS = (
    "subject", "change", "source_uri", "old_id", "new_id", "old_turn", "new_turn",
    "char_start", "char_end", "column", "before", "after", "note",
)  # fmt: skip
CREATE = """
CREATE TABLE changes (subject VARCHAR, change VARCHAR, source_uri VARCHAR, old_id VARCHAR,
    new_id VARCHAR, old_turn BIGINT, new_turn BIGINT, char_start BIGINT, char_end BIGINT,
    "column" VARCHAR, before VARCHAR, after VARCHAR, note VARCHAR, old_at UBIGINT, new_at UBIGINT)"""
_ORDER = (
    'subject, change, source_uri, coalesce(new_turn, old_turn), old_turn, "column",'
    " old_id, new_id, before, after"
)
_FILL = """
UPDATE changes SET {target} = value FROM ({values}) v
WHERE {side}_at = v.stored AND subject = {subject} AND "column" = {column}"""
_WORDED = """
SELECT c.*, coalesce(n.value, o.value) AS words FROM {chosen} c
LEFT JOIN new_texts n ON n.stored = c.new_at AND c.subject = 'turn'
LEFT JOIN old_texts o ON o.stored = c.old_at AND c.subject = 'turn' AND c.new_at IS NULL
ORDER BY {order}"""


def fill_values(loaded: Loaded, table: str, subject: str) -> None:
    """Read ``before`` and ``after`` of columns that were compared by hash from the Parquet."""
    used = loaded.rows(
        f'SELECT DISTINCT "column" FROM changes WHERE subject = {literal(subject)} AND'
        ' "column" IS NOT NULL ORDER BY 1'
    )
    for (column,) in used:
        if not loaded.is_hashed(table, column) or column not in loaded.compared[table]:
            continue
        for side, target in (("old", "before"), ("new", "after")):
            wanted = (
                f"SELECT {side}_at FROM changes WHERE subject = {literal(subject)}"
                f' AND "column" = {literal(column)}'
            )
            values = values_of(loaded, side, table, column, wanted)
            if (table, column) == ("turns", "text"):
                keep_texts(loaded, side, wanted)
                values = f"FROM {side}_texts"
            loaded.run(
                _FILL.format(
                    target=target, side=side, subject=literal(subject), column=literal(column),
                    values=values,
                )
            )  # fmt: skip


def count_columns(loaded: Loaded, subject: str) -> tuple[ColumnCount, ...]:
    """How many rows differ in each column, the most first."""
    rows = loaded.rows(
        f'SELECT "column", count(*) AS n FROM changes WHERE subject = {literal(subject)}'
        ' AND "column" IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1'
    )
    return tuple(ColumnCount(*row) for row in rows)


def count_changes(loaded: Loaded) -> dict[str, int]:
    """How many rows of ``changes`` there are of each kind, as ``turn reattributed``."""
    rows = loaded.rows("SELECT subject, change, count(*) FROM changes GROUP BY ALL ORDER BY ALL")
    return {f"{subject} {change}": count for subject, change, count in rows}


def sample_changes(loaded: Loaded, limit: int) -> tuple[Change, ...]:
    """The first `limit` changes of each kind in order of source and place, cut to one line."""
    first = (
        f"(SELECT * FROM changes WHERE subject = {literal(subject)} AND change = {literal(change)}"
        f" ORDER BY {_ORDER} LIMIT {limit})"
        for subject, change in (name.split(" ", 1) for name in count_changes(loaded))
    )
    chosen = " UNION ALL ".join(first) or "SELECT * FROM changes"
    loaded.run(f"CREATE OR REPLACE TEMP TABLE sample AS {chosen}")
    names = (*(identifier(column) for column in _COLUMNS), "words")
    query = _with_words(loaded, "sample")
    return tuple(
        _as_change(row) for row in loaded.rows(f"SELECT {', '.join(names)} FROM ({query})")
    )


def _with_words(loaded: Loaded, chosen: str) -> str:
    """A query that adds the words of turns to the rows of a table like ``changes``, in order."""
    if not loaded.has("turns") or "text" not in loaded.compared["turns"]:
        return f"SELECT *, NULL::VARCHAR AS words FROM {chosen} ORDER BY {_ORDER}"
    for side, only in (("old", " AND new_at IS NULL"), ("new", "")):
        wanted = f"SELECT DISTINCT {side}_at FROM {chosen} WHERE subject = 'turn'"
        keep_texts(loaded, side, f"{wanted} AND {side}_at IS NOT NULL{only}")
    return _WORDED.format(chosen=chosen, order=_ORDER)


def _as_change(row: tuple[Any, ...]) -> Change:
    values: dict[str, Any] = dict(zip((*_COLUMNS, "words"), row, strict=True))
    if values["column"] == "text":
        values |= zip(("before", "after"), focus(values["before"], values["after"]), strict=True)
    cut: dict[str, Any] = {
        name: shorten(v) if isinstance(v, str) else v for name, v in values.items()
    }
    return Change(**cut)


def write_changes(loaded: Loaded, path: Path) -> None:
    """Write all differences, in order, to a ``.parquet`` or ``.jsonl`` file.

    Raises `CallError` for another ending or a place that cannot be written to.
    """
    form = change_file_format(path)
    names = (*(identifier(column) for column in _COLUMNS), "words")
    query = f"SELECT {', '.join(names)} FROM ({_with_words(loaded, 'changes')})"
    loaded.run("SET preserve_insertion_order = true")
    loaded.run(f"COPY ({query} ORDER BY {_ORDER}) TO {literal(str(path))} ({form})")


def change_file_format(path: Path) -> str:
    """How DuckDB names the format of this file. Raises `CallError`."""
    if not path.parent.is_dir():
        raise CallError(f"{path}: there is no folder {path.parent}")
    if path.suffix == ".parquet":
        return "FORMAT parquet, COMPRESSION zstd"
    if path.suffix in (".jsonl", ".ndjson"):
        return "FORMAT json"
    raise CallError(f"{path}: name it .parquet or .jsonl, for the differences to be written so")
