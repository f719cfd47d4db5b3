"""What a file is by its name: a shard of many sources or one source itself.

The name decides, never the first bytes: a ``.docx`` is a zip archive and one source.
"""

from __future__ import annotations

from typing import Literal

from onrecord.sources.compression import parted, split_compression
from onrecord.sources.discovery import STDIN, Found

Kind = Literal["zip", "tar", "warc", "parquet", "lines", "csv"]

_ARCHIVES: dict[str, Kind] = {".zip": "zip", ".tar": "tar", ".warc": "warc", ".wet": "warc"}
_TABLES: dict[str, Kind] = {
    ".parquet": "parquet",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".csv": "csv",
    ".tsv": "csv",
}


def archive_kind(path: str) -> Kind | None:
    """The kind of archive that a name is of."""
    return _kind(path, _ARCHIVES)


def table_kind(path: str) -> Kind | None:
    """The kind of table that a name is of."""
    return _kind(path, _TABLES)


def shard_kind(found: Found) -> Kind | None:
    """What a file is where it holds many sources; None for one that is a source itself."""
    if found.path == STDIN:
        return None
    kind = archive_kind(found.path)
    return kind or (table_kind(found.path) if found.wanted.records else None)


def is_shard(found: Found) -> bool:
    """Whether `found` is a file of many sources, and not one of its records."""
    return found.place is None and shard_kind(found) is not None


def _kind(path: str, kinds: dict[str, Kind]) -> Kind | None:
    return kinds.get(parted(split_compression(path)[0])[1])
