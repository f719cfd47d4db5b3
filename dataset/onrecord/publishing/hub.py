"""The Hugging Face Hub, ``hf://datasets/OWNER/NAME``: one commit to main, and a tag ``v1.2.0``.

Files go through huggingface_hub, which asks the hub what it has and sends the rest (Xet where
``hf_xet`` is installed, else git LFS). Until the commit nobody sees any of them.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from onrecord.checksums import NAME as CHECKSUMS
from onrecord.checksums import read_checksums
from onrecord.errors import CallError, DatasetError, first_line
from onrecord.printable import shorten
from onrecord.progress import Teller
from onrecord.publishing.answers import encode
from onrecord.publishing.hub_commit import Commit, Head
from onrecord.publishing.model import Call, Outcome, Plan, Sent, Target, divide, refuse_change
from onrecord.publishing.outgoing import Outgoing
from onrecord.publishing.patience import Passing, asked_wait, with_patience
from onrecord.publishing.tokens import Token, checked, refuse_unsafe
from onrecord.publishing.versions import later_than

if TYPE_CHECKING:
    from huggingface_hub import HfApi

_LONGEST_LIST = 64 << 20

Got = TypeVar("Got")


@dataclass(frozen=True)
class HubTarget(Target):
    """A dataset repository on the hub."""

    repository: str
    api: HfApi = field(repr=False)
    token: Token | None
    told: Teller = field(repr=False)
    has_notes: ClassVar[bool] = True

    @property
    def shown(self) -> str:
        """Its address, as `load` reads it."""
        return f"hf://datasets/{self.repository}"

    def plan(self, release: Outgoing) -> Plan:
        """The repository where there is none, the files it lacks, the commit and the tag."""
        refs = self._refs()
        outcome = partial(Outcome, "published", f"{self._page}/tree/{release.tag}")
        everything = tuple(one.name for one in release.files)
        if refs is not None and release.tag in refs["tags"]:
            self._refuse_other(release)
            return Plan((), everything, outcome)
        if refs is not None:
            self._refuse_later(release, list(refs["tags"]))
        head = self.head("main") if refs and "main" in refs["branches"] else None
        lacking, kept = divide(release, lambda one: bool(head and head.has(one)), self.told)
        stale = self._stale(head, release) if head else []
        commit = Commit(self, release, head, stale)
        calls = [] if refs is not None else [self._create_call()]
        calls += [
            Call("PUT", f"{self.shown}/{one.name}", one.size, "a file", partial(commit.add, one))
            for one in lacking
        ]
        if lacking or stale:
            what = f"one commit: {len(lacking)} files, {len(stale)} removed"
            calls.append(Call("POST", f"{self._endpoint}/commit/main", 0, what, commit.make))
        address = f"{self._endpoint}/tag/{{commit}}"
        calls.append(Call("POST", address, 0, f"the tag {release.tag}", commit.tag))
        return Plan(tuple(calls), kept, outcome, _quiet())

    @property
    def _page(self) -> str:
        return f"{self.api.endpoint}/datasets/{self.repository}"

    @property
    def _endpoint(self) -> str:
        return f"{self.api.endpoint}/api/datasets/{self.repository}"

    def _create_call(self) -> Call:
        owner, name = self.repository.split("/")
        body = {"name": name, "organization": owner, "type": "dataset"}

        def create(_sent: Sent) -> None:
            self.ask(
                lambda: self.api.create_repo(self.repository, repo_type="dataset", exist_ok=True)
            )

        address = f"{self.api.endpoint}/api/repos/create"
        return Call("POST", address, len(encode(body)), "a repository", create)

    def _refs(self) -> dict[str, dict[str, str]] | None:
        """Branches and tags with their commits; None where there is no such repository."""
        from huggingface_hub.errors import RepositoryNotFoundError

        def look() -> dict[str, dict[str, str]] | None:
            try:
                found = self.api.list_repo_refs(self.repository, repo_type="dataset")
            except RepositoryNotFoundError:
                return None
            return {
                "branches": {one.name: one.target_commit for one in found.branches},
                "tags": {one.name: one.target_commit for one in found.tags},
            }

        return self.ask(look)

    def head(self, revision: str) -> Head:
        """What the repository holds at a revision."""
        from huggingface_hub.hf_api import RepoFile

        def look() -> Head:
            about = self.api.repo_info(self.repository, repo_type="dataset", revision=revision)
            tree = self.api.list_repo_tree(
                self.repository, repo_type="dataset", recursive=True, revision=about.sha
            )
            return Head(
                str(about.sha), {one.path: one for one in tree if isinstance(one, RepoFile)}
            )

        return self.ask(look)

    def _refuse_other(self, release: Outgoing) -> None:
        there = self.head(release.tag)
        other = [one.name for one in release.files if not there.has(one)]
        if other:
            raise DatasetError(refuse_change(self.shown, release, other))

    def _refuse_later(self, release: Outgoing, tags: list[str]) -> None:
        """Raise `DatasetError` where main would go back to an older version."""
        later = later_than(release.version, [one.removeprefix("v") for one in tags])
        if later:
            raise DatasetError(
                f"{self.shown} has {release.name} {later[-1]} already, and its main branch shows one version: "
                f"{release.version} would put an older one in its place. Publish it elsewhere, or set a "
                "higher version"
            )

    def _stale(self, head: Head, release: Outgoing) -> list[str]:
        """Files of the release before that this one lacks; what others put there stays."""
        entry = head.files.get(CHECKSUMS)
        if entry is None or entry.size > _LONGEST_LIST:
            return []

        def read() -> dict[str, str]:
            with tempfile.TemporaryDirectory() as scratch:
                self.api.hf_hub_download(
                    self.repository,
                    CHECKSUMS,
                    repo_type="dataset",
                    revision=head.commit,
                    local_dir=scratch,
                )
                try:
                    return read_checksums(Path(scratch))
                except DatasetError:  # not a list of ours
                    return {}

        with _quiet():
            listed = self.ask(read)
        return sorted(listed.keys() & head.files.keys() - {one.name for one in release.files})

    def ask(self, call: Callable[[], Got]) -> Got:
        """What a call of huggingface_hub gives, made again where that may help. Raises `CallError`."""
        return with_patience(lambda: self._once(call), self.api.endpoint, self.told)

    def _once(self, call: Callable[[], Got]) -> Got:
        import httpx2
        from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

        try:
            return call()
        except (HfHubHTTPError, httpx2.HTTPError, OSError, ValueError, RuntimeError) as error:
            cause = _cause(error)
            response = getattr(cause, "response", None)
            status = getattr(response, "status_code", None)
            said = self._clean(getattr(cause, "server_message", None) or first_line(cause))
            if response is not None and (status == 429 or (status or 0) >= 500):
                raise Passing(
                    f"answers with status {status}", asked_wait(response.headers)
                ) from None
            if isinstance(cause, httpx2.TransportError):
                raise Passing(f"the connection failed: {said}") from None
            if status in {401, 403} or isinstance(cause, RepositoryNotFoundError):
                raise CallError(self._refused(status, said)) from None
            if status == 412:
                why = "was changed by somebody else meanwhile; run the same command again"
                raise CallError(f"{self.shown} {why}") from None
            raise CallError(f"{self.shown}: {said}") from None

    def _refused(self, status: int | None, said: str) -> str:
        whose = f"the token in {self.token.variable}" if self.token else "a call without a token"
        return (
            f"{self.shown}: the hub does not accept {whose} (status {status}: {said}); make one with the right to write "
            "to this repository at https://huggingface.co/settings/tokens, set HF_TOKEN or run hf auth "
            "login, and run the same command again"
        )

    def _clean(self, text: str) -> str:
        return shorten(self.token.taken_out_of(text) if self.token else text, 400)


def _cause(error: BaseException) -> BaseException:
    """The error of HTTP that huggingface_hub wraps in others, else the first of all."""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError

    while not isinstance(error, HfHubHTTPError | httpx2.HTTPError) and error.__cause__:
        error = error.__cause__
    return error


@contextmanager
def _quiet() -> Iterator[None]:
    """huggingface_hub without bars and warnings of its own: progress and errors are told here."""
    from huggingface_hub.utils.tqdm import (
        are_progress_bars_disabled,
        disable_progress_bars,
        enable_progress_bars,
    )

    were_disabled, logger = are_progress_bars_disabled(), logging.getLogger("huggingface_hub")
    level = logger.level
    disable_progress_bars()
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
        if not were_disabled:
            enable_progress_bars()


def open_hub(repository: str, told: Teller) -> HubTarget:
    """The repository ``OWNER/NAME``, at the hub that HF_ENDPOINT names, by default the public one."""
    try:
        from huggingface_hub import HfApi, get_token
    except ImportError:
        raise CallError(
            f"hf://datasets/{repository} needs huggingface_hub; run: pip install 'onrecord[publish]'"
        ) from None
    value = get_token()
    variable = "HF_TOKEN" if os.environ.get("HF_TOKEN") else "the store of hf auth login"
    token = checked(Token(variable, value)) if value else None
    api = HfApi(
        endpoint=os.environ.get("HF_ENDPOINT") or None,
        token=value or False,
        library_name="onrecord",
    )
    if token:
        refuse_unsafe(api.endpoint, "HF_ENDPOINT")
    return HubTarget(repository, api, token, told)
