"""The order of a report: open, check, count, choose, read, render, write."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from onrecord.errors import CallError
from onrecord.progress import Progress, Teller
from onrecord.quality import QualityReport, Settings, check_dataset, place_samples
from onrecord.reporting.assessment import pointed_documents
from onrecord.reporting.attempts import Attempts
from onrecord.reporting.composing import SECTIONS, compose, reader_words
from onrecord.reporting.evidence import Sources
from onrecord.reporting.figure import Figure
from onrecord.reporting.opening import Opened, open_folder
from onrecord.reporting.reader import read_documents
from onrecord.reporting.rendering import render, require_libraries
from onrecord.reporting.sample import DOCUMENTS, choose
from onrecord.staging import staged_file

#: Turns beyond which a report does not run the checks unless told to.
CHECKED = 3_000_000

_AS_THEY_ARE = Settings()


@dataclass(frozen=True)
class Report:
    """A report that was written: where, its size in bytes, and what it holds.

    `documents` of the dataset's `of_documents` are in the reader, `with_source` of them beside
    their source. `quality` is what the checks found, None where they were not run.
    """

    path: Path
    bytes: int
    documents: int
    of_documents: int
    with_source: int
    figures: int
    remarks: tuple[str, ...]
    quality: QualityReport | None

    def as_dict(self) -> dict[str, Any]:
        """The figures of the report, ready for JSON; of the checks, how many fail by severity."""
        plain = {key: value for key, value in vars(self).items() if key != "quality"}
        checks = None if self.quality is None else self.quality.counts
        return plain | {"path": str(self.path), "remarks": list(self.remarks), "checks": checks}


@dataclass(frozen=True)
class Wishes:
    """What may differ between two reports on one dataset.

    `documents` is how many the reader holds at most. `checks` runs the checks or not; None runs
    them up to `CHECKED` turns.
    """

    title: str | None = None
    documents: int = DOCUMENTS
    checks: bool | None = None
    settings: Settings = _AS_THEY_ARE


def make_report(
    folder: Path,
    out: Path,
    sources: Sources,
    wishes: Wishes,
    progress: Progress | None = None,
) -> Report:
    """The report on the dataset at `folder`, written to `out`.

    Whatever is wrong with the dataset is said on the page. Raises `DatasetError` where there is
    nothing to report on and `CallError` where `out` cannot be written.
    """
    require_libraries()
    _refuse_folder(out)
    with open_folder(folder) as opened:
        attempts = Attempts(list(opened.remarks))
        quality = attempts.get("The checks", partial(_checked, opened, wishes), None)
        figures = _figures(opened, attempts, progress)
        read, says = _read(opened, attempts, sources, wishes.documents, quality)
        held = [one["id"] for one in read]
        page = compose(opened, quality, figures, attempts, held, says, wishes.title)
        total = sum(file.rows for file in opened.files["documents"]) or len(read)
    html = render(page, {"documents": read, "words": reader_words()})
    return Report(
        path=out,
        bytes=_write(out, html),
        documents=len(read),
        of_documents=total,
        with_source=sum(one["pieces"] is not None for one in read),
        figures=sum(map(len, figures.values())),
        remarks=tuple(attempts.remarks),
        quality=quality,
    )


def _checked(opened: Opened, wishes: Wishes) -> QualityReport | None:
    """What the checks find, if they are wanted."""
    turns = sum(file.rows for file in opened.files["turns"])
    wanted = turns <= CHECKED if wishes.checks is None else wishes.checks
    if not wanted:
        return None
    return place_samples(check_dataset(opened.folder, wishes.settings), wishes.settings)


def _figures(
    opened: Opened, attempts: Attempts, progress: Progress | None
) -> dict[str, tuple[Figure, ...]]:
    """The figures by section; those that cannot be computed are remarks."""
    told = Teller(progress)
    done, total = 0, sum(len(functions) for _, _, functions in SECTIONS)
    found: dict[str, tuple[Figure, ...]] = {}
    for name, _, functions in SECTIONS:
        for function in functions:
            what = f"The figure {function.__name__.replace('_', ' ')}"
            figure = attempts.get(what, partial(function, opened), None)
            found[name] = (*found.get(name, ()), *((figure,) if figure else ()))
            done += 1
            told("figures", done, total, unit="figures")
    return found


def _read(
    opened: Opened,
    attempts: Attempts,
    sources: Sources,
    wanted: int,
    quality: QualityReport | None,
) -> tuple[list[Any], str]:
    """The reader's documents, and what the page says of them."""
    pointed = pointed_documents(quality) if quality else []
    nothing: tuple[list[Any], str] = ([], "")

    def read() -> tuple[list[Any], str]:
        sample = choose(opened, wanted, pointed)
        documents, left = read_documents(opened, sample, sources)
        return documents, " ".join(filter(None, (sample.says, left, sources.says)))

    return attempts.get("The reader", read, nothing)


def _refuse_folder(out: Path) -> None:
    if out.is_dir():
        raise CallError(f"{out} is a folder; name a file, such as {out / 'report.html'}")
    if not out.parent.is_dir():
        raise CallError(f"there is no folder {out.parent} to write {out.name} to; make it first")


def _write(out: Path, html: str) -> int:
    """Write the page in one step; its size in bytes."""
    data = html.encode("utf-8")
    with staged_file(out) as made:
        made.write_bytes(data)
    return len(data)
