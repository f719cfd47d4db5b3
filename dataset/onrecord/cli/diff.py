"""`onrecord diff`: two datasets compared."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.options import Json, Quiet
from onrecord.cli.output import FELL_SHORT, print_json, write_file


class FailOn(StrEnum):
    """The verdicts that `diff` can fail on."""

    patch = "patch"
    minor = "minor"
    major = "major"


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The dataset folder before.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The dataset folder after.")],
    markdown: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the comparison as Markdown.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it as one HTML page.")
    ] = None,
    all_: Annotated[
        Path | None,
        typer.Option("--all", metavar="FILE", help="Write all changes: .parquet or .jsonl."),
    ] = None,
    fail_on: Annotated[
        FailOn | None, typer.Option("--fail-on", help="Exit with 1 from this verdict upwards.")
    ] = None,
    samples: Annotated[
        int, typer.Option(min=0, max=10_000, help="Changes of each kind to show.")
    ] = 5,
    memory: Annotated[str, typer.Option(help="What DuckDB may use before it spills.")] = "1GB",
    changelog: Annotated[
        bool, typer.Option("--changelog", help="Print only the text for a changelog.")
    ] = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare two builds or releases: documents, turns, people, schema, drift, a verdict."""
    from onrecord._api.differences import diff as run
    from onrecord.differences import LEVELS, write_markdown, write_page

    found = run(old, new, samples=samples, memory=memory, write_to=all_)
    for path, write in ((markdown, write_markdown), (html, write_page)):
        if path is not None:
            write_file(path, write(found))
    if json_:
        print_json(found.as_dict())
    elif changelog:
        print(found.changelog, end="")
    elif not quiet:
        from onrecord.cli.showing import show_diff

        show_diff(found)
    if fail_on and LEVELS.index(found.verdict.level) >= LEVELS.index(fail_on.value):
        raise typer.Exit(FELL_SHORT)
