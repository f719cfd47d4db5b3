"""Splits in Croissant: the record set that defines them, and the field that tells a row's own.

As the format's specification has it (Croissant 1.0, "ML-specific features", Splits): a record set of
the type ``cr:Split``, to which a field refers that takes the name out of the path of the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

#: The record set of the splits' names; ``splits`` is that of the table.
NAMES = "split_names"
_MEANT = {
    "train": "cr:TrainingSplit",
    "validation": "cr:ValidationSplit",
    "dev": "cr:ValidationSplit",
    "test": "cr:TestSplit",
}


def split_names(splits: Sequence[str]) -> dict[str, Any]:
    """The record set with a record a split: its name and what it is for."""
    return {
        "@type": "cr:RecordSet",
        "@id": NAMES,
        "name": NAMES,
        "description": "The splits that documents and turns are parted in; those in none are called none",
        "dataType": "cr:Split",
        "key": [{"@id": f"{NAMES}/name"}],
        "field": [
            _field(f"{NAMES}/name", "the name of the split", "sc:Text"),
            _field(f"{NAMES}/url", "what the split is for", ["sc:URL", "cr:Split"]),
        ],
        "data": [
            {f"{NAMES}/name": one, f"{NAMES}/url": _MEANT.get(one, "cr:Split")} for one in splits
        ],
    }


def split_field(table: str, files: str, splits: Sequence[str]) -> dict[str, Any]:
    """The field of a table in the file set `files` that tells the split of each row."""
    names = "|".join(splits)
    return _field(f"{table}/split", "the split that the row is of", "sc:Text") | {
        "source": {
            "fileSet": {"@id": files},
            "extract": {"fileProperty": "fullpath"},
            "transform": {"regex": f"^{table}/part-[0-9]+-({names})-"},
        },
        "references": {"field": {"@id": f"{NAMES}/name"}},
    }


def _field(name: str, description: str, kind: str | list[str]) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": name,
        "name": name.split("/")[1],
        "description": description,
        "dataType": kind,
    }
