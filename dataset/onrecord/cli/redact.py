"""`onrecord redact`: people, documents or sources taken out of a dataset, and kept out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.options import Folder, Json, KeyFile, Quiet
from onrecord.cli.output import print_json

if TYPE_CHECKING:
    from onrecord.rights import Redacted


class ActionChoice(StrEnum):
    """What becomes of a person."""

    remove = "remove"
    pseudonymise = "pseudonymise"


def redact(
    folder: Folder,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", help="Where the redacted dataset goes; may be DIR itself."),
    ],
    suppress: Annotated[
        Path,
        typer.Option(
            "--list", "-l", metavar="FILE", help="The suppression list to add to and apply."
        ),
    ],
    person: Annotated[
        list[str] | None,
        typer.Option("--person", metavar="WHO", help="A name or person_id; repeatable."),
    ] = None,
    document: Annotated[
        list[str] | None,
        typer.Option("--document", metavar="ID", help="A document_id or source_uri; repeatable."),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="URI", help="A source_uri, * for several; repeatable."),
    ] = None,
    action: Annotated[
        ActionChoice, typer.Option(help="What becomes of people.")
    ] = ActionChoice.remove,
    reason: Annotated[str, typer.Option(help="The reason, which is published.")] = "",
    copies: Annotated[
        bool, typer.Option("--copies", help="Also other copies of a removed document's story.")
    ] = False,
    only_mentioned: Annotated[
        bool, typer.Option("--only-mentioned", help="Allow people who speak in no document.")
    ] = False,
    keyed: Annotated[
        bool, typer.Option("--keyed", help="Write hashes under the key into the list, no names.")
    ] = False,
    key_file: KeyFile = None,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Take people, documents or sources out of a dataset, and put them on the suppression list."""
    from onrecord._api.rights import redact as run

    done = run(
        folder,
        out,
        suppress,
        people=person or (),
        documents=document or (),
        sources=source or (),
        action=action.value,
        reason=reason,
        copies=copies,
        only_mentioned=only_mentioned,
        keyed=keyed,
        key_file=key_file,
    )
    if json_:
        print_json(_as_dict(done))
    elif not quiet:
        _print(done, suppress)


def _as_dict(done: Redacted) -> dict[str, Any]:
    return {
        "out": str(done.out),
        "documents_removed": done.documents_removed,
        "people_removed": done.people_removed,
        "people_renamed": done.people_renamed,
        "tombstones": done.tombstones,
        "no_longer_promised": done.no_longer_promised,
        "copies_left": list(done.copies_left),
    }


def _print(done: Redacted, suppress: Path) -> None:
    print(
        f"{done.out}: removed: documents {done.documents_removed}, people {done.people_removed}; "
        f"renamed: people {done.people_renamed}"
    )
    for uri in done.copies_left:
        print(f"  another copy of the story stays: {uri}; --copies takes it along")
    print("tombstones")
    for stone in done.tombstones:
        print(
            "  "
            + "  ".join(
                str(stone[k]) for k in ("id", "kind", "action", "since", "reason") if k in stone
            )
        )
    print("no longer promised")
    for promise in done.no_longer_promised:
        print(f"  {promise}")
    print(
        f'name the list in the recipe, so that no build brings it back: [suppress] file = "{suppress.name}"'
    )
