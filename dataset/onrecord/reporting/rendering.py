"""The page as HTML: one file, charts drawn into it, code and style of the package, no references."""

from __future__ import annotations

from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from onrecord.errors import DatasetError
from onrecord.reporting.drawing import draw
from onrecord.reporting.embedding import embed_json, policy
from onrecord.reporting.figure import Figure
from onrecord.reporting.page import Page
from onrecord.reporting.wording import visible
from onrecord.version import __version__

_ASSETS = files("onrecord.reporting") / "assets"


def require_libraries() -> None:
    """Raise `DatasetError` where the extra ``onrecord[report]`` is not installed."""
    missing = [name for name in ("altair", "jinja2", "vl_convert") if find_spec(name) is None]
    if missing:
        raise DatasetError(
            f"a report needs {', '.join(missing)}; run: pip install 'onrecord[report]'"
        )


def render(page: Page, documents: Any) -> str:
    """The page as HTML; `documents` is what the reader holds, as JSON values.

    Whatever comes from the dataset is escaped by the template or by `embed_json`.
    """
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_asset),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["drawn"] = lambda figure: Markup(_drawn(figure))
    environment.globals["is_numeric"] = is_numeric
    script = _asset("theme.js") + _asset("reader.js")
    style = _asset("page.css") + _asset("reader.css")
    return environment.get_template("report.html.j2").render(
        page=page,
        policy=policy(script, style),
        script=Markup(script),
        style=Markup(style),
        documents=Markup(embed_json(documents)),
        version=__version__,
    )


def _finalized(value: Any) -> Any:
    """What the template prints of a value: text without characters that HTML does not have."""
    return visible(value) if type(value) is str else value


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _drawn(figure: Figure) -> str:
    chart = figure.chart
    return draw(chart, figure.name, figure.title, figure.says) if chart and chart.bars else ""


def is_numeric(figure: Figure, column: int) -> bool:
    """Whether all cells of a column but the first are numbers, shares or a dash."""
    return column > 0 and all(_is_number(row[column]) for row in figure.rows)


def _is_number(cell: str) -> bool:
    bare = cell.replace(",", "").replace(".", "").removesuffix(" %").lstrip("<> ")
    return bare.isdigit() or cell == "–"
