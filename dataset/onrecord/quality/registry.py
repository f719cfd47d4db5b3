"""The registry of checks: every rule by the id of its check, in the order they are told.

To add a check, write its rule into the module of `onrecord.quality.checks` that its subject
belongs to: a predicate's name, what holds, why it matters, what to try. Run ``make docs``, and
teach ``benchmarks/faults`` to break it.
"""

from __future__ import annotations

from itertools import chain

from onrecord.quality.checks import (
    asides,
    attribution,
    columns,
    contract,
    dates,
    endings,
    files,
    labels,
    language,
    lengths,
    offsets,
    people,
    privacy,
    repeats,
    residue,
)
from onrecord.quality.model import Check
from onrecord.quality.rules import Rule

_ALL: tuple[tuple[Rule, ...], ...] = (
    files.RULES,
    contract.RULES,
    columns.RULES,
    attribution.RULES,
    lengths.RULES,
    endings.RULES,
    labels.RULES,
    residue.RULES,
    repeats.RULES,
    dates.RULES,
    people.RULES,
    language.RULES,
    privacy.RULES,
    offsets.RULES,
    asides.RULES,
)

RULES: dict[str, Rule] = {rule.check.id: rule for rule in chain.from_iterable(_ALL)}

CHECKS: dict[str, Check] = {check_id: rule.check for check_id, rule in RULES.items()}
