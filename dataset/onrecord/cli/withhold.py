"""`onrecord withhold`: a release with no words, or with those that licences allow."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.options import Folder, Json, KeyFile, Quiet, RecipePath, found_recipe
from onrecord.cli.output import print_json
from onrecord.cli.progress import ProgressMode, ProgressOption, shown_progress

if TYPE_CHECKING:
    from onrecord.rights import Withheld


class TextChoice(StrEnum):
    """How much text a release has."""

    none = "none"
    licensed = "licensed"
    all = "all"


class PeopleChoice(StrEnum):
    """Under what names people are in a release."""

    names = "names"
    pseudonyms = "pseudonyms"


def withhold(
    folder: Folder,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The release folder to make or replace.")
    ],
    text: Annotated[
        TextChoice, typer.Option(help="No words, those that licences allow, or all or nothing.")
    ] = TextChoice.none,
    people: Annotated[
        PeopleChoice, typer.Option(help="People under their names, or under keyed pseudonyms.")
    ] = PeopleChoice.names,
    allow_unknown: Annotated[
        str | None,
        typer.Option(
            "--allow-unknown",
            metavar="REASON",
            help="Why words of unknown licence may be published; the release says so.",
        ),
    ] = None,
    key_file: KeyFile = None,
    recipe: RecipePath = None,
    progress: ProgressOption = ProgressMode.auto,
    json_: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a release without words that may not be published, or without names."""
    from onrecord._api.rights import withhold as run

    with shown_progress(progress, wanted=not (quiet or json_)) as told:
        release = run(
            folder,
            out,
            text=text.value,
            people=people.value,
            key_file=key_file,
            allow_unknown=allow_unknown,
            recipe=recipe or _recipe_here(folder),
            progress=told,
        )
    if json_:
        print_json(_as_dict(release))
    elif not quiet:
        _print(release)


def _recipe_here(folder: Path) -> Path | None:
    """The recipe in the folder one is in, where it is that of the dataset."""
    from onrecord.recipe import load_recipe
    from onrecord.store import read_manifest

    here = found_recipe(None, None)
    if here is None or load_recipe(here).dataset.name != read_manifest(folder).get("name"):
        return None
    return here


def _as_dict(release: Withheld) -> dict[str, Any]:
    judged = release.judgement
    return {
        "out": str(release.out),
        "text": judged.text,
        "documents": judged.n_documents,
        "withheld": len(judged.withheld),
        "reasons": judged.reasons,
        "allowed_because": judged.allowed_because,
        "allowed": judged.n_allowed,
        "pseudonyms": release.pseudonyms,
        "can_be_filled": release.hydrates,
        "because": release.because,
        "files": [file._asdict() for file in release.files],
    }


def _print(release: Withheld) -> None:
    judged = release.judgement
    kept = judged.n_documents - len(judged.withheld)
    print(
        f"{judged.n_documents} documents = {kept} with their words + {len(judged.withheld)} without"
    )
    for reason, count in judged.reasons.items():
        print(f"  withheld {reason}: {count}")
    if judged.allowed_because:
        print(f"  kept though unknown: {judged.n_allowed}, because: {judged.allowed_because}")
    if release.pseudonyms:
        print(f"  {release.pseudonyms} people under pseudonyms; the manifest says what that is not")
    for file in release.files:
        print(f"  {release.out / file.path}  {file.rows:,} rows  {file.bytes:,} bytes")
    if release.hydrates:
        print(f"fill it again: onrecord hydrate {release.out} --sources DIR --out DIR")
    else:
        print(f"it cannot be filled again: {release.because}")
