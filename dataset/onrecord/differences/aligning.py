"""Which turn of an old document is which of the new: by place in the source, then by words.

Documents whose turns are all the same are left out. In the others, each pass matches turns whose
key occurs once on both sides among those still open, the surest key first: this gives one answer
whatever the order of the rows, the same one from either side. Fills ``matched_turns`` (pair, o_at,
n_at, unchanged) with where two matched turns are stored and whether their fingerprints agree, and
``recut`` (side, stored, other) with open turns that overlap one of the other side: its place there.

Anchors that are unique on both sides come from B. Cohen's patience diff; the words around a turn
that recurs ("Yes.") tell it from its like. The first pass by words matches most turns; what comes
after works on ``old_open`` and ``new_open``, which hold the others.
"""

from __future__ import annotations

from onrecord.differences.loading import Loaded
from onrecord.differences.model import Limit
from onrecord.differences.texts import CREATE, keep_texts

#: A turn in the same gap is the same one, reworded, if it shares this part of its words (Jaccard).
LEAST_ALIKE = 0.4
#: Turns that far apart within a gap are not compared.
FARTHEST = 3

#: Turns of documents that are not the same; `position` counts them from 0 without holes.
_WORK = """
CREATE TABLE {side}_work AS
SELECT pair, how = 'bytes' AS same_bytes, place, {position} AS position, stored, text,
    char_start, char_end, person_id,
    CASE WHEN how = 'bytes' THEN hash(print, place_print) ELSE print END AS print
FROM {side}_turns JOIN matched_documents ON {side}_id = document_id WHERE NOT same"""
_IS_DENSE = """
SELECT coalesce(bool_and(first_place = 0 AND last_place = turns - 1), true) FROM {side}_prints"""
_COUNTED_PLACES = "row_number() OVER (PARTITION BY pair ORDER BY place) - 1"
_ANCHORS = """
INSERT INTO matched_turns
WITH o AS (SELECT pair, {keys}, any_value(stored) AS o_at, any_value(print) AS o_print
        FROM {old} GROUP BY ALL HAVING count(*) = 1),
     n AS (SELECT pair, {keys}, any_value(stored) AS n_at, any_value(print) AS n_print
        FROM {new} GROUP BY ALL HAVING count(*) = 1)
SELECT pair, o_at, n_at, o_print = n_print FROM o JOIN n USING (pair, {keys})"""
_UNMATCHED = """(SELECT * FROM {side}_work w
    WHERE NOT EXISTS (FROM matched_turns m WHERE m.{short}_at = w.stored){only})"""
