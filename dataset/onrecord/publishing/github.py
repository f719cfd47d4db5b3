"""GitHub Releases, ``github:OWNER/REPOSITORY``: a draft, its assets, then the release for all to see."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar
from urllib.parse import quote

from pydantic import BaseModel

from onrecord.errors import CallError, DatasetError
from onrecord.progress import Teller
from onrecord.publishing.answers import encode
from onrecord.publishing.calling import Caller, Service
from onrecord.publishing.model import Call, Outcome, Plan, Sent, Target, refuse_change
from onrecord.publishing.outgoing import File, Outgoing
from onrecord.publishing.tokens import token_from
from onrecord.publishing.versions import is_prerelease

#: Each asset must be smaller than this.
MOST = 2 << 30
_LONGEST_BODY = 120_000


class Asset(BaseModel):
    """A file of a release, as GitHub tells of it; cut off, its state is ``starter``."""

    id: int
    name: str
    size: int
    state: str
    digest: str | None = None

    def holds(self, file: File) -> bool:
        """Whether this is a file, whole: by its digest, or its size where GitHub tells none."""
        digest = self.digest or f"sha256:{file.sha256}"
        is_whole = self.state == "uploaded" and (self.name, self.size) == (file.name, file.size)
        return is_whole and digest == f"sha256:{file.sha256}"


class Made(BaseModel):
    """A release or the draft of one, as GitHub tells of it."""

    id: int
    tag_name: str
    draft: bool
    upload_url: str
    html_url: str


@dataclass(frozen=True)
class GithubTarget(Target):
    """The releases of a repository."""

    repository: str
    caller: Caller = field(repr=False)
    is_flat: ClassVar[bool] = True
    has_notes: ClassVar[bool] = True

    @property
    def shown(self) -> str:
        """As it is named."""
        return f"github:{self.repository}"

    def plan(self, release: Outgoing) -> Plan:
        """The draft, where there is none, the assets that it lacks, and the end of being a draft."""
        _refuse_large(release)
        made = self.find(release.tag)
        assets = self.assets(made) if made else []
        right = [one for one in assets if any(one.holds(file) for file in release.files)]
        wrong = [one for one in assets if one not in right]
        here = tuple(one.name for one in right)
        lacking = [one for one in release.files if one.name not in here]
        draft = _Draft(self, release, made)
        if made and not made.draft:
            if other := sorted({*(one.name for one in wrong), *(one.name for one in lacking)}):
                raise DatasetError(refuse_change(self.shown, release, other))
            return Plan((), here, draft.outcome)
        size = len(encode(draft.fields))
        calls = [] if made else [Call("POST", self.releases, size, "a draft", draft.create)]
        for asset in wrong:
            address = f"{self.releases}/assets/{asset.id}"
            what = f"{asset.name}: cut off, or not of this release"
            calls.append(Call("DELETE", address, 0, what, partial(draft.remove, asset)))
        to = draft.upload_address if made else "{upload_url}"
        for file in lacking:
            address = f"{to}?name={quote(file.name)}"
            calls.append(Call("POST", address, file.size, "an asset", partial(draft.upload, file)))
        address = f"{self.releases}/{made.id if made else '{id}'}"
        size = len(encode(draft.final_fields))
        calls.append(Call("PATCH", address, size, "the draft becomes a release", draft.show))
        return Plan(tuple(calls), here, draft.outcome)

    @property
    def releases(self) -> str:
        """The address of the repository's releases."""
        return f"{self.caller.service.base}/repos/{self.repository}/releases"

    def find(self, tag: str) -> Made | None:
        """The release with this tag, else the draft of one."""
        found = [
            one for one in self.caller.pages(Made, self.releases, "per_page") if one.tag_name == tag
        ]
        return min(found, key=lambda one: one.draft, default=None)

    def assets(self, release: Made) -> list[Asset]:
        """The files of a release."""
        return list(self.caller.pages(Asset, f"{self.releases}/{release.id}/assets", "per_page"))


