"""Options and arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.output import WRONG_CALL, fail

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
FormatName = Annotated[
    str | None, typer.Option("--format", "-f", help="Read every source as this format.")
]
Encoding = Annotated[str | None, typer.Option(help="The sources' encoding, where it is known.")]
Records = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN",
        help="The column of tables (Parquet, JSON lines, CSV) whose every row is a whole source.",
    ),
]
RecipePath = Annotated[
    Path | None, typer.Option("--recipe", "-r", help="The recipe, an onrecord.toml.")
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", "-w", min=1, max=256, help="Processes; default: one a processor."),
]
CacheFolder = Annotated[
    Path | None,
    typer.Option(
        "--cache", metavar="DIR", help="Keep what is converted here; default: the user's own cache."
    ),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Convert everything anew, and keep nothing.")
]
EngineName = Annotated[
    str,
    typer.Option("--engine", metavar="local|dask", help="Where batches are converted."),
]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="With --engine dask: the scheduler of a running cluster."),
]
Target = Annotated[
    str, typer.Argument(metavar="DIR", help="A dataset folder, or an address: https://, hf://, ...")
]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key-file", metavar="FILE", help="The secret key; default: ONRECORD_KEY, if set."
    ),
]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A dataset folder.")]


def found_recipe(sources: list[str] | None, recipe: Path | None) -> Path | None:
    """The recipe to use: the one named, or ``onrecord.toml`` here if no sources are given."""
    here = Path("onrecord.toml")
    return recipe or (here if not sources and here.is_file() else None)


def chosen_cache(cache: Path | None, no_cache: bool) -> Path | bool:
    """What ``--cache`` and ``--no-cache`` say together."""
    if no_cache and cache:
        fail("--cache and --no-cache exclude each other", WRONG_CALL)
    return cache or not no_cache
