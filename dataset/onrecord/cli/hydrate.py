"""`onrecord hydrate`: a release filled again from the user's own copies of the sources."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.options import Json, Quiet, Workers
from onrecord.cli.output import print_json
from onrecord.cli.progress import ProgressMode, ProgressOption, shown_progress


def hydrate(
    release: Annotated[
        Path, typer.Argument(metavar="RELEASE", help="A release with words withheld.")
    ],
    sources: Annotated[
        list[Path],
        typer.Option(
            "--sources", "-s", metavar="DIR", help="Your copies, under any names; repeatable."
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The dataset folder to make or replace.")
    ],
    workers: Workers = None,
    progress: ProgressOption = ProgressMode.auto,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fill a release with the words of your own copies: the full dataset, byte for byte."""
    from onrecord._api.rights import hydrate as run

    with shown_progress(progress, wanted=not (quiet or json_)) as told:
        done = run(release, list(sources), out, workers=workers, progress=told)
    if json_:
        print_json(
            {
                "out": str(done.out),
                "sources": done.n_sources,
                "documents": done.n_documents,
                "files": [file._asdict() for file in done.files],
            }
        )
    elif not quiet:
        print(f"{done.n_documents} documents filled from {done.n_sources} sources")
        for file in done.files:
            print(f"  {done.out / file.path}  {file.rows:,} rows  {file.bytes:,} bytes")
        print("every file has the bytes of the full dataset that the release was made of")
