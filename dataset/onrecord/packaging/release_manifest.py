"""manifest.json of a release: the dataset's own, with the files' new names and their row groups.

A release is thereby a dataset: `load`, `validate` and `check` read it as they read a build.
"""

from __future__ import annotations

from onrecord.packaging.release import DataFile, Release
from onrecord.store import render_manifest


def as_manifest(release: Release) -> bytes:
    """The manifest, with a list of row groups (offset, bytes, rows, sha256) for each file.

    A file that holds one split of its table tells which.
    """
    files = [_entry(one) for one in release.files]
    sources = release.manifest.get("sources")
    known = {
        **release.manifest,
        "files": files,
        "sources": sources if isinstance(sources, list) else [],
    }
    text = render_manifest(known)
    return text.encode("utf-8", "replace")


def _entry(file: DataFile) -> dict[str, object]:
    return {
        "path": file.path,
        "rows": file.rows,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "logical_sha256": file.logical_sha256,
        "row_groups": [vars(one) for one in file.row_groups],
        **({"split": file.split} if file.split else {}),
    }
