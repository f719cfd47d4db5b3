"""Rules that span tables or batches: keys, foreign keys both ways, counts that agree.

Each rule is one SQL query over the views ``documents``, ``turns`` and ``people`` that gives
the keys of offending rows; none means that the rule holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple


class Rule(NamedTuple):
    """A rule with a readable id, what it says, and the query for the rows that break it."""

    name: str
    says: str
    query: str


class Violation(NamedTuple):
    """A broken rule: how many rows break it, and the keys of a few."""

    rule: Rule
    rows: int
    keys: tuple[str, ...]

    def __str__(self) -> str:
        more = ", ..." if self.rows > len(self.keys) else ""
        return f"{self.rule.name}: {self.rule.says}: {self.rows} rows: {', '.join(self.keys)}{more}"


_COUNTS = """
    SELECT document_id,
           count(*) FILTER (kind <> 'cue') AS turns,
           count(DISTINCT person_id) AS people,
           coalesce(sum(n_words) FILTER (kind <> 'cue'), 0) AS words
    FROM turns GROUP BY document_id
"""
_SPOKEN = """
    SELECT person_id, count(*) AS turns, count(DISTINCT document_id) AS documents,
           sum(n_words) AS words
    FROM turns WHERE person_id IS NOT NULL GROUP BY person_id
"""

RULES = (
    Rule(
        "document_id_is_unique",
        "a document has one row",
        "SELECT document_id FROM documents GROUP BY document_id HAVING count(*) > 1",
    ),
    Rule(
        "source_uri_is_unique",
        "a source gives one document",
        "SELECT source_uri FROM documents GROUP BY source_uri HAVING count(*) > 1",
    ),
    Rule(
        "turn_key_is_unique",
        "document_id and turn_index are a key",
        "SELECT document_id || ':' || turn_index FROM turns GROUP BY document_id, turn_index"
        " HAVING count(*) > 1",
    ),
    Rule(
        "person_id_is_unique",
        "a person has one row",
        "SELECT person_id FROM people GROUP BY person_id HAVING count(*) > 1",
    ),
    Rule(
        "speaker_goes_on",
        "a turn continues one of the same speaker",
        "SELECT t.document_id || ':' || t.turn_index FROM turns t LEFT JOIN turns b"
        " ON b.document_id = t.document_id AND b.turn_index = t.continues"
        " WHERE t.continues IS NOT NULL AND b.person_id IS DISTINCT FROM t.person_id",
    ),
    Rule(
        "turn_has_a_document",
        "every turn's document exists",
        "SELECT DISTINCT document_id FROM turns ANTI JOIN documents USING (document_id)",
    ),
    Rule(
        "document_has_turns",
        "every document has turns",
        "SELECT document_id FROM documents ANTI JOIN turns USING (document_id)",
    ),
    Rule(
        "speaker_has_a_person",
        "every turn's person exists",
        "SELECT DISTINCT person_id FROM turns ANTI JOIN people USING (person_id)"
        " WHERE person_id IS NOT NULL",
    ),
    Rule(
        "person_has_a_turn",
        "every person speaks somewhere",
        "SELECT person_id FROM people ANTI JOIN turns USING (person_id)",
    ),
    Rule(
        "story_has_a_document",
        "every story_id is a document's id",
        "SELECT story_id FROM documents ANTI JOIN"
        " (SELECT document_id AS story_id FROM documents) USING (story_id)",
    ),
    Rule(
        "turn_index_is_dense",
        "turn_index runs from 0 without gaps",
        "SELECT document_id FROM turns GROUP BY document_id"
        " HAVING min(turn_index) <> 0 OR max(turn_index) <> count(*) - 1",
    ),
    Rule(
        "document_counts_agree",
        "n_turns, n_people and n_words agree with the turns",
        f"SELECT document_id FROM documents JOIN ({_COUNTS}) AS c USING (document_id)"
        " WHERE n_turns <> c.turns OR n_people <> c.people OR n_words <> c.words",
    ),
    Rule(
        "person_counts_agree",
        "n_documents, n_turns and n_words agree with the turns",
        f"SELECT person_id FROM people JOIN ({_SPOKEN}) AS s USING (person_id)"
        " WHERE n_turns <> s.turns OR n_documents <> s.documents OR n_words <> s.words",
    ),
    Rule(
        "document_scope_is_one_document",
        "a person known in one document speaks in no other",
        f"SELECT person_id FROM people JOIN ({_SPOKEN}) AS s USING (person_id)"
        " WHERE scope = 'document' AND s.documents > 1",
    ),
    Rule(
        "slices_lie_inside_the_source",
        "no slice ends after the source's last region",
        "SELECT DISTINCT t.document_id FROM turns AS t JOIN"
        ' (SELECT document_id, list_max(list_transform(regions, lambda r: r."end")) AS length FROM documents)'
        " AS d USING (document_id) WHERE t.char_end > d.length",
    ),
)

#: Rules of which each row that breaks them shows among the documents and turns of some documents ...
_OF_DOCUMENTS = frozenset(
    {
        "turn_key_is_unique",
        "speaker_goes_on",
        "turn_has_a_document",
        "document_has_turns",
        "turn_index_is_dense",
        "document_counts_agree",
        "slices_lie_inside_the_source",
    }
)
#: ... and those that need nothing of turns but sums by person.
_OF_PERSONS = frozenset(
    {
        "speaker_has_a_person",
        "person_has_a_turn",
        "person_counts_agree",
        "document_scope_is_one_document",
    }
)
_SUMS_OF_SUMS = """
    SELECT person_id, sum(turns) AS turns, sum(documents) AS documents, sum(words) AS words
    FROM turns GROUP BY person_id
