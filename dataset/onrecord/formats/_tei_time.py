"""Times of TEI transcriptions: the ``timeline`` and what points into it (TEI P5, 8.4.2)."""

from __future__ import annotations

import re

from lxml import etree

from onrecord.formats._elements import get, local
from onrecord.formats._tags import milliseconds

_UNITS = {"s": 1.0, "ms": 0.001, "min": 60.0, "h": 3600.0}
_CLOCK = re.compile(r"(?:.*T)?(?P<h>[0-9]{1,2}):(?P<m>[0-9]{2}):(?P<s>[0-9]{2}(?:\.[0-9]{1,9})?)")
_PERIOD = re.compile(
    r"P(?:T(?:(?P<h>[0-9.]{1,9})H)?(?:(?P<m>[0-9.]{1,9})M)?(?:(?P<s>[0-9.]{1,12})S)?)"
)


class Timeline:
    """The points of a document's timelines by ``xml:id``, in milliseconds from the origin."""

    def __init__(self, text: etree._Element) -> None:
        self._points: dict[str, int] = {}
        for timeline in text.iter("{*}timeline"):
            self._read(timeline)

    def at(self, reference: str | None) -> int | None:
        """The time of a point: a reference to it, or a period or seconds as they stand."""
        if not reference:
            return None
        if reference.startswith("#"):
            return self._points.get(reference[1:])
        return read_period(reference)

    def _read(self, timeline: etree._Element) -> None:
        unit = get(timeline, "unit")
        clocks: dict[str, float] = {}
        before = 0
        for point in timeline:
            key = get(point, "id")
            if local(point.tag) != "when" or not key:
                continue
            clock = _CLOCK.fullmatch(get(point, "absolute") or "")
            if clock:
                clocks[key] = int(clock["h"]) * 3600 + int(clock["m"]) * 60 + float(clock["s"])
                origin = next(iter(clocks.values()))
                moment = milliseconds(clocks[key] - origin)
            else:
                moment = self._since(point, unit, before)
            if moment is not None:
                self._points[key] = before = moment

    def _since(self, point: etree._Element, unit: str | None, before: int) -> int | None:
        """The time of a point given as an interval since another, or since the one before."""
        interval = get(point, "interval")
        if interval is None:
            return None if self._points else 0
        try:
            length = milliseconds(
                float(interval) * _UNITS.get(get(point, "unit") or unit or "s", 1)
            )
        except ValueError:
            length = read_period(interval)
        since = get(point, "since")
        start = self._points.get(since.lstrip("#")) if since else before
        return None if length is None or start is None else start + length


def read_period(period: str | None) -> int | None:
    """Milliseconds of ``PT1H2M3.5S``, ``12.5s`` or ``12.5``; None where it is none."""
    if not period:
        return None
    match = _PERIOD.fullmatch(period)
    try:
        if match:
            parts = (
                float(match[name] or 0) * _UNITS[unit]
                for name, unit in (("h", "h"), ("m", "min"), ("s", "s"))
            )
            return milliseconds(sum(parts))
    except ValueError:
        return None
    return milliseconds(period.removesuffix("s"))