_NOT_RECUT = " AND NOT EXISTS (FROM recut r WHERE r.side = '{side}' AND r.stored = w.stored)"
_OPEN_PAIRS = "CREATE TABLE open_pairs AS SELECT pair FROM {old} INTERSECT SELECT pair FROM {new}"
#: Unmatched turns of documents with open turns on both sides.
_OPEN = """
CREATE TABLE {side}_open AS
SELECT w.pair, position, w.stored, text, print, r.stored IS NOT NULL AS is_recut
FROM {unmatched} w SEMI JOIN open_pairs USING (pair)
LEFT JOIN (SELECT stored FROM recut WHERE side = '{side}') r ON r.stored = w.stored"""
_CLOSE = "DELETE FROM {side}_open WHERE stored IN (SELECT {short}_at FROM matched_turns)"
#: With the words before and after each.
_SURROUND = """
CREATE OR REPLACE TABLE {side}_open AS
SELECT w.*, coalesce(b.text, 0) AS text_before, coalesce(a.text, 1) AS text_after
FROM {side}_open w LEFT JOIN {side}_work b ON b.pair = w.pair AND b.position = w.position - 1
LEFT JOIN {side}_work a ON a.pair = w.pair AND a.position = w.position + 1"""
#: Open turns with the matched turns around them, as stored on the new side, and their rank there.
_GAPS = """
CREATE OR REPLACE TABLE {side}_gaps AS
WITH marked AS (SELECT *, position - row_number() OVER (PARTITION BY pair ORDER BY position) AS run
        FROM {side}_open),
     runs AS (SELECT pair, run, min(position) - 1 AS before, max(position) + 1 AS after
        FROM marked GROUP BY ALL),
     edges AS (SELECT pair, run, before AS position, true AS is_before FROM runs
        UNION ALL SELECT pair, run, after, false FROM runs),
     marks AS (SELECT e.pair, run, coalesce(max(n_at::BIGINT) FILTER (is_before), -1) AS after_mark,
        coalesce(max(n_at::BIGINT) FILTER (NOT is_before), -2) AS before_mark
        FROM edges e LEFT JOIN {side}_work w ON w.pair = e.pair AND w.position = e.position
        LEFT JOIN matched_turns m ON m.{short}_at = w.stored GROUP BY ALL)
SELECT pair, position, stored, text, print, after_mark, before_mark,
    row_number() OVER gap AS rank, count(*) OVER (PARTITION BY pair, run) AS size,
    row_number() OVER (PARTITION BY pair, run, text ORDER BY position) AS occurrence
FROM marked JOIN marks USING (pair, run) WHERE NOT is_recut
WINDOW gap AS (PARTITION BY pair, run ORDER BY position)"""
_CANDIDATES = """
CREATE TABLE candidates AS
SELECT o.pair, o.position AS o, n.position AS n, o.stored AS o_at, n.stored AS n_at,
    o.print = n.print AS unchanged, abs(o.rank - n.rank) AS apart
FROM old_gaps o JOIN new_gaps n USING (pair, after_mark, before_mark)
WHERE abs(o.rank - n.rank) <= CASE WHEN o.size = n.size THEN 0 ELSE {farthest} END"""
#: Likeness is counted over the words of both: `sides` is 3 for a word that both have.
_REWORDED = """
INSERT INTO matched_turns
WITH words AS (
        SELECT o_at, n_at, {words} AS word, 1 AS side FROM candidates JOIN old_texts ON o_at = stored
        UNION ALL
        SELECT o_at, n_at, {words}, 2 FROM candidates JOIN new_texts ON n_at = stored),
     shared AS (SELECT o_at, n_at, bit_or(side) AS sides FROM words GROUP BY o_at, n_at, word),
     scored AS (SELECT o_at, n_at, count(*) FILTER (sides = 3) / count(*) AS alike
        FROM shared GROUP BY ALL HAVING alike >= {alike}),
     best AS (SELECT c.*, row_number() OVER (PARTITION BY o_at ORDER BY alike DESC, apart, n) AS of_o,
        row_number() OVER (PARTITION BY n_at ORDER BY alike DESC, apart, o) AS of_n
        FROM scored JOIN candidates c USING (o_at, n_at))
SELECT pair, o_at, n_at, unchanged FROM best WHERE of_o = 1 AND of_n = 1"""
_WORDS = "hash(unnest(string_split(lower(coalesce(value, '')), ' ')))"
#: Of the same bytes, turns whose slices overlap: one with one is the same turn, cut elsewhere.
_OVERLAPS = """
CREATE TABLE overlapping AS
SELECT pair, o.stored AS o_at, n.stored AS n_at, o.place AS o, n.place AS n,
    o.print = n.print AS unchanged, count(*) OVER (PARTITION BY o.stored) AS of_o,
    count(*) OVER (PARTITION BY n.stored) AS of_n
FROM {old} o JOIN {new} n USING (pair)
WHERE o.char_start < n.char_end AND n.char_start < o.char_end"""
_MATCH_OVERLAPS = """
INSERT INTO matched_turns
SELECT pair, o_at, n_at, unchanged FROM overlapping WHERE of_o = 1 AND of_n = 1"""
_RECUT = """
INSERT INTO recut SELECT '{side}', {short}_at, min({other})
FROM overlapping WHERE of_o > 1 OR of_n > 1 GROUP BY {short}_at"""
_SIDES = (("old", "o", "n"), ("new", "n", "o"))


