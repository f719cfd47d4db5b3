"""How a file is compressed, by its name."""

from __future__ import annotations

import re
from typing import Literal

Compression = Literal["gzip", "zstd", "bz2", "xz"]

COMPRESSIONS: dict[str, Compression] = {
    ".gz": "gzip",
    ".zst": "zstd",
    ".bz2": "bz2",
    ".xz": "xz",
}
_SHORT = {".tgz": ".tar.gz", ".tzst": ".tar.zst", ".tbz2": ".tar.bz2", ".txz": ".tar.xz"}


def split_compression(path: str) -> tuple[str, Compression | None]:
    """The name in lower case without what says how it is compressed, and how it is."""
    name = path.lower()
    if name.startswith(("http://", "https://")):
        name = re.sub("[?#].*", "", name)
    stem, ending = parted(name)
    if long := _SHORT.get(ending):
        stem, ending = parted(stem + long)
    compression = COMPRESSIONS.get(ending)
    return (stem, compression) if compression else (name, None)


def parted(name: str) -> tuple[str, str]:
    """A name before its last dot, and from there on."""
    at = name.rfind(".")
    return (name[:at], name[at:]) if at >= 0 else (name, "")


def is_compressed(path: str) -> bool:
    """Whether a file's bytes are not those of its source."""
    return split_compression(path)[1] is not None
