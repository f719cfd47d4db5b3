"""The people file of a recipe: a CSV of people known beforehand."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

from onrecord.errors import RecipeError
from onrecord.grammar.names import fold_name
from onrecord.speakers import KnownPerson


def load_people(path: Path) -> tuple[tuple[KnownPerson, ...], bytes]:
    """The people of a CSV file: name, aliases (split by ;), disambiguator, affiliations, wikidata_id."""
    try:
        content = path.read_bytes()
        rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines(), strict=True))
    except OSError as error:
        raise RecipeError(f"{path}: the people file cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise RecipeError(f"{path}: the people file is not UTF-8 CSV: {error}") from None
    people = []
    for number, row in enumerate(rows, start=2):
        people.append(_known_person(path, number, row))
    return tuple(people), content


_PEOPLE_COLUMNS = {"name", "aliases", "disambiguator", "affiliations", "wikidata_id"}


def _known_person(path: Path, number: int, row: dict[str | None, Any]) -> KnownPerson:
    unknown = {str(key) for key in row} - _PEOPLE_COLUMNS
    if unknown:
        raise RecipeError(
            f"{path}:1: unknown columns {', '.join(sorted(unknown))}; "
            f"there are {', '.join(sorted(_PEOPLE_COLUMNS))}"
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
    return KnownPerson(name, keys, cells.get("disambiguator", ""), affiliations, wikidata)
