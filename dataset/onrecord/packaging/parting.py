"""A dataset whose documents and turns lie in files by split, as `load_dataset` finds them.

A person may be in several splits, and what was rejected in none: those tables stay whole, and so does
the table of splits, which says where each document is. Documents without a split have files of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from onrecord import store
from onrecord.dataset import Dataset
from onrecord.errors import CallError, RecipeError
from onrecord.packaging.placing import Listed, listed_files, refuse_changed
from onrecord.progress import Progress, Teller
from onrecord.recipe import Recipe
from onrecord.release_entry import SplitEntry
from onrecord.splits import Splits, make_plan, read_previous, split_dataset
from onrecord_schemas import MODELS

#: The tables that are parted, by their documents.
PARTED = ("documents", "turns")

#: What files are called whose documents are in no split; no split can be called that.
NOWHERE = "none"


@dataclass(frozen=True)
class Parted:
    """The dataset in `folder`, its files as they go into a release, and the splits they are of."""

    folder: Path
    files: list[Listed]
    splits: Splits | None


def part_by_recipe(
    folder: Path, recipe: Recipe, scratch: Path, progress: Progress | None = None
) -> Parted:
    """The dataset as ``[release.split]`` parts it, in files below `scratch`; whole if it does not.

    Each row stands in one file. Raises `RecipeError` where the recipe's is no plan, or does not
    fit the dataset, `DatasetError` where files are not those of the manifest.
    """
    listed = listed_files(folder, store.read_manifest(folder))
    entry = recipe.release.split
    if entry is None:
        return Parted(folder, listed, None)
    for one in listed:
        refuse_changed(one)
    try:
        plan = make_plan(entry.ratios, entry.salt, entry.people, entry.overlaps, entry.stratify)
        splits = split_dataset(Dataset(folder), plan, _previous(recipe, entry), progress)
    except CallError as error:
        raise RecipeError(f"{recipe.path or 'the recipe'}: [release.split]: {error}") from None
    return Parted(folder, _part_all(listed, scratch, splits, Teller(progress)), splits)


def _previous(recipe: Recipe, entry: SplitEntry) -> dict[str, str] | None:
    return read_previous(recipe.folder / entry.previous) if entry.previous else None


def _part_all(
    listed: Sequence[Listed], scratch: Path, splits: Splits, told: Teller
) -> list[Listed]:
    """The files of all tables, and that of the splits."""
    written: list[Listed] = []
    _made(scratch)
    for step, name in enumerate(MODELS, start=1):
        files = [one for one in listed if one.table == name]
        paths = [one.path for one in files]
        written += _part(name, paths, scratch, splits) if name in PARTED else files
        told("parting", step, len(MODELS), unit="tables")
    (stored,) = store.write_table(scratch, "splits", splits.table.schema, [splits.table])
    return [*written, Listed("splits", scratch / stored.path, stored._asdict())]


def _part(name: str, paths: Sequence[Path], out: Path, splits: Splits) -> list[Listed]:
    """The files of a table by split, in one pass over its rows; those without rows are left out."""
    schema = store.read_schema(paths[0])
    folders = {one: _made(out / (one or NOWHERE)) for one in (*splits.plan.names, None)}
    writers = {one: store.TableWriter(folders[one], name, schema) for one in folders}
    ids = splits.table["document_id"].combine_chunks()
    names = splits.table["split"].combine_chunks()
    for rows in store.read_groups(paths, name):
        of = names.take(pc.index_in(rows["document_id"].combine_chunks().cast(pa.string()), ids))
        for one, writer in writers.items():
            writer.write(rows.filter(pc.is_null(of) if one is None else pc.equal(of, one)))
    written = [
        Listed(name, folders[one] / file.path, file._asdict(), one or NOWHERE)
        for one, writer in writers.items()
        for file in writer.close()
    ]
    return [one for one in written if one.entry["rows"]] or written[:1]


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder
