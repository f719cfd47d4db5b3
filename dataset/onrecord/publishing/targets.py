"""How a place to publish to is written, and what opens it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from onrecord.addresses import is_address, scheme_of, without_secrets
from onrecord.errors import CallError
from onrecord.progress import Teller
from onrecord.publishing.model import Target

#: What may stand after ``--to``, for messages.
SPELLINGS = (
    "a folder, s3://BUCKET/PREFIX or another address that fsspec writes to, hf://datasets/OWNER/NAME, "
    "zenodo: or zenodo:RECORD, zenodo-sandbox:, github:OWNER/REPOSITORY"
)

_PART = r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}"
_REPOSITORY = re.compile(rf"{_PART}/{_PART}")
_HUB = "hf://datasets/"
_NAMED = re.compile(r"(zenodo|zenodo-sandbox|github):(?!//)(.*)", re.DOTALL)
_RECORD = re.compile(r"[0-9]{1,18}", re.ASCII)


@contextmanager
def opened_target(to: str, told: Teller, *, is_final: bool) -> Iterator[Target]:
    """The place that `to` names. Raises `CallError` where it names none, or lacks what it needs."""
    named = _NAMED.fullmatch(to)
    is_zenodo = named is not None and named[1] != "github"
    if is_final and not is_zenodo:
        raise CallError("--final is for Zenodo; elsewhere a release is published without it")
    if named is not None and is_zenodo:
        from onrecord.publishing.zenodo import open_zenodo

        if named[2] and not _RECORD.fullmatch(named[2]):
            raise CallError(
                f"{_shown(to)}: write {named[1]}: or {named[1]}:RECORD, with the record's number"
            )
        record, is_sandbox = int(named[2]) if named[2] else None, named[1] != "zenodo"
        with open_zenodo(record, told, is_final=is_final, is_sandbox=is_sandbox) as target:
            yield target
    elif named is not None:
        from onrecord.publishing.github import open_github

        with open_github(_repository(named[2], "github:OWNER/REPOSITORY"), told) as target_:
            yield target_
    elif to.startswith("hf://"):
        from onrecord.publishing.hub import open_hub

        repository = to.removeprefix(_HUB).rstrip("/") if to.startswith(_HUB) else ""
        yield open_hub(_repository(repository, f"{_HUB}OWNER/NAME"), told)
    else:
        yield _storage(to, told)


def _storage(to: str, told: Teller) -> Target:
    """A folder, or an address that fsspec knows."""
    from onrecord.publishing.filesystem import open_address
    from onrecord.publishing.folder import FolderTarget

    if is_address(to) and scheme_of(to) != "file":
        return open_address(to, told)
    path = unquote(urlsplit(to).path) if is_address(to) else to
    is_slip = path in {"zenodo", "zenodo-sandbox", "github"} and not Path(path).exists()
    if (
        is_slip
        or not path
        or "\0" in path
        or re.fullmatch(r"[a-z][a-z0-9+.-]+:[^/\\]*(/.*)?", path)
    ):
        raise CallError(
            f"{_shown(to)!r} is no place to publish to: name {SPELLINGS}; a folder with a colon in its name as ./NAME"
        )
    return FolderTarget(Path(path), told)


def _repository(text: str, spelling: str) -> str:
    if not _REPOSITORY.fullmatch(text) or ".." in text:
        raise CallError(f"{_shown(text)!r} is no repository: write {spelling}")
    return text


def _shown(text: str) -> str:
    return without_secrets(text)[:200]
