"""Charts: words kept out of the renderer, colours of the theme, round numbers on the scale."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from onrecord.reporting.drawing import _ticks, draw
from onrecord.reporting.figure import Bar, Columns, Ledger
from onrecord.reporting.svg import clean_svg

SVG = "{http://www.w3.org/2000/svg}"


def bars(*labels: str) -> tuple[Bar, ...]:
    return tuple(Bar(label, at + 1, f"{at + 1} %") for at, label in enumerate(labels))


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter("text")]  # noqa: S314


def test_a_ledger_prints_its_labels_and_amounts() -> None:
    svg = draw(Ledger(bars("host", "guest")), "roles", "Roles", "Who says what.")
    assert texts(svg) == ["host", "guest", "1 %", "2 %"]
    assert '<title id="chart-roles-title">Roles</title>' in svg
    assert '<desc id="chart-roles-desc">Who says what.</desc>' in svg


def test_bars_are_as_long_as_their_values() -> None:
    svg = ElementTree.fromstring(draw(Ledger(bars("a", "b")), "x", "X", ""))  # noqa: S314
    lines = [line for line in svg.iter("line") if line.get("stroke") == "var(--bar)"]
    lengths = [abs(float(line.get("x2", "0"))) for line in lines]
    assert lengths[1] == pytest.approx(2 * lengths[0])


def test_columns_print_every_nth_label_and_a_scale() -> None:
    svg = draw(Columns(bars("2019", "2020", "2021"), step=2), "time", "Over time", "")
    assert texts(svg) == ["0", "1", "2", "3", "2019", "2021"]


def test_what_stands_out_has_another_colour() -> None:
    chart = Columns((Bar("a", 1, "1"), Bar("b", 1, "1", stands_out=True)))
    svg = draw(chart, "x", "X", "")
    assert svg.count('fill="var(--accent)"') == svg.count('fill="var(--bar)"') == 1


def test_no_colour_is_fixed() -> None:
    svg = draw(Ledger(bars("a")), "x", "X", "") + draw(Columns(bars("a")), "y", "Y", "")
    assert not re.search(r"#[0-9a-f]{3}|rgb", svg)


@pytest.mark.parametrize(
    "word", ["\x00", "</text><script>", "\ud800", "label-1", "&#0;", "א\u202eב"]
)
def test_any_word_may_be_a_label(word: str) -> None:
    """The renderer would end the process at a NUL; a word that is a stand-in's name stays one."""
    svg = draw(Ledger(bars(word, "other")), "x", word, word)
    ElementTree.fromstring(svg)  # noqa: S314
    assert "other" in texts(svg)
    assert "<script>" not in svg


def test_the_same_chart_is_drawn_the_same() -> None:
    chart = Ledger(bars("a", "b", "c"))
    assert draw(chart, "x", "X", "") == draw(chart, "x", "X", "")


def test_a_colour_of_no_theme_is_refused() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0,0" fill="red"/></svg>'
    with pytest.raises(ValueError, match="red belongs to no theme"):
        clean_svg(svg, "x", "X", "", {})


def test_only_known_elements_and_attributes_are_kept() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>x</script><g onclick="x">'
        '<path d="M0,0" fill="#040404" onclick="x"/><image href="x"/></g><foreignObject/></svg>'
    )
    cleaned = clean_svg(svg, "x", "X", "", {})
    assert '<path d="M0,0" fill="var(--bar)" />' in cleaned
    assert not re.search("script|onclick|image|href|foreign", cleaned)


@pytest.mark.parametrize(
    ("most", "last"), [(0, 1), (1, 1), (3, 3), (4, 4), (28, 30), (463_000, 600_000), (13, 15)]
)
def test_a_scale_ends_in_a_round_number_above_all(most: float, last: int) -> None:
    ticks = _ticks(most)
    assert ticks[-1] == last
    assert 2 <= len(ticks) <= 4
