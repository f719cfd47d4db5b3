"""Writing a corpus: pages as files or as records of shards, truth as JSON Lines."""

from __future__ import annotations

import json
from contextlib import ExitStack
from multiprocessing import Pool
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.corpus.documents import make_document, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.corpus.documents import Document

BATCH = 500
ENCODER = json.JSONEncoder(ensure_ascii=False)


class Order(NamedTuple):
    """A run of pages to write: from `first` up to but not including `last`.

    They go below `out`, or, where there is no `out`, back as records for the shard.
    """

    seed: int
    first: int
    last: int
    shard: int
    out: Path | None


class Written(NamedTuple):
    """What came of an order: the truth and the records as lines, and their counts."""

    truth: bytes
    records: bytes
    documents: int
    size: int
    turns: int


def write_corpus(
    out: Path, truth: Path | None, *, seed: int, documents: int, shards: int = 0, workers: int = 1
) -> Written:
    """Return the counts of a corpus written below `out`, with its truth in one file.

    Without shards each page is a file of its own; with them `out` holds that many JSON Lines
    files of records with `path` and `text`. The truth is the same either way.
    """
    out.mkdir(parents=True, exist_ok=True)
    for first in range(0, 0 if shards else documents, 1000):
        (out / path_of(first)).parent.mkdir(exist_ok=True)
    orders = list(_split(seed, documents, shards, out))
    total = Written(b"", b"", 0, 0, 0)
    with ExitStack() as stack:
        record_files = [
            stack.enter_context((out / f"shard-{number:05d}.jsonl").open("wb"))
            for number in range(shards)
        ]
        truth_file = stack.enter_context(truth.open("wb")) if truth else None
        for order, written in zip(orders, _carry_out(orders, workers), strict=True):
            if truth_file:
                truth_file.write(written.truth)
            if record_files:
                record_files[order.shard].write(written.records)
            total = _added(total, written)
    return total


def _split(seed: int, documents: int, shards: int, out: Path) -> Iterator[Order]:
    files = None if shards else out
    parts = shards or 1
    for shard in range(parts):
        end = documents * (shard + 1) // parts
        for first in range(documents * shard // parts, end, BATCH):
            yield Order(seed, first, min(first + BATCH, end), shard, files)


def _added(total: Written, more: Written) -> Written:
    return Written(
        b"",
        b"",
        total.documents + more.documents,
        total.size + more.size,
        total.turns + more.turns,
    )


def _carry_out(orders: list[Order], workers: int) -> Iterator[Written]:
    if min(workers, len(orders)) <= 1:
        yield from map(write_pages, orders)
        return
    make_document(0, 0)  # reads the word lists once, before the processes part
    with Pool(min(workers, len(orders))) as pool:
        yield from pool.imap(write_pages, orders)


def write_pages(order: Order) -> Written:
    """Return the truth of the pages of one order, having written them where files are asked for."""
    truths, records, size, turns = [], [], 0, 0
    for index in range(order.first, order.last):
        document = make_document(order.seed, index)
        page = document.text.encode()
        size += len(page)
        turns += len(document.truth["turns"])
        truths.append(_line(document.truth))
        if order.out:
            (order.out / document.path).write_bytes(page)
        else:
            records.append(_record(document))
    return Written(b"".join(truths), b"".join(records), len(truths), size, turns)


def _record(document: Document) -> bytes:
    return _line({"path": document.path, "text": document.text})


def _line(value: object) -> bytes:
    return ENCODER.encode(value).encode() + b"\n"
