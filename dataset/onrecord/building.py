"""The build: sources to a finished dataset, swapped in whole. The only module that knows the order."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from onrecord import staging, store, stories
from onrecord.assembling import plan_files, write_file
from onrecord.cache import Cache, code_digest, default_bytes, digest
from onrecord.engines import Engine, open_engine
from onrecord.errors import CallError, ContractError
from onrecord.foreign.sql import parquet
from onrecord.formats import FORMATS, packages_of
from onrecord.hashing import hash_file
from onrecord.identity import Changes, decide
from onrecord.inventory import Counts, Inventory
from onrecord.memory import give_back
from onrecord.merging import TurnRules
from onrecord.parts import Part, write_arrow
from onrecord.progress import Progress, Teller
from onrecord.quality import score_dataset
from onrecord.recipe import Recipe
from onrecord.redaction import (
    Redaction,
    clean_manifest,
    decide_redaction,
    describe_redaction,
    redact_tables,
)
from onrecord.scratch import scratch_database, shrink
from onrecord.source import source_uris
from onrecord.sources import Found, Wanted, contains, discover, is_shard
from onrecord.surveying import plan_survey, survey_sources
from onrecord.tables import conform_table, merged_people, table_schema
from onrecord.validation import Reject, check_table
from onrecord.version import __version__
from onrecord.work import REJECTED, Task, convert_batch, cut_batches
from onrecord_schemas import MODELS, SCHEMA_VERSION, arrow_schema, check_tables

#: A build of fewer documents and bytes is over before worker processes would have started.
_SMALL_DOCUMENTS, _SMALL_BYTES = 2000, 16 * 1024 * 1024

_TOLD_AGAIN = (
    "n_sources",
    "n_built",
    "n_rejected",
    "n_suppressed",
    "n_passed",
    "rows",
    "reasons",
    "source_bytes",
)

#: Appearances that are merged to people at a time.
_APPEARANCES = 100_000


@dataclass
class BuildReport:
    """What a build did: its counts, files and seconds by stage.

    `unchanged` says that the dataset was there already, made from the same in the same way.
    `n_cached` sources were taken from the cache; `n_passed` pages of crawls were no transcripts.
    """

    out: Path
    n_sources: int = 0
    n_built: int = 0
    n_rejected: int = 0
    n_suppressed: int = 0
    n_passed: int = 0
    n_cached: int = 0
    unchanged: bool = False
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    flags: Counter[str] = field(default_factory=Counter)
    files: list[store.StoredFile] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    source_bytes: int = 0

    @cached_property
    def rejects(self) -> list[Reject]:
        """All rejects, read from ``rejects.parquet``."""
        rows = pq.read_table(self.out / "rejects.parquet").to_pylist()
        return [Reject(**row) for row in rows]


class Workplace(NamedTuple):
    """Where batches are converted: the engine, how many at once, the address of its scheduler."""

    engine: str = "local"
    workers: int = 1
    scheduler: str | None = None


def run_build(
    wanted: Sequence[Wanted],
    recipe: Recipe,
    out: Path,
    workplace: Workplace,
    progress: Progress | None = None,
    *,
    cache: Cache | None = None,
) -> BuildReport:
    """Build the dataset of `wanted` at `out`. Raises `CallError`, `ContractError`.

    The bytes depend neither on the `workplace` nor on the `cache` of what was converted before.
    `progress` is told how far each stage is.
    """
    staging.refuse_foreign(out)
    for one in wanted:
        if contains(one, str(out)):
            raise CallError(
                f"{out} lies inside the source folder {one.path}, so the next build would read its "
                "own dataset; choose an --out elsewhere, or exclude it in the recipe"
            )
    discovered = discover(wanted)
    found = [one for one in discovered if not recipe.suppression.drops_uri(one.uri)]
    if recipe.suppression:
        cache = None  # it would hold what may not come back
    build = _Build(wanted, recipe, out, Teller(progress), cache)
    build.report.n_suppressed = len(discovered) - len(found)
    try:
        with staging.staged(out) as folder:
            build.make(found, folder, workplace)
    except _Unchanged:
        pass
    if cache and not build.report.unchanged:
        cache.trim(default_bytes())
    return build.report


class _Unchanged(Exception):
    """The dataset is there already."""


class _Build:
    """One build on its way."""

    def __init__(
        self,
        wanted: Sequence[Wanted],
        recipe: Recipe,
        out: Path,
        told: Teller,
        cache: Cache | None,
    ):
        self._wanted, self._recipe, self._told, self._cache = wanted, recipe, told, cache
        self._folder = self._parts_folder = Path()
        self._code = code_digest() if cache else ""
        self._clock = perf_counter()
        self.report = BuildReport(out)

    def make(self, found: Sequence[Found], folder: Path, workplace: Workplace) -> None:
        """Make the dataset in `folder`. Raises `_Unchanged` where it lies at its target already."""
        self._folder, self._parts_folder = folder, folder / ".parts"
        self._parts_folder.mkdir()
        with (
            scratch_database(self._parts_folder, "inventory.duckdb") as connection,
            self._open_engine(found, workplace) as runner,
        ):
            self._make(found, connection, runner)
        shutil.rmtree(self._parts_folder)

    def _open_engine(self, found: Sequence[Found], workplace: Workplace) -> Engine:
        roots = {one.root or os.path.dirname(one.path) or "." for one in found}
        sees = [self._parts_folder, *(Path(one) for one in sorted(roots) if "://" not in one)]
        return open_engine(
            workplace.engine,
            workplace.workers,
            small=workplace.scheduler is None and _is_small(found),
            scheduler=workplace.scheduler,
            sees=sees,
        )

    def _make(self, found: Sequence[Found], connection: Any, runner: Engine) -> None:
        inventory = Inventory(connection, self._recipe.suppression)
        total = self._survey(found, inventory, runner)
        self._lap("fingerprints")
        key = self._key_of_all(inventory)
        if key and self._is_there(key):
            raise _Unchanged
        parts = self._convert(inventory, total, runner)
        self._lap("batches")
        changes = self._identify(connection, parts)
        self._lap("people across documents")
        self._write(connection, inventory, parts, changes, runner)
        self._lap("writing")
        redaction = self._redact(inventory)
        if redaction:
            self._lap("redaction")
        self._check()
        if self._recipe.checks.scores:
            self._add_scores()
        self._lap("cross-table checks")
        self._count(inventory.close(), inventory, parts)
        self._write_manifest(inventory, changes, redaction)
        if self._cache and key:
            manifest = hash_file(self._folder / store.MANIFEST)
            self._cache.remember(key, {"manifest": manifest, **self._told_again()})
        self._lap("manifest")

    def _key_of_all(self, inventory: Inventory) -> str:
        """What the whole dataset is known by before it is made; empty where that cannot be said."""
        if not self._cache or self._recipe.checks.scores:
            return ""
        dataset = self._recipe.dataset.model_dump()
        said = [_said(one) for one in self._wanted]
        return digest(
            [self._code, dataset, self._recipe.sha256, *self._options(), said, inventory.digest()]
        )

    def _is_there(self, key: str) -> bool:
        """Whether the target is to the byte what would be made; the report then says so."""
        out = self.report.out
        told = self._cache.recall(key) if self._cache else None
        try:
            if told is None or hash_file(out / store.MANIFEST) != told["manifest"]:
                return False
            files = [store.StoredFile(*one) for one in told["files"]]
            if any(hash_file(out / file.path) != file.sha256 for file in files):
                return False
            for name in _TOLD_AGAIN:
                setattr(self.report, name, told[name])
        except (OSError, KeyError, TypeError):
            return False
        self.report.files, self.report.flags = files, Counter(told["flags"])
        self.report.unchanged, self.report.n_cached = True, self.report.n_sources
        self._lap("looking at what is there")
        return True

    def _told_again(self) -> dict[str, Any]:
        """What the report of a build that has nothing to do says."""
        told = {name: getattr(self.report, name) for name in _TOLD_AGAIN}
        return {**told, "files": self.report.files, "flags": self.report.flags}

    def _lap(self, stage: str) -> None:
        give_back()
        now = perf_counter()
        self.report.seconds[stage] = now - self._clock
        self._clock = now

    def _survey(self, found: Sequence[Found], inventory: Inventory, runner: Engine) -> int:
        """Enter every source into the inventory; how many are to be converted."""
        tasks = list(plan_survey(found, self._recipe.limits.max_source_bytes))
        done = rejects = 0
        for surveyed in runner.map(survey_sources, tasks):
            inventory.add_survey(surveyed)
            done += len(tasks[surveyed.number].sources)
            rejects += len(surveyed.rejects)
            self._told("reading", done, len(found), rejects, unit="sources")
        return inventory.settle()

    def _convert(self, inventory: Inventory, total: int, runner: Engine) -> list[Part]:
        waiting: dict[int, tuple[list[str], int]] = {}
        parts: list[Part] = []
        done = rejects = size = 0
        for part in runner.map(convert_batch, self._tasks(inventory, waiting)):
            uris, n_bytes = waiting.pop(part.number)
            inventory.add_fates(uris, part.fates)
            inventory.add_rejects(part.read("rejects"))
            parts.append(part)
            done, size = done + len(uris), size + n_bytes
            rejects += part.fates.count(REJECTED)
            self.report.n_cached += len(uris) if part.cached else 0
            self._told("converting", done, total, rejects, unit="sources", size=size)
        return sorted(parts, key=lambda part: part.number)

    def _tasks(
        self, inventory: Inventory, waiting: dict[int, tuple[list[str], int]]
    ) -> Iterator[Task]:
        """The sources to convert in batches; `waiting` gets the URIs and bytes of each by its number."""
        for number, (batch, n_bytes) in enumerate(cut_batches(inventory.accepted())):
            waiting[number] = [found.uri for found, _ in batch], n_bytes
            yield Task(
                number,
                tuple(batch),
                self._parts_folder,
                self._recipe.limits.max_source_bytes,
                self._recipe.people,
                self._recipe.turns,
                self._cache,
                self._key(batch) if self._cache else "",
            )

    def _key(self, batch: Sequence[tuple[Found, str]]) -> str:
        """What the part of a batch is kept under: a hash of all that it depends on."""
        said = {id(found.wanted): _said(found.wanted) for found, _ in batch}
        return digest(
            [
                self._code,
                *self._options(),
                [
                    (found.uri, sha256, found.beside, said[id(found.wanted)])
                    for found, sha256 in batch
                ],
            ]
        )

    def _options(self) -> list[Any]:
        """What the recipe says of all sources."""
        people = [asdict(person) for person in self._recipe.people]
        return [self._recipe.limits.max_source_bytes, people, asdict(self._recipe.turns)]

    def _identify(self, connection: Any, parts: Sequence[Part]) -> Changes:
        """Who is who over all documents, the people file's people left alone."""
        connection.execute(
            "CREATE TABLE documents (document_id VARCHAR, program VARCHAR, published_on DATE)"
        )
        for number, part in enumerate(parts):
            documents = part.read("documents").select(["document_id", "program", "published_on"])
            connection.register("documents_of_part", documents)
            connection.execute("INSERT INTO documents FROM documents_of_part")
            _append(connection, "heard", part.read("appearances"), is_first=number == 0)
        if not parts:
            _append(connection, "heard", table_schema("appearances").empty_table(), is_first=True)
        fixed = {key for person in self._recipe.people for key in person.keys}
        changes = decide(connection, fixed)
        connection.execute("DROP TABLE heard; DROP TABLE documents")
        return changes

    def _write(
        self,
        connection: Any,
        inventory: Inventory,
        parts: Sequence[Part],
        changes: Changes,
        runner: Engine,
    ) -> None:
        """Write the four tables."""
        who, told = self._parts_folder / "changes", self._parts_folder / "stories"
        write_arrow(who, changes.as_table())
        signatures = stories.gather(
            lambda: (part.read("signatures") for part in parts), self._parts_folder
        )
        leaders = stories.group_stories(signatures)
        followers = np.flatnonzero(leaders != np.arange(len(leaders)))
        ids = signatures.document_ids
        columns = [ids[followers].astype(str), ids[leaders[followers]].astype(str)]
        write_arrow(
            told,
            pa.table(
                [pa.array(column.tolist(), pa.string()) for column in columns],
                ["document_id", "story_id"],
            ),
        )
        tasks = plan_files(self._folder, parts, signatures, who, told)
        del signatures, leaders
        files = {}
        for done, file in enumerate(runner.map(write_file, tasks), start=1):
            files[file.path] = file
            self._told("writing", done, len(tasks) + 2, unit="files")
        self.report.files += [files[task.path] for task in tasks]
        self.report.files += store.write_table(
            self._folder, "people", table_schema("people"), _people(connection, parts, changes)
        )
        self._told("writing", len(tasks) + 1, len(tasks) + 2, unit="files")
        shrink(connection)
        self.report.files += store.write_table(
            self._folder, "rejects", table_schema("rejects"), inventory.rejects()
        )
        self._told("writing", len(tasks) + 2, len(tasks) + 2, unit="files")

    def _paths(self, table: str) -> list[Path]:
        """The files of one table that were written."""
        return store.table_files(self._folder, [one._asdict() for one in self.report.files], table)

    def _redact(self, inventory: Inventory) -> Redaction:
        """Take people that may not come back out of the tables just written."""
        suppression = self._recipe.suppression
        if not suppression:
            return Redaction()
        people = pa.concat_tables(
            pq.read_table(path, columns=["person_id", "name", "aliases"])
            for path in self._paths("people")
        )
        uris = self._uris()
        gone = {one for one in uris if suppression.drops_document(one)}
        redaction = decide_redaction(suppression, people, gone)
        if not redaction:
            return redaction
        made = self._folder / ".redacted"
        made.mkdir()
        paths = {name: self._paths(name) for name in MODELS}
        self.report.files, redaction = redact_tables(
            paths, made, redaction, suppression.drops_uri, rebuilt=True
        )
        for old in (path for some in paths.values() for path in some):
            old.unlink()
        self._move_in(made, self.report.files)
        lost = {uris[one] for one in redaction.documents if one in uris}
        kept = {uri for one, uri in uris.items() if one not in redaction.documents}
        inventory.leave_out(lost - kept, store.read_groups(self._paths("rejects"), "rejects"))
        return redaction

    def _move_in(self, made: Path, files: Sequence[store.StoredFile]) -> None:
        """Put files that were written in the folder `made` in the place of those of the same path."""
        for file in files:
            (self._folder / file.path).parent.mkdir(exist_ok=True)
            (made / file.path).replace(self._folder / file.path)
        shutil.rmtree(made)

    def _uris(self) -> dict[str, str]:
        """The sources of the documents written, by document."""
        whole = pa.concat_tables(
            pq.read_table(path, columns=["document_id", "source_uri"])
            for path in self._paths("documents")
        )
        uris = [source_uris(uri)[-1] for uri in whole["source_uri"].to_pylist()]
        return dict(zip(whole["document_id"].to_pylist(), uris, strict=True))

    def _check(self) -> None:
        with scratch_database(self._parts_folder) as connection:
            for table in ("documents", "turns", "people"):
                source = parquet(self._paths(table))
                connection.execute(f"CREATE VIEW {table} AS FROM {source}")
            violations = check_tables(connection)
        if violations:
            lines = "; ".join(map(str, violations))
            raise ContractError(
                f"the finished tables break the contract: {lines}; please report it"
            )

    def _add_scores(self) -> None:
        """Write documents once more, with what the checks say of each."""
        paths = self._paths("documents")
        scores = score_dataset(self._folder, self._recipe.checks)
        whole = arrow_schema(MODELS["documents"], optional=True)
        names = [*store.read_schema(paths[0]).names, "quality_score", "quality_reasons"]
        schema = pa.schema([whole.field(name) for name in names])

        def scored() -> Iterator[Any]:
            done = 0
            for rows in store.read_groups(paths, "documents"):
                for name in ("score", "reasons"):
                    new = schema.field(f"quality_{name}")
                    cells = scores[name].slice(done, len(rows)).cast(new.type)
                    rows = rows.append_column(new, cells)  # noqa: PLW2901 - one column more
                done += len(rows)
                yield conform_table("documents", rows, schema)

        made = self._folder / ".scored"
        made.mkdir()
        stored = store.write_table(made, "documents", schema, scored())
        self._move_in(made, stored)
        rest = [file for file in self.report.files if self._folder / file.path not in paths]
        self.report.files = [*stored, *rest]

    def _count(self, counts: Counts, inventory: Inventory, parts: Sequence[Part]) -> None:
        """Fill in the counts, and make sure that those of rows add up."""
        report = self.report
        report.n_sources, report.n_built, report.n_rejected, report.source_bytes = counts
        report.n_suppressed += inventory.n_suppressed
        report.n_passed = inventory.n_passed
        report.reasons = inventory.reasons()
        for name in ("documents", "turns"):
            written = store.count_rows(report.files, name)
            made = sum(part.made[name] for part in parts)
            kept = sum(part.kept[name] for part in parts)
            report.rows[name] = {"made": made, "written": written, "rejected": made - kept}
            if kept > written:
                report.rows[name]["redacted"] = kept - written
            if kept < written:
                raise ContractError(
                    f"the rows of {name} do not add up: {report.rows[name]}; please report it"
                )
        for part in parts:
            report.flags.update(part.flags)
            for stage, seconds in part.seconds.items():
                report.seconds[f"workers: {stage}"] = (
                    report.seconds.get(f"workers: {stage}", 0.0) + seconds
                )

    def _write_manifest(self, inventory: Inventory, changes: Changes, redaction: Redaction) -> None:
        recipe, report = self._recipe, self.report
        manifest: dict[str, Any] = {
            "name": recipe.dataset.name,
            "version": recipe.dataset.version,
            "description": recipe.dataset.description,
            "license": recipe.dataset.license,
            "recipe_sha256": recipe.sha256,
            "schema_version": SCHEMA_VERSION,
            "made_with": {
                "onrecord": __version__,
                "pyarrow": pa.__version__,
                **_plugins(self._paths("documents")),
            },
            "counts": {
                "sources": report.n_sources,
                "built": report.n_built,
                "rejected": report.n_rejected,
                "rows": report.rows,
            },
            "files": [file._asdict() for file in report.files],
            "identity": {
                "decisions": [decision.as_dict() for decision in changes.decisions],
                "people_file": sorted({person.name for person in recipe.people}),
            },
        }
        if report.n_passed:
            manifest["counts"]["passed_over"] = report.n_passed
        if recipe.turns != TurnRules():
            manifest["turns"] = asdict(recipe.turns)
        if not recipe.suppression:
            store.write_manifest(self._folder, manifest, inventory.account())
            return
        manifest["sources"] = list(inventory.account())
        manifest = clean_manifest(manifest, redaction, recipe.suppression.drops_uri)
        manifest["redaction"] = describe_redaction(
            recipe.suppression, redaction, report.n_suppressed, rebuilt=True
        )
        store.write_manifest(self._folder, manifest)


