"""Which document of the old dataset is which of the new: by bytes, by source, by words.

Fills the table ``pairs`` (pair, old_id, new_id, how, same): `how` is ``bytes`` (the document_id is
the same), ``source`` (the source_uri is, the bytes are not) or ``words`` (neither is, but most of
the longer turns are the same); `same` says that the turns are the same in every compared column.
"""

from __future__ import annotations

from onrecord.differences.loading import Loaded
from onrecord.differences.model import Limit
from onrecord.foreign.sql import identifier

#: Turns of fewer words than this occur in documents that have nothing to do with each other.
LEAST_WORDS = 4
#: So do texts that stand in more documents than this: openings, notices.
MOST_DOCUMENTS = 10
#: Two documents are one if they share at least so many of their longer turns, and at least this
#: part of them (Jaccard): one opening that both have is not enough.
LEAST_TURNS = 3
LEAST_SHARED = 0.5

_OPEN = "SELECT * FROM {side}_documents d WHERE document_id NOT IN (SELECT {side}_id FROM pairs)"
_BY_BYTES = """
INSERT INTO pairs SELECT o.document_id, n.document_id, 'bytes'
FROM old_documents o JOIN new_documents n ON o.document_id = n.document_id"""
_BY_SOURCE = """
INSERT INTO pairs
WITH o AS (SELECT document_id, source_uri,
        row_number() OVER (PARTITION BY source_uri ORDER BY document_id) AS rank FROM ({old})),
     n AS (SELECT document_id, source_uri,
        row_number() OVER (PARTITION BY source_uri ORDER BY document_id) AS rank FROM ({new}))
SELECT o.document_id, n.document_id, 'source' FROM o JOIN n USING (source_uri, rank)"""
_LONG_TURNS = """
CREATE TEMP TABLE {side}_long AS
SELECT DISTINCT document_id, text FROM {side}_turns
WHERE n_words >= {least} AND document_id IN (SELECT document_id FROM ({open}))"""
_BY_WORDS = """
INSERT INTO pairs
WITH o AS (SELECT * FROM old_long QUALIFY count(*) OVER (PARTITION BY text) <= {most}),
     n AS (SELECT * FROM new_long QUALIFY count(*) OVER (PARTITION BY text) <= {most}),
     shared AS (SELECT o.document_id AS a, n.document_id AS b, count(*) AS texts
        FROM o JOIN n USING (text) GROUP BY ALL),
     sizes_a AS (SELECT document_id AS a, count(*) AS size_a FROM old_long GROUP BY ALL),
     sizes_b AS (SELECT document_id AS b, count(*) AS size_b FROM new_long GROUP BY ALL),
     scored AS (SELECT a, b, texts, texts / (size_a + size_b - texts) AS score
        FROM shared JOIN sizes_a USING (a) JOIN sizes_b USING (b)),
     best AS (SELECT *, row_number() OVER (PARTITION BY a ORDER BY score DESC, b) AS of_a,
        row_number() OVER (PARTITION BY b ORDER BY score DESC, a) AS of_b
        FROM scored WHERE texts >= {turns} AND score >= {shared})
SELECT a, b, 'words' FROM best WHERE of_a = 1 AND of_b = 1"""
_FINISH = """
CREATE TABLE matched_documents AS
SELECT row_number() OVER (ORDER BY old_id) AS pair, old_id, new_id, how,
       how = 'bytes' AND o.print IS NOT DISTINCT FROM n.print
           AND o.turns IS NOT DISTINCT FROM n.turns AS same
FROM pairs LEFT JOIN old_prints o ON o.document_id = old_id
           LEFT JOIN new_prints n ON n.document_id = new_id"""

#: By a hash of the document_id, which takes half as long; what it cannot tell, the id itself does.
_IS_UNIQUE = """
SELECT NOT EXISTS (FROM {side}_turns WHERE turn_index IS NULL) AND NOT EXISTS (
    SELECT 1 FROM {side}_turns GROUP BY hash(document_id), turn_index HAVING count(*) > 1)"""
