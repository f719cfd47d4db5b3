"""What a format is, and how well it fits a text, with the signs that say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from onrecord.source import Source
from onrecord.transcript import Transcript


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


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its registry name, what it reads, how it is recognised, and its two functions.

    `outranks` names formats of which this one is a special case; one that `is_binary` is read from
    its bytes: no text, or text that says itself how it is to be decoded, such as XML. `companions` are
    the names of files that tell about a source from beside it, by the name that the source must have:
    ``{"utterances.jsonl": ("speakers.json",)}``; the converter has them as `Source.companions`.
    """

    name: str
    reads: str
    recognised_by: str
    detect: Callable[[Source], Fit]
    convert: Callable[[Source], Iterator[Transcript]]
    outranks: frozenset[str] = frozenset()
    is_binary: bool = False
    companions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
