"""``[checks]`` of the recipe: severities, limits, silences and checks of its own.

::

    [checks]
    scores = true                      # build writes quality_score and quality_reasons

    [checks.turns_are_of_plausible_length]
    severity = "info"                  # error, warn, info or off
    allow = 0.001                      # the share of rows that may fail
    most_words = 3000                  # a limit of this check

    [[checks.silence]]
    check = "documents_are_not_cut_off"
    document = "pages/2019/a.txt"      # a document_id, a source_uri, or the end of one
    reason = "the tape ends there"
    expires = 2027-01-01

    [[checks.add]]
    id = "hosts_speak_first"
    sql = "SELECT document_id, turn_index FROM turns WHERE turn_index = 0 AND role <> 'host'"
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from onrecord.quality import CHECKS, Check, CustomCheck, Rules, Settings, Silence

Severity = Literal["error", "warn", "info"]
_ID = r"^[a-z][a-z0-9_]{2,79}$"
_FUNCTION = r"^[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_]*$"
_WHY = "the recipe of this dataset asks for it"
_FIX = "see the recipe"

#: Where in ``[checks]`` something is wrong, and what.
Complaint = tuple[tuple[str | int, ...], str]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class RuleEntry(BaseModel):
    """``[checks.ID]``: what is set for one check; other keys are its limits."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)

    severity: Literal["error", "warn", "info", "off"] | None = None
    allow: float = Field(0.0, ge=0.0, le=1.0)


class SilenceEntry(_Strict):
    """``[[checks.silence]]``: a finding that is excused in one document for a while."""

    check: str
    document: str = Field(min_length=1)
    reason: str = Field(min_length=3)
    expires: date


class AddedEntry(_Strict):
    """``[[checks.add]]``: a check of the recipe's own, in SQL or Python."""

    id: Annotated[str, Field(pattern=_ID)]
    severity: Severity = "warn"
    table: Literal["documents", "turns", "people"] = "turns"
    description: str = Field("", max_length=200)
    why: str = _WHY
    fix: str = _FIX
    sql: str | None = None
    python: Annotated[str | None, Field(pattern=_FUNCTION)] = None
    columns: list[str] = []
    seconds: float = Field(60.0, gt=0.0, le=86_400.0)
    memory: int = Field(4096, ge=256, le=1 << 20, description="MiB")

    @model_validator(mode="after")
    def _has_one_way(self) -> AddedEntry:
        if (self.sql is None) == (self.python is None):
            raise ValueError("give either sql or python, not both and not neither")
        return self

    def as_custom(self) -> CustomCheck:
        """The check as the run of checks takes it."""
        description = self.description or self.id.replace("_", " ")
        check = Check(self.id, self.severity, self.table, description, self.why, self.fix)
        return CustomCheck(
            check, self.sql, self.python, tuple(self.columns), self.seconds, self.memory << 20
        )


class ChecksEntry(BaseModel):
    """``[checks]``; tables in it that are none of these keys are named after a check."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    __pydantic_extra__: dict[str, RuleEntry] = Field(init=False)

    scores: bool = False
    silence: list[SilenceEntry] = []
    add: list[AddedEntry] = []

    def complaints(self) -> list[Complaint]:
        """What is wrong with ids, limits and double names."""
        added = [one.id for one in self.add]
        known = CHECKS.keys() | set(added)
        found: list[Complaint] = []
        for at, check_id in enumerate(added):
            if check_id in CHECKS or check_id in added[:at]:
                found.append(
                    (("checks", "add", at, "id"), f"there is a check {check_id!r} already")
                )
        for at, silence in enumerate(self.silence):
            if silence.check not in known:
                found.append((("checks", "silence", at, "check"), _unknown(silence.check)))
        for check_id, rule in (self.__pydantic_extra__ or {}).items():
            if check_id not in known:
                found.append((("checks", check_id), _unknown(check_id)))
            elif check_id in CHECKS:
                found += _about_limits(CHECKS[check_id], rule)
        return found

    def as_settings(self, folder: Path, max_source_bytes: int) -> Settings:
        """The settings that this entry makes."""
        rules = {
            check_id: Rules(rule.severity, rule.allow, dict(rule.model_extra or {}))
            for check_id, rule in (self.__pydantic_extra__ or {}).items()
        }
        silences = tuple(
            Silence(one.check, one.document, one.reason, one.expires) for one in self.silence
        )
        return Settings(
            rules=rules,
            silences=silences,
            custom=tuple(one.as_custom() for one in self.add),
            scores=self.scores,
            folder=folder,
            max_source_bytes=max_source_bytes,
        )


def _about_limits(check: Check, rule: RuleEntry) -> list[Complaint]:
    found: list[Complaint] = []
    limits = {name: value for name, value in check.limits.items() if name != "today"}
    for name, value in (rule.model_extra or {}).items():
        place = ("checks", check.id, name)
        if name not in limits:
            there = f"its limits are: {', '.join(limits)}" if limits else "it has no limits"
            found.append((place, f"is no limit of this check; {there}"))
        elif not _fits(value, limits[name]):
            found.append((place, f"must be {_kind(limits[name])}, not {str(value)[:40]!r}"))
    return found


def _fits(value: Any, default: Any) -> bool:
    if isinstance(default, tuple):
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if isinstance(default, date):
        return isinstance(value, date)
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _kind(default: Any) -> str:
    if isinstance(default, tuple):
        return "a list of texts"
    return "a date" if isinstance(default, date) else "a number from 0"


def _unknown(check_id: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(check_id, CHECKS, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]}?" if close else "onrecord check --list shows all"
    return f"there is no check {check_id[:80]!r}; {hint}"
