"""Who speaks: whether it is known, whether there are two, whether they stay what they are."""

from __future__ import annotations

from onrecord.quality.model import Check
from onrecord.quality.rules import QueryRule, Rule

#: Words of at least two letters, folded: SCHMIDT-MÜLLER, HOST -> [SCHMIDT, MULLER, HOST].
_WORDS = r"regexp_extract_all(upper(strip_accents({0})), '[\p{{L}}\p{{N}}]{{2,}}')"
_OF_LABEL = _WORDS.format("split_part(label, '(', 1)")
_OF_PERSON = _WORDS.format("coalesce(name, '') || ' ' || array_to_string(aliases, ' ')")

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
        query="SELECT document_id, round(100.0 * unattributed / words)::INT || '% of ' || words"
        " || ' words are nobody''s' AS value"
        " FROM conversations WHERE words > 0 AND unattributed > @most_unattributed * words",
        of="conversations WHERE words > 0",
    ),
    QueryRule(
        Check(
            id="attribution_is_sure",
            severity="info",
            table="documents",
            description="most of a document's words have a speaker known with some confidence",
            why="guesses add up: what is said of such a speaker may be another's",
            fix="filter by confidence, or settle the speakers in the people file",
            limits={"most_unsure": 0.5, "sure_from": 0.5},
            limits_say={
                "most_unsure": "share of a document's words of unsure speakers",
                "sure_from": "confidence from which a speaker counts as known",
            },
            needs=("turns.document_id", "turns.kind", "turns.n_words", "turns.confidence"),
        ),
        query="SELECT document_id, round(100.0 * unsure / words)::INT || '% of ' || words || ' words'"
        " AS value FROM (SELECT document_id, sum(n_words) AS words,"
        " sum(n_words) FILTER (confidence < @sure_from) AS unsure"
        " FROM turns WHERE kind <> 'cue' GROUP BY document_id)"
        " WHERE words > 0 AND unsure > @most_unsure * words",
        of="conversations WHERE words > 0",
    ),
    QueryRule(
        Check(
            id="dialogues_have_two_speakers",
            severity="warn",
            table="documents",
            description="a document of several turns has more than one speaker",
            why="turns follow each other because speakers change: one speaker for all of them means"
            " that labels were misread",
            fix="look with onrecord explain at how the labels were taken; for monologues, raise"
            " least_turns",
            limits={"least_turns": 4},
            limits_say={"least_turns": "turns from which a document is a dialogue"},
            needs=("turns.document_id", "turns.kind", "turns.person_id"),
        ),
        query="SELECT document_id, turns || ' turns, one speaker' AS value FROM conversations"
        " WHERE turns >= @least_turns AND speakers < 2",
        of="conversations WHERE turns >= @least_turns",
    ),
    QueryRule(
        Check(
            id="roles_do_not_flip",
            severity="warn",
            table="documents",
            description="a person has one role in a document, recordings left aside",
            why="whoever is host in one turn and guest in the next was mistaken for somebody once",
            fix="onrecord explain shows the evidence of both turns; name the role in the people file",
            needs=("turns.document_id", "turns.kind", "turns.person_id", "turns.role"),
        ),
        query="SELECT document_id, first_turn AS turn_index, person_id AS key,"
        " one_role || ' and ' || other_role AS value FROM appearances WHERE one_role < other_role",
        of="conversations",
    ),
    QueryRule(
        Check(
            id="labels_fit_their_people",
            severity="error",
            table="turns",
            description="a printed label shares a word with the name of the person it was given to",
            why="a turn under one name that belongs to another is put into the wrong mouth",
            fix="look with onrecord explain; if the person has this name too, add it as an alias to"
            " the people file",
            needs=(
                "turns.document_id",
                "turns.turn_index",
                "turns.speaker_label",
                "turns.person_id",
                "turns.attribution",
                "people.person_id",
                "people.name",
                "people.aliases",
            ),
        ),
        query="WITH others AS MATERIALIZED (SELECT document_id, first_turn AS turn_index, char_start,"
        "  char_end, label, name, aliases FROM labelled JOIN people USING (person_id)"
        "  WHERE NOT list_contains(aliases, split_part(label, ',', 1)))"
        " SELECT document_id, turn_index, char_start, char_end,"
        " label || ' is given to ' || coalesce(name, 'nobody') AS value FROM others"
        f" WHERE len({_OF_LABEL}) > 0 AND NOT list_has_any({_OF_LABEL}, {_OF_PERSON})"
        " AND NOT regexp_matches(label, '^THE [A-Z]+$')",
        of="labelled",
    ),
)
