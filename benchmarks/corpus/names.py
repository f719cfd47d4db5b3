"""People's names, put together from given names and surnames of many origins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.corpus.words import read_words

if TYPE_CHECKING:
    from random import Random

FEMININE = read_words("given-names-feminine")
MASCULINE = read_words("given-names-masculine")
SURNAMES = read_words("surnames")
GAELIC = read_words("surnames-gaelic")
PARTICLED = read_words("surnames-particled")
SUFFIXES = ("Jr.", "Jr.", "III", "Sr.", "II")
LETTERS = "ABCDEFGHJKLMNPRSTW"


@dataclass(frozen=True, slots=True)
class Person:
    """One person: `name` is the display form, `called` what friends call them."""

    name: str
    called: str
    family: str
    feminine: bool

    @property
    def short_name(self) -> str:
        """The name without middle initials and suffix."""
        return f"{self.called} {self.family}"


def draw_person(rng: Random, taken: set[str]) -> Person:
    """Return a new person whose surname is not in `taken`, and add the surname to it."""
    family = _draw_family(rng)
    while family in taken:
        family = _draw_family(rng)
    taken.add(family)
    return person_of_family(rng, family)


def person_of_family(rng: Random, family: str) -> Person:
    """Return a new person with the surname given."""
    feminine = rng.random() < 0.5
    called = rng.choice(FEMININE if feminine else MASCULINE)
    kind = rng.random()
    given = called
    if kind < 0.05:
        given = f"{called} {rng.choice(LETTERS)}."
    elif kind < 0.07:
        given = called = f"{rng.choice(LETTERS)}.{rng.choice(LETTERS)}."
    name = f"{given} {family}"
    if kind > 0.97 and not feminine:
        name = f"{name} {rng.choice(SUFFIXES)}"
    return Person(name, called, family, feminine)


def _draw_family(rng: Random) -> str:
    kind = rng.random()
    if kind < 0.86:
        return rng.choice(SURNAMES)
    if kind < 0.91:
        return rng.choice(GAELIC)
    if kind < 0.95:
        return rng.choice(PARTICLED)
    return f"{rng.choice(SURNAMES)}-{rng.choice(SURNAMES)}"
