"""The page composed: sections, files, facts, columns, from what was found."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from onrecord.explaining import EVIDENCE
from onrecord.quality import QualityReport
from onrecord.reporting import contents, manner, soundness, voices
from onrecord.reporting.assessment import NOT_RUN, tell_checks
from onrecord.reporting.attempts import Attempts
from onrecord.reporting.figure import Figure
from onrecord.reporting.opening import Opened
from onrecord.reporting.page import ListedFile, ListedTable, Page, Section
from onrecord.reporting.summary import Line, Measure, measures, summary
from onrecord.reporting.wording import count, counted, day, shown, size
from onrecord_schemas import MODELS, describe_columns
from onrecord_schemas.vocabularies import ATTRIBUTIONS, REGION_KINDS

#: The sections: name, title, and the functions that make their figures.
SECTIONS: tuple[tuple[str, str, tuple[Callable[[Opened], Figure | None], ...]], ...] = (
    ("what", "What is in it", contents.FIGURES),
    ("who", "Who speaks", voices.FIGURES),
    ("how", "How they talk", manner.FIGURES),
    ("good", "How good it is", soundness.FIGURES),
)


def reader_words() -> dict[str, Mapping[str, str]]:
    """What the reader says of evidence, regions, attributions, and why a document is in it."""
    why = {
        "check": "A check points here",
        "doubt": "Among those with most doubt",
        "lot": "Drawn by lot",
    }
    return {
        "evidence": EVIDENCE,
        "regions": REGION_KINDS,
        "attributions": ATTRIBUTIONS,
        "why": why,
    }


def compose(  # noqa: PLR0913, PLR0917 - what a report is made of
    opened: Opened,
    quality: QualityReport | None,
    figures: Mapping[str, tuple[Figure, ...]],
    attempts: Attempts,
    readable: Sequence[str],
    reader_says: str,
    title: str | None,
) -> Page:
    """The page, ready for the template. `readable` are the documents that the reader holds."""
    manifest = opened.manifest
    names = {figure.name for one in figures.values() for figure in one}
    checks = tell_checks(quality, readable) if quality else NOT_RUN
    nothing: tuple[list[Line], list[Measure]] = ([], [])
    short = attempts.get("The summary", lambda: summary(opened, quality, names), nothing[0])
    large = attempts.get("The head", lambda: measures(opened), nothing[1])
    return Page(
        title=shown(title or manifest.get("name") or opened.folder.resolve().name, 200),
        description=shown(manifest.get("description"), 600),
        measures=large,
        remarks=[shown(remark, 400) for remark in dict.fromkeys(attempts.remarks)],
        short=short,
        sections=[
            Section(name, heading, figures[name], checks if name == "good" else None)
            for name, heading, _ in SECTIONS
        ],
        reader_says=reader_says,
        files=_files(opened),
        files_say=_files_say(opened),
        facts=_facts(manifest),
        tables=_tables(),
        made_on=_made_on(),
    )


def _files(opened: Opened) -> list[ListedFile]:
    digests = {file["path"]: file.get("sha256") for file in opened.manifest.get("files", [])}
    return [
        ListedFile(shown(file.name), count(file.rows), size(file.bytes), shown(digests.get(file.name) or "–", 64))
        for files in opened.files.values()
        for file in files
    ]  # fmt: skip


def _files_say(opened: Opened) -> str:
    files = [file for files in opened.files.values() for file in files]
    total = sum(file.bytes for file in files)
    says = f"{counted(len(files), 'file')} of Parquet, {size(total)} in all."
    if opened.manifest:
        says += " onrecord verify compares them with the manifest."
    return says


_FACTS = {
    "version": "Version",
    "license": "Licence",
    "schema_version": "Contract",
}


def _facts(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    facts = [(name, shown(manifest[key], 80)) for key, name in _FACTS.items() if manifest.get(key)]
    made_with = manifest.get("made_with")
    if isinstance(made_with, dict):
        facts.append(
            ("Built with", shown(", ".join(f"{k} {v}" for k, v in sorted(made_with.items()))))
        )
    if manifest.get("recipe_sha256"):
        facts.append(("Recipe, SHA-256", shown(manifest["recipe_sha256"], 80)))
    return facts


def _tables() -> list[ListedTable]:
    return [
        ListedTable(
            name,
            " ".join((model.__doc__ or "").split()).split(";")[0].rstrip("."),
            tuple(
                (column, f"{kind}{', may be empty' if nullable else ''}", description)
                for column, kind, nullable, description in describe_columns(model)
            ),
        )
        for name, model in MODELS.items()
    ]


def _made_on() -> str:
    """The day that SOURCE_DATE_EPOCH states; nothing without it, so that the page repeats."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    return day(datetime.fromtimestamp(int(stated), UTC).date()) if stated.isdigit() else ""
