"""The command line. The only module that prints or exits; heavy imports wait for their command."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from onrecord.errors import OnrecordError, SourceError

if TYPE_CHECKING:
    from onrecord.building import BuildReport
    from onrecord.checking import Finding

FELL_SHORT, WRONG_CALL = 1, 2

app = typer.Typer(
    name="onrecord",
    help="Transcripts to validated, rebuildable tables of who said what.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
FormatName = Annotated[
    str | None, typer.Option("--format", "-f", help="Read every source as this format.")
]
Encoding = Annotated[str | None, typer.Option(help="The sources' encoding, where it is known.")]
RecipePath = Annotated[
    Path | None, typer.Option("--recipe", "-r", help="The recipe, an onrecord.toml.")
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", "-w", min=1, max=256, help="Processes; default: one a processor."),
]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A dataset folder.")]


class FailOn(StrEnum):
    """The verdicts that `diff` can fail on."""

    patch = "patch"
    minor = "minor"
    major = "major"


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Transcripts to validated, rebuildable tables of who said what."""
    if version:
        from onrecord.version import __version__

        print(f"onrecord {__version__}")
        raise typer.Exit


@app.command()
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
    format: FormatName = None,  # noqa: A002 - the option's name
    encoding: Encoding = None,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Build a dataset: documents, turns, people, rejects and a manifest."""
    from onrecord._api import build as run

    with _progress(shown=not (quiet or json_)) as told:
        report = run(
            sources or (),
            recipe=_found_recipe(sources, recipe),
            out=out,
            workers=workers,
            format=format,
            encoding=encoding,
            progress=told,
        )
    if json_:
        _print_json(_report_dict(report))
    elif not quiet:
        _print_report(report)
    if not report.n_built:
        _fail(
            "nothing was built: every source was rejected; the reasons are in rejects.parquet",
            FELL_SHORT,
        )


def _found_recipe(sources: list[str] | None, recipe: Path | None) -> Path | None:
    """The recipe to use: the one named, or ``onrecord.toml`` here if no sources are given."""
    here = Path("onrecord.toml")
    return recipe or (here if not sources and here.is_file() else None)


@app.command()
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
    list_: Annotated[
        bool, typer.Option("--list", help="List the checks and what each is for.")
    ] = False,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell how good a dataset is: checks with severities, and where to look in the sources."""
    from onrecord.showing import list_checks, show_quality

    if list_:
        _print_json(_checks_listed()) if json_ else list_checks()
        return
    folder = _checkable(folder, fail_on)
    from onrecord._api import check as run
    from onrecord.quality import outputs

    report = run(
        folder, recipe=_found_recipe(sources, recipe), sources=sources or (), only=only or ()
    )
    if junit:
        _write(junit, outputs.as_junit(report, fail_on))
    if sarif:
        _write(sarif, json.dumps(outputs.as_sarif(report), ensure_ascii=False, indent=1) + "\n")
    if json_:
        _print_json(outputs.as_json(report))
    elif github:
        print("\n".join(outputs.as_annotations(report)))
    elif not quiet:
        show_quality(report)
    if report.falls_short(fail_on):
        raise typer.Exit(FELL_SHORT)


def _checkable(folder: Path | None, fail_on: str) -> Path:
    """The folder, where the call makes sense; ends with an explanation where not."""
    if folder is None:
        _fail("name the dataset's folder, or --list to see the checks", WRONG_CALL)
    if fail_on not in {"error", "warn", "info", "never"}:
        _fail(f"--fail-on {fail_on}: give error, warn, info or never", WRONG_CALL)
    if not folder.is_dir():
        _fail(f"{folder} is not a folder; name the folder of a dataset", WRONG_CALL)
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


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        _fail(f"{path}: cannot be written: {error.strerror}", WRONG_CALL)


@app.command()
def convert(
    source: Annotated[str, typer.Argument(help="A file, or - for standard input.")],
    format: FormatName = None,  # noqa: A002 - the option's name
    encoding: Encoding = None,
) -> None:
    """Print a transcript as JSON, one object a line; write nothing."""
    from onrecord._api import convert as run

    for transcript in run(source, format=format, encoding=encoding):
        print(json.dumps(transcript, ensure_ascii=False, default=str))


@app.command()
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
    from onrecord._api import diff as run
    from onrecord.differences import LEVELS, write_markdown, write_page

    found = run(old, new, samples=samples, memory=memory, write_to=all_)
    for path, write in ((markdown, write_markdown), (html, write_page)):
        if path is not None:
            _write_file(path, write(found))
    if json_:
        _print_json(found.as_dict())
    elif changelog:
        print(found.changelog, end="")
    elif not quiet:
        from onrecord.showing import show_diff

        show_diff(found)
    if fail_on and LEVELS.index(found.verdict.level) >= LEVELS.index(fail_on.value):
        raise typer.Exit(FELL_SHORT)


def _write_file(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        _fail(f"{path}: cannot be written: {error.strerror}", WRONG_CALL)


@app.command()
def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD", help="Gold: a .json or .jsonl file, or a folder.")
    ],
    sources: Annotated[
        Path | None,
        typer.Option("--sources", "-s", help="Where its sources lie; default: beside or above it."),
    ] = None,
    dataset: Annotated[
        Path | None, typer.Option("--dataset", "-d", help="Judge this dataset; default: build one.")
    ] = None,
    recipe: RecipePath = None,
    workers: Workers = None,
    json_: Json = False,
) -> None:
    """Measure turns, speakers, roles, people and stories against gold transcripts."""
    from onrecord._api import evaluate as run

    with _progress(shown=not json_) as told:
        evaluation = run(
            gold, sources=sources, dataset=dataset, recipe=recipe, workers=workers, progress=told
        )
    if json_:
        _print_json(_without_nan(evaluation.as_dict()))
        return
    from onrecord.showing import show_evaluation

    show_evaluation(evaluation)