@dataclass
class _Draft:
    """The draft of a release, which the first call makes where there is none."""

    target: GithubTarget
    release: Outgoing
    made: Made | None

    @property
    def fields(self) -> dict[str, Any]:
        """What GitHub is told of the release."""
        one = self.release
        changes = f"\n\n{one.changes}" if one.changes else ""
        body = f"{one.description}\n\nSHA-256 of SHA256SUMS: `{one.digest}`{changes}"
        return {
            "tag_name": one.tag,
            "name": f"{one.title} {one.version}"[:250],
            "body": body[:_LONGEST_BODY],
            "draft": True,
            "prerelease": is_prerelease(one.version),
        }

    @property
    def final_fields(self) -> dict[str, Any]:
        """What it is told at the end."""
        return self.fields | {"draft": False, "make_latest": "legacy"}

    @property
    def upload_address(self) -> str:
        """Where assets are sent to: the template of the answer without its parameters."""
        return self._there.upload_url.partition("{")[0]

    @property
    def _there(self) -> Made:
        if self.made is None:
            raise AssertionError("a draft is made before it is filled")
        return self.made

    def create(self, sent: Sent) -> None:
        """Make the draft."""
        target, find = self.target, partial(self.target.find, self.release.tag)
        self.made = target.caller.create(Made, target.releases, self.fields, find)
        sent(len(encode(self.fields)))

    def remove(self, asset: Asset, _sent: Sent) -> None:
        """Remove an asset that is not of the release, or was cut off."""
        self.target.caller.delete(f"{self.target.releases}/assets/{asset.id}")

    def upload(self, file: File, sent: Sent) -> None:
        """Send an asset, and see that it arrived as it is."""
        address = f"{self.upload_address}?name={quote(file.name)}"
        find = partial(self._arrived, file)
        arrived = self.target.caller.upload(Asset, "POST", address, file, sent, find)
        if not arrived.holds(file):
            raise CallError(
                f"{self.target.shown}: {file.name} arrived with other bytes; nothing is published yet: run the "
                "same command again, which sends it anew"
            )

    def _arrived(self, file: File) -> Asset | None:
        """The asset of a file whose answer was lost; what is left of one that was cut off goes."""
        for one in self.target.assets(self._there):
            if one.holds(file):
                return one
            if one.name == file.name:
                self.remove(one, lambda _: None)
        return None

    def show(self, sent: Sent) -> None:
        """Publish, where every asset is there as it should be, and nothing else."""
        there = self.target.assets(self._there)
        whole = {one.name for one in self.release.files for asset in there if asset.holds(one)}
        names = {one.name for one in self.release.files} | {one.name for one in there}
        if other := sorted(names - whole):
            raise CallError(
                f"{self.target.shown}: {', '.join(other[:3])} is not as it was sent; nothing is published yet: "
                "run the same command again"
            )
        address = f"{self.target.releases}/{self._there.id}"
        self.made = self.target.caller.send(Made, "PATCH", address, self.final_fields)
        sent(len(encode(self.final_fields)))

    def outcome(self) -> Outcome:
        """How the release stands."""
        if self.made is None:
            return Outcome("planned", self.target.shown)
        return Outcome("draft" if self.made.draft else "published", self.made.html_url)


def _refuse_large(release: Outgoing) -> None:
    for one in release.files:
        if one.size >= MOST:
            raise DatasetError(
                f"{one.name} would have {one.size:,} bytes, and GitHub takes files up to {MOST:,}; "
                "publish to Zenodo, the Hugging Face Hub or a bucket"
            )


@contextmanager
def open_github(repository: str, told: Teller) -> Iterator[GithubTarget]:
    """The releases of ``OWNER/REPOSITORY``, where ONRECORD_GITHUB_URL says, by default api.github.com."""
    base = os.environ.get("ONRECORD_GITHUB_URL", "").rstrip("/") or "https://api.github.com"
    hint = "a fine-grained token with the right Contents: write on the repository"
    service = Service(
        base=base,
        setting="ONRECORD_GITHUB_URL",
        token=token_from("GITHUB_TOKEN", "GH_TOKEN", where=f"github:{repository}", hint=hint),
        renewal=f"make {hint} at https://github.com/settings/tokens",
        headers={"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"},
        uploads="https://uploads.github.com" if base == "https://api.github.com" else "",
    )
    with Caller(service, told) as caller:
        yield GithubTarget(repository, caller)
