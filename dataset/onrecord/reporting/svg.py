"""SVG made fit for the page: known elements and attributes only, colours of the theme, a name.

Charts are drawn in stand-in colours; here each becomes a CSS variable, so that one drawing
serves the light and the dark theme.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from onrecord.reporting.wording import visible

INK, MUTED, RULE, BAR, ACCENT = "#010101", "#020202", "#030303", "#040404", "#050505"
_COLOURS = {
    INK: "var(--ink)",
    MUTED: "var(--muted)",
    RULE: "var(--rule)",
    BAR: "var(--bar)",
    ACCENT: "var(--accent)",
    "transparent": "none",
    "none": "none",
}
_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = {"svg", "g", "path", "line", "rect", "text"}
_ATTRIBUTES = {
    "width", "height", "x", "y", "x1", "x2", "y1", "y2", "d", "transform", "fill", "stroke",
    "stroke-width", "stroke-opacity", "fill-opacity", "text-anchor", "font-size",
}  # fmt: skip
_NUMBER = re.compile(r"-?[0-9]+\.[0-9]{2,}")


def clean_svg(svg: str, name: str, title: str, description: str, words: Mapping[str, str]) -> str:
    """The drawing as an element of the page, with `title` and `description` for screen readers.

    Where a text is a key of `words`, its value is printed.

    `name` makes its ids. Raises `ValueError` for a colour that no theme has.
    """
    drawn = ElementTree.fromstring(svg)  # noqa: S314 - drawn by us a moment ago
    width, height = float(drawn.get("width", "0")), float(drawn.get("height", "0"))
    root = ElementTree.Element(
        "svg",
        {
            "class": "chart",
            "viewBox": f"0 0 {width:g} {height:g}",
            "width": f"{width:g}",
            "height": f"{height:g}",
            "role": "img",
            "aria-labelledby": f"chart-{name}-title chart-{name}-desc",
        },
    )
    ElementTree.SubElement(root, "title", {"id": f"chart-{name}-title"}).text = visible(title)
    ElementTree.SubElement(root, "desc", {"id": f"chart-{name}-desc"}).text = visible(description)
    root.extend([_cleaned(child, words) for child in drawn if _is_known(child)])
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)


def _is_known(element: ElementTree.Element) -> bool:
    return element.tag.removeprefix(_SVG) in _ELEMENTS and not _is_invisible(element)


def _is_invisible(element: ElementTree.Element) -> bool:
    """A group without a child, a text without a word, a path without a colour."""
    if element.tag == f"{_SVG}text":
        return not element.text
    if element.tag == f"{_SVG}g":
        return not any(_is_known(child) for child in element)
    paint = {element.get("fill"), element.get("stroke")}
    return element.tag == f"{_SVG}path" and paint <= {None, "none", "transparent"}


def _cleaned(element: ElementTree.Element, words: Mapping[str, str]) -> ElementTree.Element:
    kept = {k: v for k, v in element.attrib.items() if k in _ATTRIBUTES}
    for paint in ("fill", "stroke"):
        if paint in kept:
            kept[paint] = _themed(kept[paint])
    for place in ("d", "transform", "x", "y", "x2", "y2"):
        if place in kept:
            kept[place] = _NUMBER.sub(_rounded, kept[place])
    new = ElementTree.Element(element.tag.removeprefix(_SVG), kept)
    new.text = words.get(element.text or "", element.text)
    new.extend([_cleaned(child, words) for child in element if _is_known(child)])
    return new


def _themed(colour: str) -> str:
    if colour.lower() not in _COLOURS:
        raise ValueError(f"the colour {colour} belongs to no theme")
    return _COLOURS[colour.lower()]


def _rounded(match: re.Match[str]) -> str:
    return f"{float(match.group()):.1f}".removesuffix(".0")
