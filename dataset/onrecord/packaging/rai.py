"""Responsible AI: the RAI 1.0 properties of Croissant, and where the data came from in PROV's terms."""

from __future__ import annotations

from typing import Any

from onrecord.packaging.licences import licence_url
from onrecord.packaging.release import Release
from onrecord.packaging.text import without_empty

#: Keys of ``[release.rai]`` and the property that each becomes.
PROPERTIES = {
    "data_limitations": "rai:dataLimitations",
    "data_biases": "rai:dataBiases",
    "personal_sensitive_information": "rai:personalSensitiveInformation",
    "data_use_cases": "rai:dataUseCases",
    "data_social_impact": "rai:dataSocialImpact",
    "has_synthetic_data": "rai:hasSyntheticData",
    "data_collection": "rai:dataCollection",
    "data_collection_type": "rai:dataCollectionType",
    "data_collection_missing_data": "rai:dataCollectionMissingData",
    "data_collection_raw_data": "rai:dataCollectionRawData",
    "data_imputation_protocol": "rai:dataImputationProtocol",
    "data_preprocessing_protocol": "rai:dataPreprocessingProtocol",
    "data_manipulation_protocol": "rai:dataManipulationProtocol",
    "data_annotation_protocol": "rai:dataAnnotationProtocol",
    "data_annotation_platform": "rai:dataAnnotationPlatform",
    "data_annotation_analysis": "rai:dataAnnotationAnalysis",
    "annotations_per_item": "rai:annotationsPerItem",
    "annotator_demographics": "rai:annotatorDemographics",
    "data_release_maintenance_plan": "rai:dataReleaseMaintenancePlan",
}


def rai_properties(release: Release) -> dict[str, Any]:
    """The properties that the recipe states, and those that a build knows by itself."""
    stated = release.entry.rai.model_dump()
    figures = release.figures
    frame = [one.isoformat() for one in (figures.first, figures.last) if one]
    return without_empty(
        {name: stated[key] for key, name in PROPERTIES.items()}
        | {
            "rai:machineAnnotationTools": [f"{name} {version}" for name, version in release.made_with],
            "rai:dataCollectionTimeframe": frame,
            "prov:wasDerivedFrom": _origins(release),
            "prov:wasGeneratedBy": _activities(release),
        }
    )  # fmt: skip


def _origins(release: Release) -> list[dict[str, Any]]:
    """The datasets that the recipe names, else the sources that the manifest lists, as one."""
    stated = [
        without_empty(
            {
                "@type": "sc:Dataset",
                "name": one.name,
                "url": one.url,
                "license": (licence_url(one.license) or one.license) if one.license else None,
            }
        )
        for one in release.entry.derived_from
    ]
    if stated or not release.sources:
        return stated
    size = sum(one.bytes or 0 for one in release.sources)
    says = f"{len(release.sources)} transcripts, {size} bytes, listed in manifest.json with their SHA-256"
    return [{"@type": "sc:Dataset", "name": f"Sources of {release.name}", "description": says}]


def _activities(release: Release) -> list[dict[str, Any]]:
    """What was done: collected, if the recipe says how, then built, then packaged."""
    made = ", ".join(f"{name} {version}" for name, version in release.made_with) or "onrecord"
    packaged = ", ".join(f"{name} {version}" for name, version in release.packaged_with)
    collected = release.entry.rai.data_collection
    steps = [("collection", collected)] if collected else []
    steps += [
        ("build", f"Transcripts were converted into tables and validated, with {made}."),
        ("packaging", f"The tables were packaged with their metadata, with {packaged}."),
    ]
    return [
        {"@type": "prov:Activity", "prov:label": label, "sc:description": says}
        for label, says in steps
    ]
