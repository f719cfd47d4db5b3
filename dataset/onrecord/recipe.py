"""The recipe ``onrecord.toml``: what a dataset is called, what it is made from, and within what limits.

`load_recipe` reads and checks it; every complaint names the file, the line and the remedy.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from onrecord.addresses import is_address
from onrecord.checks_entry import ChecksEntry
from onrecord.errors import CallError, RecipeError
from onrecord.formats import known_formats
from onrecord.keys import load_key
from onrecord.merging import TurnRules
from onrecord.people_file import load_people
from onrecord.quality import Settings
from onrecord.release_entry import ReleaseEntry
from onrecord.sources import DEFAULT_LIMIT, Wanted
from onrecord.speakers import KnownPerson
from onrecord.suppression import Suppression, load_suppression
from onrecord_schemas.documents import LANGUAGE

_PREFIX = r"^[^/\\.\x00-\x1f][^\\\x00-\x1f]*$"
#: The formats that have columns to state; without one, what has columns is a table.
TABLES = frozenset({None, "table", "parquet"})
_ColumnName = Annotated[str, Field(min_length=1, max_length=200)]
_TABLE = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Metadata(_Strict):
    """``[sources.metadata]``: columns of documents that the recipe states for all its sources."""

    title: str | None = None
    program: str | None = None
    network: str | None = None
    station: str | None = None
    summary: str | None = None
    url: str | None = None
    rights: str | None = None
    license: str | None = None
    published_on: date | None = None
    language: Annotated[str | None, Field(pattern=LANGUAGE)] = None
    transcript_kind: Literal["rush", "final", "asr", "caption", "edited"] | None = None

    @field_validator("license")
    @classmethod
    def _is_spdx(cls, value: str | None) -> str | None:
        return _checked_license(value)


class ColumnsEntry(_Strict):
    """``[sources.columns]``: which column of a table holds what; `time_unit` and `decimal` are of its times."""

    text: _ColumnName
    speaker: _ColumnName | None = None
    document: _ColumnName | None = None
    order: _ColumnName | None = None
    start: _ColumnName | None = None
    end: _ColumnName | None = None
    role: _ColumnName | None = None
    affiliation: _ColumnName | None = None
    language: _ColumnName | None = None
    title: _ColumnName | None = None
    date: _ColumnName | None = None
    program: _ColumnName | None = None
    url: _ColumnName | None = None
    time_unit: Literal["s", "ms", "us"] | None = None
    decimal: Literal[",", "."] | None = None

    @property
    def declared(self) -> dict[str, str]:
        """The names of the columns by what they hold."""
        return self.model_dump(exclude_none=True)


class SourceEntry(_Strict):
    """``[[sources]]``: a path or glob relative to the recipe, and what holds for it.

    `records` is the column of a table each of whose rows holds a whole source; `crawl` says that most
    sources are pages without a transcript.
    """

    path: str = Field(min_length=1)
    format: str | None = None
    encoding: str | None = None
    prefix: Annotated[str | None, Field(pattern=_PREFIX)] = None
    include: list[str] = []
    exclude: list[str] = []
    metadata: Metadata = Metadata()
    columns: ColumnsEntry | None = None
    records: _ColumnName | None = None
    crawl: bool = False

    @field_validator("format")
    @classmethod
    def _is_registered(cls, value: str | None) -> str | None:
        if value is not None and value not in known_formats():
            raise ValueError(f"no format {value!r}; there are: {', '.join(known_formats())}")
        return value

    @field_validator("encoding")
    @classmethod
    def _is_codec(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                "".encode(value)
            except (LookupError, ValueError):
                raise ValueError(
                    f"no text encoding {value!r}; for instance utf-8, utf-16, cp1252"
                ) from None
        return value

    @model_validator(mode="after")
    def _has_columns(self) -> SourceEntry:
        if self.columns and self.format not in TABLES:
            raise ValueError(f"only tables have [sources.columns], not the format {self.format!r}")
        return self


class DatasetEntry(_Strict):
    """``[dataset]``: what the dataset is called and under what licence."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$")
    version: str = Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.-]+)?$")
    description: str = ""
    license: str | None = None

    @field_validator("license")
    @classmethod
    def _is_spdx(cls, value: str | None) -> str | None:
        return _checked_license(value)


class PeopleEntry(_Strict):
    """``[people]``: the CSV file of people known beforehand."""

    file: str = Field(min_length=1)


class SuppressEntry(_Strict):
    """``[suppress]``: the list of what may not come back, and the file of the key of its hashes."""

    file: str = Field(min_length=1)
    key_file: str | None = Field(None, min_length=1)


