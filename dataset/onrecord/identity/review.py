"""Decisions and near misses of a built dataset, for somebody to look at and settle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onrecord.dataset import Dataset
from onrecord.errors import CallError
from onrecord.grammar.names import fold_name
from onrecord.identity.model import Decision, read_families
from onrecord.identity.variants import find_pairs


@dataclass(frozen=True)
class Review:
    """What was decided on people across documents, and what nearly was, in this order."""

    decided: tuple[Decision, ...]
    near: tuple[Decision, ...]

    @property
    def cases(self) -> tuple[Decision, ...]:
        """All cases; their numbers, from 1 on, are what `settle` takes."""
        return (*self.decided, *self.near)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "decided": [case.as_dict() for case in self.decided],
            "near": [case.as_dict() for case in self.near],
        }


_APPEARANCES = """
CREATE VIEW appearances AS
SELECT t.document_id, p.person_id, p.name, p.scope, p.kind, p.affiliations, p.descriptions, p.bio,
       list(DISTINCT t.role::VARCHAR) AS roles
FROM turns t JOIN people p USING (person_id) GROUP BY ALL
"""


def rows_for(case: Decision, *, same: bool) -> list[dict[str, str]]:
    """The rows of a people file that settle a case: all its names one person, or each another.

    Raises `CallError` where a people file cannot say it.
    """
    if case.kind == "roster":
        if same:
            return [{"name": case.names[0]}]
        raise CallError(
            f"whoever is not {case.names[0]} there has to be named: add a row with the right name, "
            "the surname as alias and the dates it is valid for to the people file"
        )
    if case.kind == "apart":
        told = [name.removesuffix(")").rpartition(" (") for name in case.names]
        if same:
            return [{"name": told[0][0]}]
        return [
            {"name": name, "disambiguator": word, "affiliations": word} for name, _, word in told
        ]
    if same:
        return [{"name": case.names[0], "aliases": ";".join(case.names[1:])}]
    return [{"name": name} for name in case.names]


def review(dataset: Dataset) -> Review:
    """The decisions that the manifest of a dataset keeps, and pairs of names without evidence.

    Pairs that the people file holds as two are settled and left out.
    """
    kept = dataset.manifest.get("identity", {"decisions": [], "people_file": []})
    settled = {fold_name(name) for name in kept["people_file"]}
    decided = tuple(
        Decision(
            one["kind"],
            one["person_id"],
            tuple(one["names"]),
            tuple(one["evidence"]),
            one["documents"],
        )
        for one in kept["decisions"]
    )
    with dataset.duckdb() as connection:
        connection.execute(_APPEARANCES)
        near = tuple(
            Decision(
                "near",
                pair.one.person_id,
                (pair.one.name, pair.other.name),
                (pair.agreement,),
                len(pair.one.documents) + len(pair.other.documents),
            )
            for forms in read_families(connection)
            for pair in find_pairs(forms)
            if not {fold_name(pair.one.name), fold_name(pair.other.name)} <= settled
        )
    return Review(decided, tuple(sorted(near, key=lambda case: case.names)))
