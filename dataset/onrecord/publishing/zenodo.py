"""Zenodo, ``zenodo:`` and ``zenodo:RECORD``: a draft with a reserved DOI, its files, and if told so, the record.

A new record is begun without RECORD; with it, the release becomes a new version of that one. What is
published there cannot be taken back, so that a draft is left unless `is_final`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar
from urllib.parse import quote

from onrecord.errors import CallError, DatasetError
from onrecord.progress import Teller
from onrecord.publishing.calling import Caller, Service
from onrecord.publishing.model import Call, Plan, Target, refuse_change
from onrecord.publishing.outgoing import Outgoing
from onrecord.publishing.tokens import token_from
from onrecord.publishing.zenodo_answers import Deposition, Stored
from onrecord.publishing.zenodo_draft import Draft

#: What a record takes.
MOST_FILES, MOST_BYTES = 100, 50_000_000_000


@dataclass(frozen=True)
class ZenodoTarget(Target):
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

    def plan(self, release: Outgoing) -> Plan:
        """The draft, its metadata, the files it lacks and those it should not have, and the end."""
        _refuse_large(release)
        before = self._record() if self.record else None
        found = self.find(release, before)
        draft = Draft(self, release, found, before)
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

    def find(self, release: Outgoing, before: Deposition | None) -> Deposition | None:
        """The record of this version, else the draft that a run before began; a version of `before`."""
        ours = [
            one
            for one in self._all()
            if one.is_of(release.name) and (not before or one.conceptrecid == before.conceptrecid)
        ]
        same = [one for one in ours if one.is_of(release.name, release.version)]
        published = [one for one in ours if one.submitted]
        if not same and published and not before:
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
