"""A draft at Zenodo in the making: begun, described, filled, and published for good."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from onrecord.errors import CallError, DatasetError
from onrecord.publishing.answers import encode
from onrecord.publishing.model import Call, Outcome, Sent, State
from onrecord.publishing.outgoing import File, Outgoing, stated
from onrecord.publishing.zenodo_answers import Arrived, Deposition, Stored
from onrecord.publishing.zenodo_metadata import as_deposition

if TYPE_CHECKING:
    from onrecord.publishing.zenodo import ZenodoTarget


@dataclass
class Draft:
    """The draft of a record, which the first call makes where there is none."""

    target: ZenodoTarget
    release: Outgoing
    made: Deposition | None
    before: Deposition | None

    @property
    def metadata(self) -> dict[str, Any]:
        """What Zenodo is told of the release."""
        with stated(self.release.folder):
            return {"metadata": as_deposition(self.release)}

    @property
    def _there(self) -> Deposition:
        if self.made is None:
            raise AssertionError("a draft is made before it is filled")
        return self.made

    def opening(self) -> list[Call]:
        """The calls that end with a draft that has the metadata, and only files of this release."""
        target, size = self.target, len(encode(self.metadata))
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
        target, find = self.target, partial(self.target.find, self.release, None)
        made = target.caller.create(Deposition, target.depositions, self.metadata, find)
        self.made = made if made.links.bucket else target.read(made.id)
        sent(len(encode(self.metadata)))

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
        sent(len(encode(self.metadata)))

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
