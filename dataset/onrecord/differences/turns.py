"""What became of each turn: re-attributed, reworded, cut otherwise, added, removed.

Fills ``both_turns`` with where the matched turns are stored that differ in a compared column, and in
which: one flag a column. Adds a row to ``changes`` for each column of each of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.differences.changes import count_columns, fill_values
from onrecord.differences.loading import OF_PLACE, Loaded
from onrecord.differences.model import TurnChanges
from onrecord.foreign.sql import identifier, literal

#: The columns that say who speaks, as what, and how that is known.
ATTRIBUTED = ("person_id", "role", "kind", "attribution")

_BOTH = """
CREATE TABLE both_turns AS
SELECT *, {reassigned} AS reassigned, {attributed} AS attributed FROM (
    SELECT was.stored AS old_at, became.stored AS new_at, coalesce(moves.change, CASE
            WHEN was.person_id IS NOT DISTINCT FROM became.person_id THEN NULL
            WHEN was.person_id IS NULL THEN 'attributed'
            WHEN became.person_id IS NULL THEN 'no longer attributed'
            ELSE 'another person' END) AS cause,
        moves.change IS NOT NULL AS moved{flags}
    FROM matched_turns m JOIN matched_documents d USING (pair)
    JOIN old_turns was ON was.stored = o_at JOIN new_turns became ON became.stored = n_at
    LEFT JOIN moves ON moves.p = was.person_id AND moves.q = became.person_id AND moves.p <> moves.q
    WHERE NOT unchanged)
WHERE {differs}"""
_COLUMN = """
INSERT INTO changes BY NAME
SELECT 'turn' AS subject, {change} AS change, d.source_uri AS source_uri,
    was.document_id AS old_id, became.document_id AS new_id,
    was.place AS old_turn, became.place AS new_turn,
    became.char_start AS char_start, became.char_end AS char_end, {name} AS "column",
    {before} AS before, {after} AS after, {note} AS note, old_at, new_at
FROM both_turns JOIN old_turns was ON was.stored = old_at JOIN new_turns became ON became.stored = new_at
LEFT JOIN new_documents d ON d.document_id = became.document_id WHERE {differs}"""
_NAMED = """coalesce((SELECT name FROM old_ids WHERE person_id = was.person_id), was.person_id, 'nobody')
    || ' -> ' || coalesce((SELECT name FROM new_ids WHERE person_id = became.person_id),
    became.person_id, 'nobody') || ' (' || cause || ')'"""
_UNMATCHED = """
INSERT INTO changes BY NAME
SELECT 'turn' AS subject, CASE WHEN r.stored IS NOT NULL THEN 'recut' ELSE '{change}' END AS change,
    d.source_uri, old_id, new_id, w.place AS {side}_turn, w.char_start, w.char_end, w.stored AS {side}_at,
    CASE WHEN r.stored IS NOT NULL THEN 'overlaps turn ' || r.other || ' of the {other} dataset' END AS note
FROM (FROM {side}_work ANTI JOIN matched_turns ON {short}_at = stored) w
JOIN matched_documents m USING (pair)
LEFT JOIN recut r ON r.side = '{side}' AND r.stored = w.stored
LEFT JOIN {side}_documents d ON d.document_id = {side}_id"""
_COUNTS = """
SELECT (SELECT count(*) FROM old_turns) AS old, (SELECT count(*) FROM new_turns) AS new,
    (SELECT count(*) FROM matched_turns) + (SELECT coalesce(sum(turns), 0)::BIGINT FROM old_prints
        JOIN matched_documents ON document_id = old_id WHERE same) AS matched,
    count(*) FILTER (reassigned OR attributed) AS reattributed,
    count(*) FILTER (reassigned) AS reassigned,
    count(*) FILTER (cause IN ('merged', 'split', 'renamed')) AS regrouped,
    count(*) FILTER (({rescored}) AND NOT (reassigned OR attributed)) AS rescored,
    count(*) FILTER ({revalued}) AS revalued, count(*) FILTER ({reworded}) AS reworded
