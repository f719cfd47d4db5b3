"""`onrecord verify`: a dataset against its manifest, a release against its checksums."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.cli.options import Folder, Json, Quiet, RecipePath, Workers, found_recipe
from onrecord.cli.output import print_findings
from onrecord.cli.progress import ProgressMode, ProgressOption, shown_progress


def verify(
    folder: Folder,
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="With --rebuild: what it was built from; default: what the recipe names.",
        ),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build again and compare the bytes.")
    ] = False,
    recipe: RecipePath = None,
    workers: Workers = None,
    progress: ProgressOption = ProgressMode.auto,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Check the files of a dataset or release; with --rebuild, build again and compare."""
    from onrecord._api.packaging import verify as run

    findings = run(folder)
    good = f"{folder}: every file has the bytes that it was made with"
    if rebuild and not findings:
        from onrecord._api.building import verify_rebuild

        with shown_progress(progress, wanted=not (quiet or json_)) as told:
            findings = verify_rebuild(
                folder,
                sources or (),
                recipe=found_recipe(sources, recipe),
                workers=workers,
                progress=told,
            )
        good = f"{folder}: built again, byte for byte the same"
    print_findings(findings, json_, quiet, good)
