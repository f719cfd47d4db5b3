"""`onrecord split`: train, validation and test without leakage."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.options import Json, Quiet, Target
from onrecord.cli.output import print_json
from onrecord.cli.progress import ProgressMode, ProgressOption, shown_progress


class People(StrEnum):
    """Who may be in two splits."""

    SHARED = "shared"
    GUESTS = "guests"
    ALL = "all"


class Overlaps(StrEnum):
    """What becomes of documents that share people."""

    JOIN = "join"
    DROP = "drop"


def split(
    target: Target,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Where to: .parquet or .csv; default DIR-splits.parquet."
        ),
    ] = None,
    ratios: Annotated[
        str, typer.Option(help="Shares of the documents: 80,10,10 or train=80,test=20.")
    ] = "80,10,10",
    people: Annotated[
        People,
        typer.Option(
            help="Who may be in two splits: anybody; nobody but hosts (guests); nobody (all)."
        ),
    ] = People.SHARED,
    overlaps: Annotated[
        Overlaps,
        typer.Option(help="Documents that share people: join them, or drop those not held out."),
    ] = Overlaps.JOIN,
    stratify: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="Shares hold in each value of it; year is one too."),
    ] = None,
    salt: Annotated[str, typer.Option(help="Another one gives other splits.")] = "onrecord",
    previous: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Earlier splits, or a release with them; what is in them stays where it is.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
    progress: ProgressOption = ProgressMode.auto,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Part the documents into train, validation and test; say what leakage is left."""
    from onrecord._api.splitting import split as run
    from onrecord.splits import parse_ratios
    from onrecord.splits.terminal import write_lines

    written = None if dry_run else out or beside(target)
    with shown_progress(progress, wanted=not quiet) as told:
        splits = run(
            target,
            ratios=parse_ratios(ratios),
            salt=salt,
            people=people.value,
            overlaps=overlaps.value,
            stratify=stratify or (),
            previous=previous,
            out=written,
            progress=told,
        )
    if json_:
        print_json(splits.as_dict() | {"written": None if written is None else str(written)})
    elif not quiet:
        for line in write_lines(splits):
            print(line)
        if written is not None:
            print(f"written    {written}")


def beside(target: str) -> Path:
    """The file beside a dataset, where `onrecord.load` looks for it; of one elsewhere, here."""
    if "://" in target:
        return Path(f"{target.rstrip('/').rpartition('/')[2]}-splits.parquet")
    folder = Path(target)
    return (
        folder.parent if folder.name else folder / ".."
    ) / f"{folder.absolute().name}-splits.parquet"
