"""Eight rules that all three can express, for the two peers. Needs pandas and pyarrow alone."""

from __future__ import annotations

#: Regular expressions that no text may match, by the check of onrecord that says the same.
PATTERNS = {
    "text_holds_no_email_address": r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,24}",
    "furniture_is_not_left_in_text": (
        r"(?i)copyright (?:©|\(c\)|[12][0-9]{3})|© ?[12][0-9]{3}|all rights reserved|rush deadline"
        r"|terms of use|facebook twitter|skip to main content|sponsor message|getty images|flipboard"
    ),
    "cues_are_not_left_in_text": (
        r"(?i)[(\[](?:soundbite|laughter|laughs?|applause|music|crosstalk|inaudible)[^()\[\]]{0,80}[)\]]"
    ),
    "markup_is_not_left_in_text": r"</?[A-Za-z][A-Za-z0-9]{0,9}(?:\s[^<>]{0,200})?/?>|&(?:amp|lt|gt|quot|nbsp);",
    "text_has_no_control_characters": r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\ufeff]",
}
MOST_WORDS = 1500
ROLES = (
    "host reporter guest source caller announcer moderator chair member judge advocate witness"
    " participant audience narrator unknown"
).split()

#: The checks of onrecord that say the same as the rules of the peers.
CHECKS = (
    *PATTERNS,
    "turns_are_of_plausible_length",
    "turn_key_is_unique",
    "rows_keep_the_contract",
)
COLUMNS = ["document_id", "turn_index", "kind", "role", "text", "n_words"]
