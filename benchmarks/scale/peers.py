"""One corpus built, and the same work done by what one would use instead; one read, and ConvoKit's load."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import MIB, Measured, measure
from benchmarks.scale.shards import write_pages, write_shards

#: What each peer of `peer.py` is called in the table.
_PEERS = {
    "datatrove": "datatrove, our converter as a step, 2 tasks",
    "datasets": "Hugging Face `datasets.map`, our converter, 2 processes",
    "pandas": "pandas, our converter, 1 process",
    "script": "pandas and a regular expression, 1 process",
}


def run(scratch: Path, python: str, documents: int = 20_000) -> Iterator[str]:
    """Lines of both tables; `python` has the peers, and what onrecord needs."""
    shards, built = write_shards(scratch / "peers", documents), scratch / "built"
    options = ("--workers", "2", "--no-cache", "--quiet", "--out")
    ours = measure(
        "-m", "onrecord", "build", str(shards), "--records", "text", *options, str(built)
    )
    yield f"| {documents:,} pages in {len(list(shards.iterdir()))} shards | seconds | times ours | peak memory | times ours |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    yield _row("onrecord build, 2 processes, a finished dataset", ours, ours)
    for name, shown in _PEERS.items():
        yield _row(shown, _measure_peer(python, name, shards, scratch), ours)
    shutil.rmtree(shards)
    shutil.rmtree(built)
    yield ""
    yield from _beside_convokit(scratch, python)


def _beside_convokit(scratch: Path, python: str, documents: int = 5_000) -> Iterator[str]:
    """Lines of the table of a corpus in ConvoKit's form, whose one file is below the limit of sources."""
    pages, built, corpus, again = (scratch / name for name in ("pages", "built", "corpus", "again"))
    write_pages(pages, documents)
    options = ("--workers", "2", "--no-cache", "--quiet", "--out")
    measure("-m", "onrecord", "build", str(pages), *options, str(built))
    measure(
        "-m", "onrecord", "export", str(built), "--to", "convokit", "--out", str(corpus), "--quiet"
    )
    read = measure("-m", "onrecord", "build", str(corpus), *options, str(again))
    yield f"| {documents:,} documents in ConvoKit's form | seconds | times ours | peak memory | times ours |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    yield _row("onrecord build, 2 processes", read, read)
    code = f"import onrecord; print(len(onrecord.load({str(again)!r}).turns))"
    yield _row("onrecord.load of what was built, all turns in pandas", measure("-c", code), read)
    yield _row("ConvoKit, `Corpus(...)`", _measure_peer(python, "convokit", corpus, scratch), read)
    for folder in (pages, built, corpus, again):
        shutil.rmtree(folder)


def _measure_peer(python: str, name: str, sources: Path, scratch: Path) -> Measured:
    out = scratch / f"by-{name}"
    measured = measure("-m", "benchmarks.scale.peer", name, str(sources), str(out), python=python)
    shutil.rmtree(out)
    return measured


def _row(what: str, one: Measured, ours: Measured) -> str:
    return (
        f"| {what} | {one.seconds:.1f} | {one.seconds / ours.seconds:.2f} | "
        f"{one.peak / MIB:,.0f} MiB | {one.peak / ours.peak:.2f} |"
    )
