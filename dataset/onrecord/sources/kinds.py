"""What a file is by its name: compressed or not, and a shard of many sources or one source itself.

The name decides, never the first bytes: a ``.docx`` is a zip archive and one source.
"""

from __future__ import annotations

import re
from typing import Literal

from onrecord.sources.discovery import STDIN, Found

Compression = Literal["gzip", "zstd", "bz2", "xz"]
Kind = Literal["zip", "tar", "warc", "parquet", "lines", "csv"]

_COMPRESSIONS: dict[str, Compression] = {
    ".gz": "gzip",
    ".zst": "zstd",
    ".bz2": "bz2",
    ".xz": "xz",
}
_SHORT = {".tgz": ".tar.gz", ".tzst": ".tar.zst", ".tbz2": ".tar.bz2", ".txz": ".tar.xz"}
_ARCHIVES: dict[str, Kind] = {".zip": "zip", ".tar": "tar", ".warc": "warc", ".wet": "warc"}
_TABLES: dict[str, Kind] = {
    ".parquet": "parquet",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".csv": "csv",
    ".tsv": "csv",
}


def split_compression(path: str) -> tuple[str, Compression | None]:
    """The name in lower case without what says how it is compressed, and how it is."""
    name = path.lower()
    if name.startswith(("http://", "https://")):
        name = re.sub("[?#].*", "", name)
    stem, ending = _parted(name)
    if long := _SHORT.get(ending):
        stem, ending = _parted(stem + long)
    compression = _COMPRESSIONS.get(ending)
    return (stem, compression) if compression else (name, None)


def _parted(name: str) -> tuple[str, str]:
    """A name before its last dot, and from there on."""
    at = name.rfind(".")
    return (name[:at], name[at:]) if at >= 0 else (name, "")


def is_compressed(path: str) -> bool:
    """Whether a file's bytes are not those of its source."""
    return split_compression(path)[1] is not None


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
    return kinds.get(_parted(split_compression(path)[0])[1])
