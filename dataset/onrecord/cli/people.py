"""`onrecord people`: who is who across documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.options import Folder, Json
from onrecord.cli.output import WRONG_CALL, fail, print_json


def people(
    folder: Folder,
    same: Annotated[
        list[int] | None,
        typer.Option("--same", metavar="CASE", help="With --to: this case is one person."),
    ] = None,
    different: Annotated[
        list[int] | None,
        typer.Option("--different", metavar="CASE", help="With --to: this case is not one person."),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="The people file to write decisions to."),
    ] = None,
    json_: Json = False,
) -> None:
    """List what was decided on people across documents, and near misses; settle cases."""
    from onrecord._api.people import people as run
    from onrecord._api.people import settle

    if same or different:
        if to is None:
            fail("name the people file to write to: --to people.csv", WRONG_CALL)
        written = settle(folder, to, same=same or (), different=different or ())
        print(f"written to {written}; name it in the recipe ([people] file) and build again")
        return
    review = run(folder)
    if json_:
        print_json(review.as_dict())
        return
    from onrecord.cli.showing import show_people

    show_people(review)
