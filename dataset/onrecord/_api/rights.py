"""What may be published: `withhold` words, `hydrate` a release."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord._api.calls import Path_, as_recipe
from onrecord.errors import CallError
from onrecord.recipe import Recipe
from onrecord.rights import Hydration, Release, Text, fill_release, make_release
from onrecord.rights.withholding import Progress

if TYPE_CHECKING:
    pass


def withhold(
    folder: Path_,
    out: Path_,
    *,
    text: Text = "none",
    allow_unknown: str | None = None,
    recipe: Path_ | Recipe | None = None,
    progress: Progress | None = None,
) -> Release:
    """A release at `out` of the dataset at `folder`: with no words, with those that licences allow, or all.

    `text` is ``none``, ``licensed`` or ``all``; the last raises `CallError` where some of it may not
    be published. `allow_unknown` is the reason why words of unknown or unclear licence may be; the
    recipe's ``[rights] allow_unknown`` by default. The recipe is needed where it has a people file.
    Raises `DatasetError` where the dataset is not whole.
    """
    loaded = None if recipe is None else as_recipe(recipe, Path(folder))
    because = allow_unknown
    if because is None and loaded is not None:
        because = loaded.allow_unknown
    known = None if loaded is None else loaded.people
    return make_release(Path(folder), Path(out), text, because, known, progress)


def hydrate(
    release: Path_,
    sources: Path_ | Sequence[Path_],
    out: Path_,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Hydration:
    """The full dataset at `out`, from a release and folders with copies of its sources.

    Copies are found by their bytes; their names do not matter. The result is to the byte the dataset
    that the release was made of, or nothing is written: `CallError` names sources that are missing or
    have other bytes, `DatasetError` a release that was changed.
    """
    given = [sources] if isinstance(sources, str | os.PathLike) else list(sources)
    if not given:
        raise CallError("name the folder of your own copies of the sources (--sources DIR)")
    folders = [Path(one) for one in given]
    return fill_release(Path(release), folders, Path(out), workers or os.cpu_count() or 1, progress)
