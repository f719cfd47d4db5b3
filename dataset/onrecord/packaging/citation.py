"""CITATION.cff, BibTeX and APA: how to cite the release."""

from __future__ import annotations

import re
from typing import Any

from onrecord.packaging.licences import UNKNOWN, is_expression, licence_ids
from onrecord.packaging.release import Release, family_first, full_name
from onrecord.packaging.text import as_yaml, without_empty
from onrecord.release_entry import CreatorEntry


def as_cff(release: Release) -> bytes:
    """CITATION.cff, Citation File Format 1.2.0."""
    entry = release.entry
    citation = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": release.title,
        "abstract": release.summary,
        "authors": [_author(one) for one in entry.creators],
        "version": release.version,
        "date-released": release.published_on,
        "doi": entry.doi,
        "url": entry.homepage,
        "repository": entry.repository,
        "license": _licence(release.licence),
        "keywords": list(dict.fromkeys(entry.keywords)),
    }
    return as_yaml(without_empty(citation)).encode("utf-8", "replace")


def _author(creator: CreatorEntry) -> dict[str, Any]:
    if creator.name:
        return without_empty(
            {"name": creator.name, "email": creator.email, "website": creator.homepage}
        )
    return without_empty(
        {
            "family-names": creator.family_name,
            "given-names": creator.given_name,
            "affiliation": creator.affiliation,
            "email": creator.email,
            "orcid": f"https://orcid.org/{creator.orcid}" if creator.orcid else None,
            "website": creator.homepage,
        }
    )


def _licence(expression: str) -> str | list[str] | None:
    """The licence as the format has it: one id, or several of which one may choose.

    It has no way to say that parts are under different licences: then there is none.
    """
    if not is_expression(expression) or UNKNOWN in expression:
        return None
    if any(word in expression for word in (" AND ", " WITH ", "+")):
        return None
    ids = licence_ids(expression)
    return ids[0] if len(ids) == 1 else ids


def as_bibtex(release: Release) -> str:
    """A BibTeX entry that ends in a line end."""
    entry = release.entry
    authors = " and ".join(
        f"{{{_tex(one.name)}}}" if one.name else _tex(family_first(one)) for one in entry.creators
    )
    key = re.sub(r"[^A-Za-z0-9]+", "-", f"{release.name}-{release.version}").strip("-")
    fields = {
        "title": f"{{{_tex(release.title)}}}",
        "author": authors,
        "year": str(release.published_on.year),
        "version": _tex(release.version),
        "publisher": f"{{{_tex(release.publisher)}}}",
        "doi": entry.doi,
        "url": release.home,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return f"@misc{{{key},\n" + "\n".join(lines) + "\n}\n"


_TEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}"} | {c: f"\\{c}" for c in "#$%&_"}


def _tex(text: str) -> str:
    return "".join(_TEX.get(c, c) for c in text)


def as_apa(release: Release) -> str:
    """The citation in the manner of the American Psychological Association."""
    authors = ", ".join(_initials(one) for one in release.entry.creators)
    where = release.doi_url or release.home
    publisher = "" if release.publisher == _names(release) else f" {release.publisher}."
    return (
        f"{authors} ({release.published_on.year}). *{release.title}* (Version {release.version})"
        f" [Data set].{publisher}" + (f" {where}" if where else "")
    )


def _names(release: Release) -> str:
    return ", ".join(full_name(one) for one in release.entry.creators)


def _initials(creator: CreatorEntry) -> str:
    if creator.name:
        return creator.name
    letters = " ".join(f"{word[0]}." for word in (creator.given_name or "").split())
    return ", ".join(filter(None, (creator.family_name, letters)))
