"""`onrecord cache`: what builds keep of what they converted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.options import Json
from onrecord.cli.output import print_json


def cache(
    folder: Annotated[
        Path | None,
        typer.Option("--cache", metavar="DIR", help="This cache instead of your own."),
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Remove what it holds.")] = False,
    json_: Json = False,
) -> None:
    """Tell where builds keep what they converted, and how much; remove it."""
    from onrecord._api.caching import cached, clear_cache

    removed = clear_cache(folder) if clear else 0
    size = cached(folder)
    if json_:
        print_json({**size._asdict(), "folder": str(size.folder), "removed_bytes": removed})
        return
    if clear:
        print(f"{removed:,} bytes removed")
    print(
        f"{size.folder}: {size.n_entries:,} entries, {size.n_bytes:,} of at most "
        f"{size.most_bytes:,} bytes"
    )
