"""`onrecord build`: sources to a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.options import (
    CacheFolder,
    Encoding,
    EngineName,
    FormatName,
    Json,
    NoCache,
    Quiet,
    RecipePath,
    Records,
    Scheduler,
    Workers,
    chosen_cache,
    found_recipe,
)
from onrecord.cli.output import FELL_SHORT, fail, interruptible, print_json
from onrecord.cli.progress import ProgressMode, ProgressOption, shown_progress

if TYPE_CHECKING:
    from onrecord.building import BuildReport


def build(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="Files, folders, globs, or - for standard input; default: what the recipe names.",
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The dataset folder to make or replace.")
    ] = ...,  # type: ignore[assignment]
    recipe: RecipePath = None,
    workers: Workers = None,
    engine: EngineName = "local",
    scheduler: Scheduler = None,
    format: FormatName = None,  # noqa: A002 - the option's name
    encoding: Encoding = None,
    records: Records = None,
    crawl: Annotated[
        bool,
        typer.Option("--crawl", help="Most sources are pages without a transcript: count those."),
    ] = False,
    cache: CacheFolder = None,
    no_cache: NoCache = False,
    progress: ProgressOption = ProgressMode.auto,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Build a dataset: documents, turns, people, rejects and a manifest."""
    with interruptible(out), shown_progress(progress, wanted=not (quiet or json_)) as told:
        from onrecord._api.building import build as run

        report = run(
            sources or (),
            recipe=found_recipe(sources, recipe),
            out=out,
            workers=workers,
            format=format,
            encoding=encoding,
            records=records,
            crawl=crawl,
            progress=told,
            cache=chosen_cache(cache, no_cache),
            engine=engine,
            scheduler=scheduler,
        )
    if json_:
        print_json(_report_dict(report))
    elif not quiet:
        _print_report(report)
    if not report.n_built:
        fail(
            "nothing was built: every source was rejected; the reasons are in rejects.parquet",
            FELL_SHORT,
        )


def _report_dict(report: BuildReport) -> dict[str, Any]:
    return {
        "out": str(report.out),
        "sources": report.n_sources,
        "built": report.n_built,
        "rejected": report.n_rejected,
        "suppressed": report.n_suppressed,
        "passed_over": report.n_passed,
        "source_bytes": report.source_bytes,
        "from_cache": report.n_cached,
        "unchanged": report.unchanged,
        "reasons": report.reasons,
        "rows": report.rows,
        "flags": dict(sorted(report.flags.items())),
        "files": [file._asdict() for file in report.files],
        "seconds": {stage: round(seconds, 3) for stage, seconds in report.seconds.items()},
    }


def _print_report(report: BuildReport) -> None:
    print(f"{report.n_sources} sources = {report.n_built} built + {report.n_rejected} rejected")
    if report.unchanged:
        print(f"nothing has changed: {report.out} is what this would build")
    elif report.n_cached:
        print(f"{report.n_cached} of them were converted before and taken from the cache")
    if report.n_passed:
        print(f"{report.n_passed} pages more are no transcripts and were passed over")
    if report.n_suppressed:
        print(f"{report.n_suppressed} more are suppressed")
    for name, rows in report.rows.items():
        redacted = f" + {rows['redacted']} redacted" if "redacted" in rows else ""
        print(
            f"{rows['made']} {name} made = {rows['written']} written + {rows['rejected']} rejected"
            f"{redacted}"
        )
    for file in report.files:
        print(f"  {report.out / file.path}  {file.rows:,} rows  {file.bytes:,} bytes")
    for reject in [r for r in report.rejects if r.table == "sources"][:10]:
        print(f"  rejected {reject.source_uri}: {reject.message}")
    if report.n_rejected > 10:
        print(f"  ... and {report.n_rejected - 10} more in {report.out / 'rejects.parquet'}")
    flags = ", ".join(f"{flag} {count}" for flag, count in sorted(report.flags.items()))
    if flags:
        print(f"flags: {flags}")
