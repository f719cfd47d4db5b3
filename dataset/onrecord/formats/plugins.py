"""Formats of other packages, found by the entry points of the group ``onrecord.formats``.

Such a package names a `Format` in its ``pyproject.toml``::

    [project.entry-points."onrecord.formats"]
    our-logs = "our_package.logs:FORMAT"

The name of the entry point is that of the format. It is asked before the formats of onrecord, and
outranks those that it says it outranks. docs/plugins.md shows one from beginning to end.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container
from importlib.metadata import EntryPoint, entry_points

from onrecord.errors import CallError
from onrecord.formats.fit import Format

GROUP = "onrecord.formats"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,63}")


def plugged_in(taken: Container[str]) -> dict[str, Format]:
    """The formats of installed packages by name, in the order of names; none of them is `taken`.

    Raises `CallError` that names the package where one cannot be imported or is no format.
    """
    formats: dict[str, Format] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda one: (one.name, one.value)):
        if point.name in taken or point.name in formats:
            raise _unusable(point, "the name is taken; the package must choose another")
        formats[point.name] = _load(point)
    return formats


def packages_of(names: Collection[str]) -> dict[str, str]:
    """The packages, with their versions, that gave the formats of those names."""
    if not names:
        return {}
    return {
        point.dist.name: point.dist.version
        for point in entry_points(group=GROUP)
        if point.name in names and point.dist is not None
    }


def _load(point: EntryPoint) -> Format:
    try:
        value = point.load()
    except Exception as error:
        raise _unusable(point, f"{type(error).__name__}: {error}") from error
    if not isinstance(value, Format):
        raise _unusable(point, f"it is {type(value).__name__}, not onrecord.Format")
    if value.name != point.name:
        raise _unusable(point, f"the format calls itself {value.name!r}")
    if not _NAME.fullmatch(value.name):
        raise _unusable(point, "a name is small letters, digits and hyphens, such as our-logs")
    return value


def _unusable(point: EntryPoint, why: str) -> CallError:
    package = f"{point.dist.name} {point.dist.version}" if point.dist else "an installed package"
    return CallError(
        f"{package}: its format {point.name!r} ({point.value}) cannot be used: {why}; mend or "
        "uninstall that package"
    )
