"""People who came, went, were merged, split or renamed, or are described otherwise: ``changes``."""

from __future__ import annotations

from onrecord.differences.changes import count_columns, fill_values
from onrecord.differences.loading import Loaded
from onrecord.differences.model import PeopleChanges
from onrecord.differences.regrouping import count_people
from onrecord.foreign.sql import identifier, literal

#: Columns that follow from the turns and documents of a person.
DERIVED = frozenset({"n_documents", "n_turns", "n_words", "first_seen", "last_seen"})

_MOVED = """
INSERT INTO changes BY NAME
SELECT 'person' AS subject, change, p AS old_id, q AS new_id, o.name AS before, n.name AS after
FROM moves JOIN old_ids o ON o.person_id = p JOIN new_ids n ON n.person_id = q
WHERE p <> q OR change = 'renamed'"""
_CAME_OR_WENT = """
INSERT INTO changes BY NAME
SELECT 'person' AS subject, '{change}' AS change, person_id AS {side}_id, name AS {value}
FROM {side}_ids ANTI JOIN {other}_ids USING (person_id)
WHERE person_id NOT IN (SELECT {short} FROM moves)"""
_COLUMN = """
INSERT INTO changes BY NAME
SELECT 'person' AS subject, 'revalued' AS change, person_id AS old_id, person_id AS new_id,
    {name} AS "column", {before} AS before, {after} AS after, was.stored AS old_at, became.stored AS new_at
FROM old_people was JOIN new_people became USING (person_id)
WHERE was.{column} IS DISTINCT FROM became.{column}"""


def find_people_changes(loaded: Loaded) -> PeopleChanges:
    """Add rows on people to ``changes``; the counts."""
    loaded.run(_MOVED)
    for side, other, change, value in (
        ("old", "new", "removed", "before"),
        ("new", "old", "added", "after"),
    ):
        short = "p" if side == "old" else "q"
        loaded.run(
            _CAME_OR_WENT.format(side=side, other=other, change=change, value=value, short=short)
        )
    for column in loaded.compared["people"]:
        if column not in {"person_id", "name", *DERIVED}:
            _add_column(loaded, column)
    fill_values(loaded, "people", "person")
    return count_people(loaded, count_columns(loaded, "person"))


def _add_column(loaded: Loaded, column: str) -> None:
    hashed = loaded.is_hashed("people", column)
    before, after = (
        "NULL" if hashed else f"{side}.{identifier(column)}::VARCHAR" for side in ("was", "became")
    )
    loaded.run(
        _COLUMN.format(name=literal(column), column=identifier(column), before=before, after=after)
    )
