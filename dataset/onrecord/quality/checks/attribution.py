"""Who speaks: whether it is known, whether there are two, whether they stay what they are."""

from __future__ import annotations

from onrecord.quality.model import Check
from onrecord.quality.rules import QueryRule, Rule

RULES: tuple[Rule, ...] = (
    QueryRule(
        Check(
            id="speech_is_attributed",
            severity="warn",
            table="documents",
            description="most of a document's words have a speaker",
            why="words that nobody says are lost to every question about people",
            fix="name the speaker in the people file, or look with onrecord explain for the label"
            " that was not read",
            limits={"most_unattributed": 0.25},
            limits_say={"most_unattributed": "share of a document's words without a person"},
            needs=("turns.document_id", "turns.kind", "turns.n_words", "turns.person_id"),
        ),
        query="SELECT document_id, round(100.0 * unattributed / words) || '% of ' || words"
        " || ' words are nobody''s' AS value"
        " FROM conversations WHERE words > 0 AND unattributed > @most_unattributed * words",
        of="conversations WHERE words > 0",
    ),
)
