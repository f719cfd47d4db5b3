"""What a release is: the one description that every kind of metadata is made from.

`Release` is frozen and holds no path of the machine; the modules beside this one turn it into
text, and none of them looks at anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from typing import Any, NamedTuple

from onrecord.release_entry import ReleaseEntry
from onrecord.splits import Splits

#: Values with how many rows have them, the largest first; None for rows without a value.
Counted = tuple[tuple[str | None, int], ...]

#: Sources up to which every list names each; beyond, it names their digest and the manifest.
MANY_SOURCES = 10_000


class Stamp(NamedTuple):
    """What a file of the release is known by: SHA-256 in hexadecimal, and bytes."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class RowGroup:
    """A row group of a Parquet file: where its bytes lie, and their SHA-256."""

    offset: int
    bytes: int
    rows: int
    sha256: str


@dataclass(frozen=True)
class DataFile:
    """A Parquet file of the release; `path` is relative, with a hash of the content in its name.

    `unpacked` is the size in bytes without compression, `split` the split that all its rows are of.
    """

    path: str
    rows: int
    bytes: int
    unpacked: int
    sha256: str
    logical_sha256: str
    row_groups: tuple[RowGroup, ...]
    split: str | None = None


@dataclass(frozen=True)
class Column:
    """A column: its Arrow type, what it means, and what its values must be.

    `rules` holds ``isin``, ``pattern``, ``minimum``, ``maximum``, ``min_length``, ``max_length``,
    ``item_isin`` or ``unique``, each where the contract says so.
    """

    name: str
    type: Any
    nullable: bool
    description: str
    rules: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class ForeignKey:
    """Columns that point to the columns of a table."""

    columns: tuple[str, ...]
    table: str
    referenced: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table of the release with its columns, keys and files."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    files: tuple[DataFile, ...]

    def files_by_split(self, whole: str) -> dict[str, list[DataFile]]:
        """The files with rows, by split in order; those of a table that is not parted as `whole`."""
        found: dict[str, list[DataFile]] = {}
        for one in self.files:
            if one.rows:
                found.setdefault(one.split or whole, []).append(one)
        return found

    @property
    def is_parted(self) -> bool:
        """Whether its files are those of splits."""
        return any(one.split for one in self.files)

    @property
    def rows(self) -> int:
        """Rows of all files."""
        return sum(one.rows for one in self.files)

    @property
    def bytes(self) -> int:
        """Bytes of all files."""
        return sum(one.bytes for one in self.files)

    @property
    def unpacked(self) -> int:
        """Bytes of all files without compression."""
        return sum(one.unpacked for one in self.files)


@dataclass(frozen=True)
class SourceFile:
    """A source that a build read, as the manifest lists it; `companions` are names and SHA-256."""

    uri: str
    sha256: str | None
    bytes: int | None
    fate: str
    reason: str | None
    companions: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True)
class Quality:
    """The figures of the checks: how many ran and hold, and a line for each that does not hold."""

    ran: int
    holding: int
    skipped: int
    failing: tuple[tuple[str, str, str, str], ...]
    mean_score: float | None


@dataclass(frozen=True)
class Figures:
    """Counts over the rows, each a list of value and count, the largest first.

    `licences` and `languages` count documents, with None where a document states none.
    `first` and `last` are the earliest and the latest date of a document.
    """

    licences: Counted
    languages: Counted
    formats: Counted
    programs: Counted
    kinds: Counted
    roles: Counted
    attributions: Counted
    words: int
    first: date | None
    last: date | None
    unlicensed_texts: int


@dataclass(frozen=True)
class Release:
    """Everything that the metadata of a release is made from.

    `licence` is an SPDX expression for the whole; `why_unlicensed` the reason given for text
    whose licence is unknown. `languages` are BCP 47 tags. `manifest` is the dataset's own. `splits`
    are those that its files are parted by, if any.
    """

    name: str
    version: str
    description: str
    licence: str
    published_on: date
    languages: tuple[str, ...]
    entry: ReleaseEntry
    tables: tuple[Table, ...]
    figures: Figures
    quality: Quality | None
    sources: tuple[SourceFile, ...]
    made_with: tuple[tuple[str, str], ...]
    packaged_with: tuple[tuple[str, str], ...]
    recipe_sha256: str | None
    schema_version: str
    manifest: Mapping[str, Any]
    why_unlicensed: str | None = None
    splits: Splits | None = None

    @property
    def title(self) -> str:
        """The title, or the name where none is stated."""
        return self.entry.title or self.name

    @property
    def summary(self) -> str:
        """The description, never empty."""
        return self.description or self.title

    @property
    def files(self) -> tuple[DataFile, ...]:
        """All Parquet files, table by table."""
        return tuple(file for table in self.tables for file in table.files)

    @property
    def split_names(self) -> tuple[str, ...]:
        """What the splits of its files are called, in order."""
        return tuple(dict.fromkeys(one.split for one in self.files if one.split))

    @property
    def sources_digest(self) -> str:
        """SHA-256 of the list of sources as ``sha256sum`` would print it, in the manifest's order."""
        digest = sha256()
        for one in self.sources:
            digest.update(f"{one.sha256 or '-'}  {one.uri}\n".encode("utf-8", "replace"))
        return digest.hexdigest()

    @property
    def doi_url(self) -> str | None:
        """The DOI as an address."""
        return f"https://doi.org/{self.entry.doi}" if self.entry.doi else None

    @property
    def home(self) -> str | None:
        """Where the dataset is at home: the homepage, else the DOI, else the repository."""
        return self.entry.homepage or self.doi_url or self.entry.repository

    @property
    def publisher(self) -> str:
        """Who publishes: as stated, else the creators."""
        return self.entry.publisher or ", ".join(full_name(one) for one in self.entry.creators)


def full_name(creator: Any) -> str:
    """A creator's name as people say it."""
    if creator.name:
        return str(creator.name)
    return " ".join(filter(None, (creator.given_name, creator.family_name)))


def family_first(creator: Any) -> str:
    """A creator's name as lists sort it: ``Marsh, Ada``."""
    if creator.name:
        return str(creator.name)
    return ", ".join(filter(None, (creator.family_name, creator.given_name)))
