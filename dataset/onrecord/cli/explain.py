"""`onrecord explain`: what a source was taken for."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.cli.options import Folder, Json, RecipePath, found_recipe
from onrecord.cli.output import print_json


def explain(
    folder: Folder,
    document: Annotated[
        str, typer.Argument(help="A document_id, a source_uri, or the end of one.")
    ],
    turn: Annotated[
        int | None, typer.Argument(min=0, help="A turn_index: only this turn, with its evidence.")
    ] = None,
    sources: Annotated[
        list[str] | None,
        typer.Option("--source", "-s", help="What it was built from; default: as in the recipe."),
    ] = None,
    recipe: RecipePath = None,
    json_: Json = False,
) -> None:
    """Show what each piece of a source was taken for, and why a turn is who it is."""
    from onrecord._api.explaining import explain as run

    explained = run(
        folder, document, turn, sources=sources or (), recipe=found_recipe(sources, recipe)
    )
    if json_:
        print_json(explained)
        return
    from onrecord.cli.showing import show_regions, show_turns

    (show_regions if turn is None else show_turns)(explained)
