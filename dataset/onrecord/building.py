"""The build: sources to a finished dataset, swapped in whole. The only module that knows the order."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord import staging, store, stories
from onrecord.errors import CallError, ContractError, SourceError
from onrecord.foreign.sql import parquet
from onrecord.formats import FORMATS, packages_of
from onrecord.identity import Changes, decide
from onrecord.merging import TurnRules
from onrecord.pool import Runner
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
from onrecord.source import source_uris
from onrecord.sources import Found, Wanted, contains, discover, fingerprint
from onrecord.sources.reading import Fingerprint
from onrecord.suppression import Suppression
from onrecord.tables import conform_table, make_table, merge_people, table_schema
from onrecord.validation import Reject, check_table
from onrecord.version import __version__
from onrecord.work import PART_TABLES, Part, Task, convert_batch, reject_source
from onrecord_schemas import MODELS, SCHEMA_VERSION, arrow_schema, check_tables

#: A batch ends at this many documents or bytes; results do not depend on it.
BATCH_DOCUMENTS, BATCH_BYTES = 2048, 16 * 1024 * 1024

#: A build of fewer documents and bytes is over before worker processes would have started.
_SMALL_DOCUMENTS, _SMALL_BYTES = 2000, 16 * 1024 * 1024


@dataclass
class BuildReport:
    """What a build did: its counts, rejects, files and seconds by stage."""

    out: Path
    n_sources: int = 0
    n_built: int = 0
    n_rejected: int = 0
    n_suppressed: int = 0
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    flags: Counter[str] = field(default_factory=Counter)
    files: list[store.StoredFile] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    source_bytes: int = 0

    @property
    def reasons(self) -> dict[str, int]:
        """How many sources were rejected for each reason."""
        first = {reject.source_uri: reject.check for reject in reversed(self.rejects)}
        return dict(sorted(Counter(first.values()).items()))


@dataclass
class _Plan:
    """What to convert, in the order of the finished rows, and what cannot be."""

    found: list[Found]
    prints: dict[str, Fingerprint] = field(default_factory=dict)
    accepted: list[Found] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    n_suppressed: int = 0

    def leave_out(self, uris: Collection[str]) -> None:
        """Forget sources that are suppressed, but for their number."""
        kept = [source for source in self.found if source.uri not in uris]
        self.n_suppressed += len(self.found) - len(kept)
        self.found = kept


def run_build(
    wanted: Sequence[Wanted],
    recipe: Recipe,
    out: Path,
    workers: int = 1,
    progress: Progress | None = None,
) -> BuildReport:
    """Build the dataset of `wanted` at `out`. Raises `CallError`, `ContractError`.

    The bytes do not depend on `workers`. `progress` is told how far each stage is.
    """
    told = Teller(progress)
    report = BuildReport(out)
    staging.refuse_foreign(out)
    for one in wanted:
        if contains(one, str(out)):
            raise CallError(
                f"{out} lies inside the source folder {one.path}, so the next build would read its "
                "own dataset; choose an --out elsewhere, or exclude it in the recipe"
            )
    discovered = discover(wanted)
    found = [one for one in discovered if not recipe.suppression.drops_uri(one.uri)]
    with staging.staged(out) as folder:
        with Runner(workers, small=_is_small(found)) as runner:
            clock = perf_counter()
            plan = _make_plan(found, recipe, told)
            plan.n_suppressed += len(discovered) - len(found)
            clock = _lap(report, "fingerprints", clock)
            parts = _convert(plan, recipe, folder, runner, told)
        clock = _lap(report, "batches", clock)
        changes = _identify_across(parts, recipe)
        clock = _lap(report, "people across documents", clock)
        _write_tables(report, plan, parts, changes, folder, told)
        clock = _lap(report, "writing", clock)
        redaction = _redact(report, plan, parts, recipe.suppression, folder)
        clock = _lap(report, "redaction", clock) if redaction else clock
        _check(folder)
        if recipe.checks.scores:
            _add_scores(report, folder, recipe)
        clock = _lap(report, "cross-table checks", clock)
        _count(report, plan, parts)
        manifest = _manifest(report, recipe, plan, parts, folder)
        manifest["identity"] = {
            "decisions": [decision.as_dict() for decision in changes.decisions],
            "people_file": sorted({person.name for person in recipe.people}),
        }
        if recipe.suppression:
            manifest = clean_manifest(manifest, redaction, recipe.suppression.drops_uri)
            manifest["redaction"] = describe_redaction(
                recipe.suppression, redaction, plan.n_suppressed, rebuilt=True
            )
        store.write_manifest(folder, manifest)
        _lap(report, "manifest", clock)
    return report


def _lap(report: BuildReport, stage: str, since: float) -> float:
    now = perf_counter()
    report.seconds[stage] = now - since
    return now


def _is_small(found: Sequence[Found]) -> bool:
    """Whether starting workers would cost more than they save."""
    if any(source.path == "-" for source in found):
        return True
    if len(found) > _SMALL_DOCUMENTS:
        return False
    return sum(os.path.getsize(f.path) for f in found if os.path.isfile(f.path)) < _SMALL_BYTES


def _make_plan(found: list[Found], recipe: Recipe, told: Teller) -> _Plan:
    """Hash every source, set duplicates and unreadable ones aside, order the rest by id."""
    plan = _Plan(found)
    first: dict[str, str] = {}
    suppressed: set[str] = set()
    for done, source in enumerate(found, start=1):
        try:
            known = fingerprint(source, recipe.limits.max_source_bytes)
        except SourceError as error:
            plan.rejects.append(reject_source(source.uri, None, error))
        else:
            if recipe.suppression.drops_bytes(known.sha256):
                suppressed.add(source.uri)
                continue
            plan.prints[source.uri] = known
            original = first.setdefault(known.sha256, source.uri)
            if original == source.uri:
                plan.accepted.append(source)
            else:
                twin = SourceError(
                    f"the same bytes as {original}, which is built", reason="duplicate"
                )
                plan.rejects.append(reject_source(source.uri, known.sha256, twin))
        if done % 256 == 0 or done == len(found):
            told("reading", done, len(found), len(plan.rejects), unit="sources")
    plan.leave_out(suppressed)
    plan.accepted.sort(key=lambda source: plan.prints[source.uri].sha256)
    return plan


def _tasks(plan: _Plan, recipe: Recipe, folder: Path, workers: int) -> Iterator[Task]:
    """Batches of the accepted sources, small enough that every worker has several."""
    share = len(plan.accepted) // (4 * workers) + 1
    documents = min(BATCH_DOCUMENTS, share) if workers > 1 else BATCH_DOCUMENTS
    batch: list[tuple[Found, str]] = []
    size = number = 0
    for source in plan.accepted:
        known = plan.prints[source.uri]
        if batch and (len(batch) == documents or size + known.size > BATCH_BYTES):
            yield Task(
                number,
                tuple(batch),
                folder,
                recipe.limits.max_source_bytes,
                recipe.people,
                recipe.turns,
            )
            number, batch, size = number + 1, [], 0
        batch.append((source, known.sha256))
        size += known.size
    if batch:
        yield Task(
            number,
            tuple(batch),
            folder,
            recipe.limits.max_source_bytes,
            recipe.people,
            recipe.turns,
        )


def _convert(plan: _Plan, recipe: Recipe, folder: Path, runner: Runner, told: Teller) -> list[Part]:
    parts_folder = folder / ".parts"
    parts_folder.mkdir()
    parts: list[Part] = []
    done = size = rejects = 0
    tasks = list(_tasks(plan, recipe, parts_folder, runner.processes))
    for part in runner.map(convert_batch, tasks):
        parts.append(part)
        done += len(tasks[part.number].sources)
        size += sum(plan.prints[source.uri].size for source, _ in tasks[part.number].sources)
        rejects += sum(one.table == "sources" for one in part.rejects)
        told("converting", done, len(plan.accepted), rejects, unit="sources", size=size)
    return sorted(parts, key=lambda part: part.number)


def _identify_across(parts: list[Part], recipe: Recipe) -> Changes:
    """Who is who over all documents, the people file's people left alone."""
    fixed = {key for person in recipe.people for key in person.keys}
    return decide(_all_parts(parts, "appearances"), _all_parts(parts, "documents"), fixed)


