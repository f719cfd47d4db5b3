"""croissant.json: MLCommons Croissant 1.1 with the RAI properties, as reviewers and loaders read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from onrecord.packaging.citation import as_bibtex
from onrecord.packaging.croissant_splits import split_field, split_names
from onrecord.packaging.licences import licence_ids, licence_url
from onrecord.packaging.rai import rai_properties
from onrecord.packaging.release import Column, ForeignKey, Release, Table
from onrecord.packaging.text import as_json, without_empty
from onrecord.release_entry import CreatorEntry

NAME = "croissant.json"

#: The only name by which mlcroissant reads Parquet; the registered one is newer than it.
_PARQUET = "application/x-parquet"

_TERMS = (
    "arrayShape citeAs column containedIn equivalentProperty extract field fileProperty fileObject"
    " fileSet format includes isArray isLiveDataset jsonPath key md5 parentField path recordSet"
    " references regex repeated replace samplingRate separator source subField transform"
).split()
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{term: f"cr:{term}" for term in _TERMS},
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "prov": "http://www.w3.org/ns/prov#",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}


def as_croissant(release: Release) -> bytes:
    """The Croissant description as JSON-LD."""
    return as_json(croissant(release))


def croissant(release: Release) -> dict[str, Any]:
    """The Croissant description: the dataset, its files, a record set per table."""
    entry = release.entry
    tables = [one for one in release.tables if one.files]
    names = release.split_names
    core = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [
            "http://mlcommons.org/croissant/1.1",
            "http://mlcommons.org/croissant/RAI/1.0",
        ],
        "name": release.name,
        "alternateName": entry.title,
        "description": release.summary,
        "url": release.home,
        "sameAs": release.doi_url if release.doi_url != release.home else None,
        "license": [licence_url(one) or one for one in licence_ids(release.licence)],
        "creator": [_agent(one) for one in entry.creators],
        "publisher": _publisher(entry.publisher),
        "datePublished": release.published_on.isoformat(),
        "version": release.version,
        "inLanguage": list(release.languages),
        "keywords": list(entry.keywords),
        "citeAs": as_bibtex(release).strip(),
        "isLiveDataset": False,
    }
    structure = {
        "distribution": [one for table in tables for one in _distribution(table)],
        "recordSet": [
            *([split_names(names)] if names else []),
            *(_record_set(table, names) for table in tables),
        ],
    }
    return without_empty(core | rai_properties(release) | structure)


def _publisher(name: str | None) -> dict[str, str] | None:
    return {"@type": "sc:Organization", "name": name} if name else None


def _agent(creator: CreatorEntry) -> dict[str, Any]:
    if creator.name:
        known = {"@type": "sc:Organization", "name": creator.name}
        address = f"https://ror.org/{creator.ror}" if creator.ror else creator.homepage
    else:
        full = " ".join(filter(None, (creator.given_name, creator.family_name)))
        known = {"@type": "sc:Person", "name": full}
        address = f"https://orcid.org/{creator.orcid}" if creator.orcid else creator.homepage
    return without_empty(known | {"url": address, "email": creator.email})


def _distribution(table: Table) -> list[dict[str, Any]]:
    """Every file with its hash; where a table has several, also the set that is read as one."""
    files = [
        {
            "@type": "cr:FileObject",
            "@id": one.path,
            "name": one.path,
            "contentUrl": one.path,
            "contentSize": f"{one.bytes} B",
            "encodingFormat": _PARQUET,
            "sha256": one.sha256,
        }
        for one in table.files
    ]
    if not _is_set(table):
        return files
    together = {
        "@type": "cr:FileSet",
        "@id": _file_of(table),
        "name": f"{table.name} in parts",
        "encodingFormat": _PARQUET,
        "includes": f"{table.name}/*.parquet",
    }
    return [*files, together]


def _is_set(table: Table) -> bool:
    """Whether the files are told of as a set: several of them, or of splits."""
    return len(table.files) > 1 or table.is_parted


def _file_of(table: Table) -> str:
    return f"{table.name}-files" if _is_set(table) else table.files[0].path


def _record_set(table: Table, splits: Sequence[str]) -> dict[str, Any]:
    of_splits = [split_field(table.name, _file_of(table), splits)] if table.is_parted else []
    keys = {one.columns[0]: one for one in table.foreign_keys if _can_refer(table, one)}
    return without_empty(
        {
            "@type": "cr:RecordSet",
            "@id": table.name,
            "name": table.name,
            "description": table.description,
            "key": [{"@id": f"{table.name}/{name}"} for name in table.key],
            "field": [_field(table, one, keys.get(one.name)) for one in table.columns] + of_splits,
        }
    )


def _can_refer(table: Table, key: ForeignKey) -> bool:
    """Whether Croissant can say it, and mlcroissant load it.

    Croissant has no keys of several columns; a table that points to itself is to mlcroissant a
    "graph that contains a cycle", and it loads none that points to one that points to another: of
    parted tables, documents point to the splits, and so must turns.
    """
    into_parted = table.is_parted and key.table == "documents"
    return len(key.columns) == 1 and key.table != table.name and not into_parted


def _field(table: Table, column: Column, key: ForeignKey | None) -> dict[str, Any]:
    kind, nested = column.type, None
    if pa.types.is_list(kind):
        kind, nested = kind.value_type, {"isArray": True, "arrayShape": "-1"}
    source = _source(table, column.name)
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.description,
        **(nested or {}),
    }
    if pa.types.is_struct(kind):
        field["subField"] = [_part(table, column.name, one) for one in kind]
    else:
        field |= {"dataType": _data_type(kind), "source": source}
    if key:
        field["references"] = {"field": {"@id": f"{key.table}/{key.referenced[0]}"}}
    return without_empty(field)


def _part(table: Table, column: str, part: Any) -> dict[str, Any]:
    """A part of a struct, which is taken out of each by a JSON path."""
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column}/{part.name}",
        "name": part.name,
        "dataType": _data_type(part.type),
        "source": _source(table, column) | {"transform": {"jsonPath": part.name}},
    }


def _source(table: Table, column: str) -> dict[str, Any]:
    which = "fileSet" if _is_set(table) else "fileObject"
    return {which: {"@id": _file_of(table)}, "extract": {"column": column}}


def _data_type(kind: Any) -> str:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_integer(kind):
        return "sc:Integer"
    if pa.types.is_floating(kind):
        return "sc:Float"
    if pa.types.is_boolean(kind):
        return "sc:Boolean"
    return "sc:Date" if pa.types.is_date(kind) else "sc:Text"
