"""Any place that fsspec writes to: ``s3://BUCKET/PREFIX`` and others, as ``PREFIX/NAME/VERSION/``.

SHA256SUMS is written last: a version without it is not published. ``NAME/latest.json`` then names
the highest version. Files of the same size that lie there are read and compared by their hash.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any, TypeVar

from onrecord.addresses import connect, explain, is_absent, is_passing, scheme_of, without_secrets
from onrecord.checksums import NAME as CHECKSUMS
from onrecord.errors import CallError, DatasetError
from onrecord.progress import Teller
from onrecord.publishing.model import Call, Outcome, Plan, Sent, Target, divide, refuse_change
from onrecord.publishing.outgoing import File, Outgoing
from onrecord.publishing.patience import Passing, with_patience
from onrecord.publishing.versions import is_prerelease, later_than, precedence

LATEST = "latest.json"
_BLOCK = 1 << 20
_LONGEST_NOTE = 1 << 16
_READ_ONLY = {"http", "https", "zip", "tar", "libarchive", "git", "github"}

Got = TypeVar("Got")


@dataclass(frozen=True)
class AddressTarget(Target):
    """A folder that fsspec reaches."""

    filesystem: Any
    root: str
    address: str
    told: Teller = field(repr=False)

    @property
    def shown(self) -> str:
        """The address, without secrets."""
        return self.address

    def plan(self, release: Outgoing) -> Plan:
        """Files that are not there yet, then the list of hashes, then the note of the latest version."""
        folder, shown = (
            f"{one}/{release.name}/{release.version}" for one in (self.root, self.shown)
        )
        sizes = self._sizes(folder)
        self._refuse_other(folder, shown, sizes, release)
        lacking, kept = divide(
            release, lambda one: self._has(f"{folder}/{one.name}", one, sizes), self.told
        )
        calls = [
            Call(
                "PUT",
                f"{shown}/{one.name}",
                one.size,
                "a file"
                if one.name != CHECKSUMS
                else "the list of hashes, which publishes the version",
                partial(self._put, one, f"{folder}/{one.name}"),
            )
            for one in lacking
        ]
        return Plan((*calls, *self._note(release)), kept, partial(Outcome, "published", shown))

    def _refuse_other(
        self, folder: str, shown: str, sizes: dict[str, int | None], release: Outgoing
    ) -> None:
        """Raise `DatasetError` where another release is published there, or other files lie there."""
        sums = release.files[-1]
        if CHECKSUMS in sizes and not self._has(f"{folder}/{CHECKSUMS}", sums, sizes):
            raise DatasetError(refuse_change(shown, release, [CHECKSUMS]))
        foreign = sorted(sizes.keys() - {one.name for one in release.files})
        if foreign:
            raise DatasetError(
                f"{shown} holds {', '.join(foreign[:3])}, which is no part of this release: from an earlier "
                "try, or somebody else's; delete what is there, or set a higher version"
            )

    def _sizes(self, folder: str) -> dict[str, int | None]:
        """Bytes of what lies in a folder, by name."""

        def look() -> dict[str, int | None]:
            self.filesystem.invalidate_cache()
            found = self.filesystem.find(folder, detail=True)
            inside = self.filesystem._strip_protocol(folder).rstrip("/") + "/"
            return {
                path.removeprefix(inside): one.get("size")
                for path, one in found.items()
                if path.startswith(inside)
            }

        return self._patiently(look, absent={})

    def _has(self, path: str, file: File, sizes: dict[str, int | None]) -> bool:
        """Whether a file lies there, byte for byte."""
        if sizes.get(file.name, -1) not in {file.size, None}:
            return False

        def digest() -> str:
            found = sha256()
            with self.filesystem.open(path, "rb") as stream:
                while block := stream.read(_BLOCK):
                    found.update(block)
            return found.hexdigest()

        return self._patiently(digest, absent="") == file.sha256

    def _put(self, file: File, path: str, sent: Sent) -> None:
        """Write a file, and see that it has its size there."""

        def put() -> None:
            progress = _Counted(sent)
            try:
                self.filesystem.makedirs(path.rpartition("/")[0], exist_ok=True)
                self.filesystem.put_file(str(file.path), path, callback=progress.callback())
                self.filesystem.invalidate_cache()
                size = self.filesystem.info(path).get("size")
            except BaseException:
                sent(-progress.counted)
                raise
            sent(file.size - progress.counted)
            if size not in {file.size, None}:
                raise Passing(f"{file.name} arrived with {size} bytes, not {file.size}")

        self._patiently(put, absent=None)

    def _note(self, release: Outgoing) -> tuple[Call, ...]:
        """The call that names this version as the latest, where it is and the note does not say so."""
        path, shown = (f"{one}/{release.name}/{LATEST}" for one in (self.root, self.shown))
        said = {"name": release.name, "version": release.version, "sha256sums": release.digest}
        text = (json.dumps(said, indent=2) + "\n").encode()

        def read() -> bytes:
            with self.filesystem.open(path, "rb") as stream:
                return bytes(stream.read(_LONGEST_NOTE))

        before = self._patiently(read, absent=b"")
        if is_prerelease(release.version) or before == text:
            return ()
        if later_than(release.version, [_version_in(before)]):
            return ()

        def write(sent: Sent) -> None:
            self._patiently(lambda: self.filesystem.pipe_file(path, text), absent=None)
            sent(len(text))

        return (Call("PUT", shown, len(text), "which version is the latest", write),)

    def _patiently(self, attempt: Callable[[], Got], absent: Got) -> Got:
        """What `attempt` gives, `absent` where there is no such file."""

        def once() -> Got:
            try:
                return attempt()
            except Passing:
                raise
            except Exception as error:
                if is_absent(error):
                    return absent
                if is_passing(error):
                    raise Passing(explain(error, self.shown)) from None
                way_out = (
                    "; give credentials that may write there"
                    if isinstance(error, PermissionError)
                    else ""
                )
                raise CallError(f"{self.shown}: {explain(error, self.shown)}{way_out}") from None

        return with_patience(once, self.shown, self.told)


class _Counted:
    """Bytes as fsspec tells of them."""

    def __init__(self, sent: Sent):
        self._sent = sent
        self.counted = 0

    def callback(self) -> Any:
        """What fsspec calls."""
        from fsspec.callbacks import Callback

        def told(_size: int, value: int, **_: Any) -> None:
            if value > self.counted:
                self._sent(value - self.counted)
                self.counted = value

        return Callback(hooks={"count": told})


def _version_in(note: bytes) -> str:
    """The version that a note names; empty where it is none of ours."""
    try:
        version = json.loads(note)["version"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
    return version if isinstance(version, str) and precedence(version) else ""


def open_address(address: str, told: Teller) -> AddressTarget:
    """The place at an address. Raises `CallError` where it cannot be written to."""
    shown = without_secrets(address).rstrip("/")
    if (scheme := scheme_of(address)) in _READ_ONLY or "::" in address:
        raise CallError(f"{shown}: {scheme}:// can be read, but not be published to")
    filesystem, root = connect(address)
    return AddressTarget(filesystem, root.rstrip("/"), shown, told)