def _all_parts(parts: list[Part], name: str) -> Any:
    return pa.concat_tables(
        [table_schema(name).empty_table(), *(_read_part(p, name) for p in parts)]
    )


def _write_tables(
    report: BuildReport,
    plan: _Plan,
    parts: list[Part],
    changes: Changes,
    folder: Path,
    told: Teller,
) -> None:
    """Write the four tables from the parts, whose rows are in key order already."""
    stored = {
        "documents": _documents(parts, changes),
        "turns": (_turns(part, changes) for part in parts),
    }
    for step, (name, tables) in enumerate(stored.items(), start=1):
        report.files.append(store.write_table(folder, name, table_schema(name), tables))
        told("writing", step, 4, unit="tables")
    report.files.append(
        store.write_table(folder, "people", table_schema("people"), [_people(parts, changes)])
    )
    told("writing", 3, 4, unit="tables")
    report.rejects = sorted(
        [*plan.rejects, *(reject for part in parts for reject in part.rejects)],
        key=lambda reject: tuple(str(value) for value in reject),
    )
    rejects = make_table("rejects", [tuple(reject) for reject in report.rejects])
    report.files.append(store.write_table(folder, "rejects", table_schema("rejects"), [rejects]))
    told("writing", 4, 4, unit="tables")
    for part in parts:
        for name in PART_TABLES:
            part.path(name).unlink()
    (folder / ".parts").rmdir()