def _is_small(found: Sequence[Found]) -> bool:
    """Whether starting workers would cost more than they save."""
    if any(source.path == "-" for source in found):
        return True
    if len(found) > _SMALL_DOCUMENTS or any(map(is_shard, found)):
        return False
    return sum(os.path.getsize(f.path) for f in found if os.path.isfile(f.path)) < _SMALL_BYTES


def _said(wanted: Wanted) -> list[Any]:
    """What the recipe or the call says of sources, but for where they lie."""
    stated = dict(wanted.stated)
    return [
        wanted.format,
        wanted.encoding,
        stated,
        wanted.columns,
        wanted.records,
        wanted.crawl,
    ]


def _append(connection: Any, table: str, rows: Any, *, is_first: bool) -> None:
    """Append rows of ``appearances`` to a table of a DuckDB connection, words in place of codes."""
    for at, field_ in enumerate(rows.schema):
        if pa.types.is_dictionary(field_.type):
            rows = rows.set_column(at, field_.name, rows.column(at).cast(pa.string()))
    connection.register("more", rows)
    verb = f"CREATE TABLE {table} AS" if is_first else f"INSERT INTO {table}"
    connection.execute(f"{verb} FROM more")
    connection.unregister("more")


def _people(connection: Any, parts: Sequence[Part], changes: Changes) -> Iterator[Any]:
    """The people, a range of person_id at a time."""
    count = 0
    for number, part in enumerate(parts):
        rows = changes.of_appearances(part.read("appearances"))
        count += len(rows)
        _append(connection, "known", rows, is_first=number == 0)
    ranges = count // _APPEARANCES + 1
    bounds = [f"per-{at * 16**8 // ranges:08x}" for at in range(ranges)]
    for first, end in zip(bounds, [*bounds[1:], "~"], strict=True) if parts else ():
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW appearances AS FROM known "
            f"WHERE person_id >= '{first}' AND person_id < '{end}'"
        )
        people = merged_people(connection)
        failures = check_table("people", people)
        if failures:
            kinds = Counter(failure.check for failure in failures)
            raise ContractError(
                f"the merged people break the contract: {dict(kinds)}; please report it"
            )
        yield people
    connection.execute("DROP VIEW IF EXISTS appearances; DROP TABLE IF EXISTS known")


def _plugins(documents: Sequence[Path]) -> dict[str, str]:
    """The packages, with their versions, that read sources of a dataset."""
    found: set[str] = set()
    for path in documents:
        found |= set(pq.read_table(path, columns=["format"])["format"].unique().to_pylist())
    return packages_of(frozenset(found) - FORMATS.keys())
