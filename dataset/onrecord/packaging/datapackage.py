"""datapackage.json: Data Package 2.0, a resource per table with Table Schema, keys and foreign keys."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa

from onrecord.packaging.licences import licence_ids, licence_url
from onrecord.packaging.release import Column, DataFile, ForeignKey, Release, Table, full_name
from onrecord.packaging.text import as_json, without_empty
from onrecord.release_entry import CreatorEntry

NAME = "datapackage.json"


def as_datapackage(release: Release) -> bytes:
    """The Data Package descriptor."""
    entry = release.entry
    whole = {one.name for one in release.tables if len(one.files) == 1}
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": re.sub(r"[^-a-z0-9._/]+", "-", release.name.lower()),
        "id": release.doi_url,
        "title": release.title,
        "description": release.summary,
        "homepage": release.home,
        "version": release.version,
        "created": f"{release.published_on.isoformat()}T00:00:00Z",
        "licenses": [
            without_empty({"name": one, "path": licence_url(one)})
            for one in licence_ids(release.licence)
        ],
        "contributors": [_contributor(one) for one in entry.creators],
        "keywords": list(entry.keywords),
        "sources": [
            without_empty({"title": one.name, "path": one.url}) for one in entry.derived_from
        ],
        "resources": [
            _resource(table, file, at, whole)
            for table in release.tables
            for at, file in enumerate(table.files)
        ],
    }
    return as_json(without_empty(descriptor))


def _contributor(creator: CreatorEntry) -> dict[str, Any]:
    address = f"https://orcid.org/{creator.orcid}" if creator.orcid else None
    if creator.ror:
        address = f"https://ror.org/{creator.ror}"
    return without_empty(
        {
            "title": full_name(creator),
            "givenName": creator.given_name,
            "familyName": creator.family_name,
            "path": address or creator.homepage,
            "email": creator.email,
            "organization": creator.affiliation,
            "roles": ["creator"],
        }
    )


def _resource(table: Table, file: DataFile, at: int, whole: set[str]) -> dict[str, Any]:
    """A resource for a file: paths of one resource are joined as bytes, which Parquet does not bear.

    `bytes` is left out, which frictionless compares with the size it has read so far. What cannot be
    said: a key that points to a table in several files, and one of several columns of which some
    are null, which frictionless takes for a violation.
    """
    name = table.name if len(table.files) == 1 else f"{table.name}-{at:05d}"
    return {
        "name": name,
        "path": file.path,
        "title": table.name,
        "description": table.description,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": f"sha256:{file.sha256}",
        "schema": without_empty(
            {
                "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
                "fields": [_field(one) for one in table.columns],
                "primaryKey": list(table.key),
                "foreignKeys": [
                    _foreign_key(table, one)
                    for one in table.foreign_keys
                    if one.table in whole and len(one.columns) == 1
                ],
            }
        )
        | {"missingValues": []},  # an empty text is a text
    }


def _foreign_key(table: Table, key: ForeignKey) -> dict[str, Any]:
    """A foreign key; of a table to itself it has no name, but is the empty one of version 1 too."""
    return {
        "fields": list(key.columns),
        "reference": {
            "resource": "" if key.table == table.name else key.table,
            "fields": list(key.referenced),
        },
    }


def _field(column: Column) -> dict[str, Any]:
    return without_empty(
        {
            "name": column.name,
            "type": _type(column.type),
            "description": column.description,
            "constraints": _constraints(column),
            "missingValues": _missing(column),
        }
    )


def _missing(column: Column) -> list[str]:
    """How a null number shows where a reader goes through pandas; nothing else is missing."""
    return ["nan"] if column.nullable and _type(column.type) in {"integer", "number"} else []


def _type(kind: Any) -> str:
    """The type in Table Schema; lists come from Parquet as they are, which only ``any`` allows."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_nested(kind):
        return "any"
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_floating(kind):
        return "number"
    if pa.types.is_boolean(kind):
        return "boolean"
    return "date" if pa.types.is_date(kind) else "string"


_CONSTRAINTS = {
    "pattern": "pattern",
    "minimum": "minimum",
    "maximum": "maximum",
    "min_length": "minLength",
    "max_length": "maxLength",
    "unique": "unique",
}


def _constraints(column: Column) -> dict[str, Any]:
    rules = {_CONSTRAINTS[k]: v for k, v in column.rules.items() if k in _CONSTRAINTS}
    if "isin" in column.rules:
        rules["enum"] = list(column.rules["isin"])
    return ({} if column.nullable else {"required": True}) | rules
