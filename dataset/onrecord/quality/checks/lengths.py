"""How long turns and documents are, how fast they are spoken, and when."""

from __future__ import annotations

from onrecord.quality.model import Check
from onrecord.quality.rules import QueryRule, RowRule, Rule

_TIMED = ("turns.start_ms", "turns.end_ms")

#: Scripts that set no spaces between words; addresses have none either.
_RUN_TOGETHER = (
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]|://"
)

RULES: tuple[Rule, ...] = (
    RowRule(
        Check(
            id="turns_are_of_plausible_length",
            severity="warn",
            table="turns",
            description="no turn is longer than people speak without a break",
            why="a turn of thousands of words is mostly several turns whose labels were not read",
            fix="look for labels inside it; where speeches are that long, raise most_words",
            limits={"most_words": 1500},
            limits_say={"most_words": "words of one turn"},
            needs=("turns.n_words", "turns.text", "turns.kind"),
        ),
        of="kind <> 'cue'",
        fails="n_words > @most_words",
        value="n_words || ' words: ' || left(text, 80)",
    ),
    RowRule(
        Check(
            id="turns_have_words",
            severity="warn",
            table="turns",
            description="what is spoken has a letter or a digit in it",
            why="punctuation alone is what is left of a turn that was cut wrongly",
            fix="look with onrecord explain at where the words went",
            needs=("turns.n_words", "turns.text", "turns.kind"),
        ),
        of="kind <> 'cue'",
        fails=r"n_words BETWEEN 1 AND 3 AND NOT regexp_matches(text, '[\p{L}\p{N}]')",
    ),
    RowRule(
        Check(
            id="words_are_set_apart",
            severity="warn",
            table="turns",
            description="words have spaces between them, in scripts that set them apart",
            why="words run together are counted as one, and found by nobody",
            fix="look at the source: line ends were dropped, or spaces of another kind",
            limits={"most_chars_a_word": 16, "least_chars": 48},
            limits_say={
                "most_chars_a_word": "characters of a turn for each of its words",
                "least_chars": "shorter turns are not looked at",
            },
            needs=("turns.n_words", "turns.text", "turns.kind"),
        ),
        of="kind <> 'cue'",
        fails="n_words > 0 AND strlen(text) > @most_chars_a_word * n_words"
        " AND length(text) > greatest(@least_chars, @most_chars_a_word * n_words)"
        f" AND NOT regexp_matches(text, '{_RUN_TOGETHER}')",
        value="n_words || ' words: ' || left(text, 80)",
    ),
    RowRule(
        Check(
            id="turns_are_spoken_at_plausible_rate",
            severity="warn",
            table="turns",
            description="words per second are those of speech, where times are known",
            why="times that do not fit their words cut the wrong piece out of the recording",
            fix="look at the time marks around it in the source",
            limits={"most_words_a_second": 8.0, "least_words_a_second": 0.1, "least_seconds": 2.0},
            limits_say={
                "most_words_a_second": "faster than any speaker",
                "least_words_a_second": "slower than any pause explains",
                "least_seconds": "shorter turns are not looked at: times are often whole seconds",
            },
            needs=("turns.n_words", "turns.kind", "turns.text", *_TIMED),
        ),
        of="kind <> 'cue' AND n_words > 0 AND end_ms - start_ms >= 1000 * @least_seconds",
        fails="n_words * 1000.0 / (end_ms - start_ms)"
        " NOT BETWEEN @least_words_a_second AND @most_words_a_second",
        value="n_words || ' words in ' || round((end_ms - start_ms) / 1000.0, 1) || ' s: '"
        " || left(text, 60)",
    ),
    QueryRule(
        Check(
            id="times_are_in_order",
            severity="warn",
            table="turns",
            description="no turn begins before the one that stands before it, where times are known",
            why="times out of order show turns out of order, or marks read as another's",
            fix="look at the time marks around it in the source",
            limits={"least_ms": 1000},
            limits_say={"least_ms": "milliseconds too early that count"},
            needs=("turns.document_id", "turns.turn_index", "turns.start_ms"),
        ),
        query="SELECT document_id, turn_index, char_start, char_end,"
        " 'begins at ' || start_ms || ' ms, the turn before at ' || before || ' ms' AS value"
        " FROM (SELECT *, lag(start_ms) OVER (PARTITION BY document_id ORDER BY turn_index) AS before"
        "  FROM turns WHERE start_ms IS NOT NULL) WHERE before - start_ms >= @least_ms",
        of="turns WHERE start_ms IS NOT NULL",
    ),
    QueryRule(
        Check(
            id="times_lie_inside_the_recording",
            severity="warn",
            table="turns",
            description="no turn ends after the recording, where its length is known",
            why="such times belong to another recording, or are in another unit",
            fix="compare the document's duration_ms with the last time mark of its source",
            limits={"most_ms": 2000},
            limits_say={"most_ms": "milliseconds too late that are forgiven"},
            needs=(
                "turns.document_id",
                "turns.turn_index",
                "turns.end_ms",
                "documents.document_id",
                "documents.duration_ms",
            ),
        ),
        query="SELECT document_id, turn_index, t.char_start, t.char_end,"
        " 'ends at ' || end_ms || ' ms of ' || duration_ms AS value"
        " FROM turns AS t JOIN documents USING (document_id) WHERE end_ms > duration_ms + @most_ms",
        of="turns WHERE end_ms IS NOT NULL",
    ),
    QueryRule(
        Check(
            id="documents_are_of_plausible_length",
            severity="warn",
            table="documents",
            description="a document has more than a few words",
            why="a handful of words is a stub, a caption or what is left of a page that was not read",
            fix="look at the source; leave it out in the recipe if it is no transcript",
            limits={"least_words": 10},
            limits_say={"least_words": "words of a whole document"},
            needs=("turns.document_id", "turns.kind", "turns.n_words"),
        ),
        query="SELECT document_id, words || ' words' AS value FROM conversations"
        " WHERE words < @least_words",
        of="conversations",
    ),
)
