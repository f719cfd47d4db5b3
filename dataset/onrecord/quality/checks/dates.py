"""When documents were published: not in the future, and when the programme ran."""

from __future__ import annotations

from datetime import date

from onrecord.quality.model import Check
from onrecord.quality.rules import QueryRule, Rule

#: Programmes of few documents are taken together. A document lies outside where one of the few at its end of the programme is cut off by a gap.
_OUTSIDE = """
    SELECT document_id, published_on || ': ' || coalesce(program, 'smaller programmes') AS value FROM (
        SELECT *,
            max(CASE WHEN place <= few THEN later - published_on END) OVER (
                PARTITION BY program ORDER BY published_on, document_id
                ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS gap_after,
            max(CASE WHEN n - place < few THEN published_on - earlier END) OVER (
                PARTITION BY program ORDER BY published_on, document_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS gap_before
        FROM (
            SELECT document_id, program, published_on,
                count(*) OVER programme AS n,
                greatest(2, count(*) OVER programme // 10) AS few,
                row_number() OVER run AS place,
                lead(published_on) OVER run AS later,
                lag(published_on) OVER run AS earlier,
                quantile_cont(published_on, 0.9) OVER programme AS late,
                quantile_cont(published_on, 0.1) OVER programme AS early
            FROM (SELECT document_id, published_on, CASE WHEN count(*) OVER (PARTITION BY program)
                    >= @least_documents THEN program END AS program
                FROM documents WHERE published_on IS NOT NULL)
            WINDOW programme AS (PARTITION BY program),
                run AS (PARTITION BY program ORDER BY published_on, document_id)))
    WHERE published_on < @earliest OR published_on > @latest
        OR n >= @least_documents AND (
            place <= few AND gap_after
                > greatest(@least_gap_days, 20 * date_diff('day', early, late) / n)
            OR n - place < few AND gap_before
                > greatest(@least_gap_days, 20 * date_diff('day', early, late) / n))
"""

RULES: tuple[Rule, ...] = (
    QueryRule(
        Check(
            id="dates_are_not_in_the_future",
            severity="error",
            table="documents",
            description="no document was published after today",
            why="such a date was misread: month and day exchanged, a century wrong, an embargo",
            fix="look at the date line of the source; state published_on in the recipe",
            limits={"today": None},
            limits_say={"today": "the day of the check, or SOURCE_DATE_EPOCH"},
            needs=("documents.document_id", "documents.published_on"),
        ),
        query="SELECT document_id, published_on AS value FROM documents WHERE published_on > @today",
        of="documents WHERE published_on IS NOT NULL",
    ),
    QueryRule(
        Check(
            id="dates_lie_in_the_programmes_run",
            severity="warn",
            table="documents",
            description="no date is cut off by years from the other documents of its programme",
            why="a date outside the run was misread, or is that of something quoted",
            fix="look at the date line of the source; state published_on in the recipe",
            limits={
                "earliest": date(1900, 1, 1),
                "latest": date(9999, 12, 31),
                "least_documents": 20,
                "least_gap_days": 1826,
            },
            limits_say={
                "earliest": "the first day of any programme",
                "latest": "the last day of any programme",
                "least_documents": "documents of a programme from which its run can be told",
                "least_gap_days": "days without any document that cut a date off",
            },
            needs=("documents.document_id", "documents.published_on", "documents.program"),
        ),
        query=_OUTSIDE,
        of="documents WHERE published_on IS NOT NULL",
    ),
)