FROM both_turns"""
_UNMATCHED_COUNTS = """
SELECT count(old_turn) FILTER (change = 'recut') AS recut_old,
    count(new_turn) FILTER (change = 'recut') AS recut_new,
    count(*) FILTER (change = 'added') AS added, count(*) FILTER (change = 'removed') AS removed
FROM changes WHERE subject = 'turn'"""


def find_turn_changes(loaded: Loaded) -> None:
    """Add rows on turns to ``changes``."""
    flags = _flags(loaded)
    named = "person_id" in flags
    loaded.run(
        _BOTH.format(
            flags="".join(f", {_differs(column)} AS {flag}" for column, flag in flags.items()),
            reassigned=f"{flags['person_id']} AND NOT moved" if named else "false",
            attributed=_any(flags[column] for column in flags if column in ATTRIBUTED[1:]),
            differs=_any(flags.values()),
        )
    )
    used = ", ".join(f"bool_or({flag})" for flag in flags.values()) or "NULL"
    for (column, flag), is_used in zip(
        flags.items(), loaded.row(f"SELECT {used} FROM both_turns"), strict=False
    ):
        if is_used:
            _add_column(loaded, column, flag)
    for side, other, change in (("old", "new", "removed"), ("new", "old", "added")):
        loaded.run(_UNMATCHED.format(side=side, other=other, change=change, short=side[0]))
    fill_values(loaded, "turns", "turn")


def _flags(loaded: Loaded) -> dict[str, str]:
    """The columns that are compared, each with the name of its flag in ``both_turns``."""
    columns = [c for c in loaded.compared["turns"] if c not in ("document_id", "turn_index")]
    return {column: f"differs_{number}" for number, column in enumerate(columns)}


def _any(rules: Iterable[str]) -> str:
    return " OR ".join(rules) or "false"


def _differs(column: str) -> str:
    """Whether a column of two matched turns differs, where it can be compared at all."""
    differs = f"was.{identifier(column)} IS DISTINCT FROM became.{identifier(column)}"
    if column in OF_PLACE:
        differs += " AND how = 'bytes'"
    if column == "continues":  # a turn_index, which moves with the turns before
        differs += " AND was.place = became.place"
    if column == "n_words":
        differs += " AND was.text = became.text"
    return differs


def _add_column(loaded: Loaded, column: str, flag: str) -> None:
    hashed = loaded.is_hashed("turns", column)
    before, after = (
        "NULL" if hashed else f"{side}.{identifier(column)}::VARCHAR" for side in ("was", "became")
    )
    if column == "person_id":  # unnamed people of edited documents are the same under a new id
        flag += " AND cause <> 'rekeyed'"
    loaded.run(
        _COLUMN.format(
            change=_change(column),
            name=literal(column),
            before=before,
            after=after,
            note=_NAMED if column == "person_id" else "NULL",
            differs=flag,
        )
    )


def _change(column: str) -> str:
    """The kind of a difference in this column, as SQL."""
    if column == "person_id":
        return "CASE WHEN reassigned THEN 'reattributed' ELSE 'regrouped' END"
    if column == "confidence":
        return "CASE WHEN reassigned OR attributed THEN 'reattributed' ELSE 'rescored' END"
    if column in ATTRIBUTED:
        return "'reattributed'"
    return "'reworded'" if column == "text" else "'revalued'"


def count_turns(loaded: Loaded) -> TurnChanges:
    """The counts of turns and of what became of them."""
    flags = _flags(loaded)
    told = {*ATTRIBUTED, "confidence", "text"}
    counts = loaded.record(
        _COUNTS.format(
            rescored=flags.get("confidence", "false"),
            reworded=flags.get("text", "false"),
            revalued=_any(flag for column, flag in flags.items() if column not in told),
        )
    )
    counts |= loaded.record(_UNMATCHED_COUNTS)
    return TurnChanges(**counts, columns=count_columns(loaded, "turn"))
