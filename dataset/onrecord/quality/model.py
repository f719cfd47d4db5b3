"""What a check says and what it found: the types that every output is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

Severity = Literal["error", "warn", "info"]

#: From bad to remarkable.
SEVERITIES: tuple[Severity, ...] = ("error", "warn", "info")

#: A sample's value is cut to this many characters.
SHOWN = 120


@dataclass(frozen=True)
class Check:
    """A predicate on a dataset, told for people.

    `table` is what its rows are rows of: ``documents``, ``turns``, ``people``, or ``dataset`` for
    what concerns files. `limits` are its thresholds with their defaults, `limits_say` what each
    means. `needs` names the columns (``turns.text``) without which it cannot run, `extra` the
    optional dependency it runs with.
    """

    id: str
    severity: Severity
    table: str
    description: str
    why: str
    fix: str
    limits: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    limits_say: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    needs: tuple[str, ...] = ()
    extra: str | None = None


@dataclass(frozen=True)
class Sample:
    """One failing row and where to look in the source.

    `char_start` and `char_end` are code points of the decoded source; `line` and `column` (from 1)
    are known where the sources were at hand. `value` is the offending value, at most `SHOWN`
    characters. `key` is the row's key where it is no turn of a document: a person_id, a file.
    """

    document_id: str | None = None
    turn_index: int | None = None
    source_uri: str | None = None
    char_start: int | None = None
    char_end: int | None = None
    value: str = ""
    key: str | None = None
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Finding:
    """The result of one check: `failing` of the rows `looked_at`, in how many `documents`.

    It holds where `failing` is 0. `severity` is what the recipe made of the check's own.
    `silenced` rows are excused by the recipe and not among the failing.
    """

    check: Check
    severity: Severity
    failing: int
    looked_at: int
    documents: int
    samples: tuple[Sample, ...]
    message: str
    silenced: int = 0

    @property
    def holds(self) -> bool:
        """Whether no row fails."""
        return self.failing == 0

    def is_as_bad_as(self, fail_on: str) -> bool:
        """Whether the severity is `fail_on` (``error``, ``warn``, ``info``, ``never``) or worse."""
        worse = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on in SEVERITIES else ()
        return self.severity in worse

    @property
    def share(self) -> float:
        """Failing rows among those looked at, 0 to 1."""
        return self.failing / self.looked_at if self.looked_at else float(self.failing > 0)


@dataclass(frozen=True)
class Skipped:
    """A check that could not run, and why."""

    check: Check
    reason: str


@dataclass(frozen=True)
class QualityReport:
    """What all checks found in the dataset at `folder`.

    `results` has one `Finding` for every check that ran, in the order of the registry, `skipped`
    the others. `scores` is a `pyarrow.Table` with a row for each document, in order of
    document_id: document_id, score (0 to 1), reasons (ids of checks); None where there are no
    documents to score. `rows` counts the rows of each table that could be read. `remarks` say
    what kind of dataset this is where onrecord did not build it.
    """

    folder: str
    results: tuple[Finding, ...]
    skipped: tuple[Skipped, ...] = ()
    rows: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    scores: Any = None
    remarks: tuple[str, ...] = ()
    name: str | None = None
    version: str | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The checks that do not hold: errors first, then warnings, then the rest."""
        failed = [one for one in self.results if not one.holds]
        return tuple(sorted(failed, key=lambda one: SEVERITIES.index(one.severity)))

    @property
    def counts(self) -> dict[str, int]:
        """How many checks do not hold, by severity."""
        return {
            severity: sum(one.severity == severity for one in self.findings)
            for severity in SEVERITIES
        }

    def falls_short(self, fail_on: str) -> bool:
        """Whether a finding is as severe as `fail_on` (``error``, ``warn``, ``info``, ``never``)."""
        return any(one.is_as_bad_as(fail_on) for one in self.findings)


def shorten(value: str) -> str:
    """The value in at most `SHOWN` characters."""
    return value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"
