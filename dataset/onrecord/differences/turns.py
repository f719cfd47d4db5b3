"""What became of each turn: re-attributed, reworded, cut otherwise, added, removed.

Fills ``both_turns`` with the matched turns that differ in a compared column, and adds a row to
``changes`` for each column of each of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.differences.changes import count_columns, fill_values
from onrecord.differences.loading import Loaded
from onrecord.differences.model import TurnChanges
from onrecord.foreign.sql import identifier, literal

#: The columns that say who speaks, as what, and how that is known.
ATTRIBUTED = ("person_id", "role", "kind", "attribution")
#: Of documents whose bytes are not the same, places in the source say nothing.
_OF_PLACE = frozenset({"char_start", "char_end", "continues"})

_BOTH = """
CREATE TABLE both_turns AS
WITH left_side AS MATERIALIZED (SELECT m.pair, m.n, was FROM matched_turns m
    JOIN old_work was ON was.pair = m.pair AND was.place = m.o)
SELECT was, became, coalesce(moves.change, CASE
        WHEN was.person_id IS NOT DISTINCT FROM became.person_id THEN NULL
        WHEN was.person_id IS NULL THEN 'attributed'
        WHEN became.person_id IS NULL THEN 'no longer attributed'
        ELSE 'another person' END) AS cause,
    {reassigned} AS reassigned, {attributed} AS attributed
FROM left_side m
JOIN new_work became ON became.pair = m.pair AND became.place = m.n
LEFT JOIN moves ON moves.p = was.person_id AND moves.q = became.person_id AND moves.p <> moves.q
WHERE {differs}"""
_COLUMN = """
INSERT INTO changes BY NAME
SELECT 'turn' AS subject, {change} AS change, d.source_uri AS source_uri,
    was.document_id AS old_id, became.document_id AS new_id,
    was.place AS old_turn, became.place AS new_turn,
    became.char_start AS char_start, became.char_end AS char_end, {name} AS "column",
    {before} AS before, {after} AS after, {note} AS note, was.stored AS old_at, became.stored AS new_at
FROM both_turns LEFT JOIN new_documents d ON d.document_id = became.document_id WHERE {differs}"""
_NAMED = """coalesce((SELECT name FROM old_ids WHERE person_id = was.person_id), was.person_id, 'nobody')
    || ' -> ' || coalesce((SELECT name FROM new_ids WHERE person_id = became.person_id),
    became.person_id, 'nobody') || ' (' || cause || ')'"""
_UNMATCHED = """
INSERT INTO changes BY NAME
SELECT 'turn' AS subject, CASE WHEN r.pair IS NOT NULL THEN 'recut' ELSE '{change}' END AS change,
    d.source_uri, old_id, new_id, w.place AS {side}_turn, w.char_start, w.char_end, w.stored AS {side}_at,
    CASE WHEN r.pair IS NOT NULL THEN 'overlaps turn ' || r.other || ' of the {other} dataset' END AS note
FROM {side}_work w JOIN matched_documents m USING (pair)
LEFT JOIN recut r ON r.side = '{side}' AND r.pair = w.pair AND r.place = w.place
LEFT JOIN {side}_documents d ON d.document_id = {side}_id
WHERE NOT EXISTS (FROM matched_turns t WHERE t.pair = w.pair AND t.{short} = w.place)"""
_COUNTS = """
SELECT (SELECT count(*) FROM old_turns) AS old, (SELECT count(*) FROM new_turns) AS new,
    (SELECT count(*) FROM matched_turns) + (SELECT count(*) FROM old_turns
        JOIN matched_documents ON document_id = old_id WHERE same) AS matched,
    count(*) FILTER (reassigned OR attributed) AS reattributed,
    count(*) FILTER (reassigned) AS reassigned,
    count(*) FILTER (cause IN ('merged', 'split', 'renamed')) AS regrouped,
    count(*) FILTER ({rescored} AND NOT (reassigned OR attributed)) AS rescored,
    count(*) FILTER ({revalued}) AS revalued, count(*) FILTER ({reworded}) AS reworded
FROM both_turns"""
_UNMATCHED_COUNTS = """
SELECT count(old_turn) FILTER (change = 'recut') AS recut_old,
    count(new_turn) FILTER (change = 'recut') AS recut_new,
    count(*) FILTER (change = 'added') AS added, count(*) FILTER (change = 'removed') AS removed
FROM changes WHERE subject = 'turn'"""


def find_turn_changes(loaded: Loaded) -> None:
    """Add rows on turns to ``changes``."""
    columns = _columns(loaded)
    rules = {column: _differs(column) for column in columns}
    named = "person_id" in columns
    loaded.run(
        _BOTH.format(
            reassigned=f"{rules['person_id']} AND moves.change IS NULL" if named else "false",
            attributed=_any(rules[c] for c in columns if c in ATTRIBUTED[1:]),
            differs=_any(rules.values()),
        )
    )
    for column in columns:
        _add_column(loaded, column)
    for side, other, change in (("old", "new", "removed"), ("new", "old", "added")):
        loaded.run(_UNMATCHED.format(side=side, other=other, change=change, short=side[0]))
    fill_values(loaded, "turns", "turn")


def _columns(loaded: Loaded) -> list[str]:
    return [c for c in loaded.compared["turns"] if c not in ("document_id", "turn_index")]


def _any(rules: Iterable[str]) -> str:
    return " OR ".join(f"({rule})" for rule in rules) or "false"


def _differs(column: str) -> str:
    """Whether a column of two matched turns differs, where it can be compared at all."""
    differs = f"was.{identifier(column)} IS DISTINCT FROM became.{identifier(column)}"
    if column in _OF_PLACE:
        differs += " AND was.how = 'bytes'"
    if column == "continues":  # a turn_index, which moves with the turns before
        differs += " AND was.place = became.place"
    if column == "n_words":
        differs += " AND was.text = became.text"
    return differs


def _add_column(loaded: Loaded, column: str) -> None:
    hashed = loaded.is_hashed("turns", column)
    before, after = (
        "NULL" if hashed else f"{side}.{identifier(column)}::VARCHAR" for side in ("was", "became")
    )
    differs = _differs(column)
    if column == "person_id":  # unnamed people of edited documents are the same under a new id
        differs += " AND cause <> 'rekeyed'"
    loaded.run(
        _COLUMN.format(
            change=_change(column),
            name=literal(column),
            before=before,
            after=after,
            note=_NAMED if column == "person_id" else "NULL",
            differs=differs,
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
    columns = _columns(loaded)
    told = {*ATTRIBUTED, "confidence", "text"}
    counts = loaded.record(
        _COUNTS.format(
            rescored=_any(_differs(c) for c in columns if c == "confidence"),
            reworded=_any(_differs(c) for c in columns if c == "text"),
            revalued=_any(_differs(c) for c in columns if c not in told),
        )
    )
    counts |= loaded.record(_UNMATCHED_COUNTS)
    return TurnChanges(**counts, columns=count_columns(loaded, "turn"))