class RightsEntry(_Strict):
    """``[rights]``: why words may be published whose licence does not say so."""

    allow_unknown: Annotated[str | None, Field(min_length=1)] = None


class Limits(_Strict):
    """``[limits]``: bounds on what is read."""

    max_source_bytes: int = Field(DEFAULT_LIMIT, ge=1)


class TurnsEntry(_Strict):
    """``[turns]``: how long a silence, in seconds, ends a turn of a timed source."""

    gap_seconds: float | None = Field(None, ge=0, le=86_400)
    unknown_gap_seconds: float = Field(2.0, ge=0, le=86_400)

    def as_rules(self) -> TurnRules:
        """The rules by which segments become turns."""
        gap = None if self.gap_seconds is None else round(self.gap_seconds * 1000)
        return TurnRules(gap, round(self.unknown_gap_seconds * 1000))


class _Document(_Strict):
    dataset: DatasetEntry
    sources: list[SourceEntry] = []
    people: PeopleEntry | None = None
    limits: Limits = Limits()
    turns: TurnsEntry = TurnsEntry()
    checks: ChecksEntry = ChecksEntry()
    rights: RightsEntry = RightsEntry()
    suppress: SuppressEntry | None = None
    release: ReleaseEntry = ReleaseEntry()


_NO_LIMITS = Limits()
_NO_CHECKS = Settings()
_TURNS = TurnRules()
_NOTHING = Suppression()
_NO_RELEASE = ReleaseEntry()


@dataclass(frozen=True)
class Recipe:
    """A checked recipe; paths in it are relative to `folder`."""

    dataset: DatasetEntry
    sources: tuple[SourceEntry, ...] = ()
    people: tuple[KnownPerson, ...] = ()
    limits: Limits = _NO_LIMITS
    folder: Path = Path()
    text: bytes = b""
    checks: Settings = _NO_CHECKS
    turns: TurnRules = _TURNS
    allow_unknown: str | None = None
    suppression: Suppression = _NOTHING
    release: ReleaseEntry = _NO_RELEASE
    path: Path | None = None

    @property
    def sha256(self) -> str | None:
        """SHA-256 of what a build reads: the recipe but for ``[release]``, and its people file.

        None without a recipe. A DOI that is added later does not make another dataset.
        """
        return sha256(self.text).hexdigest() if self.text else None

    @cached_property
    def wanted(self) -> list[Wanted]:
        """The sources the recipe names."""
        return [self.want(self._path(entry.path), entry) for entry in self.sources]

    def _path(self, path: str) -> str:
        return path if is_address(path) else str(self.folder / path)

    def want(self, path: str, entry: SourceEntry | None = None) -> Wanted:
        """A wanted path, with what the recipe states for it."""
        stated = {"license": self.dataset.license} if self.dataset.license else {}
        if entry is None:
            return Wanted(path, stated=stated)
        stated |= entry.metadata.model_dump(exclude_none=True)
        return Wanted(
            path,
            entry.format,
            entry.encoding,
            entry.prefix,
            tuple(entry.include),
            tuple(entry.exclude),
            stated,
            entry.columns.declared if entry.columns else None,
            entry.records,
            entry.crawl,
        )


def checked_columns(columns: Mapping[str, str]) -> dict[str, str]:
    """Columns stated in a call, checked as a recipe's. Raises `CallError`."""
    try:
        return ColumnsEntry.model_validate(dict(columns)).declared
    except ValidationError as error:
        wrong = min(error.errors(), key=lambda one: one["type"] == "missing")
        what, why = ".".join(map(str, wrong["loc"])), wrong["msg"]
        there = ", ".join(ColumnsEntry.model_fields)
        raise CallError(f"column {what!r}: {why}; what can be stated: {there}") from None


def default_recipe(name: str = "dataset") -> Recipe:
    """The recipe of a call without one: version 0.0.0 and nothing stated."""
    return Recipe(DatasetEntry(name=name, version="0.0.0"))


def load_recipe(path: str | Path) -> Recipe:
    """The recipe at `path`. Raises `RecipeError` with file, line and remedy."""
    path = Path(path)
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise RecipeError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise RecipeError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    document = _parse(path, text)
    data = _without_release(data)
    people: tuple[KnownPerson, ...] = ()
    if document.people is not None:
        file = path.parent / document.people.file
        people, content = load_people(file)
        data += content
    checks = document.checks.as_settings(path.parent, document.limits.max_source_bytes)
    sources = tuple(document.sources)
    return Recipe(
        document.dataset,
        sources,
        people,
        document.limits,
        path.parent,
        data,
        checks,
        document.turns.as_rules(),
        document.rights.allow_unknown,
        _load_suppression(path.parent, document.suppress),
        document.release,
        path,
    )


