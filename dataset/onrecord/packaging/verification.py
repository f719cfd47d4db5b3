"""A release held against its own lists: which file was changed, and where in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from onrecord import store
from onrecord.checking import Finding
from onrecord.checksums import NAME as CHECKSUMS
from onrecord.checksums import read_checksums
from onrecord.disk import size_of
from onrecord.errors import DatasetError
from onrecord.packaging.attestation import NAME as ATTESTATION
from onrecord.packaging.placing import pieces
from onrecord.progress import Teller

_BLOCK = 1 << 22
_SHOWN = 5


def verify_release(folder: Path, told: Teller | None = None) -> list[Finding]:
    """What in a release is not as it was packaged; an empty list if all is.

    Files are held against SHA256SUMS, and that against the manifest and the attestation, so that
    whoever changes one of the lists must change them all. Against that there is only a signature.
    Raises `DatasetError` where there are no checksums to compare with.
    """
    digests = read_checksums(folder)
    entries = _manifest_entries(folder)
    findings = []
    total, done = sum(size_of(folder / path) for path in digests), 0
    for path, digest in digests.items():
        finding = _verify_file(folder, path, digest, entries.get(path))
        findings += [finding] if finding else []
        done += size_of(folder / path)
        if told:
            told("verifying", done, total, unit="bytes")
    findings += _disagreements(digests, {p: one.get("sha256") for p, one in entries.items()}, store.MANIFEST)  # fmt: skip
    findings += _disagreements(digests, _subjects(folder), ATTESTATION)
    foreign = [path for path in _lying(folder) if path not in digests and path != CHECKSUMS]
    if foreign:
        findings.append(
            Finding(str(folder), "no_other_files", len(foreign), ", ".join(foreign[:_SHOWN]))
        )
    return findings


def _lying(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(folder).as_posix()


def _manifest_entries(folder: Path) -> dict[str, dict[str, Any]]:
    """The manifest's entries by path; none where it is damaged, which its hash then tells."""
    try:
        return {one["path"]: one for one in store.read_manifest(folder)["files"]}
    except DatasetError:
        return {}


def _subjects(folder: Path) -> dict[str, Any]:
    """What the attestation says of the files, by path."""
    try:
        statement = json.loads((folder / ATTESTATION).read_bytes())
        return {one["name"]: one["digest"]["sha256"] for one in statement["subject"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _disagreements(digests: Mapping[str, str], others: Mapping[str, Any], of: str) -> list[Finding]:
    """Files of which another list tells another hash than SHA256SUMS, or that this lacks."""
    return [
        Finding(path, "lists_agree", 1, f"{CHECKSUMS} and {of} tell different hashes of it")
        for path, digest in others.items()
        if digests.get(path) != digest
    ]


def _verify_file(
    folder: Path, name: str, digest: str, entry: Mapping[str, Any] | None
) -> Finding | None:
    path = folder / name
    if path.is_symlink() or folder.resolve() not in path.resolve().parents:
        return Finding(name, "inside_the_release", 1, "it is a link, or leads out of the folder")
    if not path.is_file():
        return Finding(name, "file_is_there", 1, f"listed in {CHECKSUMS}, but missing")
    spans = _spans(entry)
    try:
        whole, groups, size = _hash(path, [span for span, _ in spans])
    except OSError as error:
        return Finding(name, "file_can_be_read", 1, error.strerror or "it cannot be read")
    if whole == digest:
        return None
    if not spans or entry is None:
        return Finding(name, "sha256_agrees", 1, "the bytes are not those that were packaged")
    wrong = [
        at for at, ((_, expected), got) in enumerate(zip(spans, groups, strict=True)) if expected != got
    ]  # fmt: skip
    return Finding(name, "sha256_agrees", max(len(wrong), 1), _place(wrong, size, entry))


def _spans(entry: Mapping[str, Any] | None) -> list[tuple[tuple[int, int], str]]:
    """Where the manifest says that row groups lie, and their hashes; none where it does not."""
    found = []
    try:
        for one in (entry or {}).get("row_groups") or []:
            start, size = int(one["offset"]), int(one["bytes"])
            found.append(((start, start + size), str(one["sha256"])))
    except (TypeError, ValueError, KeyError, AttributeError):
        return []
    return found


def _hash(path: Path, spans: list[tuple[int, int]]) -> tuple[str, list[str], int]:
    whole, digests, size = sha256(), [sha256() for _ in spans], 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            whole.update(block)
            for at, piece in pieces(block, size, spans):
                digests[at].update(piece)
            size += len(block)
    return whole.hexdigest(), [one.hexdigest() for one in digests], size


def _place(wrong: list[int], size: int, entry: Mapping[str, Any]) -> str:
    """Where in a Parquet file the bytes are others."""
    expected = entry.get("bytes")
    says = "" if size == expected else f"{size} bytes, not {expected}; "
    if not wrong:
        return f"{says}the footer or the index after the row groups was changed"
    rows = [int(one.get("rows", 0)) for one in entry["row_groups"]]
    places = [
        f"row group {at} (rows {sum(rows[:at])} to {sum(rows[: at + 1]) - 1})" for at in wrong
    ]
    more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    return f"{says}{', '.join(places[:_SHOWN])}{more} changed, of {len(rows)}"
