"""What users call: `build`, `check`, `convert`, `diff`, `evaluate`, `explain`, `load` and more."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from onrecord.building import BuildReport, Progress, run_build
from onrecord.checking import Finding, compare
from onrecord.conversion import converse
from onrecord.dataset import Dataset
from onrecord.differences import MEMORY, SAMPLES, Diff, compare_datasets
from onrecord.errors import CallError
from onrecord.evaluation import Evaluation, compare_with_gold, read_gold
from onrecord.formats import get_format
from onrecord.identity import Review, review, rows_for
from onrecord.people_file import add_people
from onrecord.quality import CHECKS, QualityReport, check_dataset, place_samples, source_date
from onrecord.recipe import Recipe, default_recipe, load_recipe
from onrecord.rereading import explain_again
from onrecord.sources import DEFAULT_LIMIT, Found, Wanted, discover, read_source
from onrecord.speakers import Authority
from onrecord.tables import Batch, Origin
from onrecord.template import write_repository

if TYPE_CHECKING:
    from onrecord.reporting import Report, Sources

Path_ = str | os.PathLike[str]


def build(  # noqa: PLR0913 - the options of the command line
    sources: Path_ | Sequence[Path_] = (),
    *,
    recipe: Path_ | Recipe | None = None,
    out: Path_,
    workers: int | None = None,
    format: str | None = None,  # noqa: A002 - the word users know from the command line
    encoding: str | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """The report of a build: `sources`, or what the recipe names, become the dataset at `out`.

    Sources are files, folders, globs or ``-`` for standard input. `workers` defaults to the
    number of processors. Raises `RecipeError`, `CallError`, `ContractError`; bad sources raise
    nothing and are in ``rejects.parquet``.
    """
    loaded = as_recipe(recipe, Path(out))
    wanted = wanted_sources(sources, loaded, format, encoding)
    if not wanted:
        raise CallError("there is nothing to build: give sources, or a recipe with [[sources]]")
    return run_build(wanted, loaded, Path(out), workers or os.cpu_count() or 1, progress)


def as_recipe(recipe: Path_ | Recipe | None, out: Path) -> Recipe:
    """A loaded recipe; without one, an empty recipe named after the dataset's folder."""
    if isinstance(recipe, Recipe):
        return recipe
    if recipe is not None:
        return load_recipe(Path(recipe))
    name = "".join(
        c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in out.resolve().name
    )
    return default_recipe(name.strip("._-")[:96] or "dataset")


def wanted_sources(
    sources: Path_ | Sequence[Path_], recipe: Recipe, format_name: str | None, encoding: str | None
) -> list[Wanted]:
    """What a call asks for; without sources, what the recipe names."""
    if format_name:
        get_format(format_name)
    given = [sources] if isinstance(sources, str | os.PathLike) else list(sources)
    wanted = [recipe.want(os.fspath(path)) for path in given] or recipe.wanted
    return [
        replace(one, format=format_name or one.format, encoding=encoding or one.encoding)
        for one in wanted
    ]


