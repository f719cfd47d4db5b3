"""What a venue asks for in Croissant, and what of it a dataset or release does not have yet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from onrecord import store
from onrecord.checking import Finding
from onrecord.errors import CallError, DatasetError
from onrecord.packaging.columns import describe_table
from onrecord.packaging.croissant import NAME, croissant
from onrecord.packaging.describing import describe_release, release_date
from onrecord.packaging.figures import count_figures
from onrecord.packaging.placing import Listed, listed_files, row_group_spans
from onrecord.packaging.release import DataFile, Table
from onrecord.recipe import Recipe


@dataclass(frozen=True)
class Wanted:
    """A property that must be there, what it is for, and where the recipe states it."""

    property: str
    says: str
    where: str


#: Core Croissant and the minimal RAI set of the Evaluations and Datasets Track of NeurIPS 2026.
NEURIPS = (
    Wanted("name", "what the dataset is called", "name in [dataset]"),
    Wanted("description", "what the dataset is", "description in [dataset], and build again"),
    Wanted("license", "under what it may be used", "license in [dataset], and build again"),
    Wanted("url", "where the dataset is at home", "homepage, doi or repository in [release]"),
    Wanted("creator", "who made it", "[[release.creators]]"),
    Wanted("datePublished", "when it was published", "published_on in [release]"),
    Wanted("version", "which version it is", "version in [dataset]"),
    Wanted("citeAs", "how to cite it", "[[release.creators]]"),
    Wanted("distribution", "its files", "sources that give rows"),
    Wanted("recordSet", "its tables", "sources that give rows"),
    Wanted("rai:dataLimitations", "where it must not be relied on", "data_limitations in [release.rai]"),
    Wanted("rai:dataBiases", "what is seen too much, or not at all", "data_biases in [release.rai]"),
    Wanted("rai:personalSensitiveInformation", "what it tells of people", "personal_sensitive_information in [release.rai]"),
    Wanted("rai:dataUseCases", "what it is good for", "data_use_cases in [release.rai]"),
    Wanted("rai:dataSocialImpact", "what good and harm may come of it", "data_social_impact in [release.rai]"),
    Wanted("rai:hasSyntheticData", "whether anything in it was made up", "has_synthetic_data in [release.rai]"),
    Wanted("prov:wasDerivedFrom", "what it was made from", "[[release.derived_from]]"),
    Wanted("prov:wasGeneratedBy", "how it was made", "data_collection in [release.rai]"),
)  # fmt: skip

PROFILES: Mapping[str, tuple[Wanted, ...]] = {"neurips": NEURIPS}


def missing_for(profile: str, folder: Path, recipe: Recipe) -> list[Finding]:
    """What the profile asks for and the folder does not have; an empty list if nothing.

    Of a release, its ``croissant.json`` is looked at; of a dataset, what would be written for it.
    Raises `CallError` for an unknown profile and `DatasetError` where there is neither.
    """
    if profile not in PROFILES:
        raise CallError(f"there is no profile {profile[:40]!r}; there are: {', '.join(PROFILES)}")
    file = folder / NAME
    found = _read(file) if file.is_file() else _drafted(folder, recipe)
    where = str(file) if file.is_file() else str(recipe.path or "the recipe")
    return [
        Finding(where, one.property, 1, f"missing: {one.says}; state it: {one.where}")
        for one in PROFILES[profile]
        if _is_empty(found.get(one.property))
    ]


def _is_empty(value: Any) -> bool:
    if isinstance(value, list):
        return all(_is_empty(one) for one in value)
    return value is None or value == {} or (isinstance(value, str) and not value.strip())


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise DatasetError(f"{file}: damaged: not a JSON object; package the dataset again")
    return found


def _drafted(folder: Path, recipe: Recipe) -> dict[str, Any]:
    """The Croissant description that a release would have; what is not known is not in it."""
    manifest = store.read_manifest(folder)
    listed = listed_files(folder, manifest)
    tables = tuple(_table(listed, name) for name in dict.fromkeys(one.table for one in listed))
    figures = count_figures(
        {table.name: [one.path for one in listed if one.table == table.name] for table in tables}
    )
    day = release_date(recipe)
    release = describe_release(
        manifest, recipe, tables, figures, None, published_on=day or date.min
    )
    found = croissant(release)
    unstated = {
        "datePublished": day is None,
        "description": not release.description,
        "license": "LicenseRef-unknown" in release.licence,
        "citeAs": not recipe.release.creators,
    }
    return {key: value for key, value in found.items() if not unstated.get(key)}


def _table(listed: list[Listed], name: str) -> Table:
    files = [one for one in listed if one.table == name]
    drafts = []
    for one in files:
        metadata, _ = row_group_spans(one.path)
        size = one.path.stat().st_size
        drafts.append(DataFile(one.path.name, metadata.num_rows, size, 0, "", "", ()))
    return describe_table(name, pq.read_schema(files[0].path), tuple(drafts))
