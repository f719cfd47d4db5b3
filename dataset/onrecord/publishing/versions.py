"""Semantic versions in order, and the step that the differences between two datasets call for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.errors import CallError, DatasetError

if TYPE_CHECKING:
    from onrecord.differences import Diff

_NUMBER = r"(?:0|[1-9][0-9]{0,8})"
_IDS = r"[0-9A-Za-z-]{1,60}(?:\.[0-9A-Za-z-]{1,60}){0,20}"
_SEMVER = re.compile(rf"({_NUMBER})\.({_NUMBER})\.({_NUMBER})(?:-({_IDS}))?(?:\+{_IDS})?", re.ASCII)
_REASONS = 4

#: How a version compares with others: its three numbers, then those of before it.
Precedence = tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]


def precedence(version: str | None) -> Precedence | None:
    """What versions are sorted by (semver.org, section 11); None for what is no semantic version."""
    match = _SEMVER.fullmatch(version or "")
    if match is None:
        return None
    before = match[4].split(".") if match[4] else []
    ids = tuple((not one.isdigit(), int(one) if one.isdigit() else 0, one) for one in before)
    return tuple(int(match[at]) for at in (1, 2, 3)), not before, ids


def is_prerelease(version: str) -> bool:
    """Whether a semantic version is one before a release: ``1.0.0-rc.1``."""
    return "-" in version.partition("+")[0]


def later_than(version: str, others: list[str]) -> list[str]:
    """Those of `others` that come after `version`, in order."""
    own = precedence(version)
    known = [(key, one) for one in others if (key := precedence(one)) is not None]
    return [one for key, one in sorted(known) if own is not None and key > own]


def require_step(previous: Path, release: Path, name: str, version: str) -> Diff:
    """How a release differs from the version before it, where its own is a large enough step.

    Raises `DatasetError` naming the least version that the verdict calls for, `CallError` where
    `previous` cannot be compared with.
    """
    from onrecord.differences import compare_datasets
    from onrecord.differences.verdict import next_version

    found = compare_datasets(previous, release, samples=0)
    old, verdict = found.old, found.verdict
    before, own = precedence(old.version), precedence(version)
    if old.version is None or before is None or own is None:
        raise CallError(
            f"{previous} states no semantic version ({old.version!r}), so no step from it can be judged; "
            "name a dataset or release that onrecord built as --previous"
        )
    if old.name != name:
        raise CallError(f"{previous} is {old.name}, not an earlier version of {name}")
    if own > before and (verdict.stated_is_enough or is_prerelease(old.version)):
        return found
    reasons = [f"{one.says}: {one.found}" for one in verdict.reasons if one.level == verdict.level]
    why = "; ".join(reasons[:_REASONS]) or "the tables are the same"
    least = next_version(old.version, "patch" if verdict.level == "none" else verdict.level)
    raise DatasetError(
        f"{name} {version} is no step from {old.version} ({previous}) that the differences allow: they "
        f'are {verdict.level} ({why}). Set version = "{least}" or higher in [dataset] of the recipe, '
        "build and package again"
    )
