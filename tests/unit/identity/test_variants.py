"""Variants of one name: what agrees, what counts as evidence, what is never joined."""

from __future__ import annotations

import pytest

from onrecord.grammar.names import fold_name
from onrecord.identity.model import Form
from onrecord.identity.variants import find_pairs, join


def form(
    name: str, *documents: str, on: str = "", leads: str = "", said: str = "", bio: str = ""
) -> Form:
    return Form(
        f"per-{fold_name(name)}",
        name,
        frozenset(documents or (name,)),
        frozenset([leads or on] if leads or on else []),
        frozenset([leads] if leads else []),
        frozenset([said] if said else []),
        bio or None,
    )


def joined(*forms: Form, fixed: frozenset[str] = frozenset()) -> list[tuple[str, ...]]:
    return [decision.names for decision in join(find_pairs(forms), fixed)[1]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (form("Bob Lee", leads="Morning Edition"), form("Robert Lee", leads="Morning Edition")),
        (form("Ann Roe", said="mayor of hale"), form("Ann B. Roe", said="mayor of hale")),
        (form("B.R. Ames", on="Radiolab"), form("Bea Ames", "x", "y", on="Radiolab")),
        (form("Jo Vance", bio="Jo Vance grows kelp."), form("Joanna Vance", bio="Vance grows kelp.")),
    ],
)  # fmt: skip
def test_names_that_agree_are_joined_on_evidence(one: Form, other: Form) -> None:
    ((first, second),) = joined(one, other)
    assert {first, second} == {one.name, other.name}
    assert not first.startswith("B.R.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (form("Bob Lee", leads="Morning Edition"), form("Robert Lee", leads="Here & Now")),
        (form("Ann Roe"), form("Ann B. Roe")),
        (form("B.R. Ames"), form("Bea Ames")),
        (form("Ann B. Roe", said="mayor of hale"), form("Ann C. Roe", said="mayor of hale")),
        (form("Al Roe", leads="Radiolab"), form("Al Roe Jr.", leads="Radiolab")),
        (form("Ann Roe", "page", leads="Radiolab"), form("Ann B. Roe", "page", leads="Radiolab")),
        (form("Ann Roe", leads="Radiolab"), form("Ben Roe", leads="Radiolab")),
    ],
)
def test_names_are_not_joined_without_evidence_or_against_it(one: Form, other: Form) -> None:
    assert joined(one, other) == []


def test_initials_that_fit_two_people_are_neither() -> None:
    names = ("J. Hale", "John Hale", "Jane Hale")
    assert joined(*(form(name, on="Radiolab") for name in names)) == []


def test_a_chain_joins_only_names_that_all_agree() -> None:
    """``J. Hale`` leads with both, but John and Jane are two."""
    names = ("John Hale", "J. Hale", "Jane Hale")
    found = joined(*(form(name, leads="Radiolab") for name in names))
    assert found == [("Jane Hale", "J. Hale")]


def test_the_people_file_fixes_its_people() -> None:
    one, other = form("Bob Lee", leads="Radiolab"), form("Robert Lee", leads="Radiolab")
    assert joined(one, other, fixed=frozenset({"bob lee"})) == []


def test_the_order_of_the_names_does_not_matter() -> None:
    forms = [form(f"{given} Ames", leads="Radiolab") for given in ("Bob", "Robert", "R.", "Rob")]
    assert join(find_pairs(forms), ()) == join(find_pairs(forms[::-1]), ())
