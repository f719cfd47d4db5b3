"""What a report's page is made of, ready for the template to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.reporting.assessment import Checks
from onrecord.reporting.figure import Figure
from onrecord.reporting.summary import Line, Measure


@dataclass(frozen=True)
class Section:
    """A part of the page: figures, and the checks where it is about them."""

    name: str
    title: str
    figures: tuple[Figure, ...]
    checks: Checks | None = None


@dataclass(frozen=True)
class ListedFile:
    """A file of the dataset as the page lists it."""

    name: str
    rows: str
    size: str
    sha256: str


@dataclass(frozen=True)
class ListedTable:
    """A table's columns: name, type, description."""

    name: str
    says: str
    columns: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Page:
    """All that the template prints, ready to print."""

    title: str
    description: str
    measures: Sequence[Measure]
    remarks: Sequence[str]
    short: Sequence[Line]
    sections: Sequence[Section]
    reader_says: str
    files: Sequence[ListedFile]
    files_say: str
    facts: Sequence[tuple[str, str]]
    tables: Sequence[ListedTable]
    made_on: str = ""