def _without_nan(value: Any) -> Any:
    """JSON has no word for a share of nothing: null."""
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value


@app.command()
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
    from onrecord._api import explain as run

    explained = run(
        folder, document, turn, sources=sources or (), recipe=_found_recipe(sources, recipe)
    )
    if json_:
        _print_json(explained)
        return
    from onrecord.showing import show_regions, show_turns

    (show_regions if turn is None else show_turns)(explained)


@app.command()
def formats(json_: Json = False) -> None:
    """List the formats: name, what each reads, how it is recognised."""
    from onrecord.formats import FORMATS

    if json_:
        _print_json(
            [
                {"name": f.name, "reads": f.reads, "recognised_by": f.recognised_by}
                for f in FORMATS.values()
            ]
        )
        return
    for one in FORMATS.values():
        print(f"{one.name}\n  reads          {one.reads}\n  recognised by  {one.recognised_by}")


@app.command()
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
        _print_json({"folder": str(into / name), "files": [str(path) for path in written]})
    elif not quiet:
        for path in written:
            print(f"  {path}")
        print(f"next: cd {into / name}, make data, make test; README.md tells what then")


@app.command()
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
    from onrecord._api import people as run
    from onrecord._api import settle

    if same or different:
        if to is None:
            _fail("name the people file to write to: --to people.csv", WRONG_CALL)
        written = settle(folder, to, same=same or (), different=different or ())
        print(f"written to {written}; name it in the recipe ([people] file) and build again")
        return
    review = run(folder)
    if json_:
        _print_json(review.as_dict())
        return
    from onrecord.showing import show_people

    show_people(review)


@app.command()
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
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a page about a dataset: what is in it, who speaks, how good it is, and a reader."""
    from onrecord._api import report as run

    with _progress(shown=not (quiet or json_)) as told:
        written = run(
            folder,
            out,
            sources=sources or (),
            recipe=_found_recipe(sources, recipe),
            title=title,
            documents=documents,
            checks=checks,
            progress=told,
        )
    if json_:
        _print_json(written.as_dict())
    elif not quiet:
        from onrecord.showing import show_report

        show_report(written)


@app.command()
def validate(folder: Folder, json_: Json = False, quiet: Quiet = False) -> None:
    """Check a dataset against the contract, table by table and across tables."""
    from onrecord.checking import validate as run

    _report_findings(run(folder), json_, quiet, f"{folder}: every row keeps the contract")


@app.command()
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
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Check a dataset's files against its manifest; with --rebuild, build again and compare."""
    from onrecord.checking import verify as run

    findings = run(folder)
    good = f"{folder}: every file has the bytes of the manifest"
    if rebuild and not findings:
        from onrecord._api import verify_rebuild

        with _progress(shown=not (quiet or json_)) as told:
            findings = verify_rebuild(
                folder,
                sources or (),
                recipe=_found_recipe(sources, recipe),
                workers=workers,
                progress=told,
            )
        good = f"{folder}: built again, byte for byte the same"
    _report_findings(findings, json_, quiet, good)


def _report_findings(findings: list[Finding], as_json: bool, quiet: bool, good: str) -> None:
    if as_json:
        _print_json({"ok": not findings, "findings": [vars(finding) for finding in findings]})
    elif findings:
        for finding in findings:
            print(finding)
    elif not quiet:
        print(good)
    if findings:
        raise typer.Exit(FELL_SHORT)


@contextmanager
def _progress(*, shown: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """A progress bar on a terminal; nothing elsewhere."""
    if not shown or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def told(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield told


def _report_dict(report: BuildReport) -> dict[str, Any]:
    return {
        "out": str(report.out),
        "sources": report.n_sources,
        "built": report.n_built,
        "rejected": report.n_rejected,
        "reasons": report.reasons,
        "rows": report.rows,
        "flags": dict(sorted(report.flags.items())),
        "files": [file._asdict() for file in report.files],
        "seconds": {stage: round(seconds, 3) for stage, seconds in report.seconds.items()},
    }


def _print_report(report: BuildReport) -> None:
    print(f"{report.n_sources} sources = {report.n_built} built + {report.n_rejected} rejected")
    for name, rows in report.rows.items():
        print(
            f"{rows['made']} {name} made = {rows['written']} written + {rows['rejected']} rejected"
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


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _fail(message: str, code: int) -> NoReturn:
    print(f"onrecord: {message}", file=sys.stderr)
    raise typer.Exit(code)


def main() -> None:
    """Run the command line; every error that onrecord foresees is one message, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except SourceError as error:
        _exit(f"{error.message}", FELL_SHORT)
    except OnrecordError as error:
        from onrecord.errors import ContractError, DatasetError

        _exit(
            str(error),
            FELL_SHORT if isinstance(error, ContractError | DatasetError) else WRONG_CALL,
        )
    except KeyboardInterrupt:
        _exit("stopped; the previous dataset, if any, is untouched", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _exit(message: str, code: int) -> NoReturn:
    for line in message.splitlines() or [""]:
        print(f"onrecord: {line}", file=sys.stderr)
    sys.exit(code)
