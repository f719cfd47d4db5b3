"""`onrecord check`: how good a dataset is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from onrecord.cli.options import Json, Quiet, RecipePath, found_recipe
from onrecord.cli.output import (
    FELL_SHORT,
    WRONG_CALL,
    fail,
    print_findings,
    print_json,
    write_file,
)


def check(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="A dataset folder.")] = None,
    recipe: RecipePath = None,
    sources: Annotated[
        list[str] | None,
        typer.Option("--source", "-s", help="What it was built from; default: as in the recipe."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--check", "-c", metavar="ID", help="Only this check.")
    ] = None,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on", help="Exit with 1 from this severity: error, warn, info or never."
        ),
    ] = "error",
    junit: Annotated[
        Path | None, typer.Option("--junit", metavar="FILE", help="Also write JUnit XML.")
    ] = None,
    sarif: Annotated[
        Path | None, typer.Option("--sarif", metavar="FILE", help="Also write SARIF 2.1.0.")
    ] = None,
    github: Annotated[
        bool, typer.Option("--github", help="Print annotations of GitHub workflows instead.")
    ] = False,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile", metavar="VENUE", help="Only: what metadata a venue (neurips) would miss."
        ),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="List the checks and what each is for.")
    ] = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell how good a dataset is: checks with severities, and where to look in the sources."""
    from onrecord.cli.showing import list_checks, show_quality

    if list_:
        print_json(_checks_listed()) if json_ else list_checks()
        return
    folder = _checkable(folder, fail_on)
    if profile:
        from onrecord._api.packaging import missing_metadata

        missing = missing_metadata(folder, profile, recipe=found_recipe(None, recipe))
        print_findings(missing, json_, quiet, f"{folder}: has all that {profile} asks for")
        return
    from onrecord._api.quality import check as run
    from onrecord.quality import outputs

    report = run(
        folder, recipe=found_recipe(sources, recipe), sources=sources or (), only=only or ()
    )
    if junit:
        write_file(junit, outputs.as_junit(report, fail_on))
    if sarif:
        write_file(sarif, json.dumps(outputs.as_sarif(report), ensure_ascii=False, indent=1) + "\n")
    if json_:
        print_json(outputs.as_json(report))
    elif github:
        print("\n".join(outputs.as_annotations(report)))
    elif not quiet:
        show_quality(report)
    if report.falls_short(fail_on):
        raise typer.Exit(FELL_SHORT)


def _checkable(folder: Path | None, fail_on: str) -> Path:
    """The folder, where the call makes sense; ends with an explanation where not."""
    if folder is None:
        fail("name the dataset's folder, or --list to see the checks", WRONG_CALL)
    if fail_on not in {"error", "warn", "info", "never"}:
        fail(f"--fail-on {fail_on}: give error, warn, info or never", WRONG_CALL)
    if not folder.is_dir():
        fail(f"{folder} is not a folder; name the folder of a dataset", WRONG_CALL)
    return folder


def _checks_listed() -> list[dict[str, Any]]:
    from dataclasses import fields

    from onrecord.quality import CHECKS

    return [
        {
            field.name: dict(value) if field.name.startswith("limits") else value
            for field in fields(one)
            for value in [getattr(one, field.name)]
        }
        for one in CHECKS.values()
    ]
