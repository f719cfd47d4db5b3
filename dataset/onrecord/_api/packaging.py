"""What makes a dataset ready to be published, and tells whether it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from onrecord._api.calls import Path_, as_recipe
from onrecord._api.rights import withhold
from onrecord.checking import Finding
from onrecord.checking import verify as verify_build
from onrecord.packaging import (
    ARCHIVES,
    Packaged,
    Step,
    Wishes,
    is_release,
    missing_for,
    pack,
    verify_release,
)
from onrecord.progress import Progress
from onrecord.recipe import Recipe
from onrecord.rights import Text


def package(  # noqa: PLR0913 - the options of the command line
    folder: Path_,
    out: Path_,
    *,
    recipe: Path_ | Recipe | None = None,
    archives: Sequence[str] = ARCHIVES,
    checks: bool = True,
    allow_unknown_licence: str | None = None,
    text: Text = "all",
    people: Literal["names", "pseudonyms"] = "names",
    key_file: Path_ | None = None,
    steps: Sequence[Step] = (),
    progress: Progress | None = None,
) -> Packaged:
    """The release of the dataset at `folder`, made at `out`, with its archives beside it.

    What the data cannot tell comes from ``[release]`` of `recipe`. `archives` are among ``zip``,
    ``tar.zst`` and ``bag.zip``. `checks` runs the checks of quality for the card. `allow_unknown_licence` is the reason for
    which words under no known licence may be published. `text` leaves out all words (``none``) or
    those that no licence allows (``licensed``), `people` names (``pseudonyms``, with a key), as
    `withhold` does; `steps` are functions from a dataset's folder to that of another, applied
    before. Raises `DatasetError`, `RecipeError`, `CallError`.
    """
    reason = (allow_unknown_licence or "").strip() or None
    loaded = as_recipe(recipe, Path(folder))
    if text != "all" or people != "names":
        steps = (
            *steps,
            _withholding(text, people, key_file, reason, None if recipe is None else loaded),
        )
    wishes = Wishes(tuple(archives), checks, reason, tuple(steps))
    return pack(Path(folder), Path(out), loaded, wishes, progress)


def _withholding(
    text: Text,
    people: Literal["names", "pseudonyms"],
    key_file: Path_ | None,
    reason: str | None,
    recipe: Recipe | None,
) -> Step:
    """The step that leaves out words or names."""

    def step(folder: Path, out: Path) -> None:
        withhold(
            folder,
            out,
            text=text,
            people=people,
            allow_unknown=reason,
            key_file=key_file,
            recipe=recipe,
        )

    return step


def verify(folder: Path_) -> list[Finding]:
    """Files of a dataset or release that are not as they were made; an empty list if all are.

    Of a Parquet file in a release, the row groups that were changed. Raises `DatasetError` where
    there is no list of files to compare with.
    """
    folder = Path(folder)
    return verify_release(folder) if is_release(folder) else verify_build(folder)


def missing_metadata(
    folder: Path_, profile: str = "neurips", *, recipe: Path_ | Recipe | None = None
) -> list[Finding]:
    """What a venue asks for in Croissant and a dataset or release lacks, each with the remedy.

    Of a release its ``croissant.json`` is looked at, of a dataset what `recipe` would make of it.
    The profile is ``neurips``. Raises `CallError`, `DatasetError`.
    """
    return missing_for(profile, Path(folder), as_recipe(recipe, Path(folder)))
