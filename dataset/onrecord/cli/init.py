"""`onrecord init`: a repository for a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.options import Json, Quiet
from onrecord.cli.output import print_json


def init(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The dataset's name: a new folder.")],
    into: Annotated[
        Path, typer.Option("--into", metavar="DIR", help="The folder to make it in.")
    ] = Path(),
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a repository for a dataset of your own: recipe, seeds, tests, workflow, hook."""
    from onrecord.template import write_repository

    written = write_repository(name, into)
    if json_:
        print_json({"folder": str(into / name), "files": [str(path) for path in written]})
    elif not quiet:
        for path in written:
            print(f"  {path}")
        print(f"next: cd {into / name}, make data, make test; README.md tells what then")
