"""What one worker does: a batch of sources becomes a part, Arrow files and a summary.

Runs in any process; nothing but paths, counts and rejects travels between processes.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import pyarrow as pa

from onrecord.conversion import converse
from onrecord.errors import SourceError
from onrecord.merging import TurnRules
from onrecord.source import Source
from onrecord.sources import Found, read_source
from onrecord.speakers import Authority, Conversation, KnownPerson
from onrecord.stories import sign
from onrecord.tables import Batch, Origin
from onrecord.transcript import Refusal
from onrecord.validation import Reject, validate_batch

_RULES = TurnRules()
#: How much of a value a reject shows (see the contract).
_MAX_VALUE = 200
PART_TABLES = ("documents", "turns", "appearances", "signatures")


@dataclass(frozen=True)
class Task:
    """A batch to convert: sources with the hashes they had, and where the part goes."""

    number: int
    sources: tuple[tuple[Found, str], ...]
    folder: Path
    limit: int
    people: tuple[KnownPerson, ...] = ()
    rules: TurnRules = _RULES


@dataclass
class Part:
    """What became of a batch: its files, its rejects, its counts, and seconds by stage."""

    number: int
    folder: Path
    rejects: list[Reject] = field(default_factory=list)
    built: dict[str, str] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)

    def path(self, table: str) -> Path:
        """Where the rows of one table lie."""
        return self.folder / f"{self.number:06d}-{table}.arrow"


def warm_up() -> None:
    """Import what the first batch would wait for."""
    import pandas  # noqa: F401
    import pandera.pandas  # noqa: F401


def convert_batch(task: Task) -> Part:
    """Convert, validate and write one batch. Raises `OSError` where the part cannot be written."""
    part = Part(task.number, task.folder)
    with _without_collector():
        tables = _make_tables(task, part)
        clock = perf_counter()
        verdict = validate_batch(tables)
        clock = _lap(part, "validation", clock)
    part.rejects += verdict.rejects
    part.made.update(verdict.made)
    part.kept.update(verdict.kept)
    for document_id in verdict.documents:
        part.built.pop(document_id, None)
    for flags in verdict.tables["documents"]["flags"].to_pylist():
        part.flags.update(flags)
    signatures = sign(verdict.tables["documents"], verdict.tables["turns"])
    clock = _lap(part, "signatures", clock)
    for name, table in {**verdict.tables, "signatures": signatures}.items():
        _write(table, part.path(name))
    _lap(part, "parts", clock)
    return part


def _make_tables(task: Task, part: Part) -> dict[str, Any]:
    """The tables of a batch, its sources converted one by one."""
    batch = Batch()
    authority = Authority(task.people)
    for found, sha256 in task.sources:
        _convert_one(found, sha256, batch, part, authority, task)
    clock = perf_counter()
    tables = batch.to_tables()
    _lap(part, "tables", clock)
    return tables


@contextmanager
def _without_collector() -> Iterator[None]:
    """Stop looking for reference cycles while a batch is made: it has none, and a million objects."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _convert_one(
    found: Found, sha256: str, batch: Batch, part: Part, authority: Authority, task: Task
) -> None:
    clock = perf_counter()
    try:
        source = _read_unchanged(found, sha256, task.limit)
        clock = _lap(part, "reading", clock)
        conversations = list(converse(source, found.wanted.format, authority, task.rules))
        clock = _lap(part, "converting", clock)
    except SourceError as error:
        part.rejects.append(reject_source(found.uri, sha256, error))
        return
    origins = [Origin(source, record, found.wanted.stated) for record in range(len(conversations))]
    for origin, conversation in sorted(zip(origins, conversations, strict=True), key=_by_id):
        document_id = batch.add(conversation, origin)
        part.built[document_id] = found.uri
        _refuse(conversation.transcript.refused, found.uri, document_id, part)
    _lap(part, "tables", clock)


def _by_id(made: tuple[Origin, Conversation]) -> str:
    return made[0].document_id


def _refuse(refused: list[Refusal], uri: str, document_id: str, part: Part) -> None:
    """Reject the utterances of a document that could not be read; the document stands."""
    for one in refused:
        value = one.value[:_MAX_VALUE]
        part.rejects.append(
            Reject(uri, document_id, "turns", one.place, one.reason, "error", one.message, value)
        )
    part.made["turns"] += len(refused)


def _read_unchanged(found: Found, sha256: str, limit: int) -> Source:
    source = read_source(found, limit)
    if source.sha256 != sha256:
        raise SourceError(
            "changed while the dataset was being built; build again", reason="changed"
        )
    return source


def reject_source(uri: str, sha256: str | None, error: SourceError) -> Reject:
    """The reject of a source as a whole."""
    document_id = f"doc-{sha256[:20]}" if sha256 else None
    return Reject(uri, document_id, "sources", uri, error.reason, "error", error.message, None)


def _lap(part: Part, stage: str, since: float) -> float:
    now = perf_counter()
    part.seconds[stage] += now - since  # type: ignore[assignment]
    return now


def _write(table: Any, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