def _read_part(part: Part, table: str) -> Any:
    return pa.ipc.open_file(pa.memory_map(str(part.path(table)))).read_all()


def _turns(part: Part, changes: Changes) -> Any:
    """The turns of a part, said by the people they are now known to be."""
    return changes.of_turns(_read_part(part, "turns"))


def _documents(parts: list[Part], changes: Changes) -> Iterator[Any]:
    """The documents of each part, each with the story it tells."""
    if not parts:
        return
    file = parts[0].folder / "minhash"
    signatures = stories.gather((_read_part(part, "signatures") for part in parts), file)
    story_ids = signatures.document_ids.take(pa.array(stories.group_stories(signatures)))
    file.unlink()
    done = 0
    for part in parts:
        documents = _read_part(part, "documents")
        table = changes.of_documents(documents, partial(_turns, part, changes))
        field = table.schema.get_field_index("story_id")
        yield table.set_column(field, table.schema.field(field), story_ids.slice(done, len(table)))
        done += len(table)


def _people(parts: list[Part], changes: Changes) -> Any:
    people = merge_people(changes.of_appearances(_all_parts(parts, "appearances")))
    failures = check_table("people", people)
    if failures:
        kinds = Counter(failure.check for failure in failures)
        raise ContractError(
            f"the merged people break the contract: {dict(kinds)}; please report it"
        )
    return people


def _redact(
    report: BuildReport, plan: _Plan, parts: list[Part], suppression: Suppression, folder: Path
) -> Redaction:
    """Take people that may not come back out of the tables just written."""
    if not suppression:
        return Redaction()
    people = pq.read_table(folder / "people.parquet", columns=["person_id", "name", "aliases"])
    built = {document_id for part in parts for document_id in part.built}
    gone = {one for one in built if suppression.drops_document(one)}
    redaction = decide_redaction(suppression, people, gone)
    if not redaction:
        return redaction
    paths = {name: [folder / f"{name}.parquet"] for name in MODELS}
    made = folder / ".redacted"
    made.mkdir()
    report.files, redaction = redact_tables(
        paths, made, redaction, suppression.drops_uri, rebuilt=True
    )
    for file in report.files:
        (made / file.path).replace(folder / file.path)
    made.rmdir()
    uris = {
        part.built.pop(one) for part in parts for one in redaction.documents if one in part.built
    }
    plan.leave_out(uris)
    report.rejects = [one for one in report.rejects if one.source_uri not in uris]
    return redaction


def _check(folder: Path) -> None:
    import duckdb

    with duckdb.connect() as connection:
        for table in ("documents", "turns", "people"):
            source = parquet([folder / f"{table}.parquet"])
            connection.execute(f"CREATE VIEW {table} AS FROM {source}")
        violations = check_tables(connection)
    if violations:
        lines = "; ".join(map(str, violations))
        raise ContractError(f"the finished tables break the contract: {lines}; please report it")


