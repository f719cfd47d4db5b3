"""How a dataset is to be split: shares, salt, who may be in two splits, by what to stratify."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from onrecord.errors import CallError
from onrecord.printable import shorten

People = Literal["shared", "guests", "all"]
Overlaps = Literal["join", "drop"]

RATIOS = {"train": 80.0, "validation": 10.0, "test": 10.0}
SALT = "onrecord"
#: What a split may be called: what Hugging Face and file systems take.
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_RESERVED = {"all", "excluded", "none"}


@dataclass(frozen=True)
class Plan:
    """How to split.

    `ratios` are shares of the documents by split, which add up to 1; the first split is the one that
    the others are held out from. `people` says who may be in two splits: anybody (``shared``), only
    those who lead programmes (``guests`` keeps all others in one), or nobody (``all``). Documents
    that share such a person are joined into one group, or (`overlaps` ``drop``) left out of the
    earlier split. `stratify` are columns of documents, or ``year``.
    """

    ratios: tuple[tuple[str, float], ...]
    salt: str = SALT
    people: People = "shared"
    overlaps: Overlaps = "join"
    stratify: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The splits in order."""
        return tuple(name for name, _ in self.ratios)

    @property
    def shares(self) -> tuple[float, ...]:
        """Their shares, which add up to 1."""
        return tuple(share for _, share in self.ratios)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "ratios": {name: round(share, 6) for name, share in self.ratios},
            "salt": self.salt,
            "people": self.people,
            "overlaps": self.overlaps,
            "stratify": list(self.stratify),
        }


def make_plan(
    ratios: Mapping[str, float] | None = None,
    salt: str = SALT,
    people: str = "shared",
    overlaps: str = "join",
    stratify: str | Sequence[str] = (),
) -> Plan:
    """A plan whose parts fit. Raises `CallError`."""
    _check_choice("people", people, get_args(People))
    _check_choice("overlaps", overlaps, get_args(Overlaps))
    if not isinstance(salt, str) or not salt.isprintable():
        raise CallError(f"the salt is a printable text, not {shorten(repr(salt), 60)}")
    if overlaps == "drop" and people == "shared":
        raise CallError("overlaps 'drop' needs to know whose: people 'guests' or 'all'")
    columns = (stratify,) if isinstance(stratify, str) else tuple(stratify)
    if len(set(columns)) < len(columns):
        raise CallError(f"stratify names a column twice: {', '.join(columns)}")
    return Plan(
        _check_ratios(RATIOS if ratios is None else ratios),
        salt,
        cast("People", people),
        cast("Overlaps", overlaps),
        columns,
    )


def parse_ratios(text: str) -> dict[str, float]:
    """Ratios as the command line takes them: ``80,10,10`` or ``train=80,test=20``."""
    parts = [part.strip() for part in text.split(",")]
    named = [part.partition("=") for part in parts]
    try:
        if all(sign for _, sign, _ in named):
            ratios = {name.strip(): float(value) for name, _, value in named}
            if len(ratios) == len(parts):
                return ratios
        elif not any(sign for _, sign, _ in named) and 2 <= len(parts) <= len(RATIOS):
            names = list(RATIOS) if len(parts) == len(RATIOS) else ["train", "test"]
            return dict(zip(names, map(float, parts), strict=True))
    except ValueError:
        pass
    raise CallError(
        f"ratios {shorten(text, 60)!r} are none; write 80,10,10 or train=80,validation=10,test=10"
    )


def _check_ratios(ratios: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    if len(ratios) < 2:
        raise CallError("there have to be two splits or more")
    for name, share in ratios.items():
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name in _RESERVED:
            raise CallError(
                f"no split can be called {shorten(repr(name), 60)}: lower-case letters, digits and _"
            )
        number = isinstance(share, int | float) and not isinstance(share, bool)
        if not number or not math.isfinite(share) or share <= 0:
            raise CallError(f"the share of {name} is a number above 0, not {share!r}")
    total = sum(ratios.values())
    return tuple((name, share / total) for name, share in ratios.items())


def _check_choice(what: str, value: str, among: tuple[str, ...]) -> None:
    if value not in among:
        raise CallError(f"{what} is one of {', '.join(among)}, not {shorten(repr(value), 60)}")
