"""How well a format fits a text, with the signs that say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Fit(NamedTuple):
    """`score` from 0 (no sign) to 1 (beyond doubt), and the signs found, strongest first."""

    score: float
    signs: tuple[str, ...] = ()

    @classmethod
    def of(cls, signs: Sequence[tuple[float, str]]) -> Fit:
        """A fit from independent signs, each with its own weight: 1 minus the joint doubt."""
        doubt = 1.0
        for weight, _ in signs:
            doubt *= 1.0 - weight
        ordered = sorted(signs, reverse=True)
        return cls(round(1.0 - doubt, 3), tuple(sign for _, sign in ordered))
