"""What the speakers step works with and gives back: people, evidence, decisions, turns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from onrecord.grammar.names import fold_name
from onrecord.transcript import Transcript, Utterance


class Evidence(NamedTuple):
    """One reason to believe that a person speaks: what kind, how strong (0 to 1), and where.

    `start`:`end` is the place in the source that says so; -1 where the reason is structural.
    """

    kind: str
    weight: float
    start: int = -1
    end: int = -1


@dataclass(slots=True, eq=False)
class Person:
    """Somebody who speaks, or is described, in one document.

    `key` identifies a named person (folded full name) across documents; `label_key` an unnamed
    one inside the document; `words` are its words. `role` is what labels and biographies say;
    turns may differ.
    """

    name: str
    key: str
    kind: str = "named"
    scope: str = "dataset"
    role: str = ""
    aliases: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    affiliations: set[str] = field(default_factory=set)
    descriptions: set[str] = field(default_factory=set)
    bio: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    functions: set[str] = field(default_factory=set)
    disambiguator: str = ""
    wikidata_id: str | None = None
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = self.key.split()

    def rename(self, name: str) -> None:
        """Give a person another full name, and the key that goes with it."""
        self.name, self.key = name, fold_name(name)
        self.words = self.key.split()


class Decision(NamedTuple):
    """Who it is, how that is known, how surely (0 to 1), and why."""

    person: Person | None
    attribution: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()


UNKNOWN = Decision(None, "none", 0.0)


@dataclass(slots=True)
class Turn:
    """An utterance with its speaker; `kind` is ``speech``, ``clip`` or ``cue``.

    `person` is that of the decision: set both by `decide`. `played` says why it is a clip,
    `continues` which turn (by its place) it goes on with.
    """

    utterance: Utterance
    kind: str = "speech"
    decision: Decision = UNKNOWN
    person: Person | None = None
    role: str | None = None
    played: Evidence | None = None
    continues: int | None = None

    def decide(self, decision: Decision) -> None:
        """Attribute the turn."""
        self.decision = decision
        self.person = decision.person


@dataclass(slots=True)
class Conversation:
    """A transcript with its turns attributed, the people in it, and what was remarked."""

    transcript: Transcript
    turns: list[Turn]
    people: list[Person]
    flags: set[str]


def weigh(
    candidates: Iterable[tuple[Person, list[Evidence]]], *, least: float, margin: float
) -> tuple[Person, float, tuple[Evidence, ...]] | None:
    """The one candidate whose evidence decides, with confidence; None where it does not.

    Independent pieces of evidence add up as one minus the product of their doubts; a negative
    weight counts against. The best must reach `least` and lead the next by `margin`.
    """
    ranked = sorted(
        ((joint_weight(evidence), person, evidence) for person, evidence in candidates),
        key=lambda found: (-found[0], found[1].key),
    )
    if not ranked or ranked[0][0] < least:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < margin:
        return None
    confidence, person, evidence = ranked[0]
    return person, min(confidence, 0.98), tuple(evidence)


def joint_weight(evidence: Iterable[Evidence]) -> float:
    """What independent pieces of evidence weigh together, from 0 to 1."""
    doubt = 1.0
    against = 0.0
    for piece in evidence:
        if piece.weight >= 0:
            doubt *= 1.0 - piece.weight
        else:
            against -= piece.weight
    return 1.0 - doubt - against
