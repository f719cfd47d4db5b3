"""What makes a dataset ready to be published, and tells whether it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord._api.calls import Path_, as_recipe
from onrecord.building import Progress
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
from onrecord.recipe import Recipe

if TYPE_CHECKING:
    pass


def package(  # noqa: PLR0913 - the options of the command line
    folder: Path_,
    out: Path_,
    *,
    recipe: Path_ | Recipe | None = None,
    archives: Sequence[str] = ARCHIVES,
    checks: bool | None = None,
    allow_unknown_licence: str | None = None,
    steps: Sequence[Step] = (),
    progress: Progress | None = None,
) -> Packaged:
    """The release of the dataset at `folder`, made at `out`, with its archives beside it.

    What the data cannot tell comes from ``[release]`` of `recipe`. `archives` are among ``zip``,
    ``tar.zst`` and ``bag.zip``. `checks` runs the checks of quality for the card or not; without
    it, where there are no more than three million turns. `allow_unknown_licence` is the reason for
    which words under no known licence may be published. `steps` are functions from a dataset's
    folder to that of another, applied before. Raises `DatasetError`, `RecipeError`, `CallError`.
    """
    reason = (allow_unknown_licence or "").strip() or None
    wishes = Wishes(tuple(archives), checks, reason, tuple(steps))
    return pack(Path(folder), Path(out), as_recipe(recipe, Path(folder)), wishes, progress)


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
