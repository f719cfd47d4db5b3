"""datacite.json: DataCite metadata 4.5, as registration agencies and repositories take it."""

from __future__ import annotations

from typing import Any

from onrecord.packaging.licences import is_expression, licence_ids, licence_url
from onrecord.packaging.release import Release, family_first
from onrecord.packaging.text import as_json, without_empty
from onrecord.release_entry import CreatorEntry

NAME = "datacite.json"


def as_datacite(release: Release) -> bytes:
    """The DataCite record as JSON, without a DOI where none is registered yet."""
    entry = release.entry
    record = {
        "doi": entry.doi,
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Transcripts"},
        "titles": [{"title": release.title}],
        "creators": [_creator(one) for one in entry.creators],
        "publisher": {"name": release.publisher},
        "publicationYear": str(release.published_on.year),
        "version": release.version,
        "url": entry.homepage or entry.repository,
        "language": release.languages[0] if len(release.languages) == 1 else None,
        "subjects": [{"subject": one} for one in entry.keywords],
        "dates": [{"date": release.published_on.isoformat(), "dateType": "Issued"}, *_coverage(release)],
        "descriptions": _descriptions(release),
        "rightsList": [_rights(one) for one in licence_ids(release.licence)],
        "fundingReferences": [
            without_empty(
                {
                    "funderName": one.funder,
                    "awardNumber": one.award,
                    "funderIdentifier": f"https://ror.org/{one.ror}" if one.ror else None,
                    "funderIdentifierType": "ROR" if one.ror else None,
                }
            )
            for one in entry.funding
        ],
        "relatedIdentifiers": _related(release),
        "sizes": [f"{sum(one.bytes for one in release.tables)} bytes", *_sizes(release)],
        "formats": ["application/vnd.apache.parquet"],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }  # fmt: skip
    return as_json(without_empty(record))


def _creator(creator: CreatorEntry) -> dict[str, Any]:
    identifiers = []
    if creator.orcid:
        identifiers.append(_identifier("ORCID", f"https://orcid.org/{creator.orcid}"))
    if creator.ror:
        identifiers.append(_identifier("ROR", f"https://ror.org/{creator.ror}"))
    return without_empty(
        {
            "name": family_first(creator),
            "nameType": "Organizational" if creator.name else "Personal",
            "givenName": creator.given_name,
            "familyName": creator.family_name,
            "affiliation": [{"name": creator.affiliation}] if creator.affiliation else None,
            "nameIdentifiers": identifiers,
        }
    )


def _identifier(scheme: str, value: str) -> dict[str, str]:
    home = "https://orcid.org" if scheme == "ORCID" else "https://ror.org"
    return {"nameIdentifier": value, "nameIdentifierScheme": scheme, "schemeUri": home}


def _coverage(release: Release) -> list[dict[str, str]]:
    """The days that the documents are from."""
    first, last = release.figures.first, release.figures.last
    if not first or not last:
        return []
    says = "dates of the documents"
    return [
        {"date": f"{first}/{last}", "dateType": "Other", "dateInformation": says}
    ]  # fmt: skip


def _descriptions(release: Release) -> list[dict[str, str]]:
    found = [{"description": release.summary, "descriptionType": "Abstract"}]
    if release.entry.rai.data_collection:
        method = {"description": release.entry.rai.data_collection, "descriptionType": "Methods"}
        found.append(method)
    return found


def _rights(licence: str) -> dict[str, str]:
    url = licence_url(licence)
    if url is None or not is_expression(licence):
        return {"rights": licence}
    return {
        "rights": licence,
        "rightsUri": url,
        "rightsIdentifier": licence,
        "rightsIdentifierScheme": "SPDX",
        "schemeUri": "https://spdx.org/licenses/",
    }


def _related(release: Release) -> list[dict[str, str]]:
    found = [
        {
            "relatedIdentifier": one.doi or one.url or "",
            "relatedIdentifierType": "DOI" if one.doi else "URL",
            "relationType": one.relation,
        }
        for one in release.entry.related
    ]
    for relation, url in (
        ("IsDescribedBy", release.entry.paper),
        *(("IsDerivedFrom", one.url) for one in release.entry.derived_from),
    ):
        if url:
            found.append(
                {"relatedIdentifier": url, "relatedIdentifierType": "URL", "relationType": relation}
            )
    return found


def _sizes(release: Release) -> list[str]:
    return [f"{one.rows} {one.name}" for one in release.tables if one.rows]
