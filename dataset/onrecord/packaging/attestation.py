"""provenance.intoto.json: an in-toto statement with SLSA provenance, ready to be signed.

https://in-toto.io/Statement/v1 around https://slsa.dev/provenance/v1: the files of the release with
their hashes, and the sources, recipe and software that they were made from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onrecord.packaging.release import MANY_SOURCES, Release, Stamp
from onrecord.packaging.text import as_json, without_empty

NAME = "provenance.intoto.json"


def as_statement(release: Release, stamps: Mapping[str, Stamp]) -> bytes:
    """The statement about all files of `stamps`, by path."""
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [
            {"name": path, "digest": {"sha256": stamp.sha256}}
            for path, stamp in sorted(stamps.items())
        ],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {"buildDefinition": _definition(release), "runDetails": _run(release)},
    }
    return as_json(statement)


def _definition(release: Release) -> dict[str, Any]:
    return {
        "buildType": "urn:onrecord:release:1",
        "externalParameters": {
            "dataset": release.name,
            "version": release.version,
            "licence": release.licence,
        },
        "internalParameters": without_empty(
            {"schema_version": release.schema_version, "recipe_sha256": release.recipe_sha256}
        ),
        "resolvedDependencies": _dependencies(release),
    }


def _dependencies(release: Release) -> list[dict[str, Any]]:
    """Recipe, sources and software; a source that could not be read has no hash.

    Many sources are one dependency: the digest of their list, which the manifest holds.
    """
    found: list[dict[str, Any]] = []
    if release.recipe_sha256:
        found.append({"name": "recipe", "digest": {"sha256": release.recipe_sha256}})
    if len(release.sources) > MANY_SOURCES:
        listed = f"{len(release.sources)} sources, listed in manifest.json"
        digest = {"sha256": release.sources_digest}
        found.append({"name": "sources", "digest": digest, "annotations": {"says": listed}})
    for one in release.sources if len(release.sources) <= MANY_SOURCES else ():
        known = {"digest": {"sha256": one.sha256}} if one.sha256 else {}
        found.append({"name": one.uri, **known, "annotations": {"fate": one.fate}})
    for name, version in release.made_with:
        found.append({"uri": f"pkg:pypi/{name}@{version}", "name": name})
    return found


def _run(release: Release) -> dict[str, Any]:
    return {
        "builder": {"id": "urn:onrecord:package", "version": dict(release.packaged_with)},
        "metadata": {"invocationId": f"{release.name}@{release.version}"},
    }
