"""ro-crate-metadata.json: RO-Crate 1.2, the folder as a research object, with how it came to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from onrecord.packaging.licences import licence_ids, licence_url
from onrecord.packaging.release import Release, Stamp, full_name
from onrecord.packaging.text import as_json, without_empty
from onrecord.release_entry import CreatorEntry

NAME = "ro-crate-metadata.json"

_SAYS = {
    "README.md": ("Dataset card", "text/markdown"),
    "LICENSE.md": ("Licences", "text/markdown"),
    "CITATION.cff": ("Citation File Format", "application/yaml"),
    "croissant.json": ("Croissant with RAI properties", "application/ld+json"),
    "datapackage.json": ("Data Package", "application/json"),
    "datacite.json": ("DataCite metadata", "application/json"),
    "provenance.json": ("Provenance in PROV-JSON", "application/json"),
    "provenance.intoto.json": ("SLSA provenance as an in-toto statement", "application/json"),
    "manifest.json": ("Manifest: files, sources, hashes", "application/json"),
    "SHA256SUMS": ("Checksums of all files", "text/plain"),
}


def as_ro_crate(release: Release, stamps: Mapping[str, Stamp], later: Sequence[str]) -> bytes:
    """The crate as JSON-LD.

    `stamps` are those of the files written so far, `later` the paths of those that are still to
    come and whose sizes nobody knows yet.
    """
    data = {one.path for one in release.files}
    beside = [path for path in [*stamps, *later] if path not in data | {NAME}]
    graph = [
        _descriptor(),
        _root(release, beside),
        *_data(release),
        *(_beside(path, stamps.get(path)) for path in beside),
        *_licences(release),
        *_people(release),
        *_actions(release),
    ]
    return as_json({"@context": "https://w3id.org/ro/crate/1.2/context", "@graph": graph})


def _descriptor() -> dict[str, Any]:
    return {
        "@id": NAME,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
    }


def _root(release: Release, beside: Sequence[str]) -> dict[str, Any]:
    entry = release.entry
    parts = [one.path for one in release.files] + list(beside)
    return without_empty(
        {
            "@id": "./",
            "@type": "Dataset",
            "name": release.title,
            "description": release.summary,
            "datePublished": release.published_on.isoformat(),
            "version": release.version,
            "license": _refer([_licence_id(one) for one in licence_ids(release.licence)]),
            "identifier": release.doi_url,
            "url": release.home,
            "keywords": ", ".join(entry.keywords),
            "inLanguage": list(release.languages),
            "creator": _refer([_creator_id(one, at) for at, one in enumerate(entry.creators)]),
            "publisher": {"@id": "#publisher"} if entry.publisher else None,
            "hasPart": [{"@id": path} for path in parts],
            "mentions": [{"@id": "#build"}, {"@id": "#package"}],
        }
    )


def _refer(ids: Sequence[str]) -> Any:
    found = [{"@id": one} for one in ids]
    return found[0] if len(found) == 1 else found


def _data(release: Release) -> list[dict[str, Any]]:
    return [
        {
            "@id": file.path,
            "@type": "File",
            "name": f"{table.name}, part {at + 1} of {len(table.files)}",
            "description": f"{table.description}; {file.rows} rows"
            + (f", split {file.split}" if file.split else ""),
            "encodingFormat": "application/vnd.apache.parquet",
            "contentSize": str(file.bytes),
            "sha256": file.sha256,
        }
        for table in release.tables
        for at, file in enumerate(table.files)
    ]


def _beside(path: str, stamp: Stamp | None) -> dict[str, Any]:
    says, kind = _SAYS.get(path, ("", ""))
    if not says:
        says = (
            "Rules across tables" if path.endswith(".sql") else "What the rows of a table must be"
        )
        kind = "application/schema+json" if path.endswith(".json") else "text/plain"
    return without_empty(
        {
            "@id": path,
            "@type": "File",
            "name": path.rsplit("/", maxsplit=1)[-1],
            "description": says,
            "encodingFormat": kind,
            "contentSize": str(stamp.bytes) if stamp else None,
            "sha256": stamp.sha256 if stamp else None,
        }
    )


def _licences(release: Release) -> list[dict[str, Any]]:
    return [
        {
            "@id": _licence_id(one),
            "@type": "CreativeWork",
            "name": one,
            "description": f"SPDX {one}" if licence_url(one) else "not an SPDX licence, see LICENSE.md",
        }
        for one in licence_ids(release.licence)
    ]  # fmt: skip


def _licence_id(licence: str) -> str:
    return licence_url(licence) or f"#licence-{licence}"


def _creator_id(creator: CreatorEntry, at: int) -> str:
    if creator.orcid:
        return f"https://orcid.org/{creator.orcid}"
    return f"https://ror.org/{creator.ror}" if creator.ror else f"#creator-{at + 1}"


def _people(release: Release) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for at, one in enumerate(release.entry.creators):
        place = f"#affiliation-{at + 1}"
        found.append(
            without_empty(
                {
                    "@id": _creator_id(one, at),
                    "@type": "Organization" if one.name else "Person",
                    "name": full_name(one),
                    "givenName": one.given_name,
                    "familyName": one.family_name,
                    "email": one.email,
                    "url": one.homepage,
                    "affiliation": {"@id": place} if one.affiliation else None,
                }
            )
        )
        if one.affiliation:
            found.append({"@id": place, "@type": "Organization", "name": one.affiliation})
    if release.entry.publisher:
        publisher = release.entry.publisher
        found.append({"@id": "#publisher", "@type": "Organization", "name": publisher})
    return found


def _actions(release: Release) -> list[dict[str, Any]]:
    """The build and the packaging, and the software of both."""
    data = [{"@id": one.path} for one in release.files]
    software = dict(release.made_with) | dict(release.packaged_with)
    tools = [
        {
            "@id": f"#{name}",
            "@type": "SoftwareApplication",
            "name": name,
            "version": version,
            "url": f"pkg:pypi/{name}@{version}",  # a package URL: an identifier that is no address
        }
        for name, version in sorted(software.items())
    ]
    built = [{"@id": f"#{name}"} for name, _ in release.made_with] or [{"@id": "#onrecord"}]
    return [
        {
            "@id": "#build",
            "@type": "CreateAction",
            "name": "Build",
            "description": f"{len(release.sources)} sources to tables; manifest.json lists them",
            "instrument": built,
            "result": data,
        },
        {
            "@id": "#package",
            "@type": "CreateAction",
            "name": "Packaging",
            "description": "Metadata, checksums and archives",
            "instrument": {"@id": "#onrecord"},
            "object": data,
            "result": {"@id": "./"},
        },
        *tools,
    ]
