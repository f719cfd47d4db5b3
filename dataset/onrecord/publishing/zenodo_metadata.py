"""What Zenodo is told of a release: its fields of a deposition, made from the DataCite record.

The names are those of https://developers.zenodo.org, "Deposit metadata".
"""

from __future__ import annotations

from html import escape
from typing import Any

from onrecord.errors import DatasetError
from onrecord.packaging.licences import UNKNOWN
from onrecord.packaging.text import without_empty
from onrecord.publishing.outgoing import Outgoing

#: Stands for several licences, each for a part, which a deposition has no field for.
_SEVERAL = "other-open"


def as_deposition(release: Outgoing) -> dict[str, Any]:
    """The ``metadata`` of a deposition, with the wish that a DOI is reserved.

    Raises `DatasetError` for words under no known licence: an open record needs one.
    """
    record = release.datacite
    texts = {one.get("descriptionType"): one["description"] for one in record["descriptions"]}
    return without_empty(
        {
            "upload_type": "dataset",
            "title": release.title,
            "publication_date": release.published_on.isoformat(),
            "creators": [_creator(one) for one in record["creators"]],
            "description": _paragraphs(release.description),
            "method": _paragraphs(texts["Methods"]) if "Methods" in texts else None,
            "access_right": "open",
            "license": _licence(release),
            "keywords": [one["subject"] for one in record.get("subjects", [])],
            "version": release.version,
            "language": _language(record.get("language")),
            "related_identifiers": [_related(one) for one in record.get("relatedIdentifiers", [])],
            "notes": _paragraphs("\n\n".join(_notes(release))),
            "prereserve_doi": True,
        }
    )


def mark(name: str, version: str) -> str:
    """What the notes of a deposition say, by which it is found again."""
    return f"{name} {version}, made with onrecord"


def _creator(creator: dict[str, Any]) -> dict[str, Any]:
    ids = {
        one["nameIdentifierScheme"]: one["nameIdentifier"].rpartition("/")[2]
        for one in creator.get("nameIdentifiers", [])
    }
    affiliations = [one["name"] for one in creator.get("affiliation", [])]
    return without_empty(
        {
            "name": creator["name"],
            "affiliation": "; ".join(affiliations),
            "orcid": ids.get("ORCID"),
        }
    )


def _licence(release: Outgoing) -> str:
    ids = _licences(release)
    if not ids or UNKNOWN in ids:
        raise DatasetError(
            f"{release.folder / 'datacite.json'}: words in it are under no known licence, and an open record of "
            "Zenodo needs one: leave the words out (onrecord package --text licensed), or state their licence"
        )
    return ids[0].lower() if len(ids) == 1 else _SEVERAL


def _licences(release: Outgoing) -> list[str]:
    return [one["rights"] for one in release.datacite.get("rightsList", [])]


def _language(tag: str | None) -> str | None:
    """A language by the three letters of ISO 639-3; None where it has none."""
    import langcodes

    try:
        return langcodes.Language.get(tag).to_alpha3() if tag else None
    except (ValueError, LookupError):
        return None


def _related(related: dict[str, Any]) -> dict[str, str]:
    relation = related["relationType"]
    return {
        "identifier": related["relatedIdentifier"],
        "relation": relation[:1].lower() + relation[1:],
    }


def _notes(release: Outgoing) -> list[str]:
    notes = [
        f"{mark(release.name, release.version)}; SHA-256 of SHA256SUMS: {release.digest}",
    ]
    ids = _licences(release)
    if len(ids) > 1:
        notes.append(f"Licences, each for a part: {', '.join(ids)}; see LICENSE.md")
    for one in release.datacite.get("fundingReferences", []):
        award = f", award {one['awardNumber']}" if one.get("awardNumber") else ""
        notes.append(f"Funded by {one['funderName']}{award}")
    return notes


def _paragraphs(text: str) -> str:
    """Text as HTML: a paragraph for each that an empty line ends."""
    parts = (" ".join(one.split()) for one in text.split("\n\n"))
    return "".join(f"<p>{escape(one, quote=False)}</p>" for one in parts if one)
