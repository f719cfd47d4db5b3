"""`onrecord publish`: a release to where others find it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import Json, Quiet
from onrecord.cli.output import print_json
from onrecord.cli.progress import ProgressMode, ProgressOption, shown_progress

if TYPE_CHECKING:
    from onrecord.publishing import Publication

_SHOWN = 20


def publish(
    release: Annotated[
        Path, typer.Argument(metavar="RELEASE", help="A folder that onrecord package made.")
    ],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="TARGET",
            help="A folder, s3://BUCKET/PREFIX and the like, hf://datasets/OWNER/NAME, zenodo:, "
            "zenodo:RECORD, zenodo-sandbox: or github:OWNER/REPOSITORY.",
        ),
    ] = ...,  # type: ignore[assignment]
    previous: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="The version before: its differences say how far the version must rise.",
        ),
    ] = None,
    final: Annotated[
        bool,
        typer.Option("--final", help="At Zenodo: publish for good; without it, a draft is left."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show every call and its bytes; send nothing.")
    ] = False,
    progress: ProgressOption = ProgressMode.auto,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Publish a release: to a folder, a bucket, the Hugging Face Hub, Zenodo or GitHub."""
    from onrecord._api.publishing import publish as run

    with shown_progress(progress, wanted=not (quiet or json_)) as told:
        made = run(release, to, previous=previous, final=final, dry_run=dry_run, progress=told)
    if json_:
        print_json(made.as_dict())
    elif not quiet:
        _show(made)


def _show(made: Publication) -> None:
    print(f"{made.name} {made.version} to {made.target}")
    if made.verdict:
        print(f"  since {made.previous}: {made.verdict}")
    if made.dry_run:
        for call in made.calls:
            print(f"  {call.method} {call.address}  {call.bytes:,} bytes  {call.what}")
    _show_kept(made)
    if not made.calls:
        print(f"  there already, and the same: {made.address}")
    elif made.dry_run:
        print(f"  {len(made.calls)} calls, {made.bytes:,} bytes; nothing was sent")
    else:
        print(f"  sent {made.bytes:,} bytes in {len(made.calls)} calls")
        print(f"  {made.state}: {made.address}")
    if made.doi:
        print(f"  DOI: {made.doi}")
    if made.state == "draft":
        print("  look at the draft, then publish it for good: the same command with --final")


def _show_kept(made: Publication) -> None:
    if made.calls and made.kept:
        more = f" and {len(made.kept) - _SHOWN} more" if len(made.kept) > _SHOWN else ""
        print(f"  there already: {', '.join(made.kept[:_SHOWN])}{more}")
