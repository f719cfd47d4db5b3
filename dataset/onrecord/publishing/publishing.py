"""The order of a publication: verified, looked at, held against the version before, sent, shown.

::

    release -> verified -> (flattened) -> plan of calls -> step of the version judged -> calls
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.progress import Progress, Teller
from onrecord.publishing.model import Plan, Publication, Target
from onrecord.publishing.outgoing import Outgoing, flattened, open_release
from onrecord.publishing.targets import opened_target
from onrecord.publishing.versions import require_step

if TYPE_CHECKING:
    from onrecord.differences import Diff


def publish_release(
    folder: Path,
    to: str,
    *,
    previous: Path | None = None,
    is_final: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Publication:
    """The release at `folder` sent to the place `to`, or with `dry_run` only what would be sent.

    Nothing is sent before every file is verified, and others see nothing of it before the last
    call. Raises `DatasetError` for a release that may not be published as it stands, `CallError`
    for a place that does not take it; what was sent by then is not sent again by the next run.
    """
    told = Teller(progress)
    with opened_target(to, told, is_final=is_final) as target:
        release = open_release(folder, told)
        with _as_taken(target, release, told) as sendable:
            plan = target.plan(sendable)
            against = (previous or target.earlier(release)) if plan.calls else None
            found = _judge(against, release, told)
            if found and target.has_notes:
                plan = target.plan(replace(sendable, changes=found.changelog))
            if not dry_run:
                _carry_out(plan, told)
        outcome = plan.outcome()
        is_only_planned = dry_run and plan.calls
        return Publication(
            target=target.shown,
            name=release.name,
            version=release.version,
            state="planned" if is_only_planned else outcome.state,
            address=outcome.address,
            doi=outcome.doi,
            calls=plan.calls,
            kept=plan.kept,
            previous=found.old.version if found else None,
            verdict=found.verdict.level if found else None,
            dry_run=dry_run,
        )


@contextmanager
def _as_taken(target: Target, release: Outgoing, told: Teller) -> Iterator[Outgoing]:
    """The release with the files that the place takes."""
    if not target.is_flat:
        yield release
        return
    with flattened(release, told) as flat:
        yield flat


def _judge(previous: Path | None, release: Outgoing, told: Teller) -> Diff | None:
    """How the release differs from the version before; None where there is none to be had."""
    if previous is None:
        return None
    told("comparing versions", 0, 1)
    found = require_step(previous, release.folder, release.name, release.version)
    told("comparing versions", 1, 1)
    return found


def _carry_out(plan: Plan, told: Teller) -> None:
    """Make the calls, one after the other."""
    total, done = sum(one.bytes for one in plan.calls), 0

    def sent(size: int) -> None:
        nonlocal done
        done += size
        told("publishing", done, total, unit="bytes")

    with plan.within:
        for call in plan.calls:
            call.make(sent)