_IS_REALLY_UNIQUE = _IS_UNIQUE.replace("hash(document_id)", "document_id")


def pair_documents(loaded: Loaded) -> None:
    """Fill ``matched_documents`` from the documents and turns of both sides."""
    for side in ("old", "new"):
        _complete_documents(loaded, side)
        _number_turns(loaded, side)
        _print_turns(loaded, side)
    loaded.run("CREATE TABLE pairs (old_id VARCHAR, new_id VARCHAR, how VARCHAR)")
    loaded.run(_BY_BYTES)
    open_ = {side: _OPEN.format(side=side) for side in ("old", "new")}
    loaded.run(_BY_SOURCE.format(**open_))
    if loaded.has("turns"):
        for side, query in open_.items():
            loaded.run(_LONG_TURNS.format(side=side, least=LEAST_WORDS, open=query))
        loaded.run(_BY_WORDS.format(most=MOST_DOCUMENTS, turns=LEAST_TURNS, shared=LEAST_SHARED))
    loaded.run(_FINISH)


def _complete_documents(loaded: Loaded, side: str) -> None:
    """One row for each document; where the table is missing, from the turns."""
    tables = loaded.tables[side]
    if "documents" not in tables and "turns" in tables:
        loaded.run(
            f"INSERT INTO {side}_documents (document_id) SELECT DISTINCT document_id FROM {side}_turns"
        )
        tables.add("documents")
        loaded.limits.append(Limit(side, "documents", "known only by the document_id of turns"))
        return
    columns = (
        ", ".join(identifier(column) for column in loaded.compared["documents"]) or "document_id"
    )
    before, _ = loaded.row(f"SELECT count(*), 0 FROM {side}_documents")
    (distinct,) = loaded.row(f"SELECT count(DISTINCT document_id) FROM {side}_documents")
    if before == distinct:
        return
    loaded.run(
        f"CREATE OR REPLACE TABLE {side}_documents AS SELECT * FROM {side}_documents QUALIFY"
        f" row_number() OVER (PARTITION BY document_id ORDER BY {columns}, stored) = 1"
    )
    why = f"{before - distinct:,} rows repeat a document_id; the first of each was compared"
    loaded.limits.append(Limit(side, "documents", why))


def _number_turns(loaded: Loaded, side: str) -> None:
    """Give each turn a `place` that is unique in its document: turn_index wherever it is."""
    has_index = "turn_index" in loaded.sides[side].columns.get("turns", {})
    if any(loaded.row(query.format(side=side))[0] for query in (_IS_UNIQUE, _IS_REALLY_UNIQUE)):
        return
    order = "turn_index, char_start, char_end, start_ms, text, person_id, kind, stored"
    place = f"row_number() OVER (PARTITION BY document_id ORDER BY {order}) - 1"
    loaded.run(
        f"CREATE OR REPLACE TABLE {side}_turns AS"
        f" SELECT * EXCLUDE (place), {place} AS place FROM {side}_turns"
    )
    why = "turn_index is not unique" if has_index else "there is no turn_index"
    loaded.limits.append(
        Limit(side, "turns", f"{why}: turns are ordered by place in the source, time and file")
    )


def _print_turns(loaded: Loaded, side: str) -> None:
    """One fingerprint for the turns of each document, over every compared column.

    DuckDB only XORs the last column into a row's hash: unless that is hashed once more, two turns
    that exchange a value there leave the XOR of all rows as it was.
    """
    columns = ["place", "print", "place_print"]
    if "turn_index" in loaded.compared["turns"]:
        columns.append("turn_index")
    loaded.run(
        f"CREATE TABLE {side}_prints AS SELECT document_id, count(*) AS turns,"
        f" min(place) AS first_place, max(place) AS last_place,"
        f" bit_xor(hash(hash({', '.join(columns)}))) AS print FROM {side}_turns GROUP BY document_id"
    )
