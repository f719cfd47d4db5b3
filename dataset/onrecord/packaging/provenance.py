"""provenance.json: where the data came from, in the terms of PROV (PROV-JSON).

Entities are the sources with their hashes, the recipe, the files; activities the build and the
packaging; agents the software with its versions and the creators.
"""

from __future__ import annotations

from typing import Any

from onrecord.packaging.release import MANY_SOURCES, Release, full_name
from onrecord.packaging.text import as_json, without_empty

NAME = "provenance.json"

_PREFIXES = {
    "file": "urn:onrecord:file:",
    "source": "urn:onrecord:source:",
    "onrecord": "urn:onrecord:terms:",
    "software": "urn:onrecord:software:",
    "creator": "urn:onrecord:creator:",
}


def as_provenance(release: Release) -> bytes:
    """The provenance as PROV-JSON."""
    data = {f"file:{number}": one for number, one in enumerate(release.files)}
    many = len(release.sources) > MANY_SOURCES
    sources = {} if many else {f"source:{at}": one for at, one in enumerate(release.sources)}
    inputs = [
        *sources,
        *(["onrecord:sources"] if many else []),
        *(["onrecord:recipe"] if release.recipe_sha256 else []),
    ]
    tools = {f"software:{name}-{version}": (name, version) for name, version in _software(release)}
    people = {f"creator:{number}": one for number, one in enumerate(release.entry.creators)}
    builders = [f"software:{name}-{version}" for name, version in release.made_with]
    packers = [f"software:{name}-{version}" for name, version in release.packaged_with]
    document = {
        "prefix": _PREFIXES,
        "entity": _entities(release, data, sources),
        "activity": {
            "onrecord:build": {"prov:label": "sources to tables"},
            "onrecord:package": {"prov:label": "tables to a release"},
        },
        "agent": {
            **{
                key: {"prov:type": "prov:SoftwareAgent", "prov:label": name, "onrecord:version": version}
                for key, (name, version) in tools.items()
            },
            **{
                key: {"prov:type": "prov:Organization" if one.name else "prov:Person", "prov:label": full_name(one)}
                for key, one in people.items()
            },
        },
        "used": _related("prov:activity", "prov:entity", [
            *(("onrecord:build", one) for one in inputs),
            *(("onrecord:package", one) for one in data),
        ]),
        "wasGeneratedBy": _related("prov:entity", "prov:activity", [
            *((one, "onrecord:build") for one in data),
            ("onrecord:release", "onrecord:package"),
        ]),
        "wasAssociatedWith": _related("prov:activity", "prov:agent", [
            *(("onrecord:build", one) for one in builders),
            *(("onrecord:package", one) for one in packers),
        ]),
        "wasAttributedTo": _related("prov:entity", "prov:agent", [("onrecord:release", one) for one in people]),
        "wasDerivedFrom": _related("prov:generatedEntity", "prov:usedEntity", [("onrecord:release", one) for one in data]),
        "hadMember": _related("prov:collection", "prov:entity", [("onrecord:release", one) for one in data]),
    }  # fmt: skip
    return as_json(without_empty(document))


def _software(release: Release) -> list[tuple[str, str]]:
    return sorted({*release.made_with, *release.packaged_with})


def _entities(release: Release, data: dict[str, Any], sources: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "onrecord:release": without_empty(
            {
                "prov:type": "prov:Collection",
                "prov:label": f"{release.name} {release.version}",
                "onrecord:license": release.licence,
                "onrecord:doi": release.entry.doi,
            }
        )
    }
    for key, file in data.items():
        found[key] = {
            "prov:label": file.path,
            "onrecord:sha256": file.sha256,
            "onrecord:rows": file.rows,
        }
    if release.recipe_sha256:
        found["onrecord:recipe"] = {"prov:type": "prov:Plan", "onrecord:sha256": release.recipe_sha256}  # fmt: skip
    if len(release.sources) > MANY_SOURCES:
        found["onrecord:sources"] = {
            "prov:type": "prov:Collection",
            "prov:label": f"{len(release.sources)} sources, listed in manifest.json",
            "onrecord:sha256": release.sources_digest,
        }
    for key, source in sources.items():
        found[key] = without_empty(
            {
                "prov:label": source.uri,
                "onrecord:sha256": source.sha256,
                "onrecord:bytes": source.bytes,
                "onrecord:fate": source.fate,
                "onrecord:reason": source.reason,
                "onrecord:companions": [
                    f"{name} {sha256 or 'unreadable'}" for name, sha256 in source.companions
                ],
            }
        )
    return found


def _related(one: str, other: str, pairs: list[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Relations in PROV-JSON: each has a name that nobody uses."""
    kind = f"{one}{other}".replace("prov:", "")
    return {f"_:{kind}{at}": {one: a, other: b} for at, (a, b) in enumerate(pairs)}
