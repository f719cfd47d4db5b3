"""`onrecord convert`: one source as JSON, or the first rows of a table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import Encoding, FormatName, Json, Records
from onrecord.cli.output import print_json

if TYPE_CHECKING:
    from onrecord.previewing import Preview


def convert(
    source: Annotated[str, typer.Argument(help="A file, or - for standard input.")],
    format: FormatName = None,  # noqa: A002 - the option's name
    encoding: Encoding = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT=NAME",
            help="The column of a table that holds what, such as text=utterance; again for each.",
        ),
    ] = None,
    records: Records = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show the first rows of a table as they are read.")
    ] = False,
    rows: Annotated[int, typer.Option(min=1, max=1000, help="How many rows --preview shows.")] = 5,
    json_: Json = False,
) -> None:
    """Print a transcript as JSON, one object a line; write nothing.

    With --preview, the first rows of a table, what its columns are taken for, and the lines of a
    recipe that say so.
    """
    from onrecord._api.building import convert as run
    from onrecord._api.building import preview as look

    columns = _columns(column or [])
    if preview:
        seen = look(
            source, format=format, columns=columns, rows=rows, encoding=encoding, records=records
        )
        if json_:
            print_json(seen.as_dict())
        else:
            _print(seen)
        return
    found = run(source, format=format, encoding=encoding, columns=columns, records=records)
    for transcript in found:
        print(json.dumps(transcript, ensure_ascii=False, default=str))


def _columns(given: list[str]) -> dict[str, str]:
    from onrecord.errors import CallError

    pairs = [one.partition("=") for one in given]
    for what, sign, name in pairs:
        if not (what and sign and name):
            raise CallError(f"--column {what + sign + name!r}: write it as text=utterance")
    return {what: name for what, _, name in pairs}


def _print(seen: Preview) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from onrecord.printable import shorten

    table = Table(box=box.SIMPLE)
    for what, name in (("", ""), *seen.held.items()):
        table.add_column(Text(f"{what}\n{shorten(name, 40)}"), overflow="fold")
    for row in seen.rows:
        cells = [row.place, *(row.values.get(what) for what in seen.held)]
        shown = ["" if one is None else shorten(str(one), 120) for one in cells]
        table.add_row(*map(Text, shown), style="dim" if row.problem else "")
    Console(highlight=False).print(table)
    for row in seen.rows:
        if row.problem:
            print(f"{row.place} {shorten(row.problem)}")
    others = ", ".join(shorten(one, 40) for one in seen.others) or "none"
    print(f"columns that are not carried: {others}\n\n{seen.recipe_entry}")
