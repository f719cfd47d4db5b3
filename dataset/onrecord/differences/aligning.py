"""Which turn of an old document is which of the new: by place in the source, then by words.

Documents whose turns are all the same are left out. In the others, each pass matches turns whose
key occurs once on both sides among those still open, the surest key first: this gives one answer
whatever the order of the rows, the same one from either side. Fills ``matched_turns`` (pair, o, n)
with the places of two matched turns, and ``recut`` (side, pair, place, other) with open turns that
overlap one of the other side.

Anchors that are unique on both sides come from B. Cohen's patience diff; the words around a turn
that recurs ("Yes.") tell it from its like.
"""

from __future__ import annotations

from onrecord.differences.loading import Loaded, values_of
from onrecord.differences.model import Limit

#: A turn in the same gap is the same one, reworded, if it shares this part of its words (Jaccard).
LEAST_ALIKE = 0.4
#: Turns that far apart within a gap are not compared.
FARTHEST = 3
#: The last place of any document, and a bit more.
_END = 1 << 62

_WORK = """
CREATE TABLE {side}_work AS SELECT pair, how, t.* FROM {side}_turns t
JOIN matched_documents ON {side}_id = document_id WHERE NOT same"""
_ANCHORS = """
INSERT INTO matched_turns
WITH o AS (SELECT pair, {keys}, any_value(place) AS o FROM {old} GROUP BY ALL HAVING count(*) = 1),
     n AS (SELECT pair, {keys}, any_value(place) AS n FROM {new} GROUP BY ALL HAVING count(*) = 1)
SELECT pair, o, n FROM o JOIN n USING (pair, {keys})"""
_OPEN = """(SELECT * FROM {side}_{rows} w WHERE NOT EXISTS
    (FROM matched_turns m WHERE m.pair = w.pair AND m.{short} = w.place) AND NOT EXISTS
    (FROM recut r WHERE r.side = '{side}' AND r.pair = w.pair AND r.place = w.place){only})"""
#: Turns of documents with open turns on both sides, with the words before and after each.
_REST = """
CREATE OR REPLACE TABLE {side}_rest AS
SELECT pair, how, place, text, stored, char_start, char_end, person_id, n_words,
    coalesce(lag(text) OVER w, 0) AS text_before, coalesce(lead(text) OVER w, 1) AS text_after
FROM {side}_work JOIN open_pairs USING (pair) WINDOW w AS (PARTITION BY pair ORDER BY place)"""
_OPEN_PAIRS = "CREATE TABLE open_pairs AS SELECT pair FROM {old} INTERSECT SELECT pair FROM {new}"
#: Open turns with the matched turns around them, in places of the new side, and their rank there.
_GAPS = """
CREATE OR REPLACE TABLE {side}_gaps AS
WITH marked AS (SELECT r.*, m.n AS mark, m.pair IS NULL AS is_open
        FROM {side}_rest r LEFT JOIN matched_turns m ON m.pair = r.pair AND m.{short} = r.place),
     placed AS (SELECT *,
        coalesce(last_value(mark IGNORE NULLS) OVER (PARTITION BY pair ORDER BY place
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), -1) AS after_mark,
        coalesce(first_value(mark IGNORE NULLS) OVER (PARTITION BY pair ORDER BY place
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), {end}) AS before_mark FROM marked)
SELECT *, row_number() OVER (PARTITION BY pair, after_mark, before_mark ORDER BY place) AS rank,
    count(*) OVER (PARTITION BY pair, after_mark, before_mark) AS size,
    row_number() OVER (PARTITION BY pair, after_mark, before_mark, text ORDER BY place) AS occurrence
FROM placed WHERE is_open AND NOT EXISTS
    (FROM recut c WHERE c.side = '{side}' AND c.pair = placed.pair AND c.place = placed.place)"""
