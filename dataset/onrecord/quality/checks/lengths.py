"""How long turns are, and how fast they are spoken."""

from __future__ import annotations

from onrecord.quality.model import Check
from onrecord.quality.rules import RowRule, Rule

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
)
