"""A release as it is sent: verified, with its files, their hashes and what its metadata say."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import file_digest
from pathlib import Path
from typing import Any

from onrecord import store
from onrecord.checksums import NAME as CHECKSUMS
from onrecord.checksums import is_release, read_checksums
from onrecord.disk import is_full
from onrecord.errors import CallError, DatasetError
from onrecord.hashing import hash_file
from onrecord.packaging import verify_release
from onrecord.packaging.archives import Member, write_zip
from onrecord.packaging.datacite import NAME as DATACITE
from onrecord.progress import Teller
from onrecord.publishing.versions import precedence

_SHOWN = 5
_REQUIRED = ("titles", "creators", "descriptions", "dates")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


@dataclass(frozen=True)
class File:
    """A file to send: where it lies, its name at the place, its size in bytes and SHA-256."""

    path: Path
    name: str
    size: int
    sha256: str

    @cached_property
    def md5(self) -> str:
        """MD5 in hexadecimal, which some places compare."""
        return self._digest("md5")

    @cached_property
    def git_hash(self) -> str:
        """What git calls the content."""
        return self._digest("sha1", b"blob %d\0" % self.size)

    def _digest(self, kind: str, before: bytes = b"") -> str:
        from hashlib import new

        digest = new(kind, before, usedforsecurity=False)
        with self.path.open("rb") as file:
            return file_digest(file, lambda: digest).hexdigest()


@dataclass(frozen=True)
class Outgoing:
    """A verified release. `files` end with the manifest and SHA256SUMS; `datacite` is its record.

    `changes` is the changelog since the version before, empty where that is not known.
    """

    folder: Path
    name: str
    version: str
    files: tuple[File, ...]
    datacite: dict[str, Any]
    changes: str = ""

    @property
    def tag(self) -> str:
        """The version as tags have it."""
        return f"v{self.version}"

    @property
    def digest(self) -> str:
        """SHA-256 of the list of hashes, by which the whole release is known."""
        return self.files[-1].sha256

    @property
    def title(self) -> str:
        """The title."""
        return str(self.datacite["titles"][0]["title"])

    @property
    def description(self) -> str:
        """The description."""
        return str(self.datacite["descriptions"][0]["description"])

    @property
    def published_on(self) -> date:
        """The day of publication."""
        issued = [one for one in self.datacite["dates"] if one.get("dateType") == "Issued"]
        return date.fromisoformat(issued[0]["date"])


def open_release(folder: Path, told: Teller) -> Outgoing:
    """The release at `folder`, every file of it verified.

    Raises `CallError` where there is none, `DatasetError` naming the files and row groups that are
    not as they were packaged, or the metadata that is missing.
    """
    if not is_release(folder):
        what = "is not there" if not folder.exists() else "is no release: it has no SHA256SUMS"
        raise CallError(f"{folder} {what}; make one with onrecord package DIR --out {folder}")
    findings = verify_release(folder, told)
    if findings:
        more = f"\nand {len(findings) - _SHOWN} more" if len(findings) > _SHOWN else ""
        raise DatasetError(
            "\n".join(f"{folder}: {one}" for one in findings[:_SHOWN])
            + f"{more}\n{folder} is not as it was packaged, and nothing was sent: package it again"
        )
    name, version = _identity(folder)
    release = Outgoing(folder, name, version, _files(folder), _datacite(folder))
    with stated(folder):
        _ = release.title, release.description, release.published_on
    return release


@contextmanager
def stated(folder: Path) -> Iterator[None]:
    """Raise `DatasetError` where the DataCite record is not as `package` makes it."""
    try:
        yield
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise DatasetError(
            f"{folder / DATACITE}: not as onrecord makes it ({error!r}); package the dataset again"
        ) from None


def _identity(folder: Path) -> tuple[str, str]:
    """Name and version, fit for paths and tags."""
    manifest = store.read_manifest(folder)
    name, version = str(manifest.get("name")), str(manifest.get("version"))
    if not _NAME.fullmatch(name):
        raise DatasetError(f"{folder / store.MANIFEST}: {name[:60]!r} is no name of a dataset")
    if precedence(version) is None:
        raise DatasetError(
            f"{folder / store.MANIFEST}: version {version[:60]!r} is no semantic version, such as "
            "1.2.0; set version in [dataset] of the recipe, build and package again"
        )
    return name, version


def _files(folder: Path) -> tuple[File, ...]:
    """All files; the lists come last, so that whoever sees them can rely on the rest."""
    digests = read_checksums(folder) | {CHECKSUMS: hash_file(folder / CHECKSUMS)}
    last = [store.MANIFEST, CHECKSUMS]
    return tuple(
        File(path := folder / name, name, path.stat().st_size, digests[name])
        for name in [*sorted(digests.keys() - set(last)), *last]
    )


def _datacite(folder: Path) -> dict[str, Any]:
    """The DataCite record. Raises `DatasetError` for what a place cannot do without."""
    path = folder / DATACITE
    try:
        record = dict(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise DatasetError(f"{path}: cannot be read: {error}; package the dataset again") from None
    lacking = [one for one in _REQUIRED if not record.get(one)]
    if lacking:
        raise DatasetError(
            f"{path}: {', '.join(lacking)} missing; state it in [release] of the recipe and package again"
        )
    return record


@contextmanager
def flattened(release: Outgoing, told: Teller) -> Iterator[Outgoing]:
    """The release for places without folders: an archive, and every file at its top.

    The archive has the bytes of the ``.zip`` that `package` makes; it is written to the folder for
    temporary files (TMPDIR).
    """
    top = f"{release.name}-{release.version}"
    name = re.sub(r"[^A-Za-z0-9._-]", ".", f"{top}.zip")
    total, done = sum(one.size for one in release.files), 0

    def wrote(size: int) -> None:
        nonlocal done
        done += size
        told("archiving", done, total, unit="bytes")

    with tempfile.TemporaryDirectory(prefix="onrecord-publish-") as scratch:
        path = Path(scratch) / name
        members = [Member(f"{top}/{one.name}", one.path) for one in release.files]
        try:
            write_zip(path, members, release.published_on, wrote)
        except OSError as error:
            room = "make room there, or set TMPDIR to a folder on a larger disk"
            why = "the disk is full" if is_full(error) else error.strerror
            raise CallError(f"cannot write the archive to {scratch}: {why}; {room}") from None
        archive = File(path, name, path.stat().st_size, hash_file(path))
        flat = [one for one in release.files if "/" not in one.name]
        yield replace(release, files=(archive, *flat))