_REWORDED = """
INSERT INTO matched_turns
WITH candidates AS (SELECT o.pair, o.place AS o, n.place AS n, o.stored AS o_at, n.stored AS n_at,
        abs(o.rank - n.rank) AS apart
        FROM old_gaps o JOIN new_gaps n USING (pair, after_mark, before_mark)
        WHERE abs(o.rank - n.rank) <= CASE WHEN o.size = n.size THEN 0 ELSE {farthest} END),
     old_words AS (SELECT stored AS o_at, {words} AS a FROM ({old_values})),
     new_words AS (SELECT stored AS n_at, {words} AS b FROM ({new_values})),
     scored AS (SELECT pair, o, n, apart, len(list_intersect(a, b)) AS shared,
        shared / greatest(1, len(a) + len(b) - shared) AS alike
        FROM candidates JOIN old_words USING (o_at) JOIN new_words USING (n_at)),
     best AS (SELECT *, row_number() OVER (PARTITION BY pair, o ORDER BY alike DESC, apart, n) AS of_o,
        row_number() OVER (PARTITION BY pair, n ORDER BY alike DESC, apart, o) AS of_n
        FROM scored WHERE alike >= {alike})
SELECT pair, o, n FROM best WHERE of_o = 1 AND of_n = 1"""
_WORDS = "list_distinct(string_split(lower(coalesce(value, '')), ' '))"
#: Of the same bytes, turns whose slices overlap: one with one is the same turn, cut elsewhere.
_OVERLAPS = """
CREATE TABLE overlapping AS
SELECT pair, o.place AS o, n.place AS n, count(*) OVER (PARTITION BY pair, o.place) AS of_o,
    count(*) OVER (PARTITION BY pair, n.place) AS of_n
FROM {old} o JOIN {new} n USING (pair)
WHERE o.char_start < n.char_end AND n.char_start < o.char_end"""
_RECUT = """
INSERT INTO recut SELECT DISTINCT '{side}', pair, {short}, min({other}) OVER (PARTITION BY pair, {short})
FROM overlapping WHERE of_o > 1 OR of_n > 1"""


def align_turns(loaded: Loaded) -> None:
    """Fill ``matched_turns`` and ``recut`` from ``matched_documents`` and both sides' turns."""
    for side in ("old", "new"):
        loaded.run(_WORK.format(side=side))
    loaded.run("CREATE TABLE matched_turns (pair BIGINT, o BIGINT, n BIGINT)")
    loaded.run("CREATE TABLE recut (side VARCHAR, pair BIGINT, place BIGINT, other BIGINT)")
    if loaded.has("turns"):
        compared = set(loaded.compared["turns"])
        _match_in_source(loaded, compared)
        if "text" in compared and not _is_complete(loaded):
            _match_by_words(loaded)


def _match_in_source(loaded: Loaded, compared: set[str]) -> None:
    """Match turns of the same bytes: by their slices, else by place and words, else by place."""
    same_bytes = " AND how = 'bytes'"
    spans = {"char_start", "char_end"} <= compared
    if spans:
        sliced = f"{same_bytes} AND char_start IS NOT NULL"
        _match(loaded, "work", "char_start, char_end", sliced)
        if not _is_complete(loaded):
            _match_overlaps(loaded, sliced)
    if "text" in compared and not _is_complete(loaded):
        _match(loaded, "work", "place, text", same_bytes)
    if not spans and "text" not in compared:
        _match(loaded, "work", "place", same_bytes)
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


def _open(rows: str, only: str = "") -> dict[str, str]:
    """Queries for the turns of both sides that have no match yet."""
    return {
        side: _OPEN.format(side=side, rows=rows, short=side[0], only=only)
        for side in ("old", "new")
    }


def _match(loaded: Loaded, rows: str, keys: str, only: str = "") -> None:
    loaded.run(_ANCHORS.format(keys=keys, **_open(rows, only)))


def _match_overlaps(loaded: Loaded, only: str) -> None:
    loaded.run(_OVERLAPS.format(**_open("work", only)))
    loaded.run(
        "INSERT INTO matched_turns SELECT pair, o, n FROM overlapping WHERE of_o = 1 AND of_n = 1"
    )
    for side, short, other in (("old", "o", "n"), ("new", "n", "o")):
        loaded.run(_RECUT.format(side=side, short=short, other=other))


def _match_by_words(loaded: Loaded) -> None:
    """Match what is open by the words and those around them, then by the gap and likeness."""
    loaded.run(_OPEN_PAIRS.format(**_open("work")))
    for side in ("old", "new"):
        loaded.run(_REST.format(side=side))
    for key in ("text", "text_before, text, text_after", "text_before, text", "text, text_after"):
        _match(loaded, "rest", key)
    _make_gaps(loaded)
    in_gap = "after_mark, before_mark, text, occurrence"
    loaded.run(_ANCHORS.format(keys=in_gap, old="old_gaps", new="new_gaps"))
    _make_gaps(loaded)
    values = {
        f"{side}_values": values_of(
            loaded, side, "turns", "text", f"SELECT stored FROM {side}_gaps"
        )
        for side in ("old", "new")
    }
    loaded.run(_REWORDED.format(words=_WORDS, farthest=FARTHEST, alike=LEAST_ALIKE, **values))


def _make_gaps(loaded: Loaded) -> None:
    for side in ("old", "new"):
        loaded.run(_GAPS.format(side=side, short=side[0], end=_END))
