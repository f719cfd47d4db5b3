"""Charts drawn: Vega-Altair specifications, rendered to SVG by vl-convert without a network.

Nothing depends on how wide a font is: places, paddings and the labels shown are all fixed, so
that the same figures give the same SVG whatever fonts a machine has. No word of the data goes
through the renderer, which ends the process at a character that XML does not have: stand-ins
are drawn, and the words put in their place.
"""

from __future__ import annotations

from typing import Any

from onrecord.reporting.figure import Chart, Columns, Ledger
from onrecord.reporting.svg import ACCENT, BAR, INK, MUTED, RULE, clean_svg
from onrecord.reporting.wording import visible

WIDTH = 344
_ROW, _BAR, _PLOT = 34, 6, 132
_LEFT, _BOTTOM, _TOP = 34, 22, 10


def draw(chart: Chart, name: str, title: str, description: str) -> str:
    """The chart as an ``<svg>`` element in the colours of the page, named for screen readers."""
    import altair
    import vl_convert

    drawn = _ledger(altair, chart) if isinstance(chart, Ledger) else _columns(altair, chart)
    specification = drawn.configure(**_CONFIG).to_dict()
    svg = vl_convert.vegalite_to_svg(specification)
    return clean_svg(svg, name, title, description, _words(chart))


def _words(chart: Chart) -> dict[str, str]:
    """What is printed for each stand-in."""
    labels = {f"label-{at}": visible(bar.label) for at, bar in enumerate(chart.bars)}
    return labels | {f"shown-{at}": visible(bar.shown) for at, bar in enumerate(chart.bars)}


_CONFIG: dict[str, Any] = {
    "background": "transparent",
    "autosize": {"type": "none"},
    "view": {"stroke": "transparent"},
}


def _ledger(altair: Any, chart: Ledger) -> Any:
    """Labels at the left, figures at the right, a thin bar below both."""
    most = max(bar.value for bar in chart.bars) or 1
    height = _ROW * len(chart.bars)
    rows = [
        {"label": f"label-{at}", "shown": f"shown-{at}", "start": 0, "value": b.value, "row": at * _ROW + 14,
         "bar": at * _ROW + 24, "colour": ACCENT if b.stands_out else BAR}
        for at, b in enumerate(chart.bars)
    ]  # fmt: skip
    base = altair.Chart(altair.Data(values=rows)).encode(
        x=altair.X("value:Q", axis=None, scale=altair.Scale(domain=[0, most], nice=False))
    )
    place = altair.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    track = base.mark_rule(strokeWidth=1, color=RULE).encode(
        x=altair.XValue(0), x2=altair.X2Value(WIDTH), y=altair.Y("bar:Q", axis=None, scale=place)
    )
    bars = base.mark_rule(strokeWidth=_BAR, strokeCap="butt").encode(
        y=altair.Y("bar:Q", axis=None, scale=place),
        x2=altair.X2("start:Q"),
        color=altair.Color("colour:N", scale=None, legend=None),
    )
    text = base.mark_text(baseline="alphabetic", fontSize=13, limit=0)
    names = text.mark_text(align="left", baseline="alphabetic", fontSize=13, color=INK, limit=0)
    amounts = text.mark_text(
        align="right", baseline="alphabetic", fontSize=12, color=MUTED, limit=0
    )
    layers = altair.layer(
        track,
        bars,
        names.encode(x=altair.XValue(0), y=altair.Y("row:Q", axis=None, scale=place), text="label:N"),
        amounts.encode(x=altair.XValue(WIDTH), y=altair.Y("row:Q", axis=None, scale=place), text="shown:N"),
    )  # fmt: skip
    return layers.properties(
        width=WIDTH, height=height, padding={"left": 0, "right": 0, "top": 0, "bottom": 0}
    )


def _columns(altair: Any, chart: Columns) -> Any:
    """Bars side by side, with three lines to read their height by."""
    ticks = _ticks(max(bar.value for bar in chart.bars))
    width = WIDTH - _LEFT
    slot = width / len(chart.bars)
    rows = [
        {"left": at * slot + min(1, slot / 10), "right": (at + 1) * slot - min(1, slot / 10),
         "middle": (at + 0.5 * (not chart.is_histogram)) * slot, "value": bar.value, "start": 0,
         "label": f"label-{at}" if at % chart.step == 0 else "",
         "colour": ACCENT if bar.stands_out else BAR}
        for at, bar in enumerate(chart.bars)
    ]  # fmt: skip
    lines = [{"tick": tick, "label": _tick_label(tick)} for tick in ticks]
    across = altair.Scale(domain=[0, width], range=[0, width], nice=False)
    up = altair.Scale(domain=[0, ticks[-1]], nice=False)
    grid = altair.Chart(altair.Data(values=lines)).encode(y=altair.Y("tick:Q", axis=None, scale=up))
    small = {"fontSize": 11, "color": MUTED, "limit": 0}
    bars = altair.Chart(altair.Data(values=rows))
    layers = altair.layer(
        grid.mark_rule(color=RULE).encode(x=altair.XValue(0), x2=altair.X2Value(width)),
        grid.mark_text(align="right", baseline="middle", dx=-7, **small).encode(
            x=altair.XValue(0), text="label:N"
        ),
        bars.mark_rect(strokeWidth=0).encode(
            x=altair.X("left:Q", axis=None, scale=across), x2="right:Q",
            y=altair.Y("value:Q", axis=None, scale=up), y2="start:Q",
            color=altair.Color("colour:N", scale=None, legend=None),
        ),
        bars.mark_text(baseline="top", dy=7, **small).encode(
            x=altair.X("middle:Q", axis=None, scale=across), y=altair.YValue(_PLOT), text="label:N"
        ),
    )  # fmt: skip
    return layers.properties(
        width=width,
        height=_PLOT,
        padding={"left": _LEFT, "right": 0, "top": _TOP, "bottom": _BOTTOM},
    )


def _ticks(most: float) -> list[int]:
    """Zero, and two or three round numbers above it, the last no less than `most`."""
    step = 1
    while step * 3 < most:
        step = {1: 2, 2: 5, 5: 10}[int(str(step)[0])] * 10 ** (len(str(step)) - 1)
    return list(range(0, step * max(1, -(-int(most) // step)) + 1, step))


def _tick_label(tick: int) -> str:
    for letter, factor in (("M", 1_000_000), ("k", 1_000)):
        if tick >= factor:
            return f"{tick / factor:g}{letter}"
    return str(tick)
