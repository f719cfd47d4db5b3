"""The people file of a recipe: a CSV of people known beforehand, read and added to."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from onrecord.disk import flush
from onrecord.errors import RecipeError
from onrecord.grammar.names import fold_name
from onrecord.speakers import KnownPerson

COLUMNS = (
    "name", "aliases", "disambiguator", "affiliations", "wikidata_id", "valid_from", "valid_until",
)  # fmt: skip


def load_people(path: Path) -> tuple[tuple[KnownPerson, ...], bytes]:
    """The people of a CSV file with some of `COLUMNS`, lists split by ``;``, and its bytes."""
    content, rows = _read(path)
    people = tuple(_known_person(path, number, row) for number, row in enumerate(rows, start=2))
    return people, content


def add_people(path: Path, people: Iterable[Mapping[str, str]]) -> None:
    """Write people into a CSV file, which is made if there is none; other rows stay.

    A row for the same name and disambiguator gets the aliases and affiliations added, and keeps
    what else it holds. Raises `RecipeError` where the file cannot be read or written.
    """
    rows = [dict(row) for row in _read(path)[1]] if path.exists() else []
    for number, row in enumerate(rows, start=2):
        _known_person(path, number, row)
    for person in people:
        known = next((row for row in rows if _identity(row) == _identity(person)), None)
        if known is None:
            rows.append(dict(person))
            continue
        for column in ("aliases", "affiliations"):
            cells = f"{known.get(column) or ''};{person.get(column, '')}".split(";")
            known[column] = ";".join(dict.fromkeys(cell.strip() for cell in cells if cell.strip()))
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        flush(beside)
        beside.replace(path)
        flush(path.parent)
    except OSError as error:
        raise RecipeError(f"{path}: the people file cannot be written: {error.strerror}") from None


def _identity(row: Mapping[Any, Any]) -> tuple[str, str]:
    return fold_name(row.get("name") or ""), row.get("disambiguator") or ""


def _read(path: Path) -> tuple[bytes, list[dict[str, Any]]]:
    try:
        content = path.read_bytes()
        return content, list(csv.DictReader(content.decode("utf-8-sig").splitlines(), strict=True))
    except OSError as error:
        raise RecipeError(f"{path}: the people file cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise RecipeError(f"{path}: the people file is not UTF-8 CSV: {error}") from None


def _known_person(path: Path, number: int, row: dict[str, Any]) -> KnownPerson:
    unknown = {str(key) for key in row} - set(COLUMNS)
    if unknown:
        raise RecipeError(
            f"{path}:1: unknown columns {', '.join(sorted(unknown))}; "
            f"there are {', '.join(COLUMNS)}"
        )
    cells = {key: (value or "").strip() for key, value in row.items() if key}
    name = cells.get("name", "")
    if not fold_name(name):
        raise RecipeError(f"{path}:{number}: name is empty")
    wikidata = cells.get("wikidata_id") or None
    if wikidata and not re.fullmatch(r"Q[1-9][0-9]*", wikidata):
        raise RecipeError(f"{path}:{number}: wikidata_id {wikidata[:40]!r} is not of the form Q42")
    aliases = [alias.strip() for alias in cells.get("aliases", "").split(";")]
    keys = frozenset(key for key in map(fold_name, [name, *aliases]) if key)
    affiliations = tuple(a.strip() for a in cells.get("affiliations", "").split(";") if a.strip())
    first, last = (
        _day(path, number, column, cells.get(column, ""))
        for column in ("valid_from", "valid_until")
    )
    return KnownPerson(
        name, keys, cells.get("disambiguator", ""), affiliations, wikidata, first, last
    )


def _day(path: Path, number: int, column: str, value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise RecipeError(
            f"{path}:{number}: {column} {value[:40]!r} is not a date of the form 2021-05-20"
        ) from None
