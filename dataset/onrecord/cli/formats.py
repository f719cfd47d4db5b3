"""`onrecord formats`: what can be read, and what a file looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import Encoding, Json, Records
from onrecord.cli.output import FELL_SHORT, print_json

if TYPE_CHECKING:
    from onrecord.sniffing import Sniffed


def formats(
    sniff: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="Say what a file looks like, why, and what to do; files, folders, globs, or -.",
        ),
    ] = None,
    encoding: Encoding = None,
    records: Records = None,
    json_: Json = False,
) -> None:
    """List the formats: name, what each reads, how it is recognised.

    With --sniff, say of files what they are; exits with 1 where a build would reject one.
    """
    if sniff:
        _sniff(sniff, encoding, records, json_=json_)
        return
    from onrecord.formats import known_formats

    known = known_formats().values()
    if json_:
        print_json(
            [{"name": f.name, "reads": f.reads, "recognised_by": f.recognised_by} for f in known]
        )
        return
    for one in known:
        print(f"{one.name}\n  reads          {one.reads}\n  recognised by  {one.recognised_by}")


def _sniff(sources: list[str], encoding: str | None, records: str | None, *, json_: bool) -> None:
    from onrecord._api.building import sniff as run

    found = []
    for one in run(sources, encoding=encoding, records=records):
        found.append(one)
        if not json_:
            _print(one)
    if json_:
        print_json([one.as_dict() for one in found])
    if not all(one.is_readable for one in found):
        raise typer.Exit(FELL_SHORT)


def _print(one: Sniffed) -> None:
    from onrecord.printable import printable

    print(f"{printable(one.source_uri)}: {one.format or 'no format'}")
    print(f"  why         {printable(one.why)}")
    for other in one.candidates:
        if other.name != one.format:
            print(
                f"  also        {other.name} {other.score:.2f}: {printable(', '.join(other.signs))}"
            )
    print(f"  what to do  {printable(one.advice)}")
