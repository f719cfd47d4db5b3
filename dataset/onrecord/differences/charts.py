"""Small charts of a distribution before and after, as inline SVG without style or script."""

from __future__ import annotations

from html import escape

from onrecord.differences.model import Drift, Share, Summary
from onrecord.differences.wording import describe_drift
from onrecord.printable import shorten

_WIDTH, _HEIGHT, _BAR, _GAP = 320, 34, 13, 4
#: Shades of a bar of shares, used in turn; the style sheet gives them their colours.
_SHADES = 6
#: Narrower pieces than this carry no name.
_LEAST_NAMED = 42


def draw_drift(drift: Drift) -> str:
    """Shares as stacked bars, or quantiles as boxes: the old one above the new one."""
    if drift.old_summary and drift.new_summary:
        shapes = _boxes(drift.old_summary, drift.new_summary)
    else:
        shapes = _bars(drift.shares)
    label = escape(shorten(describe_drift(drift)))
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" role="img"'
        f' aria-label="{label}">{shapes}</svg>'
    )


def _bars(shares: tuple[Share, ...]) -> str:
    rows = (
        ([(s.value, s.old_share) for s in shares], 0),
        ([(s.value, s.new_share) for s in shares], _BAR + _GAP),
    )
    return "".join(_bar(pieces, top) for pieces, top in rows)


def _bar(pieces: list[tuple[str, float]], top: int) -> str:
    """One stacked bar; a share that is no whole (a flag) leaves the rest of it empty."""
    shapes, left = [f'<rect class="rest" x="0" y="{top}" width="{_WIDTH}" height="{_BAR}"/>'], 0.0
    for number, (value, share) in enumerate(pieces):
        width = share * _WIDTH
        name = escape(shorten(value, 40))
        shapes.append(
            f'<rect class="shade{number % _SHADES}" x="{left:.1f}" y="{top}" width="{width:.1f}"'
            f' height="{_BAR}"><title>{name} {share:.1%}</title></rect>'
        )
        if width >= max(_LEAST_NAMED, 7 * len(name)):
            shapes.append(f'<text x="{left + 4:.1f}" y="{top + 10}">{name}</text>')
        left += width
    return "".join(shapes)


def _boxes(old: Summary, new: Summary) -> str:
    """Lines from the 5th to the 95th percentile, boxes from the 25th to the 75th, the median."""
    least = min(old.quantiles[0], new.quantiles[0])
    span = max(old.quantiles[4], new.quantiles[4]) - least
    return "".join(
        _box([(q - least) / span if span else 0.5 for q in one.quantiles], top)
        for one, top in ((old, 0), (new, _BAR + _GAP))
    )


def _box(quantiles: list[float], top: int) -> str:
    at = [2 + q * (_WIDTH - 4) for q in quantiles]
    middle = top + _BAR / 2
    return (
        f'<line class="whisker" x1="{at[0]:.1f}" x2="{at[4]:.1f}" y1="{middle}" y2="{middle}"/>'
        f'<rect class="shade0" x="{at[1]:.1f}" y="{top}" width="{max(1.0, at[3] - at[1]):.1f}" height="{_BAR}"/>'
        f'<line class="median" x1="{at[2]:.1f}" x2="{at[2]:.1f}" y1="{top}" y2="{top + _BAR}"/>'
    )
