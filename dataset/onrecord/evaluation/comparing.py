"""A dataset held against gold: figures over all documents, by group, and the worst documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from onrecord.dataset import Dataset
from onrecord.errors import CallError
from onrecord.evaluation.clustering import Agreement, bcubed
from onrecord.evaluation.gold import STATED, Gold, GoldTurn, check_against
from onrecord.evaluation.scoring import Attributions, Score, Turn, fold, score_document, share
from onrecord.source import Source

_TURNS = (
    "document_id", "char_start", "char_end", "kind", "speaker_label", "person_id", "role",
    "attribution", "confidence",
)  # fmt: skip


_DOCUMENT = ("source_sha256", "format", "story_id")
_NOT_BUILT: dict[str, Any] = dict.fromkeys((*_DOCUMENT, *STATED)) | {"format": "not built"}


class Result(NamedTuple):
    """What became of one gold document: its score, and pairs of true and found identities."""

    gold: Gold
    format: str
    score: Score
    people: list[tuple[str, str]]
    story: tuple[str, str]

    @property
    def groups(self) -> list[str]:
        """The groups it counts in; all documents first."""
        split = [f"split: {self.gold.split}"] if self.gold.split else []
        conventions = [f"convention: {name}" for name in self.gold.conventions]
        return ["all", f"format: {self.format}", *split, *conventions]


@dataclass(slots=True)
class Evaluation:
    """How a dataset compares with gold."""

    results: list[Result] = field(default_factory=list)
    attributions: Attributions = field(default_factory=Attributions)
    stated: dict[str, list[int]] = field(default_factory=dict)

    def groups(self) -> dict[str, dict[str, float]]:
        """The figures of each group of documents, over all documents first.

        Shares from 0 to 1 of `Score.shares`, and `people_f1` and `stories_f1`, B-cubed.
        """
        members: defaultdict[str, list[Result]] = defaultdict(list)
        for result in self.results:
            for group in result.groups:
                members[group].append(result)
        order = sorted(members, key=lambda name: (name != "all", name.startswith("conv"), name))
        return {name: _figures(members[name]) for name in order}

    def people(self) -> Agreement:
        """B-cubed of who is the same person, over the spoken turns whose speaker is known."""
        return _agreement([pair for result in self.results for pair in result.people])

    def stories(self) -> Agreement:
        """B-cubed of which documents tell the same story."""
        return _agreement([result.story for result in self.results])

    def worst(self, count: int = 10) -> list[Result]:
        """The documents with the smallest share of words given to the right person."""
        return sorted(self.results, key=lambda r: (_badness(r.score), r.gold.source))[:count]

    def as_dict(self) -> dict[str, Any]:
        """All figures, for JSON."""
        return {
            "groups": self.groups(),
            "people": self.people()._asdict(),
            "stories": self.stories()._asdict(),
            "calibration_error": self.attributions.calibration_error(),
            "attribution": {
                name: _tally(sums) for name, sums in sorted(self.attributions.by_method.items())
            },
            "confidence_up_to": {
                f"{upper:g}": _tally(sums)
                for upper, sums in sorted(self.attributions.by_confidence.items())
            },
            "documents": {
                column: {"documents": judged, "right": share(right, judged)}
                for column, (judged, right) in sorted(self.stated.items())
            },
            "worst": [
                {"source": result.gold.source} | result.score.shares() for result in self.worst()
            ],
        }


def compare_with_gold(gold: Sequence[Gold], dataset: Dataset) -> Evaluation:
    """How the documents of `dataset` compare with gold; a source is known by its bytes.

    Raises `CallError` where the gold does not fit its own sources.
    """
    built = _built_turns(dataset)
    documents = {
        row["source_sha256"]: row
        for row in dataset.arrow("documents").select([*_DOCUMENT, *STATED]).to_pylist()
    }
    evaluation = Evaluation()
    for one in gold:
        source = Source(one.source, one.path.read_bytes())
        if one.sha256 not in (None, source.sha256):
            raise CallError(f"{one.path} is not the source the gold was made for: other bytes")
        if not source.decoded.repaired:
            check_against(one, source.decoded.text)
        truth = [_true_turn(one, turn) for turn in one.turns]
        found = built.get(source.sha256, [])
        score, pairs = score_document(truth, found, evaluation.attributions)
        document = documents.get(source.sha256, _NOT_BUILT)
        score.missing = document is _NOT_BUILT
        _judge_document(one, document, evaluation.stated)
        evaluation.results.append(
            Result(
                one,
                document["format"],
                score,
                [_identities(*pair) for pair in pairs if pair[0].person],
                (one.story or one.source, document["story_id"] or source.sha256),
            )
        )
    return evaluation


def _judge_document(gold: Gold, document: dict[str, Any], stated: dict[str, list[int]]) -> None:
    """Count which columns hold what the gold states, whatever the case of the letters."""
    for column, value in gold.document.items():
        counts = stated.setdefault(column, [0, 0])
        counts[0] += 1
        counts[1] += str(value).casefold() == str(document[column]).casefold()


def _built_turns(dataset: Dataset) -> dict[str, list[Turn]]:
    """By the hash of the source: its turns in order."""
    documents = dataset.arrow("documents").select(["document_id", "source_sha256"]).to_pydict()
    hashes = dict(zip(documents["document_id"], documents["source_sha256"], strict=True))
    people = dataset.arrow("people").select(["person_id", "name"]).to_pydict()
    names = dict(zip(people["person_id"], people["name"], strict=True))
    turns: defaultdict[str, list[Turn]] = defaultdict(list)
    for row in dataset.arrow("turns").select(list(_TURNS)).to_pylist():
        identity = row["person_id"] or ""
        turns[hashes[row["document_id"]]].append(
            Turn(
                row["char_start"],
                row["char_end"],
                row["kind"],
                fold(names.get(identity, "")),
                identity,
                row["role"],
                attribution=row["attribution"],
                confidence=row["confidence"],
            )
        )
    for of_source in turns.values():
        of_source.sort()
    return turns


def _true_turn(gold: Gold, turn: GoldTurn) -> Turn:
    spoken = turn.kind != "cue"
    name = (turn.speaker_name or turn.speaker_label or "") if spoken else ""
    named = bool(turn.speaker_name) and turn.speaker_scope == "dataset" and spoken
    identity = f"{turn.speaker_name}\t{turn.speaker_disambiguator}"
    return Turn(
        turn.char_start,
        turn.char_end,
        turn.kind,
        fold(name),
        identity if named else f"{gold.source}\t{name}",
        turn.role,
        named,
    )


def _identities(true: Turn, found: Turn | None) -> tuple[str, str]:
    """Two cluster names; a turn nobody was found for is a cluster of its own."""
    alone = f"{true.identity}\t{true.start}"
    return true.identity, found.identity or alone if found else alone


def _figures(results: list[Result]) -> dict[str, float]:
    total = Score()
    for result in results:
        total += result.score
    people = _agreement([pair for result in results for pair in result.people])
    stories = _agreement([result.story for result in results])
    return {
        "documents": total.documents,
        "missing": total.missing,
        **total.shares(),
        "people_f1": people.f1,
        "stories_f1": stories.f1,
    }


def _agreement(pairs: list[tuple[str, str]]) -> Agreement:
    return bcubed([true for true, _ in pairs], [found for _, found in pairs])


def _badness(score: Score) -> tuple[float, float]:
    shares = score.shares()
    words, turns = shares["words"], shares["f1"]
    return (words if words == words else turns), turns  # noqa: PLR0124 - not a number


def _tally(sums: list[float]) -> dict[str, float]:
    turns, right, confidence = sums
    return {
        "turns": int(turns),
        "right": share(right, turns),
        "confidence": share(confidence, turns),
    }
