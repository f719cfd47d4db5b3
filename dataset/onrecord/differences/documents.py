"""Documents added, removed, edited, renamed, and with other values: rows of ``changes``."""

from __future__ import annotations

from onrecord.differences.changes import count_columns, fill_values
from onrecord.differences.loading import Loaded
from onrecord.differences.model import DocumentChanges
from onrecord.foreign.sql import identifier, literal

#: Columns that follow from the turns: they differ where turns do, and are not changes themselves.
DERIVED = frozenset({"n_turns", "n_people", "n_words"})

_CAME_OR_WENT = """
INSERT INTO changes BY NAME
SELECT 'document' AS subject, '{change}' AS change, d.source_uri, d.document_id AS {side}_id,
    d.title AS {value}, r.why AS note
FROM {side}_documents d ANTI JOIN matched_documents m ON m.{side}_id = d.document_id
LEFT JOIN (SELECT source_uri, min('{rejected}: ' || "check" || ': ' || message) AS why
    FROM {other}_rejects WHERE "table" = 'sources' OR "table" IS NULL GROUP BY source_uri) r
    ON r.source_uri = d.source_uri"""
#: A story stands under the id of one of its documents, which is another where its bytes changed.
_MAP_STORIES = """
UPDATE old_documents SET story_id = new_id FROM matched_documents
WHERE old_id = story_id AND how <> 'bytes'"""
_BOTH = """
CREATE TABLE both_documents AS
SELECT m.how, was, became FROM matched_documents m
JOIN old_documents was ON was.document_id = old_id
JOIN new_documents became ON became.document_id = new_id
WHERE how <> 'bytes' OR {differs}"""
_COLUMN = """
INSERT INTO changes BY NAME
SELECT 'document' AS subject, {change} AS change, coalesce(became.source_uri, was.source_uri) AS source_uri,
    was.document_id AS old_id, became.document_id AS new_id, {name} AS "column",
    {before} AS before, {after} AS after, 'matched by ' || how AS note,
    was.stored AS old_at, became.stored AS new_at
FROM both_documents WHERE {differs}"""
_COUNTS = """
SELECT (SELECT count(*) FROM old_documents) AS old, (SELECT count(*) FROM new_documents) AS new,
    (SELECT count(*) FROM matched_documents) AS matched,
    count(*) FILTER (change = 'added') AS added, count(*) FILTER (change = 'removed') AS removed,
    (SELECT count(*) FROM matched_documents WHERE how <> 'bytes') AS edited,
    count(*) FILTER (change = 'renamed') AS renamed,
    count(DISTINCT new_id) FILTER (change = 'revalued') AS revalued,
    (SELECT count(DISTINCT new_id) FROM changes WHERE subject = 'turn') AS respoken
FROM changes WHERE subject = 'document'"""


def find_document_changes(loaded: Loaded) -> None:
    """Add rows on documents to ``changes``."""
    went = {"side": "old", "other": "new", "change": "removed", "value": "before"}
    came = {"side": "new", "other": "old", "change": "added", "value": "after"}
    loaded.run(_CAME_OR_WENT.format(rejected="now rejected", **went))
    loaded.run(_CAME_OR_WENT.format(rejected="rejected before", **came))
    loaded.run(_MAP_STORIES)
    columns = [c for c in loaded.compared["documents"] if c not in {"document_id", *DERIVED}]
    loaded.run(_BOTH.format(differs=" OR ".join(map(_differs, columns)) or "false"))
    for column in columns:
        _add_column(loaded, column)
    if "source_sha256" not in columns:
        _add_edits(loaded)
    fill_values(loaded, "documents", "document")


def _differs(column: str) -> str:
    return f"was.{identifier(column)} IS DISTINCT FROM became.{identifier(column)}"


def _add_column(loaded: Loaded, column: str) -> None:
    """Rows for one column: renamed, edited (other bytes), or revalued (the same bytes)."""
    hashed = loaded.is_hashed("documents", column)
    before, after = (
        "NULL" if hashed else f"{side}.{identifier(column)}::VARCHAR" for side in ("was", "became")
    )
    kind = "CASE how WHEN 'bytes' THEN 'revalued' ELSE 'edited' END"
    differs = _differs(column)
    if column == "source_uri":
        kind = "'renamed'"
    if column == "source_bytes":  # with other bytes, source_sha256 tells it already
        differs += " AND how = 'bytes'"
    loaded.run(
        _COLUMN.format(
            change=kind, name=literal(column), before=before, after=after, differs=differs
        )
    )


def _add_edits(loaded: Loaded) -> None:
    """A row for each document with other bytes, where no column tells the bytes."""
    loaded.run(
        _COLUMN.format(
            change="'edited'", name="'document_id'", before="was.document_id",
            after="became.document_id", differs="how <> 'bytes'",
        )
    )  # fmt: skip


def count_documents(loaded: Loaded) -> DocumentChanges:
    """The counts of documents and of what became of them; to be called when turns are done."""
    counts = loaded.record(_COUNTS)
    return DocumentChanges(**counts, columns=count_columns(loaded, "document"))
