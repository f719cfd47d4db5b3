"""`onrecord evaluate`: against gold."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any

import typer

from onrecord.cli.options import Json, RecipePath, Workers
from onrecord.cli.output import print_json
from onrecord.cli.progress import ProgressMode, ProgressOption, shown_progress


def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD", help="Gold: a .json or .jsonl file, or a folder.")
    ],
    sources: Annotated[
        Path | None,
        typer.Option("--sources", "-s", help="Where its sources lie; default: beside or above it."),
    ] = None,
    dataset: Annotated[
        Path | None, typer.Option("--dataset", "-d", help="Judge this dataset; default: build one.")
    ] = None,
    recipe: RecipePath = None,
    workers: Workers = None,
    progress: ProgressOption = ProgressMode.auto,
    json_: Json = False,
) -> None:
    """Measure turns, speakers, roles, people and stories against gold transcripts."""
    from onrecord._api.quality import evaluate as run

    with shown_progress(progress, wanted=not json_) as told:
        evaluation = run(
            gold, sources=sources, dataset=dataset, recipe=recipe, workers=workers, progress=told
        )
    if json_:
        print_json(_without_nan(evaluation.as_dict()))
        return
    from onrecord.cli.showing import show_evaluation

    show_evaluation(evaluation)


def _without_nan(value: Any) -> Any:
    """JSON has no word for a share of nothing: null."""
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value
