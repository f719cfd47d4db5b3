"""What should have been taken out of the words: labels, furniture, markup, damage."""

from __future__ import annotations

from onrecord.quality.model import Check
from onrecord.quality.rules import RowRule, Rule

#: NAME: or NAME, ROLE: in capitals, at the start or after the end of a sentence.
_LABEL = (
    r"(?:^|[.!?)\]\"”]\s*)((?:[\p{Lu}][\p{Lu}.''’-]+(?:\s+[\p{Lu}][\p{Lu}.''’#0-9-]*){0,4})"
    r"(?:,\s+(?:HOST|BYLINE|REPORTER|GUEST|ANCHOR|MODERATOR|CALLER))?)\s*:\s"
)

_ROLE = r", (?:HOST|BYLINE|REPORTER|ANCHOR|MODERATOR)$"

RULES: tuple[Rule, ...] = (
    RowRule(
        Check(
            id="labels_are_not_left_in_text",
            severity="error",
            table="turns",
            description="no speaker's label stands inside the words of another",
            why="what follows the label is said by somebody else",
            fix="see with onrecord explain why the label was not read; name the format, or report"
            " the typography",
            needs=("turns.text", "turns.kind", "turns.document_id", "turns.speaker_label"),
        ),
        of="kind <> 'cue'",
        fails=f"contains(text, ':') AND regexp_matches(text, '{_LABEL}')",
        value=f"regexp_extract(text, '{_LABEL}', 1)",
        also=f"(document_id, upper(trim(regexp_replace(value, '[,(].*', '')))) IN"
        f" (SELECT (document_id, label) FROM labels) OR regexp_matches(value, '{_ROLE}')",
    ),
)
