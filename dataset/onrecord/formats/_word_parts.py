"""The blocks of a Word document in reading order: paragraphs of runs, and tables of cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from onrecord.formats._xml import attribute, local

#: What holds blocks or runs and says nothing itself.
_WRAPPERS = frozenset(
    (
        "body",
        "sdt",
        "sdtContent",
        "ins",
        "moveTo",
        "customXml",
        "smartTag",
        "hyperlink",
        "fldSimple",
    )
)
_OFF = frozenset(("0", "false", "off", "none"))
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
#: No chain of styles is longer than this.
_CHAIN = 20


class Run(NamedTuple):
    """Words of one look: whether they are in bold."""

    text: str
    bold: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The runs of a paragraph; whether it is a heading by its style."""

    runs: tuple[Run, ...]
    heading: bool = False

    @property
    def text(self) -> str:
        """The words, line breaks inside the paragraph included."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, each the text of its paragraphs, one a line."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Styles:
    """What the styles of a document say of its looks: which are bold, which are headings."""

    root: etree._Element | None
    bold: dict[str, bool] = field(default_factory=dict)
    headings: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        bases: dict[str, str] = {}
        said: dict[str, bool] = {}
        for style in self.root if self.root is not None else ():
            key = attribute(style, "styleId") if local(style.tag) == "style" else None
            if not key:
                continue
            name = _value(_child(style, "name")).casefold()
            if name.startswith("heading ") or name in {"title", "subtitle"}:
                self.headings.add(key)
            bases[key] = _value(_child(style, "basedOn"))
            switch = _child(_child(style, "rPr"), "b")
            if switch is not None:
                said[key] = _is_on(switch)
        for key in bases:
            at = key
            for _ in range(_CHAIN):
                if at in said or at not in bases:
                    break
                at = bases[at]
            self.bold[key] = said.get(at, False)


def read_blocks(root: etree._Element, styles: Styles) -> Iterator[Paragraph | Table]:
    """The paragraphs and tables of `root`, in order."""
    for child in root:
        name = local(child.tag)
        if name == "p":
            yield _read_paragraph(child, styles)
        elif name == "tbl":
            yield _read_table(child, styles)
        elif name in _WRAPPERS:
            yield from read_blocks(child, styles)


def _read_paragraph(element: etree._Element, styles: Styles) -> Paragraph:
    looks = _child(element, "pPr")
    style = _value(_child(looks, "pStyle"))
    level = _child(looks, "outlineLvl")
    heading = style in styles.headings or (level is not None and _value(level) in set("012345678"))
    bold = styles.bold.get(style, False)
    return Paragraph(tuple(_read_runs(element, styles, bold=bold)), heading)


def _read_runs(element: etree._Element, styles: Styles, *, bold: bool) -> Iterator[Run]:
    for child in element:
        name = local(child.tag)
        if name == "r":
            yield from _read_run(child, styles, bold=bold)
        elif name in _WRAPPERS:
            yield from _read_runs(child, styles, bold=bold)


def _read_run(element: etree._Element, styles: Styles, *, bold: bool) -> Iterator[Run]:
    looks = _child(element, "rPr")
    hidden, switch = _child(looks, "vanish"), _child(looks, "b")
    if hidden is not None and _is_on(hidden):
        return
    if switch is not None:
        bold = _is_on(switch)
    else:
        bold = bold or styles.bold.get(_value(_child(looks, "rStyle")), False)
    words = [
        (child.text or "") if local(child.tag) == "t" else _SIGNS.get(local(child.tag), "")
        for child in element
    ]
    if any(words):
        yield Run("".join(words), bold)


def _read_table(element: etree._Element, styles: Styles) -> Table:
    return Table(
        tuple(
            tuple(_cell_text(cell, styles) for cell in _walk(row, "tc"))
            for row in _walk(element, "tr")
        )
    )


def _walk(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, those inside wrappers included."""
    for child in element:
        name = local(child.tag)
        if name == wanted:
            yield child
        elif name in _WRAPPERS:
            yield from _walk(child, wanted)


def _cell_text(cell: etree._Element, styles: Styles) -> str:
    lines = [
        block.text if isinstance(block, Paragraph) else "\n".join("\n".join(r) for r in block.rows)
        for block in read_blocks(cell, styles)
    ]
    return "\n".join(lines).strip()


def _child(element: etree._Element | None, wanted: str) -> etree._Element | None:
    for child in element if element is not None else ():
        if local(child.tag) == wanted:
            return child
    return None


def _value(element: etree._Element | None) -> str:
    return (attribute(element, "val") or "") if element is not None else ""


def _is_on(switch: etree._Element) -> bool:
    return _value(switch).lower() not in _OFF