def convert(
    source: Path_,
    *,
    format: str | None = None,  # noqa: A002 - the word users know from the command line
    encoding: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Iterator[dict[str, Any]]:
    """The transcripts of one source as ``{"document": {...}, "turns": [...], "people": [...]}``.

    Keys and values are those of the tables. Raises `SourceError` where a build would reject.
    """
    found = discover(wanted_sources(source, default_recipe(), format, encoding))
    for one in found:
        read = read_source(one, limit)
        for record, conversation in enumerate(converse(read, one.wanted.format)):
            batch = Batch()
            batch.add(conversation, Origin(read, record))
            yield _as_dict(batch)


def verify_rebuild(
    folder: Path_,
    sources: Path_ | Sequence[Path_] = (),
    *,
    recipe: Path_ | Recipe | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Finding]:
    """How a dataset differs from a new build of `sources`, or of what the recipe names.

    Raises `DatasetError` where there is no dataset, else what `build` raises.
    """
    folder = Path(folder)
    load(folder)
    with TemporaryDirectory(prefix="onrecord-verify-") as scratch:
        rebuilt = Path(scratch) / folder.resolve().name
        build(sources, recipe=recipe, out=rebuilt, workers=workers, progress=progress)
        return compare(folder, rebuilt)


def diff(
    old: Path_,
    new: Path_,
    *,
    samples: int = SAMPLES,
    memory: str = MEMORY,
    write_to: Path_ | None = None,
) -> Diff:
    """How the dataset at `new` differs from the one at `old`, whatever made them.

    The `Diff` holds counts of documents, turns and people by what became of them, schema changes,
    drift, the verdict with its reasons, a changelog, and `samples` changes of each kind; `as_dict`
    gives it for JSON. `write_to` names a ``.parquet`` or ``.jsonl`` file for all changes. Rows are
    compared within `memory`, as ``"1GB"``, and spill to a temporary folder. What cannot be read is
    in `Diff.limits`; where there is no table at all to compare, `CallError` is raised.
    """
    to = None if write_to is None else Path(write_to)
    return compare_datasets(Path(old), Path(new), samples=samples, memory=memory, write_to=to)


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
        run_build(wanted, loaded, built, workers or os.cpu_count() or 1, progress)
        return compare_with_gold(documents, load(built))


def people(folder: Path_) -> Review:
    """What a build decided on people across documents, and near misses, for review.

    Raises `DatasetError` where there is no dataset.
    """
    return review(load(folder))


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


def settle(
    folder: Path_, people_file: Path_, *, same: Sequence[int] = (), different: Sequence[int] = ()
) -> Path:
    """Write decisions on cases of `people` into a people file: one person, or different ones.

    Cases are numbered from 1 in the order of `Review.cases`. The recipe's people file overrules
    what the next build would decide. Raises `CallError`, `RecipeError`, `DatasetError`.
    """
    cases = people(folder).cases
    rows = []
    for numbers, is_same in ((same, True), (different, False)):
        for number in numbers:
            if not 1 <= number <= len(cases):
                raise CallError(f"there is no case {number}: {folder} has {len(cases)}")
            rows += rows_for(cases[number - 1], same=is_same)
    path = Path(people_file)
    add_people(path, rows)
    return path


def explain(
    folder: Path_,
    document: str,
    turn: int | None = None,
    *,
    sources: Path_ | Sequence[Path_] = (),
    recipe: Path_ | Recipe | None = None,
) -> dict[str, Any]:
    """What each piece of a document's source was taken for, and the evidence of its turns.

    `document` is a document_id, a source_uri, or the end of one. A dataset holds no sources:
    `sources`, or what the recipe names, must have the one it was built from, which is converted
    again. With `turn`, only that turn. See `onrecord.explaining` for the keys. Raises
    `CallError`, `DatasetError`, `SourceError`.
    """
    from onrecord.explaining import add_across

    dataset = load(folder)
    row = _find_document(dataset, document)
    loaded = as_recipe(recipe, Path(folder))
    found = _find_source(row, wanted_sources(sources, loaded, None, None))
    again = explain_again(found, row, Authority(loaded.people), loaded.limits.max_source_bytes)
    explained = {"document_id": row["document_id"]} | again
    for told, kept in zip(
        explained["turns"], _kept_turns(dataset, row["document_id"]), strict=False
    ):
        add_across(told, kept)
    if turn is not None:
        explained["turns"] = [t for t in explained["turns"] if t["turn_index"] == turn]
        if not explained["turns"]:
            last = len(again["turns"]) - 1
            raise CallError(f"{document} has no turn {turn}: its turns are 0 to {last}")
    return explained


def _kept_turns(dataset: Dataset, document_id: str) -> list[dict[str, Any]]:
    """Name, role, attribution and confidence of the turns of a document, in order."""
    query = """SELECT p.name, t.role::VARCHAR, t.attribution::VARCHAR, t.confidence
        FROM turns t LEFT JOIN people p USING (person_id)
        WHERE t.document_id = ? ORDER BY t.turn_index"""
    with dataset.duckdb() as connection:
        rows = connection.execute(query, [document_id]).fetchall()
    columns = ("name", "role", "attribution", "confidence")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _find_document(dataset: Dataset, wanted: str) -> dict[str, Any]:
    """The one row of documents that `wanted` means."""
    columns = ["document_id", "source_uri", "source_sha256", "format"]
    rows: list[dict[str, Any]] = dataset.arrow("documents").select(columns).to_pylist()
    exact = [row for row in rows if wanted in (row["document_id"], row["source_uri"])]
    found = exact or [row for row in rows if f"/{row['source_uri']}".endswith(f"/{wanted}")]
    if len(found) != 1:
        names = ", ".join(row["source_uri"] for row in (found or rows)[:5])
        what = f"means {len(found)} documents" if found else "is no document of this dataset"
        raise CallError(f"{wanted!r} {what}; for instance: {names}")
    return found[0]


def _find_source(row: dict[str, Any], wanted: Sequence[Wanted]) -> Found:
    """The source of a document among those wanted: the one of its URI, or the only one."""
    if not wanted:
        raise CallError(
            f"a dataset holds no sources: name the file or folder that {row['source_uri']} came "
            "from with --source, or a --recipe"
        )
    candidates = discover(wanted)
    named = [one for one in candidates if one.uri == row["source_uri"]]
    for one in named or candidates[:1] * (len(candidates) == 1):
        return one
    raise CallError(f"{row['source_uri']} is not among the {len(candidates)} sources given")


def _as_dict(batch: Batch) -> dict[str, Any]:
    tables = batch.to_tables()
    people = tables["appearances"].drop_columns(["document_id"])
    return {
        "document": tables["documents"].to_pylist()[0],
        "turns": tables["turns"].to_pylist(),
        "people": people.to_pylist(),
    }


def init(name: str, into: Path_ = ".") -> Path:
    """The folder `name` made in the folder `into`: a repository for a dataset of that name.

    It has a recipe, seeds, tests, a Makefile, a workflow and a hook. Raises `CallError` for a name
    that cannot be one, and where the folder is there and not empty.
    """
    write_repository(name, Path(into))
    return Path(into) / name


def load(folder: Path_) -> Dataset:
    """The dataset at `folder`. Raises `DatasetError` where there is none."""
    return Dataset(Path(folder))


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
    at_hand = _sources_at_hand(wanted, loaded, must_be=bool(sources))
    settings = replace(
        loaded.checks, today=source_date(), sources=tuple(wanted) if at_hand.found else ()
    )
    held = DOCUMENTS if documents is None else documents
    wishes = Wishes(title, held, checks, settings)
    return make_report(Path(folder), Path(out), at_hand, wishes, progress)


def _sources_at_hand(wanted: Sequence[Wanted], recipe: Recipe, *, must_be: bool) -> Sources:
    """What a report can show beside the conversations; sources that a recipe names may be gone."""
    from onrecord.reporting import Sources

    if not wanted:
        return Sources(says="The sources are not at hand, so conversations stand alone.")
    try:
        found = {one.uri: one for one in discover(wanted)}
    except CallError as error:
        if must_be:
            raise
        return Sources(says=f"The sources are not at hand: {error}.")
    return Sources(found, Authority(recipe.people), recipe.limits.max_source_bytes)
