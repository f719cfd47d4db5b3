"""A release sent to where others find it: `publish`."""

from __future__ import annotations

from pathlib import Path

from onrecord._api.calls import Path_
from onrecord.progress import Progress
from onrecord.publishing import Publication, publish_release


def publish(
    release: Path_,
    to: Path_,
    *,
    previous: Path_ | None = None,
    final: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Publication:
    """The release at `release`, published at `to`; with `dry_run`, the calls that would be made.

    `to` is a folder, an address that fsspec writes to (``s3://BUCKET/PREFIX``),
    ``hf://datasets/OWNER/NAME``, ``zenodo:``, ``zenodo:RECORD`` (a new version of it),
    ``zenodo-sandbox:`` or ``github:OWNER/REPOSITORY``. Tokens come from the environment (HF_TOKEN or
    the store of ``hf auth login``, ZENODO_TOKEN, ZENODO_SANDBOX_TOKEN, GITHUB_TOKEN or GH_TOKEN).

    Every file is verified before anything is sent, others see nothing before the last call, and a
    run that was interrupted goes on where it ended. `previous`, a dataset or release, is the version
    before; in a folder it is found there. The verdict of `diff` says how far the version must rise.
    `final` publishes at Zenodo for good, where otherwise a draft is left.

    The `Publication` has `state` (``published``, ``draft`` or ``planned``), `address`, `doi`, `calls`
    (method, address, bytes, what for; none where the same release is there already), `kept` (files
    that lay there already) and `bytes` of all calls.

    Raises `DatasetError` where the release was changed after it was packaged (with files and row
    groups), lacks metadata, has too low a version, or where the version is there with other files;
    `CallError` for a place that is none, cannot be reached, or does not accept the token.
    """
    return publish_release(
        Path(release),
        str(to),
        previous=None if previous is None else Path(previous),
        is_final=final,
        dry_run=dry_run,
        progress=progress,
    )
