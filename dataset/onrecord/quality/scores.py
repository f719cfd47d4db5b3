"""A score from 0 to 1 for each document, with its reasons.

Each error or warning that touches a document takes off a part of what is left: an error half of
it, a warning a fifth, where the whole document or all of its turns are touched; a quarter of that
where one of very many turns is. Findings of severity info, and of the dataset as a whole, take off
nothing. The order of the factors is fixed, so that the same findings give the same bits.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from onrecord.quality.derived import make_derived
from onrecord.quality.model import Finding
from onrecord.quality.opening import Opened

#: What a finding takes off where it touches all of a document.
WEIGHTS = {"error": 0.5, "warn": 0.2}

SCHEMA = pa.schema(
    [
        pa.field("document_id", pa.string()),
        pa.field("score", pa.float32()),
        pa.field("reasons", pa.list_(pa.string())),
    ]
)

_SCORES = """
    WITH placed AS (
        SELECT check_id, document_id, turn_index FROM faults
        WHERE NOT silenced AND document_id IS NOT NULL
        UNION ALL
        SELECT check_id, a.document_id, NULL FROM faults JOIN appearances AS a ON a.person_id = key
        WHERE NOT silenced AND faults.document_id IS NULL
    ), touched AS (
        SELECT document_id, check_id, weight, CASE WHEN of_turns
            THEN least(count(DISTINCT turn_index) / greatest(any_value(turns), 1), 1) ELSE 1 END AS share
        FROM placed JOIN weights USING (check_id) JOIN conversations USING (document_id)
        GROUP BY document_id, check_id, weight, of_turns
    ), judged AS (
        SELECT document_id, list(check_id ORDER BY check_id) AS reasons,
            list_reduce(list(1 - weight * (0.25 + 0.75 * share) ORDER BY check_id),
                lambda product, factor: product * factor) AS score
        FROM touched GROUP BY document_id
    )
    SELECT document_id, coalesce(round(score, 3), 1)::FLOAT AS score,
        coalesce(reasons, []::VARCHAR[]) AS reasons
    FROM (SELECT DISTINCT document_id FROM documents) LEFT JOIN judged USING (document_id)
    ORDER BY document_id
"""
_NEEDS = (
    "documents.document_id",
    "turns.document_id",
    "turns.kind",
    "turns.person_id",
)


def score_documents(found: Opened, findings: tuple[Finding, ...]) -> Any:
    """A `pyarrow.Table` of `SCHEMA`, in order of document_id; None where documents cannot be scored."""
    import duckdb

    if found.missing(_NEEDS):
        return None
    weights = [
        (one.check.id, WEIGHTS[one.severity], one.check.table == "turns")
        for one in findings
        if one.severity in WEIGHTS and not one.holds
    ]
    try:
        execute = found.connection.execute
        execute(
            "CREATE OR REPLACE TABLE weights (check_id VARCHAR, weight DOUBLE, of_turns BOOLEAN)"
        )
        if weights:
            found.connection.executemany("INSERT INTO weights VALUES (?, ?, ?)", weights)
        make_derived(found, _SCORES)
        table = found.connection.sql(_SCORES).to_arrow_table()
    except duckdb.Error:
        return None
    return table.cast(SCHEMA)
