"""What tells how good a dataset is: `check`, `report`, `evaluate`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from onrecord._api.calls import Path_, as_recipe, wanted_sources
from onrecord._api.opening import load
from onrecord.building import Workplace, run_build
from onrecord.errors import CallError, DatasetError
from onrecord.evaluation import Evaluation, compare_with_gold, read_gold
from onrecord.progress import Progress
from onrecord.quality import CHECKS, QualityReport, check_dataset, place_samples, source_date
from onrecord.recipe import Recipe
from onrecord.source import companions_told
from onrecord.sources import Wanted, discover, records_of
from onrecord.speakers import Authority
from onrecord.store import MANIFEST, read_manifest, withholds

if TYPE_CHECKING:
    from onrecord.reporting import Report, Sources


def check(
    folder: Path_,
    *,
    recipe: Path_ | Recipe | None = None,
    sources: Path_ | Sequence[Path_] = (),
    only: Sequence[str] = (),
    today: date | None = None,
) -> QualityReport:
    """How good a dataset is: every check that can run, with samples of what fails and where.

    Severities, limits, silences and further checks come from `recipe`. With `sources`, or those
    that the recipe names, offsets are held against the text, and samples have line and column.
    `only` selects checks by id. `today` is by default the day of SOURCE_DATE_EPOCH, or the day it
    is. Raises `CallError` for an unknown check, `DatasetError` where there is no folder.
    """
    loaded = as_recipe(recipe, Path(folder))
    settings = replace(
        loaded.checks,
        only=tuple(only),
        today=today or _today(),
        sources=tuple(wanted_sources(sources, loaded, None, None)),
    )
    known = CHECKS.keys() | {one.check.id for one in settings.custom}
    if unknown := [check_id for check_id in only if check_id not in known]:
        raise CallError(f"there is no check {unknown[0]!r}; onrecord check --list shows all")
    return place_samples(check_dataset(Path(folder), settings), settings)


def _today() -> date:
    """The day of SOURCE_DATE_EPOCH where it is set, else the day it is, in UTC."""
    return source_date() or datetime.now(UTC).date()


def report(  # noqa: PLR0913 - the options of the command line
    folder: Path_,
    out: Path_ = "report.html",
    *,
    sources: Path_ | Sequence[Path_] = (),
    recipe: Path_ | Recipe | None = None,
    title: str | None = None,
    documents: int | None = None,
    checks: bool | None = None,
    progress: Progress | None = None,
) -> Report:
    """The report of a dataset, written to `out`: one HTML page that loads nothing.

    `sources`, or what the recipe names, stand beside the conversations with the evidence of each
    turn; without them the page says that they are not at hand. The reader holds at most `documents`
    (80 unless told). `checks` runs the checks of quality or not; without it, where there are no
    more than three million turns; only with SOURCE_DATE_EPOCH is there a day to hold dates against. Raises `DatasetError` where there is nothing to report on.
    """
    from onrecord.reporting import DOCUMENTS, Wishes, make_report

    loaded = as_recipe(recipe, Path(folder))
    wanted = wanted_sources(sources, loaded, None, None)
    manifest = _manifest_at_hand(Path(folder))
    at_hand = _sources_at_hand(wanted, loaded, manifest, must_be=bool(sources))
    if why := _may_not_be_shown(manifest):
        at_hand = type(at_hand)(says=f"The sources are not shown: {why}.")
    settings = replace(
        loaded.checks, today=source_date(), sources=tuple(wanted) if at_hand.found else ()
    )
    held = DOCUMENTS if documents is None else documents
    wishes = Wishes(title, held, checks, settings)
    return make_report(Path(folder), Path(out), at_hand, wishes, progress)


def _manifest_at_hand(folder: Path) -> dict[str, Any]:
    """The manifest of a dataset; an empty one where there is none that can be read."""
    if not (folder / MANIFEST).is_file():
        return {}
    try:
        return read_manifest(folder)
    except DatasetError:
        return {}


def _may_not_be_shown(manifest: Mapping[str, Any]) -> str | None:
    """Why a report may not show the sources of a dataset, which hold what was taken out of it."""
    if withholds(manifest):
        return "this release withholds words"
    redaction = manifest.get("redaction")
    if isinstance(redaction, dict) and redaction.get("changes_words"):
        return "people were redacted, and the sources name them"
    return None


def _sources_at_hand(
    wanted: Sequence[Wanted], recipe: Recipe, manifest: Mapping[str, Any], *, must_be: bool
) -> Sources:
    """What a report can show beside the conversations; sources that a recipe names may be gone."""
    from onrecord.reporting import Sources

    if not wanted:
        return Sources(says="The sources are not at hand, so conversations stand alone.")
    try:
        beside = companions_told(manifest)
        found = {
            one.uri: replace(one, beside=beside.get(one.uri, ()))
            for one in records_of(discover(wanted))
        }
    except CallError as error:
        if must_be:
            raise
        return Sources(says=f"The sources are not at hand: {error}.")
    return Sources(found, Authority(recipe.people), recipe.limits.max_source_bytes, recipe.turns)


def evaluate(
    gold: Path_,
    *,
    sources: Path_ | None = None,
    dataset: Path_ | None = None,
    recipe: Path_ | Recipe | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """How right onrecord is on gold transcripts: a ``.json`` or ``.jsonl`` file, or a folder of them.

    The sources that the gold names are built in a temporary folder, with the people file and limits
    of `recipe`; with `dataset`, a dataset that holds them is judged instead. Sources are looked for
    below the folder `sources`, or beside the gold and above it. Raises `CallError` for gold that
    cannot be used, else what `build` and `load` raise. See `onrecord.evaluation.gold` for the format.
    """
    documents = read_gold(Path(gold), None if sources is None else Path(sources))
    if dataset is not None:
        return compare_with_gold(documents, load(dataset))
    loaded = as_recipe(recipe, Path("gold"))
    wanted = [
        Wanted(str(one.path), one.format, prefix=f"gold/{number:06d}")
        for number, one in enumerate(documents)
    ]
    with TemporaryDirectory(prefix="onrecord-evaluate-") as scratch:
        built = Path(scratch) / "built"
        place = Workplace(workers=workers or os.cpu_count() or 1)
        run_build(wanted, loaded, built, place, progress)
        return compare_with_gold(documents, load(built))
