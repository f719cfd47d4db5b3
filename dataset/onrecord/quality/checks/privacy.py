"""Personal data in the words: addresses, telephone numbers, cards."""

from __future__ import annotations

import re

import phonenumbers

from onrecord.quality.model import Check
from onrecord.quality.rules import RowRule, Rule

_EMAIL = r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,24}"
_DIGITS = r"[0-9][0-9() ./-]{7,}[0-9]"
_CARD = re.compile(r"(?<![0-9-])[3-6](?:[ -]?[0-9]){12,18}(?![0-9-])")

#: Where a number without a country code is dialled.
_REGION = "US"


def find_phone_number(text: str) -> str | None:
    """The first valid telephone number of a text, or None; numbers of cards are none."""
    if find_card_number(text):
        return None
    matcher = phonenumbers.PhoneNumberMatcher(text, _REGION, phonenumbers.Leniency.VALID)
    return next((match.raw_string for match in matcher), None)


def find_card_number(text: str) -> str | None:
    """The first number of a payment card: 13 to 19 digits whose checksum is right; or None."""
    for match in _CARD.finditer(text):
        digits = [int(c) for c in match[0] if c.isdigit()]
        if len(set(digits)) > 1 and _has_checksum(digits):
            return match[0]
    return None


def _has_checksum(digits: list[int]) -> bool:
    """Whether the last digit is that of ISO/IEC 7812-1, annex B (Luhn)."""
    doubled = [sum(divmod(2 * d, 10)) for d in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


_NEEDS = ("turns.text", "turns.kind")
_FIX = "take it out of the source, or release the dataset without that document"

RULES: tuple[Rule, ...] = (
    RowRule(
        Check(
            id="text_holds_no_email_address",
            severity="warn",
            table="turns",
            description="no e-mail address is in the words",
            why="a person's address is personal data, a programme's is furniture",
            fix=_FIX,
            needs=_NEEDS,
        ),
        of="kind <> 'cue'",
        fails=f"contains(text, '@') AND regexp_matches(text, '{_EMAIL}')",
        value=f"regexp_extract(text, '{_EMAIL}')",
    ),
    RowRule(
        Check(
            id="text_holds_no_phone_number",
            severity="warn",
            table="turns",
            description="no valid telephone number is in the words",
            why="a person's number is personal data; a programme's is mostly furniture",
            fix=_FIX,
            needs=_NEEDS,
        ),
        of="kind <> 'cue'",
        fails="true",
        pattern=_DIGITS,
        confirm=find_phone_number,
    ),
    RowRule(
        Check(
            id="text_holds_no_card_number",
            severity="error",
            table="turns",
            description="no number of a payment card, its checksum right, is in the words",
            why="it can be used to steal",
            fix=_FIX,
            needs=_NEEDS,
        ),
        of="kind <> 'cue'",
        fails="true",
        pattern=_DIGITS,
        confirm=find_card_number,
    ),
)
