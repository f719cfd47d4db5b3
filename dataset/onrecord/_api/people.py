"""Who is who across documents: `people`, `settle`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord._api.calls import Path_
from onrecord._api.opening import load
from onrecord.errors import CallError
from onrecord.identity import Review, review, rows_for
from onrecord.people_file import add_people

if TYPE_CHECKING:
    pass


def people(folder: Path_) -> Review:
    """What a build decided on people across documents, and near misses, for review.

    Raises `DatasetError` where there is no dataset.
    """
    return review(load(folder))


def settle(
    folder: Path_, people_file: Path_, *, same: Sequence[int] = (), different: Sequence[int] = ()
) -> Path:
    """Write decisions on cases of `people` into a people file: one person, or different ones.

    Cases are numbered from 1 in the order of `Review.cases`. The recipe's people file overrules
    what the next build would decide. Raises `CallError`, `RecipeError`, `DatasetError`.
    """
    cases = people(folder).cases
    rows = []
    for numbers, is_same in ((same, True), (different, False)):
        for number in numbers:
            if not 1 <= number <= len(cases):
                raise CallError(f"there is no case {number}: {folder} has {len(cases)}")
            rows += rows_for(cases[number - 1], same=is_same)
    path = Path(people_file)
    add_people(path, rows)
    return path
