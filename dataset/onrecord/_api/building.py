"""What makes a dataset or shows what it would hold: `build`, `convert`, `preview`, `sniff`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from onrecord._api.calls import Path_, as_cache, as_recipe, wanted_sources
from onrecord._api.opening import load
from onrecord.building import BuildReport, Workplace, run_build
from onrecord.checking import Finding, compare
from onrecord.conversion import converse
from onrecord.engines import check_choice
from onrecord.errors import CallError, SourceError
from onrecord.previewing import Preview, preview_table
from onrecord.progress import Progress
from onrecord.recipe import TABLES, Recipe, checked_columns, default_recipe
from onrecord.sniffing import Sniffed, sniff_source, unreadable
from onrecord.sources import (
    DEFAULT_LIMIT,
    Found,
    Wanted,
    discover,
    read_source,
    read_through,
    records_of,
)
from onrecord.sources.discovery import STDIN
from onrecord.tables import Batch, Origin


def build(  # noqa: PLR0913 - the options of the command line
    sources: Path_ | Sequence[Path_] = (),
    *,
    recipe: Path_ | Recipe | None = None,
    out: Path_,
    workers: int | None = None,
    format: str | None = None,  # noqa: A002 - the word users know from the command line
    encoding: str | None = None,
    records: str | None = None,
    crawl: bool = False,
    progress: Progress | None = None,
    cache: Path_ | bool = True,
    engine: str = "local",
    scheduler: str | None = None,
) -> BuildReport:
    """The report of a build: `sources`, or what the recipe names, become the dataset at `out`.

    Sources are files, folders, globs or ``-`` for standard input; archives hold many. `records` names
    the column of tables (Parquet, JSON lines, CSV) each of whose rows holds a whole source; `crawl` says
    that most sources are pages without a transcript. `workers` defaults to the number of processors.
    What was converted before is taken from the cache: the user's own, another folder, or none where
    `cache` is False; the result is the same. `engine` is ``local`` or ``dask``, with the address of a
    `scheduler` or workers of this machine. `progress` is called with a `Step` as the build goes on.
    Raises `RecipeError`, `CallError`, `ContractError`; bad sources raise nothing and are in
    ``rejects.parquet``.
    """
    check_choice(engine, scheduler)
    loaded = as_recipe(recipe, Path(out))
    wanted = wanted_sources(sources, loaded, format, encoding, records, crawl=crawl)
    if not wanted:
        raise CallError("there is nothing to build: give sources, or a recipe with [[sources]]")
    if scheduler:
        wanted = [_absolute(one) for one in wanted]
    processes = workers or os.cpu_count() or 1
    place = Workplace(engine, processes, scheduler)
    return run_build(wanted, loaded, Path(out), place, progress, cache=as_cache(cache))


def _absolute(wanted: Wanted) -> Wanted:
    """The same, for workers that run in other folders."""
    if wanted.path == STDIN:
        return wanted
    return replace(wanted, path=os.path.abspath(wanted.path))  # noqa: PTH100 - not through links


def convert(
    source: Path_,
    *,
    format: str | None = None,  # noqa: A002 - the word users know from the command line
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    records: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Iterator[dict[str, Any]]:
    """The transcripts of one source as ``{"document": {...}, "turns": [...], "people": [...]}``.

    Keys and values are those of the tables. `columns` are those of a table, as ``[sources.columns]``
    of a recipe has them; `records` is the column of a table each of whose rows holds a whole source.
    Raises `SourceError` where a build would reject.
    """
    for found in _tables(source, format, encoding, columns, records):
        for one, read in read_through(found, limit):
            if isinstance(read, SourceError):
                raise read
            for record, conversation in enumerate(converse(read, one.wanted.format)):
                batch = Batch()
                batch.add(conversation, Origin(read, record))
                yield _as_dict(batch)


def preview(  # noqa: PLR0913 - the options of the command line
    source: Path_,
    *,
    format: str | None = None,  # noqa: A002 - the word users know from the command line
    columns: Mapping[str, str] | None = None,
    rows: int = 5,
    encoding: str | None = None,
    records: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Preview:
    """The first `rows` of a table as a build would read them, to try `columns` before it.

    Without `columns`, they are known by their usual names. Raises `CallError`, and `SourceError` with
    the columns that there are where one is not.
    """
    if rows < 1:
        raise CallError(f"a preview of {rows} rows shows nothing; ask for 1 or more")
    if format not in TABLES:
        raise CallError(f"a preview is of tables, not of the format {format!r}")
    found = list(islice(records_of(_tables(source, format, encoding, columns, records)), 2))
    if len(found) != 1:
        raise CallError("a preview is of one source, and these are several")
    return preview_table(read_source(found[0], limit), rows)


def _tables(
    source: Path_,
    format_name: str | None,
    encoding: str | None,
    columns: Mapping[str, str] | None,
    records: str | None,
) -> list[Found]:
    """The sources of a call, with the columns that it states."""
    stated = checked_columns(columns) if columns else None
    if stated and format_name not in TABLES:
        raise CallError(f"only tables have columns, not the format {format_name!r}")
    wanted = wanted_sources(source, default_recipe(), format_name, encoding, records)
    return discover([replace(one, columns=stated) for one in wanted])


def sniff(
    sources: Path_ | Sequence[Path_],
    *,
    encoding: str | None = None,
    records: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Iterator[Sniffed]:
    """What each of `sources` looks like: its format, the signs of it, and what to do.

    Raises `CallError` where there are none; what is wrong with one is told of it.
    """
    for found in discover(wanted_sources(sources, default_recipe(), None, encoding, records)):
        for one, read in read_through(found, limit):
            if isinstance(read, SourceError):
                yield unreadable(one.uri, read)
            else:
                yield sniff_source(read)


def _as_dict(batch: Batch) -> dict[str, Any]:
    tables = batch.to_tables()
    people = tables["appearances"].drop_columns(["document_id"])
    return {
        "document": tables["documents"].to_pylist()[0],
        "turns": tables["turns"].to_pylist(),
        "people": people.to_pylist(),
    }


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
        build(sources, recipe=recipe, out=rebuilt, workers=workers, progress=progress, cache=False)
        return compare(folder, rebuilt)
