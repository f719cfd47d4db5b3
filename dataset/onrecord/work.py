"""What one worker does: a batch of sources becomes a part, Arrow files and a summary.

Runs in any process; nothing but paths, counts and rejects travels between processes.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from onrecord.cache import Cache
from onrecord.conversion import converse
from onrecord.errors import SourceError
from onrecord.memory import give_back
from onrecord.merging import TurnRules
from onrecord.parts import Part, sort_rows
from onrecord.source import Source
from onrecord.sources import Found, read_sources
from onrecord.speakers import Authority, Conversation, KnownPerson
from onrecord.stories import sign
from onrecord.tables import Batch, Origin, make_table
from onrecord.transcript import Refusal
from onrecord.validation import Reject, validate_batch

_RULES = TurnRules()
#: How much of a value a reject shows (see the contract).
_MAX_VALUE = 200
#: What became of a source: a byte for each in a part.
REJECTED, BUILT, PASSED = 0, 1, 2
#: Why a page of a crawl is passed over: nobody took it for a transcript.
_NO_TRANSCRIPT = frozenset({"format-unknown", "no-turns", "empty", "undecodable"})


#: A batch ends at this many documents or bytes; results do not depend on it.
BATCH_DOCUMENTS, BATCH_BYTES = 1024, 16 * 1024 * 1024
#: It ends earlier behind a source whose hash says so: what is added elsewhere does not move that end.
_LEAST, _ONE_IN = 128, 256


@dataclass(frozen=True)
class Task:
    """A batch to convert: sources with the hashes they had, and where the part goes.

    With a `cache`, a part that lies there under `key` is taken, and one that is made is kept there.
    """

    number: int
    sources: tuple[tuple[Found, str], ...]
    folder: Path
    limit: int
    people: tuple[KnownPerson, ...] = ()
    rules: TurnRules = _RULES
    cache: Cache | None = None
    key: str = ""

    def __str__(self) -> str:
        return f"batch {self.number} ({len(self.sources)} sources from {self.sources[0][0].uri} on)"


def cut_batches(
    accepted: Iterable[tuple[Found, str, int]],
) -> Iterator[tuple[list[tuple[Found, str]], int]]:
    """Sources in batches, each with its bytes; where one ends depends on what lies near, not on how many there are."""
    batch: list[tuple[Found, str]] = []
    size = 0
    for found, sha256, length in accepted:
        if batch and (len(batch) == BATCH_DOCUMENTS or size + length > BATCH_BYTES):
            yield batch, size
            batch, size = [], 0
        batch.append((found, sha256))
        size += length
        if len(batch) >= _LEAST and int(sha256[-8:], 16) % _ONE_IN == 0:
            yield batch, size
            batch, size = [], 0
    if batch:
        yield batch, size


@dataclass
class _Making:
    """A batch on the way to a part."""

    task: Task
    part: Part
    batch: Batch = field(default_factory=Batch)
    rejects: list[Reject] = field(default_factory=list)
    made_from: list[list[str] | None] = field(default_factory=list)

    def refuse(self, found: Found, sha256: str, error: SourceError) -> None:
        """Reject a source as a whole, or pass over a page that is no transcript."""
        if found.wanted.crawl and error.reason in _NO_TRANSCRIPT:
            self.made_from.append(None)
            return
        self.made_from.append([])
        self.rejects.append(reject_source(found.uri, sha256, error))


def convert_batch(task: Task) -> Part:
    """Convert, validate and write one batch, or take it from the cache.

    Raises `OSError` where the part cannot be written.
    """
    if task.cache and (known := task.cache.restore(task.key, task.number, task.folder)):
        return known
    making = _Making(task, Part(task.number, task.folder))
    part = making.part
    with _without_collector():
        _convert_all(making)
        clock = perf_counter()
        tables = {name: sort_rows(rows) for name, rows in making.batch.to_tables().items()}
        clock = _lap(part, "tables", clock)
        verdict = validate_batch(tables)
        clock = _lap(part, "validation", clock)
    part.made.update(verdict.made)
    part.kept.update(verdict.kept)
    documents = verdict.tables["documents"]
    if len(documents):
        ids = documents["document_id"]
        part.first, part.last = ids[0].as_py(), ids[-1].as_py()
    part.fates = bytes(_fate(ids, verdict.documents) for ids in making.made_from)
    for flags in documents["flags"].to_pylist():
        part.flags.update(flags)
    signatures = sign(documents, verdict.tables["turns"])
    clock = _lap(part, "signatures", clock)
    rejects = make_table("rejects", [tuple(one) for one in making.rejects + verdict.rejects])
    part.n_rejects = len(rejects)
    for name, table in {**verdict.tables, "signatures": signatures, "rejects": rejects}.items():
        part.write(name, table)
    _lap(part, "parts", clock)
    if task.cache:
        task.cache.keep(task.key, part)
    give_back()
    return part


def _fate(ids: list[str] | None, left_out: frozenset[str]) -> int:
    """What became of the source of these documents; None where it is no transcript."""
    if ids is None:
        return PASSED
    return BUILT if any(one not in left_out for one in ids) else REJECTED


def _convert_all(making: _Making) -> None:
    """Convert the sources of a batch one by one."""
    task, part = making.task, making.part
    authority = Authority(task.people)
    clock = perf_counter()
    read = read_sources([found for found, _ in task.sources], task.limit)
    for (found, sha256), source in zip(task.sources, read, strict=True):
        clock = _lap(part, "reading", clock)
        try:
            conversations = list(
                converse(
                    _unchanged(source, found, sha256), found.wanted.format, authority, task.rules
                )
            )
        except SourceError as error:
            making.refuse(found, sha256, error)
            conversations = None
        clock = _lap(part, "converting", clock)
        if conversations is not None and isinstance(source, Source):
            _add(making, found, source, conversations)
        clock = _lap(part, "tables", clock)


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


def _add(making: _Making, found: Found, source: Source, conversations: list[Conversation]) -> None:
    """Take the conversations of one source into the batch."""
    origins = [Origin(source, record, found.wanted.stated) for record in range(len(conversations))]
    ids = []
    for origin, conversation in zip(origins, conversations, strict=True):
        document_id = making.batch.add(conversation, origin)
        ids.append(document_id)
        _refuse(conversation.transcript.refused, found.uri, document_id, making)
    making.made_from.append(ids)


def _refuse(refused: list[Refusal], uri: str, document_id: str, making: _Making) -> None:
    """Reject what could not be read of a document or beside it; the document stands."""
    for one in refused:
        value = one.value[:_MAX_VALUE]
        severity = "error" if one.table == "turns" else "warn"
        making.rejects.append(
            Reject(uri, document_id, one.table, one.place, one.reason, severity, one.message, value)
        )
        making.part.made["turns"] += one.table == "turns"


def _unchanged(source: Source | SourceError, found: Found, sha256: str) -> Source:
    if isinstance(source, SourceError):
        raise source
    if source.sha256 != sha256 or source.beside != found.beside:
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
