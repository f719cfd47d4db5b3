"""What a call asks for: the recipe and the sources that it names."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.cache import Cache, default_root
from onrecord.formats import get_format
from onrecord.recipe import Recipe, default_recipe, load_recipe
from onrecord.sources import Wanted

if TYPE_CHECKING:
    pass

Path_ = str | os.PathLike[str]


def as_cache(cache: Path_ | bool) -> Cache | None:
    """The cache that a call names: the user's own for True, none for False."""
    if isinstance(cache, bool):
        return named_cache(None) if cache else None
    return named_cache(cache)


def named_cache(folder: Path_ | None) -> Cache:
    """The cache in a folder, or the user's own."""
    root = default_root() if folder is None else Path(folder)
    return Cache(root.absolute())  # workers elsewhere run in other folders


def as_recipe(recipe: Path_ | Recipe | None, out: Path) -> Recipe:
    """A loaded recipe; without one, an empty recipe named after the dataset's folder."""
    if isinstance(recipe, Recipe):
        return recipe
    if recipe is not None:
        return load_recipe(Path(recipe))
    folder = os.path.basename(os.path.realpath(out))  # noqa: PTH119 - resolve() raises for a loop
    name = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in folder)
    return default_recipe(name.strip("._-")[:96] or "dataset")


def wanted_sources(
    sources: Path_ | Sequence[Path_],
    recipe: Recipe,
    format_name: str | None,
    encoding: str | None,
    records: str | None = None,
    *,
    crawl: bool = False,
) -> list[Wanted]:
    """What a call asks for; without sources, what the recipe names."""
    if format_name:
        get_format(format_name)
    given = [sources] if isinstance(sources, str | os.PathLike) else list(sources)
    wanted = [recipe.want(os.fspath(path)) for path in given] or recipe.wanted
    return [
        replace(
            one,
            format=format_name or one.format,
            encoding=encoding or one.encoding,
            records=records or one.records,
            crawl=crawl or one.crawl,
        )
        for one in wanted
    ]