def align_turns(loaded: Loaded) -> None:
    """Fill ``matched_turns`` and ``recut`` from ``matched_documents`` and both sides' turns."""
    for side in ("old", "new"):
        (is_dense,) = loaded.row(_IS_DENSE.format(side=side))
        loaded.run(_WORK.format(side=side, position="place" if is_dense else _COUNTED_PLACES))
        loaded.run(CREATE.format(side=side))
    loaded.run(
        "CREATE TABLE matched_turns (pair BIGINT, o_at UBIGINT, n_at UBIGINT, unchanged BOOLEAN)"
    )
    loaded.run("CREATE TABLE recut (side VARCHAR, stored UBIGINT, other BIGINT)")
    if loaded.has("turns"):
        compared = set(loaded.compared["turns"])
        _match_in_source(loaded, compared)
        if "text" in compared and not _is_complete(loaded):
            _match_by_words(loaded)


def _match_in_source(loaded: Loaded, compared: set[str]) -> None:
    """Match turns of the same bytes: by their slices, else by place and words, else by place."""
    same_bytes = " AND same_bytes"
    spans = {"char_start", "char_end"} <= compared
    if spans:
        sliced = f"{same_bytes} AND char_start IS NOT NULL"
        _match(loaded, "char_start, char_end", _unmatched(sliced))
        if not _is_complete(loaded):
            _match_overlaps(loaded, sliced)
    if "text" in compared and not _is_complete(loaded):
        _match(loaded, "place, text", _unmatched(same_bytes + _NOT_RECUT))
    if not spans and "text" not in compared:
        _match(loaded, "place", _unmatched(same_bytes + _NOT_RECUT))
        why = (
            "neither words nor places in the source are there on both sides: matched by turn_index"
        )
        loaded.limits.append(Limit("both", "turns", why))


def _is_complete(loaded: Loaded) -> bool:
    """Whether all turns of one side are matched, so that no pass can find more."""
    sizes = (f"(SELECT count(*) FROM {table})" for table in ("old_work", "new_work"))
    complete: bool = loaded.row(
        f"SELECT least({', '.join(sizes)}) = (SELECT count(*) FROM matched_turns)"
    )[0]
    return complete


def _unmatched(only: str = "") -> dict[str, str]:
    """Queries for the turns of both sides that have no match yet."""
    return {
        side: _UNMATCHED.format(side=side, short=short, only=only.format(side=side))
        for side, short, _ in _SIDES
    }


def _match(loaded: Loaded, keys: str, rows: dict[str, str]) -> None:
    loaded.run(_ANCHORS.format(keys=keys, **rows))


def _match_overlaps(loaded: Loaded, only: str) -> None:
    loaded.run(_OVERLAPS.format(**_unmatched(only)))
    loaded.run(_MATCH_OVERLAPS)
    for side, short, other in _SIDES:
        loaded.run(_RECUT.format(side=side, short=short, other=other))


def _match_by_words(loaded: Loaded) -> None:
    """Match what is open by the words and those around them, then by the gap and likeness."""
    loaded.run(_OPEN_PAIRS.format(**_unmatched(_NOT_RECUT)))
    for side, rows in _unmatched().items():
        loaded.run(_OPEN.format(side=side, unmatched=rows))
    _match_open(loaded, "text")
    for side in ("old", "new"):
        loaded.run(_SURROUND.format(side=side))
    for key in ("text_before, text, text_after", "text_before, text", "text, text_after"):
        _match_open(loaded, key)
    _make_gaps(loaded)
    in_gap = "after_mark, before_mark, text, occurrence"
    _match(loaded, in_gap, {"old": "old_gaps", "new": "new_gaps"})
    _close(loaded)
    _make_gaps(loaded)
    loaded.run(_CANDIDATES.format(farthest=FARTHEST))
    for side, short, _ in _SIDES:
        keep_texts(loaded, side, f"SELECT DISTINCT {short}_at FROM candidates")
    loaded.run(_REWORDED.format(words=_WORDS, alike=LEAST_ALIKE))


def _match_open(loaded: Loaded, keys: str) -> None:
    rows = {side: f"(SELECT * FROM {side}_open WHERE NOT is_recut)" for side in ("old", "new")}
    _match(loaded, keys, rows)
    _close(loaded)


def _close(loaded: Loaded) -> None:
    """Leave the turns that were matched out of those that are open."""
    for side, short, _ in _SIDES:
        loaded.run(_CLOSE.format(side=side, short=short))


def _make_gaps(loaded: Loaded) -> None:
    for side, short, _ in _SIDES:
        loaded.run(_GAPS.format(side=side, short=short))
