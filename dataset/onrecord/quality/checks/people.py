"""People: names that are names, and one spelling for one person."""

from __future__ import annotations

from onrecord.quality.model import Check
from onrecord.quality.rules import QueryRule, RowRule, Rule

_NO_PERSON = (
    r"(?i)soundbite|music|laughter|applause|transcript|copyright|unidentified|unknown|speaker|operator"
    r"|interviewer|interviewee|question|answer|byline|host|anchor|reporter|narrator|announcer|audience"
    r"|crowd|man|woman|voice|all|both|male|female|note|update|editor|correction|listen|advertisement"
)
_FUNCTION_WORDS = (
    r"(?i).*\b(?:the|this|that|these|is|are|was|were|you|your|we|our|they|it|he|she|with|from|about"
    r"|what|when|where|who|why|how|not|but|because|very)\b.*"
)

#: Names a letter or two apart, blocked by one half of the name and the initial of the other.
_PAIRS = """
    SELECT a.person_id AS one, b.person_id AS other, a.name AS one_name, b.name AS other_name,
        a.n_documents AS one_documents, b.n_documents AS other_documents,
        a.folded = b.folded AS same
    FROM named AS a JOIN named AS b ON {block} AND a.person_id < b.person_id
    WHERE a.name <> b.name AND (a.folded = b.folded OR
        damerau_levenshtein(a.folded, b.folded) <= CASE WHEN length(a.folded) >= 16 THEN 2 ELSE 1 END)
"""
_SPELLINGS = f"""
    WITH named AS MATERIALIZED (
        SELECT person_id, name, n_documents,
            regexp_replace(lower(strip_accents(name)), '[^\\p{{L}}]', '', 'g') AS folded,
            lower(strip_accents(given_name)) AS given, lower(strip_accents(family_name)) AS family
        FROM people WHERE kind = 'named' AND given_name <> '' AND family_name <> ''
            AND length(name) >= 8
    ), pairs AS MATERIALIZED (
        SELECT DISTINCT * FROM (
            {_PAIRS.format(block="a.family = b.family AND a.given[1] = b.given[1]")}
            UNION ALL
            {_PAIRS.format(block="a.given = b.given AND a.family[1] = b.family[1]")})
    ), places AS MATERIALIZED (
        SELECT person_id, document_id, program FROM appearances JOIN documents USING (document_id)
        WHERE person_id IN (SELECT one FROM pairs UNION ALL SELECT other FROM pairs)
    ), together AS (
        SELECT DISTINCT one, other, max(p.document_id = q.document_id) AS in_one_document
        FROM pairs JOIN places AS p ON p.person_id = one JOIN places AS q ON q.person_id = other
        WHERE p.document_id = q.document_id OR p.program = q.program
        GROUP BY one, other
    )
    SELECT CASE WHEN one_documents <= other_documents THEN one ELSE other END AS key,
        one_name || ' (' || one_documents || ') and ' || other_name || ' (' || other_documents || ')'
            AS value
    FROM pairs LEFT JOIN together USING (one, other)
    WHERE same OR coalesce(in_one_document, false) OR (in_one_document IS NOT NULL
        AND least(one_documents, other_documents) <= @rare
        AND greatest(one_documents, other_documents) >= @frequent)
"""

RULES: tuple[Rule, ...] = (
    RowRule(
        Check(
            id="names_are_names",
            severity="warn",
            table="people",
            description="what stands as a named person's name can be one",
            why="a heading, a sentence or a sound taken for a speaker makes a person who never lived",
            fix="look with onrecord explain at the label; the people file can rename or merge it",
            needs=("people.name", "people.kind", "people.person_id"),
        ),
        of="kind = 'named'",
        fails=r"regexp_matches(name, '[0-9:;@/\\<>\[\]{}|=+*_\"“”?!]') OR length(name) > 60"
        r" OR NOT regexp_matches(name, '\p{L}') OR array_length(string_split(name, ' ')) > 7"
        r" OR regexp_matches(name, '\p{Han}{6,}') OR name = lower(name) AND name <> upper(name)"
        f" OR regexp_full_match(name, '{_NO_PERSON}')"
        f" OR regexp_full_match(name, '{_FUNCTION_WORDS}')",
        value="name",
    ),
    QueryRule(
        Check(
            id="people_have_one_spelling",
            severity="warn",
            table="people",
            description="no two people of one document or programme have names a letter apart",
            why="one person under two spellings is counted as two, each with half the words",
            fix="join them in the people file: onrecord people --same; or --different if they are two",
            limits={"rare": 1, "frequent": 3},
            limits_say={
                "rare": "documents of the rarer spelling, where both share only the programme",
                "frequent": "documents of the more frequent one, likewise",
            },
            needs=(
                "people.person_id",
                "people.name",
                "people.kind",
                "people.given_name",
                "people.family_name",
                "people.n_documents",
                "turns.document_id",
                "turns.person_id",
                "documents.document_id",
                "documents.program",
            ),
        ),
        query=_SPELLINGS,
        of="people WHERE kind = 'named'",
    ),
)
