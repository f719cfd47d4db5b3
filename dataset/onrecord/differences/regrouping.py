"""People merged, split, renamed: told by where the same turns' people go from old to new.

A person's *target* is the new person who has more than half of the person's matched turns; a new
person's *origin* is the old one who had more than half of them. People are

- merged, if several old people have one target, and none of them but the target is left;
- split, if several new people have one origin, and none of them but the origin was there before;
- renamed, if target and origin agree, both ids are of one side only, and the name is another one
  (with the same name, they are only re-keyed: unnamed people of a document whose bytes changed).

A single turn given to somebody else who was and is there is none of these: it is re-attributed.
Read from either side the three give the same, merged and split exchanged. Fills ``moves`` (p, q,
change), ``transitions`` (p, q, turns) and ``old_ids``, ``new_ids``.
"""

from __future__ import annotations

from typing import Any

from onrecord.differences.loading import Loaded
from onrecord.differences.model import ColumnCount, PeopleChanges, Person, Regrouping

#: Regroupings listed; all of them are counted, and written by `write_changes`.
LISTED = 50

#: Turns whose fingerprints agree have one person on both sides, if people are compared at all.
_TRANSITIONS = """
CREATE TABLE transitions AS
SELECT p, q, sum(turns)::BIGINT AS turns, min(example) AS example FROM (
    SELECT o.person_id AS p, n.person_id AS q, count(*) AS turns, min(new_id) AS example
    FROM matched_turns m JOIN old_work o ON o.stored = o_at JOIN new_work n ON n.stored = n_at
    JOIN matched_documents d ON d.pair = m.pair WHERE NOT ({settled}) GROUP BY ALL
    UNION ALL
    SELECT person_id, person_id, sum(turns), min(new_id) FROM (
        SELECT m.pair, person_id, count(*) AS turns FROM matched_turns m
        JOIN old_work o ON o.stored = o_at WHERE {settled} GROUP BY ALL)
    JOIN matched_documents USING (pair) GROUP BY ALL
    UNION ALL
    SELECT person_id, person_id, count(*), min(document_id) FROM old_turns
    JOIN matched_documents ON document_id = old_id WHERE same GROUP BY ALL
) WHERE p IS NOT NULL OR q IS NOT NULL GROUP BY p, q"""
_IDS = """
CREATE TABLE {side}_ids AS
SELECT person_id, any_value(name) AS name FROM (
    SELECT person_id, name FROM {side}_people
    UNION ALL SELECT DISTINCT person_id, NULL FROM {side}_turns WHERE person_id IS NOT NULL
) GROUP BY person_id"""
_MOVES = """
CREATE TABLE moves AS
WITH targets AS (SELECT p, q FROM (SELECT *, sum(turns) OVER (PARTITION BY p) AS total
        FROM transitions WHERE p IS NOT NULL) WHERE q IS NOT NULL AND 2 * turns > total),
     origins AS (SELECT p, q FROM (SELECT *, sum(turns) OVER (PARTITION BY q) AS total
        FROM transitions WHERE q IS NOT NULL) WHERE p IS NOT NULL AND 2 * turns > total),
     gone AS (SELECT person_id AS p FROM old_ids ANTI JOIN new_ids USING (person_id)),
     fresh AS (SELECT person_id AS q FROM new_ids ANTI JOIN old_ids USING (person_id)),
     merged AS (SELECT p, q FROM targets WHERE p = q OR p IN (FROM gone)
        QUALIFY count(*) OVER (PARTITION BY q) > 1),
     split AS (SELECT p, q FROM origins WHERE p = q OR q IN (FROM fresh)
        QUALIFY count(*) OVER (PARTITION BY p) > 1),
     carried AS (SELECT p, q FROM targets JOIN origins USING (p, q)
        WHERE p IN (FROM gone) AND q IN (FROM fresh)
        AND q NOT IN (SELECT q FROM merged) AND p NOT IN (SELECT p FROM split))
SELECT p, q, 'merged' AS change FROM merged
UNION ALL SELECT p, q, 'split' FROM split WHERE (p, q) NOT IN (SELECT p, q FROM merged)
UNION ALL
SELECT p, q, CASE WHEN o.name <> n.name THEN 'renamed' ELSE 'rekeyed' END
FROM carried JOIN old_ids o ON o.person_id = p JOIN new_ids n ON n.person_id = q
UNION ALL
SELECT o.person_id, n.person_id, 'renamed' FROM old_ids o JOIN new_ids n USING (person_id)
WHERE o.name <> n.name"""
_MEMBERS = """
WITH members AS (SELECT m.*, CASE change WHEN 'split' THEN p ELSE q END AS hub,
        coalesce(t.turns, 0) AS turns, t.example,
        p <> q OR change = 'renamed' AS counts
        FROM moves m LEFT JOIN transitions t USING (p, q) WHERE change <> 'rekeyed'),
     groups AS (SELECT change, hub, coalesce(sum(turns) FILTER (counts), 0)::BIGINT AS moved,
        min(example) FILTER (counts) AS shown FROM members GROUP BY ALL),
     listed AS (SELECT * FROM groups
        QUALIFY row_number() OVER (PARTITION BY change ORDER BY moved DESC, hub) <= {limit})
SELECT change, hub, moved, d.source_uri, p, o.name, q, n.name
FROM listed JOIN members USING (change, hub)
    LEFT JOIN old_ids o ON o.person_id = p LEFT JOIN new_ids n ON n.person_id = q
    LEFT JOIN new_documents d ON d.document_id = shown
ORDER BY change, moved DESC, hub, p, q"""
_COUNTS = """
SELECT (SELECT count(*) FROM old_ids) AS old, (SELECT count(*) FROM new_ids) AS new,
    count(DISTINCT q) FILTER (change = 'merged') AS merged,
    count(DISTINCT p) FILTER (change = 'split') AS split,
    count(*) FILTER (change = 'renamed') AS renamed,
    count(*) FILTER (change = 'rekeyed') AS rekeyed,
    ({added}) AS added, ({removed}) AS removed FROM moves"""
