"""A hundred million turns: everything a build does but reading words and telling speakers.

The sources are the records of Parquet shards, a number
each. Where a build converts a batch, its rows are drawn at random instead: short turns, `TURNS` a document,
of a host whom the programme has for good and of guests from a population, named from lists. All else is
what a build does: survey, tables, validation, signatures, parts, people across documents, stories, sorted
files, rules across tables, manifest.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import onrecord
from benchmarks.corpus.names import FEMININE, GAELIC, MASCULINE, SURNAMES
from benchmarks.measure import MIB, measure
from onrecord import building, work
from onrecord.parts import Part
from onrecord.tables import digest_identity
from onrecord_schemas import MODELS

DOCUMENTS = 1_100_000
#: Turns of a document: 91 make SPoRC's hundred million of its 1.1 million episodes.
TURNS = 91
#: Documents of one programme; SPoRC has 4.9 on average, 1,124,058 episodes of 228,099 podcasts.
_EPISODES = 4
_GUESTS, _SHARD, _TEXTS = 1_500_000, 50_000, 20_000
_FIRST_DAY = date(2020, 5, 1)


def write_sources(out: Path, documents: int) -> Path:
    """Shards of records that are numbers."""
    out.mkdir()
    for first in range(0, documents, _SHARD):
        numbers = [f"episode {number}" for number in range(first, min(first + _SHARD, documents))]
        pq.write_table(pa.table({"text": numbers}), out / f"shard-{first // _SHARD:05d}.parquet")
    return out


def convert_batch(task: work.Task) -> Part:
    """What a build's workers do, with rows that are drawn in the place of those that are read."""
    work._convert_all = _draw_all
    return work.convert_batch(task)


def _draw_all(making: Any) -> None:
    for found, digest in making.task.sources:
        document_id = f"doc-{digest[:20]}"
        making.made_from.append([document_id])
        _draw(making.batch, document_id, found.uri, digest)


def _draw(batch: Any, document_id: str, uri: str, digest: str) -> None:
    rng = Random(digest)
    program = rng.randrange(DOCUMENTS // _EPISODES)
    host = _name(f"host {program}")
    people = {host: "host"}
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        people.setdefault(_name(f"guest {rng.randrange(_GUESTS)}"), "guest")
    names = list(people)
    ids = [digest_identity(name.casefold()) for name in names]
    day = _FIRST_DAY + timedelta(rng.randrange(60))
    said = [[0, 0] for _ in names]
    at = 0
    for index, who in enumerate(rng.choices(range(len(names)), k=TURNS)):
        who = index if index < len(names) else who  # noqa: PLW2901 - everybody speaks
        text, n_words = rng.choice(_texts())
        said[who][0] += 1
        said[who][1] += n_words
        batch.turns.append(
            (
                *(document_id, index, "speech", names[who], ids[who], people[names[who]], None),
                *("printed", 1.0, text, (), at, at + len(text), None, None, n_words, None),
            )
        )
        at += len(text) + 1
    words = sum(n_words for _, n_words in said)
    batch.documents.append(
        (
            *(document_id, document_id, uri, digest, at, "sporc", f"Episode {uri[-9:]}"),
            *(f"Programme {program}", None, None, None, None, None, None, day, "en", None, "asr"),
            *(TURNS, len(names), words, [("speech", 0, at)], 0, []),
        )
    )
    for name, key, (turns, spoken) in zip(names, ids, said, strict=True):
        given, family = name.split(" ", 1)
        batch.appearances.append(
            (
                *(key, name, given, family, "dataset", "named", [], [people[name]], [], []),
                *(None, None, 1, turns, spoken, day, day, document_id),
            )
        )


@cache
def _lists() -> tuple[list[str], list[str]]:
    """Given names; surnames, 40,000 of them from the ends of others."""
    surnames = [*SURNAMES, *GAELIC]
    endings = [
        "",
        "son",
        "man",
        "berg",
        "ton",
        "ley",
        "ford",
        "well",
        "wood",
        "stein",
        "ski",
        "ova",
    ]
    return [*FEMININE, *MASCULINE], [a + b for a in surnames for b in endings]


@cache
def _texts() -> list[tuple[str, int]]:
    rng, vocabulary = Random(1), [name.casefold() for name in _lists()[0]]
    texts = [" ".join(rng.choices(vocabulary, k=rng.randint(2, 9))) for _ in range(_TEXTS)]
    return [(f"{text.capitalize()}.", len(text.split())) for text in texts]


def _name(key: str) -> str:
    given, families = _lists()
    number = int.from_bytes(sha256(key.encode()).digest()[:8])
    return f"{given[number % len(given)]} {families[number // len(given) % len(families)]}"


def run(scratch: Path, documents: int = DOCUMENTS) -> Iterator[str]:
    """Lines of the tables: the whole command, and its stages."""
    out = scratch / "turns"
    build = measure("-m", "benchmarks.scale", "build-turns", str(documents), "--scratch", str(out))
    report = json.loads(build.output)
    yield "| documents | turns | people | seconds | peak memory | on disk meanwhile |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: |"
    yield (
        f"| {documents:,} | {report['turns']:,} | {report['people']:,} | {build.seconds:,.0f} | "
        f"{build.peak / MIB:,.0f} MiB | {report['disk'] / 1e9:.1f} GB |"
    )
    yield ""
    yield "| stage | seconds |"
    yield "| --- | ---: |"
    for stage, seconds in report["seconds"].items():
        yield f"| {stage} | {seconds:,.1f} |"
    shutil.rmtree(out)


def build_turns(out: Path, documents: int) -> None:
    """Build in the folder `out`; print what came of it as JSON."""
    out.mkdir(parents=True)
    sources, disk = write_sources(out / "sources", documents), [0]
    free = shutil.disk_usage(out).free

    def watch(step: onrecord.Step) -> None:
        disk[0] = max(disk[0], free - shutil.disk_usage(out).free)
        print(step.stage, step.done, step.total, int(step.elapsed_s), file=sys.stderr, flush=True)

    building.convert_batch = convert_batch
    report = onrecord.build(
        sources, out=out / "data", records="text", workers=2, cache=False, progress=watch
    )
    rows = {name: sum(f.rows for f in report.files if f.path.startswith(name)) for name in MODELS}
    told = {"turns": rows["turns"], "people": rows["people"], "disk": disk[0]}
    print(json.dumps({**told, "seconds": report.seconds}))
