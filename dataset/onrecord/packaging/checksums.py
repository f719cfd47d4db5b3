"""SHA256SUMS: the list that ``sha256sum --check`` reads, and reading it back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from onrecord.errors import DatasetError
from onrecord.packaging.release import Stamp

NAME = "SHA256SUMS"

_LINE = re.compile(r"^(?P<sha256>[0-9a-f]{64}) [ *](?P<path>[^\\\x00-\x1f]+)$")


def as_checksums(stamps: Mapping[str, Stamp]) -> bytes:
    """The lines ``HASH  PATH`` of all files, by path."""
    lines = [f"{stamp.sha256}  {path}\n" for path, stamp in sorted(stamps.items())]
    return "".join(lines).encode("utf-8")


def is_release(folder: Path) -> bool:
    """Whether a folder looks like a release: it has checksums and a manifest."""
    return (folder / NAME).is_file() and (folder / "manifest.json").is_file()


def read_checksums(folder: Path) -> dict[str, str]:
    """Paths and their SHA-256. Raises `DatasetError` where the list is damaged."""
    path = folder / NAME
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise DatasetError(f"{path}: damaged: not UTF-8; package the dataset again") from None
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        match = _LINE.match(line)
        if match is None or match["path"].startswith("/") or ".." in match["path"].split("/"):
            raise DatasetError(
                f"{path}:{number}: damaged: not a hash and a path inside the release"
            )
        found[match["path"]] = match["sha256"]
    return found
