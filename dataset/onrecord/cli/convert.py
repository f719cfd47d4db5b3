"""`onrecord convert`: one source as JSON."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from onrecord.cli.options import Encoding, FormatName


def convert(
    source: Annotated[str, typer.Argument(help="A file, or - for standard input.")],
    format: FormatName = None,  # noqa: A002 - the option's name
    encoding: Encoding = None,
) -> None:
    """Print a transcript as JSON, one object a line; write nothing."""
    from onrecord._api.building import convert as run

    for transcript in run(source, format=format, encoding=encoding):
        print(json.dumps(transcript, ensure_ascii=False, default=str))
