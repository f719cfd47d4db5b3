"""What the checks found, as the report shows it: what fails first, with where to look."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote

from onrecord.quality import SEVERITIES, QualityReport, Sample
from onrecord.reporting.wording import count, counted, listed, shown

#: Documents of samples that the reader takes in, so that links lead somewhere.
POINTED = 24


@dataclass(frozen=True)
class Place:
    """Where a check fails: in words, as a link into the reader where it holds the document."""

    where: str
    value: str
    link: str


@dataclass(frozen=True)
class Failed:
    """A check that does not hold."""

    id: str
    severity: str
    description: str
    message: str
    why: str
    fix: str
    samples: tuple[Place, ...]


@dataclass(frozen=True)
class Checks:
    """The checks in sentences and lines: those that fail, those that hold, those not run."""

    says: str
    failed: tuple[Failed, ...] = ()
    held: tuple[tuple[str, str, str], ...] = ()
    held_says: str = ""
    skipped: tuple[tuple[str, str], ...] = ()
    skipped_says: str = ""


#: What stands in place of the checks where a report was made without them.
NOT_RUN = Checks("The checks were not run for this report; onrecord check runs them.")


def pointed_documents(quality: QualityReport) -> list[str]:
    """Documents that the samples of failing checks point to, the severest checks first."""
    documents = [
        sample.document_id
        for finding in quality.findings
        for sample in finding.samples[:3]
        if sample.document_id
    ]
    return list(dict.fromkeys(documents))[:POINTED]


def tell_checks(quality: QualityReport, readable: Collection[str]) -> Checks:
    """The checks for the page; `readable` are the documents that the reader holds."""
    held = tuple(
        (one.check.id, one.check.description, count(one.looked_at))
        for one in quality.results
        if one.holds
    )
    skipped = tuple((one.check.id, shown(one.reason)) for one in quality.skipped)
    return Checks(
        says=_verdict(quality),
        failed=tuple(
            Failed(
                finding.check.id,
                finding.severity,
                finding.check.description,
                shown(finding.message),
                finding.check.why,
                finding.check.fix,
                tuple(_place(sample, readable) for sample in finding.samples),
            )
            for finding in quality.findings
        ),
        held=held,
        held_says=f"{counted(len(held), 'check holds', 'checks hold')}",
        skipped=skipped,
        skipped_says=f"{counted(len(skipped), 'check', 'checks')} could not run",
    )


def _verdict(quality: QualityReport) -> str:
    run = counted(len(quality.results), "check was", "checks were")
    failing = [
        counted(n, {"error": "error", "warn": "warning", "info": "remark"}[severity])
        for severity in SEVERITIES
        if (n := quality.counts[severity])
    ]
    silenced = sum(one.silenced for one in quality.results)
    excused = (
        f" {counted(silenced, 'row is', 'rows are')} excused by the recipe." if silenced else ""
    )
    if not failing:
        return f"{run} run, and all hold.{excused}"
    return f"{run} run, with {listed(failing)}.{excused}"


def _place(sample: Sample, readable: Collection[str]) -> Place:
    where = sample.source_uri or sample.document_id or sample.key or "the dataset"
    if sample.line is not None:
        where += f":{sample.line}"
    if sample.turn_index is not None:
        where += f", turn {sample.turn_index}"
    elif sample.key and sample.key != where:
        where += f", {sample.key}"
    link = ""
    if sample.document_id in readable:
        turn = "" if sample.turn_index is None else f":{sample.turn_index}"
        link = f"read:{quote(sample.document_id or '', safe='!~*()' + chr(39))}{turn}"
    return Place(shown(where), shown(sample.value), link)
