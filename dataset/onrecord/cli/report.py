"""`onrecord report`: a page about a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.options import Folder, Json, Quiet, RecipePath, found_recipe
from onrecord.cli.output import print_json
from onrecord.cli.progress import ProgressMode, ProgressOption, shown_progress


def report(
    folder: Folder,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help="The page to write.")
    ] = Path("report.html"),
    sources: Annotated[
        list[str] | None,
        typer.Option("--source", "-s", help="What it was built from; default: as in the recipe."),
    ] = None,
    recipe: RecipePath = None,
    title: Annotated[
        str | None, typer.Option(help="The heading; default: the dataset's name.")
    ] = None,
    documents: Annotated[
        int | None,
        typer.Option(
            "--documents", "-n", min=1, max=2000, help="Documents in the reader; default: 80."
        ),
    ] = None,
    checks: Annotated[
        bool | None,
        typer.Option(
            "--checks/--no-checks", help="Run the checks; default: up to 3 million turns."
        ),
    ] = None,
    progress: ProgressOption = ProgressMode.auto,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a page about a dataset: what is in it, who speaks, how good it is, and a reader."""
    from onrecord._api.quality import report as run

    with shown_progress(progress, wanted=not (quiet or json_)) as told:
        written = run(
            folder,
            out,
            sources=sources or (),
            recipe=found_recipe(sources, recipe),
            title=title,
            documents=documents,
            checks=checks,
            progress=told,
        )
    if json_:
        print_json(written.as_dict())
    elif not quiet:
        from onrecord.cli.showing import show_report

        show_report(written)
