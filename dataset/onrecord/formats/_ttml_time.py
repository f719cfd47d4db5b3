"""Time expressions of TTML (TTML2, section 12.3) as milliseconds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from onrecord.formats._clock import MAX_MS

_CLOCK = re.compile(
    r"(?:(?:(?P<h>[0-9]{1,4}):)?(?P<m>[0-9]{1,2}):)?(?P<s>[0-9]{1,6}(?:\.[0-9]{1,9})?)"
)
#: What most files write.
_PLAIN = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})\.([0-9]{3})")
_FRAMES = re.compile(
    r"(?P<h>[0-9]{2,4}):(?P<m>[0-9]{2}):(?P<s>[0-9]{2})[:;](?P<f>[0-9]{1,4})(?:\.(?P<sub>[0-9]{1,4}))?"
)
_OFFSET = re.compile(r"(?P<count>[0-9]{1,15}(?:\.[0-9]{1,9})?)(?P<metric>h|ms|m|s|f|t)")
_UNITS = {"h": Fraction(3600), "m": Fraction(60), "s": Fraction(1), "ms": Fraction(1, 1000)}


@dataclass(frozen=True, slots=True)
class Rates:
    """The parameters that times depend on (section 7.2): frames, sub-frames and ticks a second."""

    frames: Fraction = Fraction(30)
    nominal: int = 30
    subframes: int = 1
    ticks: Fraction = Fraction(1)
    is_smpte: bool = False
    drops: bool = False

    @classmethod
    def of(cls, parameters: dict[str, str]) -> Rates:
        """The rates that the attributes of ``tt`` declare; what they do not say has its default."""
        nominal = _whole(parameters.get("frameRate"), 30)
        subframes = _whole(parameters.get("subFrameRate"), 1)
        frames = nominal * _multiplier(parameters.get("frameRateMultiplier"))
        default = frames * subframes if "frameRate" in parameters else Fraction(1)
        return cls(
            frames,
            nominal,
            subframes,
            Fraction(_whole(parameters.get("tickRate"), 0)) or default,
            parameters.get("timeBase") == "smpte",
            parameters.get("dropMode") == "dropNTSC",
        )

    def read(self, expression: str | None) -> int | None:
        """Milliseconds of a time expression; None for none, or one that cannot be read."""
        if expression is None:
            return None
        if plain := _PLAIN.fullmatch(expression):
            h, m, s, f = map(int, plain.groups())
            return (h * 3600 + m * 60 + s) * 1000 + f
        seconds = self._seconds(expression.strip())
        return None if seconds is None or seconds * 1000 > MAX_MS else round(seconds * 1000)

    def _seconds(self, expression: str) -> Fraction | None:
        if offset := _OFFSET.fullmatch(expression):
            count, metric = Fraction(offset["count"]), offset["metric"]
            if metric in _UNITS:
                return count * _UNITS[metric]
            return count / (self.frames if metric == "f" else self.ticks)
        if frames := _FRAMES.fullmatch(expression):
            return self._of_frames(frames)
        if clock := _CLOCK.fullmatch(expression):
            return int(clock["h"] or 0) * 3600 + int(clock["m"] or 0) * 60 + Fraction(clock["s"])
        return None

    def _of_frames(self, clock: re.Match[str]) -> Fraction:
        """Seconds of ``hh:mm:ss:ff``; SMPTE counts frames, and NTSC leaves out two a minute."""
        minutes = int(clock["h"]) * 60 + int(clock["m"])
        seconds = minutes * 60 + int(clock["s"])
        frames = int(clock["f"]) + Fraction(int(clock["sub"] or 0), self.subframes)
        if not self.is_smpte:
            return seconds + frames / self.frames
        counted = seconds * self.nominal + frames
        if self.drops:
            counted -= 2 * (minutes - minutes // 10)
        return counted / self.frames


def _whole(text: str | None, default: int) -> int:
    return (
        int(text) if text and text.isascii() and text.isdigit() and int(text[:9]) > 0 else default
    )


def _multiplier(text: str | None) -> Fraction:
    """``1000 1001`` (TTML 1), ``1000:1001`` (drafts)."""
    parts = (text or "").replace(":", " ").split()
    if not 0 < len(parts) <= 2 or not all(_whole(part, 0) for part in parts):
        return Fraction(1)
    return Fraction(int(parts[0][:9]), int(parts[-1][:9]) if len(parts) > 1 else 1)
