"""Zenodo, ``zenodo:`` and ``zenodo:RECORD``: a draft with a reserved DOI, its files, and if told so, the record.

A new record is begun without RECORD; with it, the release becomes a new version of that one. What is
published there cannot be taken back, so that a draft is left unless `is_final`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from onrecord.errors import CallError, DatasetError
from onrecord.progress import Teller
from onrecord.publishing.calling import Caller, Service
from onrecord.publishing.model import Call, Outcome, Plan, Sent, State, refuse_change
from onrecord.publishing.outgoing import File, Outgoing
from onrecord.publishing.tokens import token_from
from onrecord.publishing.zenodo_metadata import as_deposition, mark

#: What a record takes.
MOST_FILES, MOST_BYTES = 100, 50_000_000_000


class Reserved(BaseModel):
    """A DOI that is kept for a draft."""

    doi: str


class Metadata(BaseModel):
    """What is read of a deposition's metadata."""

    version: str | None = None
    notes: str | None = None
    prereserve_doi: Reserved | bool | None = None


class Links(BaseModel):
    """Addresses of a deposition."""

    bucket: str | None = None
    html: str | None = None
    latest_draft: str | None = None
    record_html: str | None = None


class Deposition(BaseModel):
    """A record or the draft of one, as Zenodo tells its owner."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: int
    conceptrecid: str | None = None
    submitted: bool
    doi: str | None = None
    metadata: Metadata = Metadata()
    links: Links = Links()

    @property
    def own_doi(self) -> str | None:
        """The DOI that was registered, or is reserved."""
        reserved = self.metadata.prereserve_doi
        return self.doi or (reserved.doi if isinstance(reserved, Reserved) else None)

    @property
    def page(self) -> str:
        """Where people see it."""
        return self.links.record_html or self.links.html or str(self.id)

    def is_of(self, name: str, version: str | None = None) -> bool:
        """Whether it is a dataset of this name, and of this version, that onrecord sent there."""
        stated = self.metadata.version or ""
        return mark(name, stated) in (self.metadata.notes or "") and version in {None, stated}


class Stored(BaseModel):
    """A file of a deposition; the checksum is an MD5."""

    id: str
    filename: str
    filesize: int
    checksum: str

    def holds(self, file: File) -> bool:
        """Whether this is a file, whole."""
        digest = self.checksum.removeprefix("md5:")
        return (self.filename, self.filesize, digest) == (file.name, file.size, file.md5)


class Arrived(BaseModel):
    """What a bucket says of a file that it took."""

    checksum: str


@dataclass(frozen=True)
class ZenodoTarget:
    """A new record, or the record to which the release is a new version."""

    record: int | None
    is_final: bool
    caller: Caller = field(repr=False)
    is_flat: ClassVar[bool] = True

    @property
    def shown(self) -> str:
        """As messages call it."""
        return (
            f"{self.caller.service.host}, record {self.record}"
            if self.record
            else self.caller.service.host
        )

    def earlier(self, release: Outgoing) -> Path | None:  # noqa: ARG002 - what a target is asked
        """None: versions that lie elsewhere are named by the caller."""
        return None

    def plan(self, release: Outgoing) -> Plan:
        """The draft, its metadata, the files it lacks and those it should not have, and the end."""
        _refuse_large(release)
        before = self._record() if self.record else None
        found = self.find(release)
        draft = _Draft(self, release, found, before)
        files = self.files(found) if found else []
        right = [one for one in files if any(one.holds(file) for file in release.files)]
        wrong = [one for one in files if one not in right]
        here = tuple(one.filename for one in right)
        lacking = [one for one in release.files if one.name not in here]
        if found and found.submitted:
            if other := sorted({*(one.filename for one in wrong), *(one.name for one in lacking)}):
                raise DatasetError(refuse_change(self.shown, release, other))
            return Plan((), here, draft.outcome)
        calls = draft.opening()
        for stored in wrong:
            address = f"{self.depositions}/{found.id if found else '{id}'}/files/{stored.id}"
            what = f"{stored.filename}: not of this release"
            calls.append(Call("DELETE", address, 0, what, partial(draft.remove, stored)))
        bucket = (found.links.bucket if found else None) or "{bucket}"
        for file in lacking:
            address = f"{bucket}/{quote(file.name)}"
            calls.append(Call("PUT", address, file.size, "a file", partial(draft.upload, file)))
        if self.is_final:
            address = f"{self.depositions}/{found.id if found else '{id}'}/actions/publish"
            calls.append(Call("POST", address, 0, "the record, for good", draft.show))
        return Plan(tuple(calls), here, draft.outcome)

    @property
    def depositions(self) -> str:
        """The address of what the owner of the token deposited."""
        return f"{self.caller.service.base}/api/deposit/depositions"

    def find(self, release: Outgoing) -> Deposition | None:
        """The record of this version, else the draft that a run before began."""
        ours = [one for one in self._all() if one.is_of(release.name)]
        same = [one for one in ours if one.is_of(release.name, release.version)]
        published = [one for one in ours if one.submitted]
        if not same and published and not self.record:
            latest = max(published, key=lambda one: one.id)
            raise DatasetError(
                f"{self.shown} has {release.name} {latest.metadata.version} as record {latest.id}: publish "
                f"{release.version} as a new version of it, --to {self.named}:{latest.id}"
            )
        if not same:
            return None
        return self.read(max(same, key=lambda one: (one.submitted, one.id)).id)

    @property
    def named(self) -> str:
        """What stands before the colon."""
        return "zenodo-sandbox" if "sandbox" in self.caller.service.host else "zenodo"

    def read(self, deposition: int) -> Deposition:
        """A deposition, with all its links."""
        found = self.caller.get(Deposition, f"{self.depositions}/{deposition}")
        if found is None:
            raise CallError(
                f"{self.caller.service.host} has no record {deposition} that belongs to the owner of "
                f"{self.caller.service.token.variable}; check the number"
            )
        return found

    def files(self, deposition: Deposition) -> list[Stored]:
        """The files of a deposition."""
        address = f"{self.depositions}/{deposition.id}/files"
        return list(self.caller.pages(Stored, address, "size"))

    def _record(self) -> Deposition:
        """The latest published version of the record that was named."""
        named = self.read(self.record or 0)
        concept = named.conceptrecid
        versions = [one for one in self._all() if concept and one.conceptrecid == concept]
        published = [one for one in (*versions, named) if one.submitted]
        if not published:
            raise CallError(
                f"record {self.record} is a draft, which has no versions yet; finish it, or run this with "
                f"--to {self.named}:"
            )
        return max(published, key=lambda one: one.id)

    def _all(self) -> Iterator[Deposition]:
        return self.caller.pages(Deposition, self.depositions, "size", all_versions="true")


@dataclass
class _Draft:
    """The draft of a record, which the first call makes where there is none."""

    target: ZenodoTarget
    release: Outgoing
    made: Deposition | None
    before: Deposition | None

    @property
    def metadata(self) -> dict[str, Any]:
        """What Zenodo is told of the release."""
        return {"metadata": as_deposition(self.release)}

    @property
    def _there(self) -> Deposition:
        if self.made is None:
            raise AssertionError("a draft is made before it is filled")
        return self.made

    def opening(self) -> list[Call]:
        """The calls that end with a draft that has the metadata, and only files of this release."""
        target, size = self.target, len(json.dumps(self.metadata))
        if self.made is None and self.before is None:
            return [
                Call("POST", target.depositions, size, "a draft with a reserved DOI", self.create)
            ]
        calls = []
        if self.made is None and self.before is not None:
            address = f"{target.depositions}/{self.before.id}/actions/newversion"
            what = "a draft of a new version, without the files of the one before"
            calls.append(Call("POST", address, 0, what, self.branch))
        address = f"{target.depositions}/{self.made.id if self.made else '{id}'}"
        calls.append(Call("PUT", address, size, "the metadata", self.describe))
        return calls

    def create(self, sent: Sent) -> None:
        """Make a draft of a new record."""
        target, find = self.target, partial(self.target.find, self.release)
        made = target.caller.create(Deposition, target.depositions, self.metadata, find)
        self.made = made if made.links.bucket else target.read(made.id)
        sent(len(json.dumps(self.metadata)))

    def branch(self, _sent: Sent) -> None:
        """Make a draft of a new version; asked twice, Zenodo gives the same. Its files go."""
        if self.before is None:
            raise AssertionError("a new version has one before it")
        target, address = self.target, f"{self.target.depositions}/{self.before.id}"
        answer = target.caller.send(Deposition, "POST", f"{address}/actions/newversion")
        draft = (answer.links.latest_draft or "").rstrip("/").rpartition("/")[2]
        if not (draft.isascii() and draft.isdecimal() and len(draft) < 19):
            raise CallError(f"{target.shown} made no draft of a new version; look at {answer.page}")
        self.made = target.read(int(draft))
        for stored in target.files(self.made):
            self.remove(stored, lambda _: None)

    def describe(self, sent: Sent) -> None:
        """Replace the metadata of the draft."""
        address = f"{self.target.depositions}/{self._there.id}"
        self.target.caller.send(Deposition, "PUT", address, self.metadata)
        self.made = self.target.read(self._there.id)
        sent(len(json.dumps(self.metadata)))

    def remove(self, stored: Stored, _sent: Sent) -> None:
        """Remove a file that is not of the release."""
        address = f"{self.target.depositions}/{self._there.id}/files/{quote(stored.id)}"
        self.target.caller.delete(address)

    def upload(self, file: File, sent: Sent) -> None:
        """Send a file, and see that it arrived as it is."""
        bucket = self._there.links.bucket
        if not bucket:
            raise CallError(
                f"{self.target.shown}: draft {self._there.id} takes no files; look at it there"
            )
        address = f"{bucket}/{quote(file.name)}"
        arrived = self.target.caller.upload(Arrived, "PUT", address, file, sent)
        if arrived.checksum.removeprefix("md5:") != file.md5:
            raise CallError(
                f"{self.target.shown}: {file.name} arrived with other bytes (its MD5 is {arrived.checksum[:40]!r}, not "
                f"{file.md5}); nothing is published yet: run the same command again, which sends it anew"
            )

    def show(self, _sent: Sent) -> None:
        """Publish for good, where every file is there as it should be, and nothing else."""
        target, release = self.target, self.release
        there = target.files(self._there)
        whole = {one.name for one in release.files for stored in there if stored.holds(one)}
        names = {one.name for one in release.files} | {one.filename for one in there}
        if other := sorted(names - whole):
            raise CallError(
                f"{target.shown}: {', '.join(other[:3])} is not as it was sent; nothing is published yet: run "
                "the same command again"
            )
        self._refuse_other_doi()
        address = f"{target.depositions}/{self._there.id}/actions/publish"
        self.made = target.caller.create(Deposition, address, None, self._published)

    def _published(self) -> Deposition | None:
        """The record, where a call whose answer was lost made it."""
        found = self.target.read(self._there.id)
        return found if found.submitted else None

    def _refuse_other_doi(self) -> None:
        """Raise `DatasetError` where the metadata name a DOI of Zenodo that is neither this one nor that of all versions."""
        stated, own = self.release.datacite.get("doi"), self._there.own_doi
        if not stated or not own or stated.partition("/")[0] != own.partition("/")[0]:
            return
        of_all = f"{own.partition('/')[0]}/zenodo.{self._there.conceptrecid}"
        if stated.lower() not in {own.lower(), of_all}:
            raise DatasetError(
                f"the release names {stated}, and {own} is reserved for it: nothing is published yet. Set "
                f'doi = "{own}" in [release] of the recipe, package again and publish that'
            )

    def outcome(self) -> Outcome:
        """How the record stands."""
        if self.made is None:
            return Outcome("planned", self.target.shown)
        state: State = "published" if self.made.submitted else "draft"
        return Outcome(state, self.made.page, self.made.own_doi)


def _refuse_large(release: Outgoing) -> None:
    size = sum(one.size for one in release.files)
    if len(release.files) > MOST_FILES or size > MOST_BYTES:
        raise DatasetError(
            f"{release.folder} makes {len(release.files)} files of {size:,} bytes, and Zenodo takes {MOST_FILES} of "
            f"{MOST_BYTES:,}; publish to the Hugging Face Hub or a bucket, or ask Zenodo for more"
        )


@contextmanager
def open_zenodo(
    record: int | None, told: Teller, *, is_final: bool, is_sandbox: bool
) -> Iterator[ZenodoTarget]:
    """Zenodo or its sandbox; ONRECORD_ZENODO_URL names another host that speaks its API."""
    public = "https://sandbox.zenodo.org" if is_sandbox else "https://zenodo.org"
    base = os.environ.get("ONRECORD_ZENODO_URL", "").rstrip("/") or public
    variable = "ZENODO_SANDBOX_TOKEN" if is_sandbox else "ZENODO_TOKEN"
    rights = "with the scopes deposit:write and deposit:actions"
    page = f"{base}/account/settings/applications/tokens/new/"
    service = Service(
        base=base,
        setting="ONRECORD_ZENODO_URL",
        token=token_from(variable, where=base, hint=f"made at {page}, {rights}"),
        renewal=f"make a token {rights} at {page}",
        headers={"Accept": "application/json"},
    )
    with Caller(service, told) as caller:
        yield ZenodoTarget(record, is_final, caller)
