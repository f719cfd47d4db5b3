"""What users call: `build`, `convert`, `load`, `validate`, `verify`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from onrecord.building import BuildReport, Progress, run_build
from onrecord.checking import Finding, compare
from onrecord.conversion import converse
from onrecord.dataset import Dataset
from onrecord.errors import CallError
from onrecord.formats import get_format
from onrecord.recipe import Recipe, default_recipe, load_recipe
from onrecord.sources import DEFAULT_LIMIT, Wanted, discover, read_source
from onrecord.tables import Batch, Origin

Path_ = str | os.PathLike[str]


def build(  # noqa: PLR0913 - the options of the command line
    sources: Path_ | Sequence[Path_] = (),
    *,
    recipe: Path_ | Recipe | None = None,
    out: Path_,
    workers: int | None = None,
    format: str | None = None,  # noqa: A002 - the word users know from the command line
    encoding: str | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """The report of a build: `sources`, or what the recipe names, become the dataset at `out`.

    Sources are files, folders, globs or ``-`` for standard input. `workers` defaults to the
    number of processors. Raises `RecipeError`, `CallError`, `ContractError`; bad sources raise
    nothing and are in ``rejects.parquet``.
    """
    loaded = as_recipe(recipe, Path(out))
    wanted = wanted_sources(sources, loaded, format, encoding)
    if not wanted:
        raise CallError("there is nothing to build: give sources, or a recipe with [[sources]]")
    return run_build(wanted, loaded, Path(out), workers or os.cpu_count() or 1, progress)


def as_recipe(recipe: Path_ | Recipe | None, out: Path) -> Recipe:
    """A loaded recipe; without one, an empty recipe named after the dataset's folder."""
    if isinstance(recipe, Recipe):
        return recipe
    if recipe is not None:
        return load_recipe(Path(recipe))
    name = "".join(
        c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in out.resolve().name
    )
    return default_recipe(name.strip("._-")[:96] or "dataset")


def wanted_sources(
    sources: Path_ | Sequence[Path_], recipe: Recipe, format_name: str | None, encoding: str | None
) -> list[Wanted]:
    """What a call asks for; without sources, what the recipe names."""
    if format_name:
        get_format(format_name)
    given = [sources] if isinstance(sources, str | os.PathLike) else list(sources)
    wanted = [recipe.want(os.fspath(path)) for path in given] or recipe.wanted
    return [
        replace(one, format=format_name or one.format, encoding=encoding or one.encoding)
        for one in wanted
    ]


def convert(
    source: Path_,
    *,
    format: str | None = None,  # noqa: A002 - the word users know from the command line
    encoding: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Iterator[dict[str, Any]]:
    """The transcripts of one source as ``{"document": {...}, "turns": [...], "people": [...]}``.

    Keys and values are those of the tables. Raises `SourceError` where a build would reject.
    """
    found = discover(wanted_sources(source, default_recipe(), format, encoding))
    for one in found:
        read = read_source(one, limit)
        for record, conversation in enumerate(converse(read, one.wanted.format)):
            batch = Batch()
            batch.add(conversation, Origin(read, record))
            yield _as_dict(batch)


def verify_rebuild(
    folder: Path_,
    sources: Path_ | Sequence[Path_] = (),
    *,
    recipe: Path_ | Recipe | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Finding]:
    """How a dataset differs from a new build of `sources`, or of what the recipe names.

    Raises `DatasetError` where there is no dataset, else what `build` raises.
    """
    folder = Path(folder)
    load(folder)
    with TemporaryDirectory(prefix="onrecord-verify-") as scratch:
        rebuilt = Path(scratch) / folder.resolve().name
        build(sources, recipe=recipe, out=rebuilt, workers=workers, progress=progress)
        return compare(folder, rebuilt)


def _as_dict(batch: Batch) -> dict[str, Any]:
    tables = batch.to_tables()
    people = tables["appearances"].drop_columns(["document_id"])
    return {
        "document": tables["documents"].to_pylist()[0],
        "turns": tables["turns"].to_pylist(),
        "people": people.to_pylist(),
    }


def load(folder: Path_) -> Dataset:
    """The dataset at `folder`. Raises `DatasetError` where there is none."""
    return Dataset(Path(folder))
