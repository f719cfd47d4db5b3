"""Two datasets compared, step by step: the only module that knows the order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from onrecord.differences import changes, documents, people, turns
from onrecord.differences.aligning import align_turns
from onrecord.differences.changelog import write_changelog
from onrecord.differences.drift import measure_drift
from onrecord.differences.loading import TYPES, Loaded, load_sides
from onrecord.differences.model import (
    Diff,
    DocumentChanges,
    Limit,
    PeopleChanges,
    SideSummary,
    TurnChanges,
)
from onrecord.differences.pairing import pair_documents
from onrecord.differences.regrouping import regroup_people
from onrecord.differences.sides import Side, compare_schemas, open_side
from onrecord.differences.verdict import Findings, judge
from onrecord.errors import first_line

Found = TypeVar("Found")
SAMPLES = 5
MEMORY = "1GB"


def compare_datasets(
    old: Path,
    new: Path,
    *,
    samples: int = SAMPLES,
    memory: str = MEMORY,
    write_to: Path | None = None,
) -> Diff:
    """How the dataset at `new` differs from the one at `old`, with `samples` changes of each kind.

    Rows are compared in DuckDB within `memory`, spilling to a temporary folder. `write_to` names a
    ``.parquet`` or ``.jsonl`` file for all changes. Raises `CallError`.
    """
    if write_to is not None:
        changes.change_file_format(write_to)
    sides = (open_side(old, "old"), open_side(new, "new"))
    with load_sides(*sides, memory) as loaded:
        return _compare(loaded, *sides, samples, write_to)


def _compare(loaded: Loaded, old: Side, new: Side, samples: int, write_to: Path | None) -> Diff:
    loaded.run(changes.CREATE)
    summaries = (_summarise(loaded, old), _summarise(loaded, new))
    found_documents, found_turns, found_people = _find(loaded)
    drift = _attempt(loaded, "drift", measure_drift) or ()
    sampled = _attempt(loaded, "changes", lambda known: changes.sample_changes(known, samples))
    if write_to is not None:
        changes.write_changes(loaded, write_to)
    limits = (*old.limits, *new.limits, *loaded.limits)
    schema = compare_schemas(old, new)
    findings = Findings(
        *summaries, limits, schema, found_documents, found_turns, found_people, drift
    )
    verdict = judge(findings)
    return Diff(
        **vars(findings),
        verdict=verdict,
        total_changes=changes.count_changes(loaded),
        changes=sampled or (),
        changelog=write_changelog(findings, verdict),
    )


def _find(
    loaded: Loaded,
) -> tuple[DocumentChanges | None, TurnChanges | None, PeopleChanges | None]:
    """What became of documents, turns and people; None for what one side does not have."""
    if not _attempt(loaded, "turns", _match):
        return None, None, None
    found_turns = found_documents = found_people = None
    if loaded.has("turns"):
        _attempt(loaded, "turns", turns.find_turn_changes)
        found_turns = _attempt(loaded, "turns", turns.count_turns)
    if loaded.has("documents"):
        _attempt(loaded, "documents", documents.find_document_changes)
        found_documents = _attempt(loaded, "documents", documents.count_documents)
    if loaded.has("people") or "person_id" in loaded.compared["turns"]:
        found_people = _attempt(loaded, "people", people.find_people_changes)
    return found_documents, found_turns, found_people


def _match(loaded: Loaded) -> bool:
    pair_documents(loaded)
    align_turns(loaded)
    regroup_people(loaded)
    return True


def _attempt(loaded: Loaded, what: str, step: Callable[[Loaded], Found]) -> Found | None:
    """What the step gives; None, and a limit, where the database cannot do it."""
    import duckdb

    try:
        return step(loaded)
    except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException):
        raise  # a query of ours is wrong, not the data
    except duckdb.Error as error:
        why = f"could not be compared: {first_line(error, 160)}"
        loaded.limits.append(Limit("both", what, why, damaged=True))
        return None


def _summarise(loaded: Loaded, side: Side) -> SideSummary:
    tables = [table for table in TYPES if table in loaded.tables[side.which]]
    made_with = side.manifest.get("made_with")
    tool = made_with.get("onrecord") if isinstance(made_with, dict) else None
    return SideSummary(
        folder=str(side.folder),
        name=side.stated("name"),
        version=side.stated("version"),
        schema_version=side.stated("schema_version"),
        made_with=f"onrecord {tool}" if isinstance(tool, str) else None,
        rows={t: loaded.row(f"SELECT count(*) FROM {side.which}_{t}")[0] for t in tables},
    )
