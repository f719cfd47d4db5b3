"""What a recipe, or a call, wants of the checks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from onrecord.quality.model import Check, Severity

if TYPE_CHECKING:
    from onrecord.sources import Wanted


@dataclass(frozen=True)
class Rules:
    """What is set for one check: its severity (``off`` leaves it out), limits, and tolerance.

    Up to the share `allow` of the rows looked at may fail before the check does.
    """

    severity: str | None = None
    allow: float = 0.0
    limits: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Silence:
    """An excuse for one check in one document, with a reason, until a day.

    `document` is a document_id, a source_uri, or the end of one.
    """

    check: str
    document: str
    reason: str
    expires: date


@dataclass(frozen=True)
class CustomCheck:
    """A check that a recipe adds: `sql`, or `python` as ``module:function`` beside the recipe.

    The query gives failing rows; the function takes a pandas frame of `table` (with `columns`, or
    all) and returns the failing rows, or a truth value for each row, true where it fails. Either
    has so many `seconds` and bytes of `memory`.
    """

    check: Check
    sql: str | None = None
    python: str | None = None
    columns: tuple[str, ...] = ()
    seconds: float = 60.0
    memory: int = 4 << 30


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between two runs of the checks on one dataset.

    `rules` are by check id. `today` is what the future is measured from; without it, nothing that
    depends on the day is checked and silences never expire. `only` selects checks by id. `sources`
    are where the documents came from, `folder` is the recipe's. `threads` and `memory` (bytes)
    bound DuckDB.
    """

    rules: Mapping[str, Rules] = field(default_factory=lambda: MappingProxyType({}))
    silences: tuple[Silence, ...] = ()
    custom: tuple[CustomCheck, ...] = ()
    scores: bool = False
    today: date | None = None
    only: tuple[str, ...] = ()
    sources: tuple[Wanted, ...] = ()
    folder: Path = Path()
    max_source_bytes: int = 64 * 1024 * 1024
    threads: int | None = None
    memory: int = 700_000_000

    def limits(self, check: Check) -> dict[str, Any]:
        """The limits of a check: its own, overruled by what is set."""
        limits = dict(check.limits) | dict(self._of(check).limits)
        return limits | {"today": self.today} if "today" in limits else limits

    def severity(self, check: Check) -> Severity:
        """The severity of a check: its own, or what is set."""
        chosen = self._of(check).severity
        return chosen if chosen in {"error", "warn", "info"} else check.severity  # type: ignore[return-value]

    def allow(self, check: Check) -> float:
        """The share of rows that may fail a check."""
        return self._of(check).allow

    def wants(self, check: Check) -> bool:
        """Whether a check is to be run: not switched off, and among those selected if any are."""
        if self.only:
            return check.id in self.only
        return self._of(check).severity != "off"

    def _of(self, check: Check) -> Rules:
        return self.rules.get(check.id, _NOTHING_SET)


_NOTHING_SET = Rules()


def source_date() -> date | None:
    """The day of SOURCE_DATE_EPOCH (seconds, in UTC); None where it is not set to a number."""
    try:
        return datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC).date()
    except (KeyError, ValueError, OverflowError, OSError):
        return None
