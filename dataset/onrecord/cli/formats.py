"""`onrecord formats`: what can be read."""

from __future__ import annotations

from onrecord.cli.options import Json
from onrecord.cli.output import print_json


def formats(json_: Json = False) -> None:
    """List the formats: name, what each reads, how it is recognised."""
    from onrecord.formats import FORMATS

    if json_:
        print_json(
            [
                {"name": f.name, "reads": f.reads, "recognised_by": f.recognised_by}
                for f in FORMATS.values()
            ]
        )
        return
    for one in FORMATS.values():
        print(f"{one.name}\n  reads          {one.reads}\n  recognised by  {one.recognised_by}")
