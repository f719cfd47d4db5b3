"""SHA256SUMS: the list that ``sha256sum --check`` reads, and reading it back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from onrecord.errors import DatasetError
from onrecord.store import MANIFEST

NAME = "SHA256SUMS"

_LINE = re.compile(r"^(?P<sha256>[0-9a-f]{64}) [ *](?P<path>[^\\\x00-\x1f]+)$")


def as_checksums(digests: Mapping[str, str]) -> bytes:
    """The lines ``HASH  PATH`` of all files, by path."""
    lines = [f"{digest}  {path}\n" for path, digest in sorted(digests.items())]
    return "".join(lines).encode("utf-8")


def is_release(folder: Path) -> bool:
    """Whether a folder looks like a release: it has checksums and a manifest."""
    return (folder / NAME).is_file() and (folder / MANIFEST).is_file()


def written_names(folder: Path) -> set[str] | None:
    """The names at the top of a release; None for a folder that is none. Raises `DatasetError`."""
    if not is_release(folder):
        return None
    return {path.split("/")[0] for path in read_checksums(folder)} | {NAME}


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
