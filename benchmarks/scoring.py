"""Scores: one document of a dataset held against the truth about it.

A turn is found when its first character and its label are right. Words are counted by their
characters, each of which goes to the person of the turn that holds it. Roles and kinds are
compared on turns that begin at the right character.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import astuple, dataclass, field, fields
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

HONORIFICS = re.compile(r"\b(?:mr|mrs|ms|dr|senator|sen|representative|rep|governor|gov)\b\.?")
NOT_IN_NAMES = re.compile(r"[\W_]+")
# upper ends of the ranges of confidence that are reported
CONFIDENCES = (0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)


class Turn(NamedTuple):
    """One turn, of either side: `person` is the folded name, or the label of the unnamed."""

    kind: str
    label: str | None
    person: str
    role: str | None
    start: int
    end: int
    attribution: str
    confidence: float


@dataclass(slots=True)
class Score:
    """Counts that add up over documents."""

    documents: int = 0
    true_turns: int = 0
    built_turns: int = 0
    found: int = 0
    characters: int = 0
    characters_right: int = 0
    aligned: int = 0
    kinds_right: int = 0
    voiced: int = 0
    roles_right: int = 0

    def __iadd__(self, other: Score) -> Self:
        for counted, more in zip(fields(self), astuple(other), strict=True):
            setattr(self, counted.name, getattr(self, counted.name) + more)
        return self

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall of turns."""
        return share(2 * self.found, self.built_turns + self.true_turns)

    @property
    def words(self) -> float:
        """The share of the words given to the right person."""
        return share(self.characters_right, self.characters)

    def row(self) -> list[float]:
        """Return precision, recall, F1, words, roles and kinds, each from 0 to 1."""
        return [
            share(self.found, self.built_turns),
            share(self.found, self.true_turns),
            self.f1,
            self.words,
            share(self.roles_right, self.voiced),
            share(self.kinds_right, self.aligned),
        ]


@dataclass(slots=True)
class Attributions:
    """How often the person of a built turn was right, by how and how surely it was known.

    Each entry holds turns, turns that were right, and the sum of their confidence.
    """

    by_kind: dict[str, list[float]] = field(default_factory=dict)
    by_confidence: dict[float, list[float]] = field(default_factory=dict)

    def count(self, turn: Turn, *, right: bool) -> None:
        """Count one turn that is not a cue."""
        upper = next(edge for edge in CONFIDENCES if turn.confidence <= edge)
        for sums in (
            self.by_kind.setdefault(turn.attribution, [0, 0, 0.0]),
            self.by_confidence.setdefault(upper, [0, 0, 0.0]),
        ):
            sums[0] += 1
            sums[1] += right
            sums[2] += turn.confidence

    def calibration_error(self) -> float:
        """Return how far confidence and truth lie apart on average, from 0 to 1."""
        gaps = sum(abs(right - confidence) for _, right, confidence in self.by_confidence.values())
        return share(gaps, sum(turns for turns, _, _ in self.by_confidence.values()))


def share(part: float, whole: float) -> float:
    """Return the part as a share of the whole; of nothing it is not a number."""
    return part / whole if whole else float("nan")


@cache
def fold(name: str) -> str:
    """Return the name without case, accents, honorifics and punctuation."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return NOT_IN_NAMES.sub(" ", HONORIFICS.sub(" ", bare.casefold())).strip()


def score_document(truth: list[Turn], built: list[Turn], attributions: Attributions) -> Score:
    """Return the score of one document, and count its attributions."""
    score = Score(documents=1, true_turns=len(truth), built_turns=len(built))
    score.found = len({(t.start, t.label) for t in truth} & {(t.start, t.label) for t in built})
    _compare_kinds_and_roles(score, truth, built)
    score.characters = sum(turn.end - turn.start for turn in truth if turn.kind != "cue")
    best: dict[Turn, tuple[int, str]] = {}
    for true, other, characters in overlaps(truth, built):
        right = true.person == other.person
        score.characters_right += characters * right
        best[other] = max(best.get(other, (0, "")), (characters, true.person))
    for turn in built:
        if turn.kind != "cue":
            attributions.count(turn, right=best.get(turn, (0, None))[1] == turn.person)
    return score


def _compare_kinds_and_roles(score: Score, truth: list[Turn], built: list[Turn]) -> None:
    starting = {turn.start: turn for turn in built}
    for true in truth:
        other = starting.get(true.start)
        if other is None:
            continue
        score.aligned += 1
        score.kinds_right += true.kind == other.kind
        if true.kind != "cue":
            score.voiced += 1
            score.roles_right += true.role == other.role


def overlaps(truth: list[Turn], built: list[Turn]) -> Iterator[tuple[Turn, Turn, int]]:
    """Yield each true turn with each built turn that shares characters with it, and how many.

    Cues have no words and are left out. Both lists are in order of position.
    """
    spoken = [turn for turn in built if turn.kind != "cue"]
    first = 0
    for true in truth:
        if true.kind == "cue":
            continue
        while first < len(spoken) and spoken[first].end <= true.start:
            first += 1
        for other in spoken[first:]:
            if other.start >= true.end:
                break
            yield true, other, min(true.end, other.end) - max(true.start, other.start)