"""
_COLUMNS = "document_id, turn_index, kind, person_id, n_words, continues, char_end"

#: Turns that are looked at at a time, more or less: bounds the memory.
_TURNS = 500_000
_SHOWN = 5


def check_tables(connection: Any) -> list[Violation]:
    """The rules broken by the views of a DuckDB connection; an empty list if none is.

    Turns are read once, a range of documents at a time.
    """
    found: dict[str, Violation] = {}

    def look(rule: Rule, query: str, views: str = "") -> None:
        rows = connection.execute(
            f"{views} SELECT count(*) OVER (), broken FROM ({query}) AS q(broken)"
            f" ORDER BY broken LIMIT {_SHOWN}"
        ).fetchall()
        if rows:
            before = found.get(rule.name, Violation(rule, 0, ()))
            keys = sorted([*before.keys, *(str(key) for _, key in rows)])[:_SHOWN]
            found[rule.name] = Violation(rule, before.rows + rows[0][0], tuple(keys))

    connection.execute(f"CREATE TEMP TABLE summed AS {_SPOKEN} LIMIT 0")
    for within in _ranges(connection):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE these AS SELECT {_COLUMNS} FROM turns {within}"
        )
        views = f"WITH turns AS (FROM these), documents AS (FROM documents {within})"
        connection.execute(f"INSERT INTO summed WITH turns AS (FROM these) {_SPOKEN}")
        for rule in RULES:
            if rule.name in _OF_DOCUMENTS:
                look(rule, rule.query, views)
    for rule in RULES:
        if rule.name in _OF_PERSONS:
            look(rule, rule.query.replace(_SPOKEN, _SUMS_OF_SUMS), "WITH turns AS (FROM summed)")
        elif rule.name not in _OF_DOCUMENTS:
            look(rule, rule.query)
    connection.execute("DROP TABLE these; DROP TABLE summed")
    return [found[rule.name] for rule in RULES if rule.name in found]


def _ranges(connection: Any) -> Iterator[str]:
    """Conditions that part all documents, and with them the turns, in ranges."""
    (n_turns,) = connection.execute("SELECT count(*) FROM turns").fetchone()
    parts = n_turns // _TURNS + 1
    shares = [at / parts for at in range(1, parts)]
    (cuts,) = (
        connection.execute(f"SELECT quantile_disc(document_id, {shares}) FROM documents").fetchone()
        if shares
        else ([],)
    )
    bounds = [None, *sorted(set(cuts or ())), None]
    for first, end in pairwise(bounds):
        limits = [
            f"document_id {sign} '{_quoted(value)}'"
            for sign, value in ((">=", first), ("<", end))
            if value is not None
        ]
        yield f"WHERE {' AND '.join(limits)}" if limits else ""


def _quoted(value: str) -> str:
    return value.replace("'", "''")
