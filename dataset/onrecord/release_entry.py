"""``[release]`` of the recipe: what a release says of itself that the data cannot tell.

::

    [release]
    title = "Harbour talks"
    published_on = 2026-03-01          # or SOURCE_DATE_EPOCH; no clock is ever asked
    doi = "10.5281/zenodo.1234567"     # optional; also: homepage, repository, paper, demo
    keywords = ["interviews"]
    languages = ["en"]                 # default: those of the documents

    [[release.creators]]
    given_name = "Ada"
    family_name = "Marsh"
    orcid = "0000-0002-1825-0097"

    [release.rai]                      # Croissant RAI, for reviewers
    data_limitations = "..."

    [release.card]                     # what only a person can write for the dataset card
    curation_rationale = "..."

    [release.split]                    # the release is parted into train, validation and test
    ratios = {train = 80, validation = 10, test = 10}
    people = "guests"
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from onrecord_schemas.documents import LANGUAGE

Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Line = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$")]
Url = Annotated[str, Field(max_length=2000, pattern=r"^https?://[^\s<>\"\x00-\x1f]+$")]
Doi = Annotated[str, Field(max_length=300, pattern=r"^10\.[0-9]{4,9}/[^\s<>\"\x00-\x1f]+$")]
Language = Annotated[str, Field(pattern=LANGUAGE)]


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


#: One text or several.
Texts = Annotated[list[Text], BeforeValidator(_as_list)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _checked_orcid(value: str) -> str:
    """An ORCID iD whose last character is the checksum of the others (ISO 7064 mod 11-2)."""
    if not re.fullmatch(r"[0-9]{4}(?:-[0-9]{4}){2}-[0-9]{3}[0-9X]", value):
        raise ValueError(f"{value[:40]!r} is no ORCID iD, such as 0000-0002-1825-0097")
    total = 0
    for digit in value.replace("-", "")[:15]:
        total = (total + int(digit)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != value[-1]:
        raise ValueError(f"{value} is no ORCID iD: its last digit does not agree with the others")
    return value


Orcid = Annotated[str, AfterValidator(_checked_orcid)]
Ror = Annotated[str, Field(pattern=r"^0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}$")]


class CreatorEntry(_Strict):
    """``[[release.creators]]``: a person by given and family name, or an organisation by `name`."""

    name: Line | None = None
    given_name: Line | None = None
    family_name: Line | None = None
    orcid: Orcid | None = None
    ror: Ror | None = None
    affiliation: Line | None = None
    email: Annotated[str, Field(pattern=r"^[^\s@<>]+@[^\s@<>]+$", max_length=200)] | None = None
    homepage: Url | None = None

    @model_validator(mode="after")
    def _is_one_kind(self) -> CreatorEntry:
        if (self.name is None) == (self.family_name is None):
            raise ValueError("give family_name (and given_name) for a person, name for anyone else")
        if self.name is not None and (self.given_name or self.orcid):
            raise ValueError("given_name and orcid are a person's: give family_name, not name")
        if self.ror and self.name is None:
            raise ValueError("ror is an organisation's: give name, not family_name")
        return self


class FundingEntry(_Strict):
    """``[[release.funding]]``: who paid, and under which award."""

    funder: Line
    award: Line | None = None
    ror: Ror | None = None


class DerivedEntry(_Strict):
    """``[[release.derived_from]]``: a dataset or archive that the sources were taken from."""

    name: Line
    url: Url | None = None
    license: Line | None = None


class RelatedEntry(_Strict):
    """``[[release.related]]``: another work, and how it relates, in DataCite's words."""

    doi: Doi | None = None
    url: Url | None = None
    relation: Literal[
        "IsSupplementTo",
        "IsDescribedBy",
        "IsDocumentedBy",
        "IsDerivedFrom",
        "IsNewVersionOf",
        "IsPreviousVersionOf",
        "IsCitedBy",
        "Cites",
        "References",
        "IsPartOf",
        "IsVersionOf",
    ] = "References"

    @model_validator(mode="after")
    def _has_one_address(self) -> RelatedEntry:
        if (self.doi is None) == (self.url is None):
            raise ValueError("give either doi or url")
        return self


class RaiEntry(_Strict):
    """``[release.rai]``: properties of Croissant RAI 1.0 by their names in snake case."""

    data_limitations: Texts = []
    data_biases: Texts = []
    personal_sensitive_information: Texts = []
    data_use_cases: Texts = []
    data_social_impact: Text | None = None
    has_synthetic_data: bool | None = None
    data_collection: Text | None = None
    data_collection_type: Texts = []
    data_collection_missing_data: Text | None = None
    data_collection_raw_data: Text | None = None
    data_imputation_protocol: Text | None = None
    data_preprocessing_protocol: Texts = []
    data_manipulation_protocol: Text | None = None
    data_annotation_protocol: Texts = []
    data_annotation_platform: Texts = []
    data_annotation_analysis: Texts = []
    annotations_per_item: Text | None = None
    annotator_demographics: Texts = []
    data_release_maintenance_plan: Text | None = None


class CardEntry(_Strict):
    """``[release.card]``: sections of the dataset card that only a person can write."""

    summary: Text | None = None
    out_of_scope_use: Text | None = None
    curation_rationale: Text | None = None
    source_data_producers: Text | None = None
    recommendations: Text | None = None
    glossary: Text | None = None
    more_information: Text | None = None
    authors: Text | None = None
    task_categories: list[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,60}$")]] = []


class SplitEntry(_Strict):
    """``[release.split]``: how documents are parted, in the words of `onrecord split`.

    `previous` is a file of splits, or an earlier release, relative to the recipe.
    """

    ratios: dict[str, float] | None = None
    salt: Line = "onrecord"
    people: Literal["shared", "guests", "all"] = "shared"
    overlaps: Literal["join", "drop"] = "join"
    stratify: Texts = []
    previous: Line | None = None


_NO_RAI = RaiEntry()
_NO_CARD = CardEntry()


class ReleaseEntry(_Strict):
    """``[release]``: who made the dataset, where it is to be found, and what to know of it."""

    title: Line | None = None
    published_on: date | None = None
    doi: Doi | None = None
    homepage: Url | None = None
    repository: Url | None = None
    paper: Url | None = None
    demo: Url | None = None
    publisher: Line | None = None
    contact: Line | None = None
    keywords: list[Line] = []
    languages: list[Language] = []
    creators: list[CreatorEntry] = []
    funding: list[FundingEntry] = []
    derived_from: list[DerivedEntry] = []
    related: list[RelatedEntry] = []
    rai: RaiEntry = _NO_RAI
    card: CardEntry = _NO_CARD
    split: SplitEntry | None = None
