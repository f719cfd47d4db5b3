"""A release and the user's own copies of its sources: the full dataset again, byte for byte."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord import staging, store
from onrecord.dataset import Dataset
from onrecord.engines import Engine, open_engine
from onrecord.errors import CallError, DatasetError
from onrecord.merging import TurnRules
from onrecord.parts import Part
from onrecord.progress import Progress, Teller
from onrecord.rights.evidence import restore_evidence
from onrecord.rights.filling import Filler, fill_rejects
from onrecord.rights.finding import Needed, find_copies, lay_out
from onrecord.rights.opening import open_whole
from onrecord.source import Companion, companions_listed, source_uris
from onrecord.sources import DEFAULT_LIMIT
from onrecord.sources.discovery import Found, Wanted
from onrecord.speakers import KnownPerson
from onrecord.tables import table_schema
from onrecord.version import __version__
from onrecord.work import Task, convert_batch, cut_batches

_SMALL = 2000
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")


@dataclass(frozen=True)
class Hydration:
    """What hydrating did: where the full dataset lies, from how many sources, and its files."""

    out: Path
    n_sources: int
    n_documents: int
    files: Sequence[store.StoredFile]


@dataclass(frozen=True)
class _Plan:
    """What a release needs to be filled: documents, sources, people known beforehand."""

    withheld: list[str]
    needed: list[str]
    sources: list[tuple[Needed, Mapping[str, Any]]]
    people: tuple[KnownPerson, ...]
    rules: TurnRules


def fill_release(
    folder: Path,
    sources: Sequence[Path],
    out: Path,
    workers: int = 1,
    progress: Progress | None = None,
) -> Hydration:
    """The full dataset of the release at `folder`, made at `out` from copies of its sources.

    Raises `CallError` where sources are missing or other ones, `DatasetError` where the release is
    not whole or the result is not to the byte what was built; nothing is written then.
    """
    told = Teller(progress)
    dataset, full = _opened(folder, out)
    plan = _plan(dataset, full)
    copies = find_copies([one for one, _ in plan.sources], sources, told)
    with staging.staged(out) as staged:
        scratch = staged / ".parts"
        scratch.mkdir()
        with open_engine("local", workers, small=len(plan.sources) < _SMALL) as runner:
            parts = _convert(plan, copies, scratch, runner, told)
        files = _write(dataset, plan, parts, staged, told)
        shutil.rmtree(scratch)
        _finish(dataset, full, files, staged)
    return Hydration(out, len(plan.sources), len(plan.withheld), files)


def _opened(folder: Path, out: Path) -> tuple[Dataset, dict[str, Any]]:
    """The release and what it says of the full dataset, if it is whole and can be filled."""
    dataset = open_whole(folder, "get the release again")
    if not store.withholds(dataset.manifest):
        raise CallError(f"{folder} withholds nothing, so there is nothing to fill")
    if folder.resolve() == out.resolve():
        raise CallError(f"{out} is the release itself; choose another --out")
    rights = dataset.manifest["rights"]
    if why := rights.get("cannot_be_filled"):
        raise CallError(f"{folder} cannot be filled again: {why}")
    staging.refuse_foreign(out)
    full = rights.get("full")
    if not isinstance(full, dict) or not {"files", "manifest_sha256"} <= full.keys():
        raise DatasetError(f"{folder}: its manifest does not say what the full dataset was")
    return dataset, full


def _plan(dataset: Dataset, full: Mapping[str, Any]) -> _Plan:
    columns = ["document_id", "source_uri", "source_sha256", "source_bytes", "format", "withheld"]
    documents = dataset.arrow("documents")
    if "withheld" not in documents.schema.names:
        raise DatasetError(f"{dataset.folder}: documents lack the column withheld")
    also = set(full.get("also_needs", ()))
    listed = {one["uri"]: one for one in dataset.manifest.get("sources", ())}
    rejected = [listed[uri] for uri in full.get("also_needs_rejected", ()) if uri in listed]
    rejected = [one for one in rejected if "sha256" in one]
    rows = documents.select(columns).to_pylist()
    again = {one["sha256"] for one in rejected} | {
        row["source_sha256"]
        for row in rows
        if row["withheld"] is not None or row["document_id"] in also
    }
    rows = [row for row in rows if row["source_sha256"] in again]  # each with all its documents
    withheld = [row["document_id"] for row in rows if row["withheld"] is not None]
    needed = [row["document_id"] for row in rows]
    sources: dict[str, tuple[Needed, Mapping[str, Any]]] = {}
    for row in rows:
        uri = next(
            (one for one in source_uris(row["source_uri"]) if one in listed), row["source_uri"]
        )
        read = {**listed.get(uri, {}), "format": row["format"]}
        known = row["source_sha256"], row["source_bytes"], _companions(read)
        one = Needed(uri, *known, read.get("records"))
        sources[row["source_sha256"]] = (one, read)
    for one in rejected:
        need = Needed(one["uri"], one["sha256"], one["bytes"], _companions(one), one.get("records"))
        sources.setdefault(one["sha256"], (need, one))
    people = tuple(_as_person(row) for row in full.get("people_file", ()))
    rules = TurnRules(**dataset.manifest.get("turns", {}))
    return _Plan(withheld, needed, [sources[key] for key in sorted(sources)], people, rules)


def _companions(listed: Mapping[str, Any]) -> tuple[Companion, ...]:
    """The companions of a source that a manifest lists. Raises `DatasetError` where a name is none of a file."""
    found = companions_listed(listed)
    for name, *_ in found:
        if not _FILE_NAME.fullmatch(name):
            raise DatasetError(
                f"the manifest calls a companion {name[:80]!r}, which is no name of a file; get the release again"
            )
    return found


def _as_person(row: Mapping[str, Any]) -> KnownPerson:
    first, last = (
        date.fromisoformat(row[name]) if row.get(name) else None
        for name in ("valid_from", "valid_until")
    )
    return KnownPerson(
        row["name"],
        frozenset(row["keys"]),
        row["disambiguator"],
        tuple(row["affiliations"]),
        row["wikidata_id"],
        first,
        last,
    )


def _tasks(plan: _Plan, copies: Mapping[str, Found], folder: Path) -> Iterator[Task]:
    """Batches of sources in the order of the rows."""
    limit = max([DEFAULT_LIMIT, *(one.largest for one, _ in plan.sources)])
    found = (
        (_found(one, read, lay_out(one, copies, folder)), one.sha256, one.size)
        for one, read in plan.sources
    )
    for number, (batch, _) in enumerate(cut_batches(found)):
        yield Task(number, tuple(batch), folder, limit, plan.people, plan.rules)


def _found(one: Needed, read: Mapping[str, Any], copy: Found) -> Found:
    """The user's copy of a source, under the source's name and to be read as it was."""
    wanted = Wanted(
        copy.path,
        read.get("format"),
        read.get("encoding"),
        stated=read.get("stated") or {},
        columns=read.get("columns"),
        records=copy.wanted.records,
    )
    return replace(copy, uri=one.uri, wanted=wanted)


def _convert(
    plan: _Plan, copies: Mapping[str, Found], folder: Path, runner: Engine, told: Teller
) -> list[Part]:
    tasks = list(_tasks(plan, copies, folder))
    parts = []
    done = 0
    for part in runner.map(convert_batch, tasks):
        parts.append(part)
        done += len(tasks[part.number].sources)
        told("converting", done, len(plan.sources), unit="sources")
    return sorted(parts, key=lambda part: part.number)


def _write(
    dataset: Dataset, plan: _Plan, parts: Sequence[Part], staged: Path, told: Teller
) -> list[store.StoredFile]:
    filler = Filler(pa.array(plan.needed, pa.string()), pa.array(plan.withheld, pa.string()))
    documents = filler.fill(
        "documents",
        store.read_groups(dataset.files("documents"), "documents"),
        _again(parts, "documents"),
        ("title", "summary"),
    )
    schema = _full_schema(dataset, "documents")
    files = store.write_table(
        staged, "documents", schema, (one.select(schema.names).cast(schema) for one in documents)
    )
    told("writing", 1, 4, unit="tables")
    turns = filler.fill(
        "turns",
        store.read_groups(dataset.files("turns"), "turns"),
        _again(parts, "turns"),
        ("text", "cues"),
    )
    schema = _full_schema(dataset, "turns")
    files += store.write_table(staged, "turns", schema, (one.cast(schema) for one in turns))
    told("writing", 2, 4, unit="tables")
    appearances = pa.concat_tables(
        [table_schema("appearances").empty_table(), *_again(parts, "appearances")]
    )
    people = filler.people(_all(dataset, "people"), appearances)
    files += store.write_table(staged, "people", _full_schema(dataset, "people"), [people])
    told("writing", 3, 4, unit="tables")
    again = [reject for part in parts for reject in part.read("rejects").to_pylist()]
    rejects = fill_rejects(_all(dataset, "rejects"), again)
    files += store.write_table(staged, "rejects", _full_schema(dataset, "rejects"), [rejects])
    told("writing", 4, 4, unit="tables")
    return files


def _all(dataset: Dataset, name: str) -> Any:
    empty = store.read_schema(dataset.files(name)[0]).empty_table()
    return pa.concat_tables([empty, *store.read_groups(dataset.files(name), name)])


def _again(parts: Sequence[Part], name: str) -> Iterator[Any]:
    for part in parts:
        yield part.read(name)


def _full_schema(dataset: Dataset, name: str) -> Any:
    """The schema that a table of the full dataset had: that of the release, words not null."""
    schema = store.read_schema(dataset.files(name)[0])
    fields = [f.with_nullable(False) if f.name == "text" else f for f in schema]
    return pa.schema([f for f in fields if f.name != "withheld"])


def _finish(
    dataset: Dataset, full: Mapping[str, Any], files: Sequence[store.StoredFile], staged: Path
) -> None:
    """Write the manifest of the full dataset, and make sure that all is to the byte what it was."""
    people = pa.concat_tables(
        pq.read_table(staged / file.path)
        for file in files
        if file.path in store.names_of(full["files"], "people")
    )
    manifest = {key: value for key, value in dataset.manifest.items() if key != "rights"}
    manifest = {**restore_evidence(manifest, people), "files": full["files"]}
    made = {file.path: file for file in files}
    for file in full["files"]:
        mine = made.get(file["path"])
        if mine is None or mine.sha256 != file["sha256"]:
            same_rows = mine is not None and mine.logical_sha256 == file["logical_sha256"]
            raise DatasetError(_not_the_same(file["path"], dataset.manifest, same_rows=same_rows))
    text = store.render_manifest(manifest).encode()
    if sha256(text).hexdigest() != full["manifest_sha256"]:
        raise DatasetError(_not_the_same(store.MANIFEST, dataset.manifest, same_rows=False))
    (staged / store.MANIFEST).write_bytes(text)


def _not_the_same(path: str, manifest: Mapping[str, Any], *, same_rows: bool) -> str:
    built, here = (
        manifest.get("made_with", {}),
        {"onrecord": __version__, "pyarrow": pa.__version__},
    )
    versions = ", ".join(f"{name} {version}" for name, version in sorted(built.items()))
    what = "has the rows that were built in other bytes" if same_rows else "is not what was built"
    if built != here:
        mine = ", ".join(f"{name} {version}" for name, version in sorted(here.items()))
        remedy = f"it was built with {versions}, and this is {mine}: install those and try again"
    else:
        remedy = f"the versions are the same ({versions}), so the release was changed; get it again"
    return f"{path}, filled again, {what}; {remedy}; nothing was written"
