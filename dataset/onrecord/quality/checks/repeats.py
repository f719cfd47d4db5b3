"""What is there twice: turns in a document, documents under two stories, texts in many."""

from __future__ import annotations

from onrecord.quality.model import Check
from onrecord.quality.rules import QueryRule, Rule

_TURNS = ("turns.document_id", "turns.turn_index", "turns.text", "turns.kind", "turns.n_words")

RULES: tuple[Rule, ...] = (
    QueryRule(
        Check(
            id="turns_are_not_repeated",
            severity="warn",
            table="turns",
            description="nobody says the same long words twice in a document",
            why="pages print a quotation or a whole transcript twice: words are counted twice",
            fix="look at the source around both places; a pull quote is furniture",
            limits={"least_words": 10},
            limits_say={"least_words": "words from which a turn is too long to recur by chance"},
            needs=_TURNS,
        ),
        query="SELECT document_id, turn_index FROM said"
        " JOIN (SELECT document_id, said, min(turn_index) AS first FROM said"
        "  WHERE n_words >= @least_words GROUP BY ALL HAVING count(*) > 1)"
        " USING (document_id, said) WHERE turn_index > first",
        of="said WHERE n_words >= @least_words",
    ),
    QueryRule(
        Check(
            id="texts_do_not_recur_in_other_stories",
            severity="warn",
            table="turns",
            description="the same long words are not said in several stories",
            why="words that come back everywhere are furniture, promotion or a test, not conversation",
            fix="look at one of the sources; what stands on every page is furniture",
            limits={"least_words": 25, "least_stories": 3},
            limits_say={
                "least_words": "words from which a text is too long to be a formula",
                "least_stories": "stories in which it is found",
            },
            needs=(*_TURNS, "documents.document_id", "documents.story_id"),
        ),
        query="SELECT document_id, turn_index FROM said WHERE said IN (SELECT said FROM said"
        " JOIN documents USING (document_id) WHERE said IN (SELECT said FROM said"
        "   WHERE n_words >= @least_words GROUP BY said HAVING count(*) >= @least_stories)"
        " GROUP BY said HAVING count(DISTINCT story_id) >= @least_stories)",
        of="said WHERE n_words >= @least_words",
    ),
    QueryRule(
        Check(
            id="documents_are_not_repeated",
            severity="warn",
            table="documents",
            description="no two documents of different stories have the same words",
            why="copies count twice, and end up on both sides of a split into training and test",
            fix="leave one out in the recipe, or give both the same story_id",
            limits={"least_words": 30},
            limits_say={
                "least_words": "words from which a document is too long to recur by chance"
            },
            needs=(*_TURNS, "documents.document_id", "documents.story_id"),
        ),
        query="SELECT document_id, 'the same words as ' || first AS value FROM"
        " (SELECT document_id, story_id, words_hash, turns,"
        "  first_value(document_id) OVER same AS first, min(story_id) OVER same AS one,"
        "  max(story_id) OVER same AS other FROM conversations JOIN documents USING (document_id)"
        "  WHERE words >= @least_words"
        "  WINDOW same AS (PARTITION BY words_hash, turns ORDER BY document_id"
        "   ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))"
        " WHERE one < other AND document_id > first",
        of="conversations WHERE words >= @least_words",
    ),
)
