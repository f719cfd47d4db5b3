"""The figures of a split in words, for the terminal and for the card of a release."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.splits.leakage import REPEATED_WORDS
from onrecord.splits.model import Splits
from onrecord.splits.plan import Plan

_JOINED = {"shared": "stories", "guests": "stories and guests", "all": "stories and people"}


def tell_joined(plan: Plan) -> str:
    """What is kept together, documents being joined for it."""
    return _JOINED[plan.people] if plan.overlaps == "join" else _JOINED["shared"]


def tell_excluded(splits: Splits) -> str:
    """How many documents are in no split, and why."""
    said = ", ".join(f"{why} {n:,}" for why, n in splits.excluded.items())
    return f"{sum(splits.excluded.values()):,} of {splits.table.num_rows:,} documents: {said}"


def write_leakage(splits: Splits) -> Iterator[str]:
    """What is in two splits, then what each held-out split shares with the first."""
    found = splits.leakage
    first = splits.plan.names[0]
    yield (
        f"in two splits: {found.stories:,} stories, {found.guests:,} guests, "
        f"{found.leads:,} who lead programmes"
    )
    for one in found.heldout:
        share = one.words_by_known / one.words if one.words else 0.0
        repeats = (
            ""
            if one.repeated_turns is None
            else f"; {one.repeated_turns:,} turns of {REPEATED_WORDS} words or more stand there too"
        )
        yield (
            f"{one.split}: of {one.documents:,} documents {one.with_known_guests:,} have a guest and "
            f"{one.with_known_leads:,} a host heard in {first}, who say {share:.1%} of the words{repeats}"
        )