def _add_scores(report: BuildReport, folder: Path, recipe: Recipe) -> None:
    """Write documents once more, with what the checks say of each."""
    documents = pq.read_table(folder / "documents.parquet")
    scores = score_dataset(folder, recipe.checks)
    scored, whole = documents, arrow_schema(MODELS["documents"], optional=True)
    for name in ("score", "reasons"):
        field = whole.field(f"quality_{name}")
        scored = scored.append_column(field, scores[name].cast(field.type))
    schema = pa.schema([whole.field(name) for name in scored.schema.names])
    scored = conform_table("documents", scored, schema)
    stored = store.write_table(folder, "documents", schema, [scored])
    report.files = [stored if file.path == stored.path else file for file in report.files]


def _count(report: BuildReport, plan: _Plan, parts: list[Part]) -> None:
    """Fill in the counts, and make sure that they add up."""
    built = {uri for part in parts for uri in part.built.values()}
    named = {uri for reject in report.rejects for uri in source_uris(reject.source_uri or "")}
    rejected = {source.uri for source in plan.found if source.uri in named} - built
    report.n_sources, report.n_built, report.n_rejected = len(plan.found), len(built), len(rejected)
    report.n_suppressed = plan.n_suppressed
    report.source_bytes = sum(known.size for known in plan.prints.values())
    written = {file.path.removesuffix(".parquet"): file.rows for file in report.files}
    for name in ("documents", "turns"):
        made = sum(part.made[name] for part in parts)
        kept = sum(part.kept[name] for part in parts)
        report.rows[name] = {"made": made, "written": written[name], "rejected": made - kept}
        if kept > written[name]:
            report.rows[name]["redacted"] = kept - written[name]
    for part in parts:
        report.flags.update(part.flags)
        for stage, seconds in part.seconds.items():
            report.seconds[f"workers: {stage}"] = (
                report.seconds.get(f"workers: {stage}", 0.0) + seconds
            )
    adds_up = report.n_sources == report.n_built + report.n_rejected and all(
        rows["made"] == rows["written"] + rows["rejected"] + rows.get("redacted", 0)
        for rows in report.rows.values()
    )
    if not adds_up:
        raise ContractError(
            f"the counts do not add up: {report.n_sources} sources, {report.n_built} built, "
            f"{report.n_rejected} rejected; rows {report.rows}; please report it"
        )


def _as_declared(wanted: Wanted) -> dict[str, Any]:
    """What the recipe says of a source that its bytes do not: needed to read it the same again."""
    stated = {key: wanted.stated[key] for key in ("title", "summary") if key in wanted.stated}
    declared = {"encoding": wanted.encoding, "stated": stated, "columns": wanted.columns}
    return {key: value for key, value in declared.items() if value}


def _plugins(folder: Path) -> dict[str, str]:
    """The packages, with their versions, that read sources of the dataset at `folder`."""
    found = pq.read_table(folder / "documents.parquet", columns=["format"])["format"]
    return packages_of(frozenset(found.unique().to_pylist()) - FORMATS.keys())


def _manifest(
    report: BuildReport, recipe: Recipe, plan: _Plan, parts: list[Part], folder: Path
) -> dict[str, Any]:
    built = {uri for part in parts for uri in part.built.values()}
    reasons = {reject.source_uri: reject.check for reject in reversed(report.rejects)}
    sources = []
    for source in plan.found:
        known = plan.prints.get(source.uri)
        entry: dict[str, Any] = {
            "uri": source.uri,
            "fate": "built" if source.uri in built else "rejected",
        }
        if known:
            entry |= {"sha256": known.sha256, "bytes": known.size}
        entry |= _as_declared(source.wanted)
        if source.uri not in built:
            entry["reason"] = reasons[source.uri]
        sources.append(entry)
    turns = {} if recipe.turns == TurnRules() else {"turns": asdict(recipe.turns)}
    return turns | {
        "name": recipe.dataset.name,
        "version": recipe.dataset.version,
        "description": recipe.dataset.description,
        "license": recipe.dataset.license,
        "recipe_sha256": recipe.sha256,
        "schema_version": SCHEMA_VERSION,
        "made_with": {"onrecord": __version__, "pyarrow": pa.__version__, **_plugins(folder)},
        "counts": {
            "sources": report.n_sources,
            "built": report.n_built,
            "rejected": report.n_rejected,
            "rows": report.rows,
        },
        "files": [file._asdict() for file in report.files],
        "sources": sources,
    }
