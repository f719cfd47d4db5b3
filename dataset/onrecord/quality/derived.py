"""What several checks ask of the turns, made once: one row a document, one row a speaker in it."""

from __future__ import annotations

import re

from onrecord.quality.opening import Opened

#: A label without its role: RAFIQ ANSARI of "RAFIQ ANSARI, BYLINE" and of "Rafiq Ansari (reporter)".
_LABEL = "upper(trim(split_part(split_part(speaker_label, ',', 1), '(', 1)))"

#: Per derived table: its key, its source rows, and each column with its SQL and what that needs.
_DERIVED: dict[str, tuple[tuple[str, ...], str, dict[str, tuple[str, str]]]] = {
    "conversations": (
        ("document_id",),
        "kind <> 'cue'",
        {
            "turns": ("count(*)", ""),
            "speeches": ("count(*) FILTER (kind = 'speech')", ""),
            "words": ("coalesce(sum(n_words), 0)", "n_words"),
            "unattributed": (
                "coalesce(sum(n_words) FILTER (person_id IS NULL), 0)",
                "n_words person_id",
            ),
            "speakers": (
                "CASE WHEN min(person_id) < max(person_id) THEN 2 ELSE 1 END",
                "person_id",
            ),
            "ends": (
                "arg_max(substring(text, -200), turn_index) FILTER (text <> '')",
                "text turn_index",
            ),
            "last_turn": ("max(turn_index) FILTER (text <> '')", "text turn_index"),
            "last_start": (
                "arg_max(char_start, turn_index) FILTER (text <> '')",
                "char_start text turn_index",
            ),
            "last_end": (
                "arg_max(char_end, turn_index) FILTER (text <> '')",
                "char_end text turn_index",
            ),
            "last_role": ("arg_max(role, turn_index) FILTER (text <> '')", "role text turn_index"),
            "words_hash": (
                "CASE WHEN count(text) = 0 THEN hash(any_value(document_id))::HUGEINT"
                " ELSE sum(hash(text)::HUGEINT) END",
                "text",
            ),
            "starts": (
                "coalesce(list(char_start) FILTER (char_start IS NOT NULL), [])",
                "char_start",
            ),
        },
    ),
    "appearances": (
        ("document_id", "person_id"),
        "person_id IS NOT NULL",
        {
            "turns": ("count(*)", ""),
            "first_turn": ("min(turn_index)", "turn_index"),
            "one_role": ("min(role) FILTER (role <> 'unknown' AND kind = 'speech')", "role kind"),
            "other_role": ("max(role) FILTER (role <> 'unknown' AND kind = 'speech')", "role kind"),
        },
    ),
    "said": (
        ("document_id", "turn_index", "n_words", "hash(text) AS said"),
        "kind <> 'cue' AND n_words >= 8 AND text IS NOT NULL",
        {},
    ),
    "labelled": (
        ("document_id", "person_id", "speaker_label AS label"),
        "speaker_label IS NOT NULL AND person_id IS NOT NULL"
        " AND attribution IN ('printed', 'matched')",
        {
            "first_turn": ("min(turn_index)", "turn_index"),
            "char_start": ("arg_min(char_start, turn_index)", "char_start turn_index"),
            "char_end": ("arg_min(char_end, turn_index)", "char_end turn_index"),
        },
    ),
    "labels": (
        ("document_id",),
        "speaker_label IS NOT NULL",
        {
            "whole": (f"list(DISTINCT {_LABEL})", "speaker_label"),
            "last": (f"list(DISTINCT split_part({_LABEL}, ' ', -1))", "speaker_label"),
        },
    ),
}
_NAMES = re.compile(rf"\b(?:{'|'.join(_DERIVED)})\b")


def make_derived(found: Opened, sql: str) -> None:
    """Make the derived tables that `sql` names, once for an opened dataset."""
    for name in sorted(set(_NAMES.findall(sql)) - found.made):
        keys, where, columns = _DERIVED[name]
        selected = [
            f"{expression if found.missing(_needs(needs)) is None else 'NULL'} AS {column}"
            for column, (expression, needs) in columns.items()
        ]
        found.connection.execute(
            f"CREATE TABLE {name} AS SELECT {', '.join([*keys, *selected])}"
            f" FROM turns WHERE {where}{_grouped(keys) if columns else ''}"
        )
        found.made.add(name)


def _grouped(keys: tuple[str, ...]) -> str:
    return f" GROUP BY {', '.join(key.partition(' AS ')[0] for key in keys)}"


def _needs(columns: str) -> tuple[str, ...]:
    return tuple(f"turns.{column}" for column in columns.split())
