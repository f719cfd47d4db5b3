"""Scores of one document: its turns in the dataset held against its turns in the gold.

Boundaries are where turns and cues begin; spans, begin and end. Everything else is judged on the
turns of the gold that are spoken: each is matched with the built turn that holds most of its
characters, and characters go to the person of the built turn that holds them, so that missing,
joined and split turns cost what they are worth. Words are counted by their characters, which works
for scripts without spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from typing import NamedTuple, Self

from onrecord.grammar.names import fold_name

_HONORIFICS = re.compile(r"^(?:(?:mr|mrs|ms|dr|senator|sen|representative|rep|governor|gov) )+")
#: Upper ends of the bins of confidence.
CONFIDENCES = (0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)


class Turn(NamedTuple):
    """One turn of either side.

    `person` is the folded name, or the folded label of the unnamed; empty for nobody. `identity`
    says who is the same over all documents.
    """

    start: int
    end: int
    kind: str
    person: str
    identity: str
    role: str | None
    named: bool = True
    attribution: str = "none"
    confidence: float = 1.0

    @property
    def is_spoken(self) -> bool:
        """Whether anybody speaks, in the conversation or on tape."""
        return self.kind != "cue"


@dataclass(slots=True)
class Score:
    """Counts that add up over documents. `named` counts are of speakers known by a full name."""

    documents: int = 0
    missing: int = 0
    true_turns: int = 0
    built_turns: int = 0
    boundaries: int = 0
    spans: int = 0
    spoken: int = 0
    people_right: int = 0
    kinds_right: int = 0
    judged_roles: int = 0
    roles_right: int = 0
    characters: int = 0
    characters_right: int = 0
    named: int = 0
    named_right: int = 0

    def __iadd__(self, other: Score) -> Self:
        for counted in fields(self):
            name = counted.name
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    def shares(self) -> dict[str, float]:
        """The figures made of these counts, each from 0 to 1; not a number of nothing."""
        return {
            "precision": share(self.boundaries, self.built_turns),
            "recall": share(self.boundaries, self.true_turns),
            "f1": share(2 * self.boundaries, self.built_turns + self.true_turns),
            "spans_f1": share(2 * self.spans, self.built_turns + self.true_turns),
            "words": share(self.characters_right, self.characters),
            "words_named": share(self.named_right, self.named),
            "turns": share(self.people_right, self.spoken),
            "roles": share(self.roles_right, self.judged_roles),
            "kinds": share(self.kinds_right, self.spoken),
        }


@dataclass(slots=True)
class Attributions:
    """How often the person of a built turn was right, by how and how surely it was known.

    Each entry holds turns, turns that were right, and the sum of their confidence.
    """

    by_method: dict[str, list[float]] = field(default_factory=dict)
    by_confidence: dict[float, list[float]] = field(default_factory=dict)

    def count(self, turn: Turn, *, right: bool) -> None:
        """Count one spoken turn; where nobody was decided on, there is no confidence to judge."""
        sums = [self.by_method.setdefault(turn.attribution, [0, 0, 0.0])]
        if turn.attribution != "none":
            upper = next(edge for edge in CONFIDENCES if turn.confidence <= edge)
            sums.append(self.by_confidence.setdefault(upper, [0, 0, 0.0]))
        for one in sums:
            one[0] += 1
            one[1] += right
            one[2] += turn.confidence

    def calibration_error(self) -> float:
        """The expected calibration error, from 0 to 1: how far confidence and truth lie apart.

        The mean over bins of confidence, weighted by their turns (Naeini, Cooper and Hauskrecht,
        "Obtaining well calibrated probabilities using Bayesian binning", 2015).
        """
        gaps = sum(abs(right - confidence) for _, right, confidence in self.by_confidence.values())
        return share(gaps, sum(turns for turns, _, _ in self.by_confidence.values()))


def share(part: float, whole: float) -> float:
    """The part as a share of the whole; of nothing it is not a number."""
    return part / whole if whole else float("nan")


@cache
def fold(name: str) -> str:
    """The name without case, accents, punctuation and honorifics."""
    return _HONORIFICS.sub("", fold_name(name))


def score_document(
    truth: list[Turn], built: list[Turn], attributions: Attributions
) -> tuple[Score, list[tuple[Turn, Turn | None]]]:
    """The score of one document, and each spoken true turn with the built one that holds it.

    Both lists are in the order of their places. Counts the attributions of the built turns.
    """
    score = Score(documents=1, true_turns=len(truth), built_turns=len(built))
    score.boundaries = len(_places(truth) & _places(built))
    score.spans = len({t[:2] for t in truth} & {t[:2] for t in built})
    held: dict[Turn, tuple[int, Turn]] = {}
    said: dict[Turn, tuple[int, Turn]] = {}
    for true, other, characters in _overlaps(truth, built):
        right = true.person == other.person
        score.characters_right += characters * right
        score.named_right += characters * right * true.named
        held[true] = max(held.get(true, (0, other)), (characters, other))
        said[other] = max(said.get(other, (0, true)), (characters, true))
    for turn in filter(_spoken, built):
        best = said.get(turn)
        attributions.count(turn, right=best is not None and best[1].person == turn.person)
    pairs = [(true, held[true][1] if true in held else None) for true in filter(_spoken, truth)]
    for true, found in pairs:
        _judge(score, true, found)
    return score, pairs


def _places(turns: list[Turn]) -> set[tuple[int, bool]]:
    return {(turn.start, turn.is_spoken) for turn in turns}


def _spoken(turn: Turn) -> bool:
    return turn.is_spoken


def _judge(score: Score, true: Turn, found: Turn | None) -> None:
    score.spoken += 1
    score.characters += true.end - true.start
    score.named += (true.end - true.start) * true.named
    score.judged_roles += true.role is not None
    if found is not None:
        score.people_right += true.person == found.person
        score.kinds_right += true.kind == found.kind
        score.roles_right += true.role is not None and true.role == found.role


def _overlaps(truth: list[Turn], built: list[Turn]) -> Iterator[tuple[Turn, Turn, int]]:
    """Each spoken true turn with each spoken built turn it shares characters with, and how many."""
    spoken = list(filter(_spoken, built))
    first = 0
    for true in filter(_spoken, truth):
        while first < len(spoken) and spoken[first].end <= true.start:
            first += 1
        for at in range(first, len(spoken)):
            other = spoken[at]
            if other.start >= true.end:
                break
            yield true, other, min(true.end, other.end) - max(true.start, other.start)
