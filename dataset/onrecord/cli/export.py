"""`onrecord export`: a dataset in the forms that others read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.options import Folder, Json, Quiet
from onrecord.cli.output import print_json
from onrecord.cli.progress import ProgressMode, ProgressOption, shown_progress


def export(
    folder: Folder,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="convokit, mediasum, messages, webvtt, srt, tei, chat, csv, sqlite or datasette.",
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="PATH", help="The file or folder to write.")
    ],
    documents: Annotated[
        list[str] | None,
        typer.Option(
            "--document", "-d", help="Only this document, by id or source; may be repeated."
        ),
    ] = None,
    assistant: Annotated[
        list[str] | None,
        typer.Option(help="messages: a role, name or person_id that is the assistant."),
    ] = None,
    user: Annotated[
        list[str] | None,
        typer.Option(help="messages: a role, name or person_id that is the user."),
    ] = None,
    system: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT", help="messages: a system message; {title} and others are filled in."
        ),
    ] = None,
    multi_party: Annotated[
        bool, typer.Option("--multi-party", help="messages: each turn a message, with its speaker.")
    ] = False,
    unguarded: Annotated[
        bool,
        typer.Option(
            "--unguarded", help="csv: leave cells that a spreadsheet would run as they are."
        ),
    ] = False,
    progress: ProgressOption = ProgressMode.auto,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a dataset in a form that others read; docs/export.md tells what survives in each."""
    from onrecord._api.exporting import export as run

    with shown_progress(progress, wanted=not (quiet or json_)) as told:
        exported = run(
            folder,
            to,
            out,
            documents=documents or (),
            assistant=assistant or (),
            user=user or (),
            system=system,
            multi_party=multi_party,
            guard=not unguarded,
            progress=told,
        )
    if json_:
        print_json(exported.as_dict())
    elif not quiet:
        from onrecord.cli.showing_export import show_export

        show_export(exported)
