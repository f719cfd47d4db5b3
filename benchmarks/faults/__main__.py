"""``python -m benchmarks.faults docs/quality.md``: what the checks catch, and what they cry wolf at.

A corpus is generated and built; each damage is planted in copies of it, in as many documents as
asked, and a fault counts as caught where its document has an error or a warning that it had not
before. False alarms are what the checks find in the dataset before any damage.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import onrecord
from benchmarks.corpus.writing import write_corpus
from benchmarks.faults.damages import DAMAGES, Damage
from benchmarks.faults.files import FILE_DAMAGES
from benchmarks.faults.page import page
from benchmarks.faults.tables import Tables, twin_of
from benchmarks.faults.unforeseen import UNFORESEEN
from onrecord.quality import QualityReport, Settings, check_dataset
from onrecord.sources import Wanted

TODAY = date(2026, 1, 1)
#: The check that needs the sources; what is caught without it is counted beside.
OFFSETS = "offsets_give_the_words"


@dataclass(frozen=True)
class Planted:
    """How many faults of one kind were planted, and caught: by their check, by any, without sources."""

    name: str
    check: str | None
    planted: int
    by_its_check: int
    caught: int
    without_sources: int


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--documents", type=int, default=600)
    parser.add_argument("--faults", type=int, default=25, help="of each kind")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-faults-") as scratch:
        text = measure(Path(scratch), arguments.documents, arguments.faults)
    arguments.page.write_text(text, encoding="utf-8")


def measure(scratch: Path, documents: int, faults: int) -> str:
    """The page on a corpus of `documents`, with `faults` of each kind."""
    pages, built = scratch / "pages", scratch / "built"
    write_corpus(pages, None, seed=5, documents=documents, shards=0, workers=2)
    onrecord.build(pages, out=built)
    settings = Settings(today=TODAY, sources=(Wanted(str(pages)),))
    tables = Tables.read(built)
    tables.write(scratch / "good")
    good = check_dataset(scratch / "good", settings)
    planted = [plant(damage, tables, good, scratch, settings, faults) for damage in DAMAGES]
    planted += [plant_in_files(name, tables, good, scratch, settings) for name in FILE_DAMAGES]
    later = [plant(damage, tables, good, scratch, settings, faults) for damage in UNFORESEEN]
    return page(good, check_dataset("data", Settings(today=TODAY)), planted, later)


def plant(
    damage: Damage,
    tables: Tables,
    good: QualityReport,
    scratch: Path,
    settings: Settings,
    faults: int,
) -> Planted:
    """Plant one kind of fault in up to `faults` documents, and see which of them are noticed."""
    rng = Random(damage.name)
    damaged = tables.copy()
    targets: list[str] = []
    for key in rng.sample(sorted(tables.documents), len(tables.documents)):
        if len(targets) == faults:
            break
        if damage.do(damaged, key, rng):
            targets.append(key)
            if damage.settled:
                damaged.settle(key)
        else:
            damaged.restore(key, tables)
    if damage.settled:
        damaged.settle_people()
    folder = scratch / damage.name.replace(" ", "-")
    damaged.write(folder)
    noticed = new_reasons(check_dataset(folder, settings), good)
    found = [_of(noticed, key) for key in targets]
    return Planted(
        damage.name,
        damage.check,
        len(targets),
        sum(damage.check in reasons for reasons in found),
        sum(bool(reasons) for reasons in found),
        sum(bool(reasons - {OFFSETS}) for reasons in found),
    )


def _of(noticed: dict[str, set[str]], key: str) -> set[str]:
    """The reasons of a document, or of the copy that was made of it."""
    return noticed.get(key, set()) | noticed.get(twin_of(key), set())


def new_reasons(report: QualityReport, good: QualityReport) -> dict[str, set[str]]:
    """The checks that complain of each document now, and did not before."""
    before = _reasons(good)
    return {key: found - before.get(key, set()) for key, found in _reasons(report).items()}


def _reasons(report: QualityReport) -> dict[str, set[str]]:
    rows = report.scores.to_pylist() if report.scores is not None else []
    return {row["document_id"]: set(row["reasons"]) for row in rows}


def plant_in_files(
    name: str, tables: Tables, good: QualityReport, scratch: Path, settings: Settings
) -> Planted:
    """Damage files or columns in one way, and see whether a finding on the dataset is new."""
    check, do = FILE_DAMAGES[name]
    folder = scratch / name.replace(" ", "-")
    tables.write(folder)
    do(folder)
    report = check_dataset(folder, settings)
    severe = {one.check.id for one in report.findings if one.severity != "info"}
    new = severe - {one.check.id for one in good.findings}
    return Planted(name, check, 1, int(check in new), int(bool(new)), int(bool(new - {OFFSETS})))


if __name__ == "__main__":
    main()