def _load_suppression(folder: Path, entry: SuppressEntry | None) -> Suppression:
    if entry is None:
        return _NOTHING
    key = load_key(folder / entry.key_file if entry.key_file else None)
    return load_suppression(folder / entry.file, key)


_RELEASE = re.compile(
    rb"^[ \t]*\[\[?[ \t]*release\b.*?(?=^[ \t]*\[\[?[ \t]*(?!release\b)[A-Za-z_\"]|\Z)",
    re.MULTILINE | re.DOTALL,
)


def _without_release(data: bytes) -> bytes:
    """The bytes of a recipe without its ``[release]`` tables, where they can be cut out whole."""
    rest = _RELEASE.sub(b"", data)
    if rest == data:
        return data
    rest = rest.rstrip() + b"\n"
    try:
        whole, left = (tomllib.loads(one.decode("utf-8-sig")) for one in (data, rest))
    except (ValueError, RecursionError):
        return data
    whole.pop("release", None)
    return rest if whole == left else data


def _parse(path: Path, text: str) -> _Document:
    try:
        tables = tomllib.loads(text.replace("\r\n", "\n"))
        document = _Document.model_validate(tables)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+), column (\d+)", str(error))
        at = f"{where[1]}:{where[2]}" if where else str(text.count("\n") + 1)
        reason = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise RecipeError(f"{path}:{at}: not TOML: {reason}") from None
    except RecursionError:
        raise RecipeError(f"{path}:1: nested too deeply to be a recipe") from None
    except ValidationError as errors:
        complaints = [_complaint(path, text, error) for error in errors.errors()]
        raise RecipeError("\n".join(complaints)) from None
    if wrong := document.checks.complaints():
        raise RecipeError("\n".join(_at(path, text, place, what) for place, what in wrong))
    return document


def _at(path: Path, text: str, place: tuple[str | int, ...], what: str) -> str:
    return f"{path}:{find_line(text, place)}: {'.'.join(map(str, place))}: {what}"


def _complaint(path: Path, text: str, error: Any) -> str:
    location = error["loc"]
    dotted = ".".join(str(part) for part in location)
    line = find_line(text, location)
    what = error["msg"].removeprefix("Value error, ")
    if error["type"] == "missing":
        what = "is missing; add it" + (
            f" to [{location[0]}]" if len(location) > 1 else " as a table"
        )
    elif error["type"] == "extra_forbidden":
        what = "is not a key of recipes; check its spelling"
    elif error["type"] == "string_pattern_mismatch":
        what = f"{str(error['input'])[:80]!r} does not have the form it must have: {error['ctx']['pattern']}"
    return f"{path}:{line}: {dotted}: {what}"


def find_line(text: str, location: Iterable[str | int]) -> int:
    """The line (from 1) where the key at `location` stands, or the table it belongs in."""
    parts = list(location)
    table: list[str | int] = []
    counts: dict[str, int] = {}
    best, depth = 1, 0
    for number, line in enumerate(text.splitlines(), start=1):
        header = _TABLE.match(line)
        if header:
            table = _table_path(header[2], double=header[1] == "[[", counts=counts)
            here = table
        else:
            key = line.split("=", 1)[0].strip().strip('"') if "=" in line else ""
            here = [*table, *key.split(".")] if key else []
        shared = _shared(here, parts)
        if shared == len(here) and shared > depth:
            best, depth = number, shared
    return best


def _table_path(name: str, *, double: bool, counts: dict[str, int]) -> list[str | int]:
    parts: list[str | int] = []
    for at, part in enumerate(name.split(".")):
        key = part.strip().strip('"')
        parts.append(key)
        if double and at == name.count("."):
            counts[name] = counts.get(name, -1) + 1
            parts.append(counts[name])
        elif key in counts:
            parts.append(counts[key])
    return parts


def _shared(here: list[str | int], wanted: list[str | int]) -> int:
    shared = 0
    for one, other in zip(here, wanted, strict=False):
        if one != other:
            break
        shared += 1
    return shared


def _checked_license(value: str | None) -> str | None:
    """An SPDX licence expression. Raises `ValueError` naming what is not one."""
    if value is None:
        return None
    from license_expression import ExpressionError, get_spdx_licensing

    try:
        get_spdx_licensing().parse(value, validate=True, strict=True)
    except ExpressionError as error:
        raise ValueError(
            f"{value!r} is no SPDX licence id ({str(error).splitlines()[0][:120]}); see spdx.org/licenses"
        ) from None
    return value
