"""`onrecord package`: a dataset to a release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import Folder, Json, KeyFile, Quiet, RecipePath, found_recipe
from onrecord.cli.output import print_json
from onrecord.cli.progress import ProgressMode, ProgressOption, shown_progress

if TYPE_CHECKING:
    from onrecord.packaging import Packaged


def package(
    folder: Folder,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar="RELEASE", help="The folder to make or replace."),
    ] = ...,  # type: ignore[assignment]
    recipe: RecipePath = None,
    archives: Annotated[
        list[str] | None,
        typer.Option(
            "--archive",
            "-a",
            metavar="KIND",
            help="zip, tar.zst, bag.zip or none; may be repeated; default: all three.",
        ),
    ] = None,
    checks: Annotated[
        bool,
        typer.Option("--checks/--no-checks", help="Run the checks for the card."),
    ] = True,
    allow_unknown_licence: Annotated[
        str | None,
        typer.Option(
            "--allow-unknown-licence",
            metavar="REASON",
            help="Publish words under no known licence, for this reason, which the card tells.",
        ),
    ] = None,
    text: Annotated[
        str,
        typer.Option(
            "--text", metavar="WHICH", help="Whose words: all, licensed or none; see withhold."
        ),
    ] = "all",
    people: Annotated[
        str, typer.Option("--people", metavar="HOW", help="People by names or pseudonyms.")
    ] = "names",
    key_file: KeyFile = None,
    progress: ProgressOption = ProgressMode.auto,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Package a dataset: data, card and metadata in a folder that hubs and archives take."""
    from onrecord._api.packaging import package as run
    from onrecord.packaging import ARCHIVES

    with shown_progress(progress, wanted=not (quiet or json_)) as told:
        made = run(
            folder,
            out,
            recipe=found_recipe(None, recipe),
            archives=[one for one in archives if one != "none"] if archives else ARCHIVES,
            checks=checks,
            allow_unknown_licence=allow_unknown_licence,
            text=text,  # type: ignore[arg-type]
            people=people,  # type: ignore[arg-type]
            key_file=key_file,
            progress=told,
        )
    if json_:
        print_json(made.as_dict())
    elif not quiet:
        _show(made)


def _show(made: Packaged) -> None:
    release = made.release
    print(f"{release.name} {release.version}, {release.licence}, in {made.out}")
    for table in release.tables:
        files = "1 file" if len(table.files) == 1 else f"{len(table.files)} files"
        print(f"  {table.name}  {table.rows:,} rows  {files}  {table.bytes:,} bytes")
    data = {one.path for one in release.files}
    beside = sorted({path.split("/")[0] for path, _ in made.files if path not in data})
    print(f"  beside the data: {', '.join(beside)}")
    if made.archives:
        print(f"  archives: {', '.join(str(path) for path, _, _ in made.archives)}")
    if made.older:
        print(f"  of an earlier run: {', '.join(map(str, made.older))}")
    if release.quality is None:
        print("  the checks were not run: --checks runs them")
