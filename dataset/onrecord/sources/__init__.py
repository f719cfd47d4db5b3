"""Where sources come from: files, folders, globs, standard input, and shards that hold many.

`discover` gives the files of a call or a recipe by URI, sorted; `survey` what each holds, a shard
many sources and any other file itself; `read_source` and `read_sources` read them. Nothing here
looks inside a source.
"""

from __future__ import annotations

from onrecord.sources.compression import is_compressed, split_compression
from onrecord.sources.discovery import Found, Wanted, contains, discover
from onrecord.sources.kinds import is_shard
from onrecord.sources.reading import DEFAULT_LIMIT, Fingerprint
from onrecord.sources.shards import (
    fingerprint,
    locate,
    read_source,
    read_sources,
    read_through,
    records_of,
    survey,
)

__all__ = [
    "DEFAULT_LIMIT",
    "Fingerprint",
    "Found",
    "Wanted",
    "contains",
    "discover",
    "fingerprint",
    "is_compressed",
    "is_shard",
    "locate",
    "read_source",
    "read_sources",
    "read_through",
    "records_of",
    "split_compression",
    "survey",
]
