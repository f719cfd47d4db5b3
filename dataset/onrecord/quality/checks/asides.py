"""What the recipe adds to the checks: its own checks, which may fail, and silences, which expire."""

from __future__ import annotations

from onrecord.quality.model import Check
from onrecord.quality.opening import Opened
from onrecord.quality.rules import Fault, FunctionRule, Rule
from onrecord.quality.settings import Settings


def _tell_custom(found: Opened, settings: Settings) -> tuple[list[Fault], int]:
    return _told(found, "custom_checks_run"), len(settings.custom)


def _tell_silences(found: Opened, settings: Settings) -> tuple[list[Fault], int]:
    return _told(found, "silences_are_current"), len(settings.silences)


def _told(found: Opened, check_id: str) -> list[Fault]:
    return [
        Fault(None, value=f"{problem.key} {problem.value}", key=problem.key)
        for problem in found.problems
        if problem.check == check_id
    ]


RULES: tuple[Rule, ...] = (
    FunctionRule(
        Check(
            id="custom_checks_run",
            severity="error",
            table="dataset",
            description="the checks that the recipe adds run and return rows",
            why="a check that cannot run finds nothing, and nobody notices",
            fix="run its SQL in DuckDB, or its function on onrecord.load(DIR), and mend it; give it"
            " more seconds if it needs them",
        ),
        _tell_custom,
        last=True,
    ),
    FunctionRule(
        Check(
            id="silences_are_current",
            severity="warn",
            table="dataset",
            description="no silence of the recipe has expired, or silences nothing",
            why="excuses are given for a while; what outlives its reason hides what is new",
            fix="look at the finding again: mend it, or write a new reason and day",
        ),
        _tell_silences,
        last=True,
    ),
)
