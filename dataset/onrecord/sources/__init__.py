"""Where sources come from: files, folders, globs and standard input.

`discover` gives the sources of a call or a recipe by URI, sorted; `read_source` reads one.
Nothing here looks inside a source.
"""

from __future__ import annotations

from onrecord.sources.discovery import Found, Wanted, contains, discover
from onrecord.sources.reading import (
    DEFAULT_LIMIT,
    fingerprint,
    is_shard,
    read_source,
    read_sources,
    survey,
)

__all__ = [
    "DEFAULT_LIMIT",
    "Found",
    "Wanted",
    "contains",
    "discover",
    "fingerprint",
    "is_shard",
    "read_source",
    "read_sources",
    "survey",
]