_UNMOVED = """
SELECT count(*) FROM {side}_ids ANTI JOIN {other}_ids USING (person_id)
WHERE person_id NOT IN (SELECT {short} FROM moves)"""


def regroup_people(loaded: Loaded) -> None:
    """Fill ``transitions``, ``old_ids``, ``new_ids`` and ``moves``."""
    settled = "unchanged" if "person_id" in loaded.compared["turns"] else "false"
    loaded.run(_TRANSITIONS.format(settled=settled))
    for side in ("old", "new"):
        loaded.run(_IDS.format(side=side))
    loaded.run(_MOVES)


def list_regroupings(loaded: Loaded) -> tuple[Regrouping, ...]:
    """Those that move the most turns, sorted by kind, turns and id."""
    groups: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for row in loaded.rows(_MEMBERS.format(limit=LISTED)):
        groups.setdefault((row[0], row[1]), []).append(row)
    return tuple(_as_regrouping(rows) for rows in groups.values())


def _as_regrouping(rows: list[tuple[Any, ...]]) -> Regrouping:
    change, _, turns, example = rows[0][:4]
    old = dict.fromkeys(Person(row[4], row[5]) for row in rows)
    new = dict.fromkeys(Person(row[6], row[7]) for row in rows)
    return Regrouping(change, tuple(old), tuple(new), turns, example)


def count_people(loaded: Loaded, columns: tuple[ColumnCount, ...]) -> PeopleChanges:
    """The counts of people and of what became of them."""
    removed = _UNMOVED.format(side="old", other="new", short="p")
    added = _UNMOVED.format(side="new", other="old", short="q")
    counts = loaded.record(_COUNTS.format(added=added, removed=removed))
    return PeopleChanges(**counts, columns=columns, regroupings=list_regroupings(loaded))
