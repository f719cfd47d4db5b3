"""What is taken for a label left in the words, and what is not."""

from __future__ import annotations

import duckdb
import pytest

from onrecord.quality.checks.labels import RULES, Known, labels_left
from onrecord.quality.rules import RowRule

KNOWN = Known(
    given=frozenset({"winston", "ramona", "ann"}),
    family=frozenset({"mcpherson", "romano", "roe"}),
    common=frozenset({"required", "reading", "breaking", "news", "bottom", "line"}),
)
CAPITALS = ("ANN ROE, HOST", "ROE", "LEE", "JUDGE CLAUDE HART")
MIXED = ("Chair Abel Roe", "Member Lin", "Ann", "Bo", "Audience Member")


def left(text: str, labels: tuple[str, ...], known: Known = KNOWN) -> list[str]:
    """The labels left in a text, by the rule's own query and its judgement."""
    (rule,) = RULES
    assert isinstance(rule, RowRule)
    with duckdb.connect() as connection:
        row = connection.execute(
            f"SELECT {rule.value} FROM (SELECT $1 AS text) WHERE {rule.fails}",  # noqa: S608
            [text],
        ).fetchone()
    return labels_left(row[0].splitlines(), labels, known) if row else []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Thank you. ROE: My pleasure.", "ROE"),
        ("Mm-hmm. LEE: ...And so on.", "LEE"),
        ("He lives in Richmond. WINSTON MCPHERSON: I do.", "WINSTON MCPHERSON"),
        ("He lives in Richmond. YOLANDA BREEZE-OKE: I do.", "YOLANDA BREEZE-OKE"),
        ("What is it? ROMANO: A fair.", "ROMANO"),
        ("She reports. JO VAN BUREN reporting: It rained.", "JO VAN BUREN reporting"),
        ("She reports. JO BREEZE, BYLINE: It rained.", "JO BREEZE, BYLINE"),
        ("Objection. JUDGE PALE: Sustained.", "JUDGE PALE"),
        ("And then - UNIDENTIFIED MAN: Get down.", "UNIDENTIFIED MAN"),
        ("OK: ROE: Yes.", "ROE"),
        ("Thanks. MS. BREEZE: Yes.", "MS. BREEZE"),
        ("Thanks. B.L. OYELARAN: Yes.", "B.L. OYELARAN"),
    ],
)
def test_labels_in_capitals_are_found(text: str, label: str) -> None:
    assert label in left(text, CAPITALS)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("That passes. Member Hogan: Nay.", "Member Hogan"),
        ("Lovely. Ramona: And then?", "Ramona"),
        ("Lovely. Winston McPherson: And then?", "Winston McPherson"),
        ("Questions? Audience Member: One.", "Audience Member"),
    ],
)
def test_labels_in_mixed_case_are_found_where_the_document_prints_them_so(
    text: str, label: str
) -> None:
    assert left(text, MIXED) == [label]
    assert left(text, CAPITALS) == []


@pytest.mark.parametrize(
    "text",
    [
        "It's true. Here's the thing: it rained.",
        "Yes. NATO: what is it for?",
        "The card says so. REQUIRED READING: something with a farm.",
        "BREAKING NEWS: it rained.",
        "One rule. Washington: pay first.",
        "There are two. Step One: breathe.",
        "It is 10:30. At 10:45: nothing.",
        "See https://example.org/A: no.",
        "FEMA. CHIEF: no. MAYOR: no.",
        "Q: yes. A: no.",
        "Remember: OK: no: well:",
    ],
)
@pytest.mark.parametrize("labels", [CAPITALS, MIXED, ()])
def test_what_only_looks_like_a_label_is_left_alone(text: str, labels: tuple[str, ...]) -> None:
    assert left(text, labels) == []


def test_without_people_full_names_in_capitals_are_still_found() -> None:
    assert left("So. WINSTON MCPHERSON: Yes.", CAPITALS, Known()) == ["WINSTON MCPHERSON"]
    assert left("So. ROMANO: Yes.", CAPITALS, Known()) == []


def test_long_texts_of_capitals_and_colons_end() -> None:
    assert left("A. " * 20_000 + "B: " * 20_000, CAPITALS) == []
