"""The YAML at the head of the dataset card: a configuration per table, features, sizes, tags."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa

from onrecord.packaging.licences import hub_licences
from onrecord.packaging.parting import NOWHERE
from onrecord.packaging.release import DataFile, Release, Table
from onrecord.packaging.text import as_yaml, without_empty

#: The hub's words for a number of rows, from https://hub.docs of dataset cards.
_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
    (1_000_000_000, "100M<n<1B"),
    (10_000_000_000, "1B<n<10B"),
)
DEFAULT = "turns"
#: The one split of a table that is not parted: without any, as `datasets` calls it.
ALONE = "train"
WHOLE = "whole"


def front_matter(release: Release) -> str:
    """The card's metadata as YAML, without the lines of dashes around it."""
    tables = loadable(release)
    card = {
        "pretty_name": release.title,
        "language": _languages(release),
        **_licence(release),
        "size_categories": [_size(sum(one.rows for one in tables if one.name == DEFAULT))],
        "task_categories": list(release.entry.card.task_categories),
        "tags": _tags(release),
        "configs": [_config(release, one) for one in tables],
        "dataset_info": [_facts(release, one) for one in tables],
    }
    return as_yaml(without_empty(card))


def loadable(release: Release) -> list[Table]:
    """The tables that `datasets` can load, turns first: it refuses one without rows."""
    filled = [one for one in release.tables if _splits(release, one)]
    return sorted(filled, key=lambda one: one.name != DEFAULT)


def _languages(release: Release) -> list[str]:
    """Languages as the hub takes them: the code alone, without script and region."""
    codes = dict.fromkeys(one.split("-")[0].lower() for one in release.languages)
    return list(codes)


def _licence(release: Release) -> dict[str, Any]:
    names = hub_licences(release.licence)
    if names:
        return {"license": names[0] if len(names) == 1 else names}
    return {
        "license": "other",
        "license_name": re.sub(r"[^a-z0-9.-]+", "-", release.licence.lower()).strip("-"),
        "license_link": "LICENSE.md",
    }


def _size(rows: int) -> str:
    return next((words for bound, words in _SIZES if rows < bound), "n>1T")


def _tags(release: Release) -> list[str]:
    fixed = ["transcripts", "dialogue", "conversation", "croissant", "onrecord"]
    return list(dict.fromkeys([*release.entry.keywords, *fixed]))


def _config(release: Release, table: Table) -> dict[str, Any]:
    """Files one by one, and the version: a rebuild is never taken for the build before it."""
    config: dict[str, Any] = {
        "config_name": table.name,
        "version": _numeric(release.version),
        "data_files": [
            {"split": split, "path": [one.path for one in files]}
            for split, files in _splits(release, table).items()
        ],
    }
    return config | ({"default": True} if table.name == DEFAULT else {})


def _numeric(version: str) -> str:
    """The version as `datasets` takes it: three numbers."""
    match = re.match(r"[0-9]+\.[0-9]+\.[0-9]+", version)
    return match[0] if match else "0.0.0"


def _splits(release: Release, table: Table) -> dict[str, list[DataFile]]:
    """The files by split; those of documents in none are not loaded."""
    found = table.files_by_split(WHOLE if release.splits else ALONE)
    found.pop(NOWHERE, None)
    return found


def _facts(release: Release, table: Table) -> dict[str, Any]:
    splits = _splits(release, table)
    loaded = [one for files in splits.values() for one in files]
    return {
        "config_name": table.name,
        "features": [_feature(one.name, one.type) for one in table.columns],
        "splits": [
            {
                "name": split,
                "num_bytes": sum(one.unpacked for one in files),
                "num_examples": sum(one.rows for one in files),
            }
            for split, files in splits.items()
        ],
        "download_size": sum(one.bytes for one in loaded),
        "dataset_size": sum(one.unpacked for one in loaded),
    }


def _feature(name: str, kind: Any) -> dict[str, Any]:
    """A feature in the form that `datasets` writes: a list of structs is a list of fields."""
    if pa.types.is_list(kind):
        inner = kind.value_type
        if pa.types.is_struct(inner):
            return {"name": name, "list": [_feature(one.name, one.type) for one in inner]}
        return {"name": name, "list": _dtype(inner)}
    if pa.types.is_struct(kind):
        return {"name": name, "struct": [_feature(one.name, one.type) for one in kind]}
    return {"name": name, "dtype": _dtype(kind)}


def _dtype(kind: Any) -> str:
    """The name that `datasets` has for an Arrow type; of a dictionary, that of its values."""
    if pa.types.is_dictionary(kind):
        return _dtype(kind.value_type)
    return {"float": "float32", "double": "float64", "date32[day]": "date32"}.get(
        str(kind), str(kind)
    )
