"""People: names that are names, and one spelling for one person."""

from __future__ import annotations

from onrecord.quality.checks.residue import BROKEN_LETTER
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

#: Whether two halves of names are one letter apart: the second or the last letter is then the same.
_CLOSE = (
    "a.{0}[1] = b.{0}[1] AND (a.{0}[2] = b.{0}[2] OR a.{0}[-1] = b.{0}[-1])"
    " AND abs(strlen(a.{0}) - strlen(b.{0})) <= 2 AND damerau_levenshtein(a.{0}, b.{0}) <= 1"
)
_ALIKE = (
    f"(a.family = b.family AND {_CLOSE.format('given')}"
    f" OR a.given = b.given AND {_CLOSE.format('family')})"
)

#: Names one letter apart that are either both in one document, or in one programme where one is rare
#: and the other frequent; or that differ in case, accents and punctuation alone.
_SPELLINGS = f"""
    WITH named AS MATERIALIZED (
        SELECT person_id, name, n_documents, lower(strip_accents(given_name)) AS given,
            lower(strip_accents(family_name)) AS family
        FROM people WHERE kind = 'named' AND given_name <> '' AND family_name <> ''
            AND strlen(name) >= 8
    ), met AS MATERIALIZED (
        SELECT document_id, person_id, given, family FROM appearances JOIN named USING (person_id)
    ), frequent AS MATERIALIZED (
        SELECT * FROM named WHERE n_documents >= @frequent
    ), places AS MATERIALIZED (
        SELECT person_id, list(DISTINCT program) AS programs
        FROM appearances JOIN documents USING (document_id)
        WHERE program IS NOT NULL GROUP BY person_id
    ), alike AS MATERIALIZED (
        SELECT a.person_id AS one, b.person_id AS other FROM named AS a JOIN frequent AS b
        ON a.family = b.family AND a.n_documents <= @rare AND {_CLOSE.format("given")}
        UNION ALL
        SELECT a.person_id, b.person_id FROM named AS a JOIN frequent AS b
        ON a.given = b.given AND a.n_documents <= @rare AND {_CLOSE.format("family")}
    ), candidates AS (
        SELECT DISTINCT a.person_id AS one, b.person_id AS other
        FROM met AS a JOIN met AS b USING (document_id)
        WHERE a.person_id < b.person_id AND {_ALIKE}
        UNION
        SELECT one, other FROM alike
        JOIN places AS p ON p.person_id = one JOIN places AS q ON q.person_id = other
        WHERE list_has_any(p.programs, q.programs)
        UNION
        SELECT min(person_id), max(person_id) FROM named
        GROUP BY regexp_replace(lower(strip_accents(name)), '[^\\p{{L}}]', '', 'g')
        HAVING min(name) <> max(name)
    )
    SELECT CASE WHEN a.n_documents <= b.n_documents THEN one ELSE other END AS key,
        a.name || ' (' || a.n_documents || ') and ' || b.name || ' (' || b.n_documents || ')' AS value
    FROM candidates JOIN named AS a ON a.person_id = one JOIN named AS b ON b.person_id = other
    WHERE a.name <> b.name
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
        fails=r"regexp_matches(name, '[0-9:;@/\\<>\[\]{}|=+*_\"“”?!\x{fffd}]') OR length(name) > 60"
        r" OR NOT regexp_matches(name, '\p{L}') OR array_length(string_split(name, ' ')) > 7"
        r" OR regexp_matches(name, '\p{Han}{6,}') OR name = lower(name) AND name <> upper(name)"
        f" OR regexp_matches(name, '{BROKEN_LETTER}') OR regexp_full_match(name, '{_NO_PERSON}')"
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
