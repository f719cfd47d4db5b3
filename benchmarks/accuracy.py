"""How right a built dataset is: `python -m benchmarks.accuracy truth.jsonl built`.

The truth is what `benchmarks.corpus` wrote beside its pages; what is counted is explained in
`benchmarks.scoring`.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from benchmarks.scoring import Attributions, Score, Turn, fold, score_document, share

if TYPE_CHECKING:
    from collections.abc import Hashable

    from benchmarks.corpus.page import Truth

FIELDS = ("title", "station", "program", "published_on")
TURN_COLUMNS = [
    "document_id", "turn_index", "kind", "speaker_label", "person_id", "role", "attribution",
    "confidence", "char_start", "char_end",
]  # fmt: skip
HEADINGS = ("docs", "precision", "recall", "F1", "words", "roles", "kinds")


@dataclass(slots=True)
class Built:
    """One document of the dataset."""

    story: dict[str, str | None]
    turns: list[Turn] = field(default_factory=list)


class Result(NamedTuple):
    """The score of one document."""

    path: str
    convention: list[str]
    score: Score


@dataclass(slots=True)
class Evaluation:
    """What came out, document by document and over all of them."""

    results: list[Result] = field(default_factory=list)
    attributions: Attributions = field(default_factory=Attributions)
    fields_right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    missing: int = 0

    def by_convention(self) -> dict[str, Score]:
        """Return the sum of the scores for each convention, and for all documents first."""
        sums: dict[str, Score] = defaultdict(Score)
        for result in self.results:
            for name in ("all", *result.convention):
                sums[name] += result.score
        return {name: sums[name] for name in sorted(sums, key=lambda name: (name != "all", name))}

    def worst(self, count: int) -> list[Result]:
        """Return the documents with the most words given to the wrong people."""
        return sorted(self.results, key=lambda r: (r.score.words, r.score.f1, r.path))[:count]


def evaluate(truth_file: Path, folder: Path) -> Evaluation:
    """Return how the dataset in the folder compares with the truth."""
    built, evaluation = read_built(folder), Evaluation()
    with truth_file.open(encoding="utf-8") as lines:
        for line in lines:
            truth: Truth = json.loads(line)
            document = built.get(_tail(truth["path"]))
            if document is None:
                evaluation.missing += 1
                document = Built(dict.fromkeys(FIELDS))
            _add(evaluation, truth, document)
    return evaluation


def _add(evaluation: Evaluation, truth: Truth, document: Built) -> None:
    score = score_document(true_turns(truth), document.turns, evaluation.attributions)
    evaluation.results.append(Result(truth["path"], truth["convention"], score))
    story = dict(truth["document"])
    for name in FIELDS:
        stated, read = story[name], document.story[name]
        evaluation.fields_right[name] += str(stated).casefold() == str(read).casefold()


def true_turns(truth: Truth) -> list[Turn]:
    """Return the turns of one line of the truth file."""
    return [
        Turn(
            kind=turn["kind"],
            label=turn["label"],
            person=fold(turn["name"] or turn["label"] or ""),
            role=turn["role"],
            start=turn["start"],
            end=turn["end"],
            attribution=turn["attribution"],
            confidence=1.0,
        )
        for turn in truth["turns"]
    ]


def read_built(folder: Path) -> dict[str, Built]:
    """Return the documents of a dataset by the last two parts of their source's URI."""
    documents = _read_table(folder, "documents", ["document_id", "source_uri", *FIELDS])
    people = _read_table(folder, "people", ["person_id", "name"])
    names = dict(zip(people["person_id"], people["name"], strict=True))
    by_id, by_path = {}, {}
    for row in documents.to_dict("records"):
        document = Built({name: _text_or_none(row[name]) for name in FIELDS})
        by_id[row["document_id"]] = by_path[_tail(row["source_uri"])] = document
    turns = _read_table(folder, "turns", TURN_COLUMNS).sort_values(["document_id", "turn_index"])
    for row in turns.to_dict("records"):
        name = _text_or_none(names.get(row["person_id"]))
        by_id[row["document_id"]].turns.append(_built_turn(row, name))
    return by_path


def _built_turn(row: dict[Hashable, object], name: str | None) -> Turn:
    label = _text_or_none(row["speaker_label"])
    return Turn(
        kind=str(row["kind"]),
        label=label,
        person=fold(name or label or ""),
        role=_text_or_none(row["role"]),
        start=int(str(row["char_start"])),
        end=int(str(row["char_end"])),
        attribution=str(row["attribution"]),
        confidence=float(str(row["confidence"])),
    )


def _read_table(folder: Path, name: str, columns: list[str]) -> pd.DataFrame:
    whole = folder / f"{name}.parquet"
    return pd.read_parquet(whole if whole.exists() else folder / name, columns=columns)


def _tail(path: str) -> str:
    return "/".join(PurePosixPath(path).parts[-2:])


def _text_or_none(value: object) -> str | None:
    text = str(value)
    return None if text in {"None", "nan", "NaN", "NaT", "<NA>"} else text


def print_evaluation(evaluation: Evaluation) -> None:
    """Print the tables: conventions, attributions, confidence, fields, the worst documents."""
    documents = len(evaluation.results)
    print(f"{documents} documents, {evaluation.missing} of them not in the dataset\n")
    print(f"{'convention':<20}" + "".join(f"{heading:>10}" for heading in HEADINGS))
    for name, score in evaluation.by_convention().items():
        print(f"{name:<20}{score.documents:>10}" + "".join(f"{x:>10.4f}" for x in score.row()))
    _print_attributions(evaluation.attributions)
    print(f"\n{'field':<20}{'right':>10}")
    for name, right in evaluation.fields_right.items():
        print(f"{name:<20}{share(right, documents):>10.4f}")
    print("\nthe worst documents")
    for path, convention, score in evaluation.worst(10):
        print(f"{path}  words {score.words:.4f}  F1 {score.f1:.4f}  {', '.join(convention)}")


def _print_attributions(attributions: Attributions) -> None:
    print(f"\n{'attribution':<20}{'turns':>10}{'right':>10}{'confidence':>12}")
    for kind, (turns, right, sums) in sorted(attributions.by_kind.items()):
        print(f"{kind:<20}{turns:>10}{share(right, turns):>10.4f}{share(sums, turns):>12.4f}")
    print(f"\n{'confidence up to':<20}{'turns':>10}{'right':>10}{'confidence':>12}")
    for upper, (turns, right, sums) in sorted(attributions.by_confidence.items()):
        print(f"{upper:<20}{turns:>10}{share(right, turns):>10.4f}{share(sums, turns):>12.4f}")
    print(f"calibration error {attributions.calibration_error():.4f}")


def main() -> None:
    """Print how right the dataset is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("truth", type=Path, help="JSON Lines, as benchmarks.corpus wrote it")
    parser.add_argument("built", type=Path, help="the folder of the built dataset")
    call = parser.parse_args()
    print_evaluation(evaluate(call.truth, call.built))


if __name__ == "__main__":
    main()
