"""BibTeX and APA of people and organisations with awkward names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import yaml

from onrecord.packaging.citation import as_apa, as_bibtex, as_cff
from onrecord.packaging.release import Figures, Release
from onrecord.release_entry import CreatorEntry, ReleaseEntry

_NONE = Figures((), (), (), (), (), (), (), 0, None, None, 0)


def release(licence: str = "MIT", **entry: Any) -> Release:
    creators = [
        CreatorEntry(given_name="Ada Q.", family_name="Marsh & Sons", orcid="0000-0002-1825-0097"),
        CreatorEntry(name="Archive_of {Talk}"),
    ]
    return Release(
        name="talks", version="1.0.0", description="", licence=licence, published_on=date(2026, 1, 2),
        languages=(), entry=ReleaseEntry(creators=creators, **entry), tables=(), figures=_NONE,
        quality=None, sources=(), made_with=(), packaged_with=(), recipe_sha256=None,
        schema_version="1.0.0", manifest={},
    )  # fmt: skip


def test_what_tex_obeys_is_escaped() -> None:
    text = as_bibtex(release(title="100% of #1"))
    assert r"author = {Marsh \& Sons, Ada Q. and {Archive\_of \{Talk\}}}" in text
    assert r"title = {{100\% of \#1}}" in text
    assert text.startswith("@misc{talks-1-0-0,\n")


def test_apa_has_initials_and_the_doi() -> None:
    text = as_apa(release(doi="10.5281/zenodo.42", publisher="Press"))
    assert text.startswith("Marsh & Sons, A. Q., Archive_of {Talk} (2026). *talks* (Version 1.0.0)")
    assert text.endswith("Press. https://doi.org/10.5281/zenodo.42")


@pytest.mark.parametrize(
    ("licence", "said"),
    [
        ("MIT", "MIT"),
        ("MIT OR Apache-2.0", ["MIT", "Apache-2.0"]),
        ("MIT AND CC0-1.0", None),
        ("LicenseRef-unknown", None),
    ],
)
def test_cff_names_a_licence_only_where_it_can(licence: str, said: object) -> None:
    assert yaml.safe_load(as_cff(release(licence))).get("license") == said


def test_an_empty_description_is_the_title() -> None:
    made = replace(release(title="Talks"), description="")
    assert yaml.safe_load(as_cff(made))["abstract"] == "Talks"
