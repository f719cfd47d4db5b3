"""Whether documents are whole: they end, and all their speech is there."""

from __future__ import annotations

from onrecord.quality.model import Check
from onrecord.quality.rules import QueryRule, RowRule, Rule

_LAST = ("turns.document_id", "turns.turn_index", "turns.text", "turns.kind")
_PLACE = "document_id, last_turn AS turn_index, last_start AS char_start, last_end AS char_end"

#: A turn begins where its piece of speech does, or inside one that was divided; every piece has one.
_UNCOVERED = """
    SELECT document_id, len(speech) || ' pieces of speech, ' || len(starts) || ' turns' AS value
    FROM (SELECT document_id,
            list_filter(regions, lambda r: r.kind IN ('speech', 'lead-in')) AS speech
        FROM documents WHERE len(regions) > 0)
    JOIN conversations USING (document_id)
    WHERE NOT list_has_all(starts, list_transform(speech, lambda r: r."start"))
        OR len(starts) <> len(speech) AND len(list_filter(starts, lambda s: len(
            list_filter(speech, lambda r: r."start" <= s AND s < r."end")) = 0)) > 0
        OR len(list_distinct(starts)) <> len(starts)
"""

RULES: tuple[Rule, ...] = (
    QueryRule(
        Check(
            id="documents_are_not_cut_off",
            severity="warn",
            table="documents",
            description="the last words of a document end a sentence",
            why="a transcript that stops in mid-sentence was cut by a limit or a broken download",
            fix="fetch the source again and compare its length",
            needs=_LAST,
        ),
        query=f"SELECT {_PLACE}, '...' || right(ends, 60) AS value FROM conversations"
        r" WHERE NOT regexp_matches(ends, '[.!?…。！？।؟♪)\]][\s\"''”’»\p{Pe}\p{Pf}]*$')",
        of="conversations WHERE ends IS NOT NULL",
    ),
    QueryRule(
        Check(
            id="documents_have_an_ending",
            severity="warn",
            table="documents",
            description="the last words are not a question of whoever leads the conversation",
            why="a question without an answer is where a transcript was cut between two turns",
            fix="fetch the source again and compare its length",
            needs=(*_LAST, "turns.role", "turns.person_id"),
        ),
        query=f"SELECT {_PLACE}, '...' || right(ends, 60) AS value FROM conversations"
        r" WHERE speakers > 1 AND regexp_matches(ends, '[?？]\W*$')"
        " AND last_role IN ('host', 'moderator')",
        of="conversations WHERE ends IS NOT NULL",
    ),
    QueryRule(
        Check(
            id="recordings_are_transcribed_to_the_end",
            severity="warn",
            table="documents",
            description="the last turn ends near the end of the recording, where both are known",
            why="minutes without a turn at the end are words that were not transcribed",
            fix="listen to what follows the last turn",
            limits={"most_share": 0.15, "most_seconds": 90},
            limits_say={
                "most_share": "share of the recording after the last turn",
                "most_seconds": "seconds after the last turn; both must be passed",
            },
            needs=(
                "turns.document_id",
                "turns.end_ms",
                "documents.document_id",
                "documents.duration_ms",
            ),
        ),
        query="SELECT document_id, (duration_ms - ended) // 1000 || ' s after the last turn' AS value"
        " FROM (SELECT document_id, max(end_ms) AS ended FROM turns WHERE end_ms IS NOT NULL"
        "  GROUP BY document_id) JOIN documents USING (document_id)"
        " WHERE duration_ms - ended > 1000 * @most_seconds"
        " AND duration_ms - ended > @most_share * duration_ms",
        of="documents WHERE duration_ms IS NOT NULL",
    ),
    QueryRule(
        Check(
            id="turns_cover_the_speech",
            severity="error",
            table="documents",
            description="every piece of the source that is speech is a turn, and the reverse",
            why="turns were lost, added or moved after the document was read",
            fix="build the dataset again; look with onrecord explain at what became of each piece",
            needs=(
                "turns.document_id",
                "turns.kind",
                "turns.char_start",
                "documents.document_id",
                "documents.regions",
            ),
        ),
        query=_UNCOVERED,
        of="documents WHERE len(regions) > 0",
    ),
    RowRule(
        Check(
            id="spans_fit_their_words",
            severity="error",
            table="turns",
            description="the slice of the source is as long as the words and cues taken from it",
            why="a slice too short or far too long does not give the words: one of both was changed",
            fix="build the dataset again; onrecord explain shows the slice",
            limits={"most_extra_share": 0.5, "most_extra_chars": 80},
            limits_say={
                "most_extra_share": "characters of the slice beyond its words, as a share of them",
                "most_extra_chars": "characters beyond that share",
            },
            needs=("turns.text", "turns.cues", "turns.char_start", "turns.char_end", "turns.kind"),
        ),
        of="kind <> 'cue' AND char_start IS NOT NULL AND char_end IS NOT NULL",
        fails="char_end - char_start < length(text) OR char_end - char_start"
        " > (1 + @most_extra_share) * length(text) + @most_extra_chars AND char_end - char_start"
        " > (1 + @most_extra_share) * length(text) + @most_extra_chars"
        " + coalesce(list_sum(list_transform(cues, lambda c: length(c.text) + 4)), 0)",
        value="length(text) || ' characters from a slice of ' || (char_end - char_start)",
    ),
    RowRule(
        Check(
            id="sources_are_accounted_for",
            severity="warn",
            table="documents",
            description="little of the source is unexplained",
            why="what nothing accounts for may be speech that was lost",
            fix="onrecord explain shows the unexplained pieces; report what they are",
            limits={"most_unexplained": 0.1},
            limits_say={"most_unexplained": "share of the source's characters"},
            needs=("documents.document_id", "documents.regions", "documents.unexplained_chars"),
        ),
        of="len(regions) > 0",
        fails='unexplained_chars > @most_unexplained * regions[-1]."end"',
        value="""unexplained_chars || ' of ' || regions[-1]."end" || ' characters'""",
    ),
)
