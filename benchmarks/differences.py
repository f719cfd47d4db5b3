"""``python -m benchmarks.differences``: two datasets of a million turns compared, side by side.

Datasets are generated in the contract's own schema, then compared by ``onrecord diff`` and by what
one would write otherwise (`benchmarks.differences_pandas`, and datacompy where an environment that
has it is named). Whole commands are measured, start of Python included.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.corpus.words import read_topics
from benchmarks.measure import measure
from onrecord.store import write_table
from onrecord_schemas import MODELS, arrow_schema

MIB = 1024 * 1024
TURNS_PER_DOCUMENT = 40
BATCH = 500
PEOPLE = 5_000
NOUNS = np.array(sorted({noun for topic in read_topics() for noun in topic}))
REGIONS = [{"kind": "speech", "start": 0, "end": 4000}]


@dataclass(frozen=True)
class Scenario:
    """What is other in the new dataset: shares of documents, and of turns in all documents."""

    name: str
    edited: float = 0.0
    added: float = 0.0
    removed: float = 0.0
    reattributed: float = 0.0
    rescored: bool = False


SCENARIOS = (
    Scenario("1% of the sources edited", edited=0.01),
    Scenario("release: 2% edited, 1% added, 1% removed, 0.5% re-attributed", 0.02, 0.01, 0.01, 0.005),
    Scenario("every confidence is another", rescored=True),
    Scenario("every source is edited", edited=1.0),
)  # fmt: skip


def main() -> None:
    """Generate, compare, print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=1_000_000)
    parser.add_argument("--datacompy", help="a python that has datacompy, pandas and pyarrow")
    call = parser.parse_args()
    print("| new dataset | what | seconds | of CPU | peak memory | re-attributed turns found |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as scratch:
        folder = Path(scratch)
        write_dataset(folder / "old", call.turns // TURNS_PER_DOCUMENT, None)
        for number, scenario in enumerate(SCENARIOS):
            new = folder / f"new-{number}"
            write_dataset(new, call.turns // TURNS_PER_DOCUMENT, scenario)
            bench(folder / "old", new, scenario, call.datacompy)


def bench(old: Path, new: Path, scenario: Scenario, datacompy: str | None) -> None:
    """Print a line for each way to compare."""
    both = (str(old), str(new))
    _line(scenario, "onrecord diff", _count_reattributed, "-m", "onrecord", "diff", *both, "--json")
    _line(
        scenario,
        "pandas merge and compare",
        str.strip,
        "-m",
        "benchmarks.differences_pandas",
        *both,
    )
    if datacompy:
        script = Path(__file__).with_name("differences_datacompy.py")
        _line(scenario, "datacompy", str.strip, str(script), *both, python=datacompy)


def _count_reattributed(output: str) -> str:
    return str(json.loads(output)["turns"]["reattributed"])


def _line(
    scenario: Scenario,
    what: str,
    read: Callable[[str], str],
    *command: str,
    python: str = sys.executable,
) -> None:
    """Measure a command and print its line; seconds of CPU are over all cores."""
    before = _cpu()
    try:
        found = measure(*command, python=python)
    except subprocess.CalledProcessError as error:
        print(f"| {scenario.name} | {what} | exit code {error.returncode} | | | |")
        return
    spent, peak = _cpu() - before, f"{found.peak / MIB:,.0f} MiB"
    told = f"{found.seconds:.1f} | {spent:.1f} | {peak} | {read(found.output)}"
    print(f"| {scenario.name} | {what} | {told} |")
    sys.stdout.flush()


def _cpu() -> float:
    """Seconds of CPU of the commands that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def write_dataset(folder: Path, documents: int, scenario: Scenario | None) -> None:
    """Write the three tables of a generated dataset, the same for the same arguments."""
    folder.mkdir()
    numbers = _numbers(documents, scenario)
    for table, make in (("documents", _documents), ("turns", _turns)):
        batches = (make(part, scenario) for part in _parts(numbers))
        write_table(folder, table, arrow_schema(MODELS[table]), batches)
    people = arrow_schema(MODELS["people"])
    write_table(folder, "people", people, [_people(people)])


def _numbers(documents: int, scenario: Scenario | None) -> list[int]:
    if scenario is None:
        return list(range(documents))
    gone, come = int(documents * scenario.removed), int(documents * scenario.added)
    return list(range(gone, documents + come))


def _parts(numbers: list[int]) -> Iterator[list[int]]:
    return (numbers[at : at + BATCH] for at in range(0, len(numbers), BATCH))


def _is_edited(number: int, scenario: Scenario | None) -> bool:
    return scenario is not None and (number * 7919) % 1000 < scenario.edited * 1000


def _id(kind: str, number: int, edited: bool = False) -> str:
    digest = sha256(f"{kind}{number}{'*' if edited else ''}".encode()).hexdigest()
    return f"{kind}-{digest[:20]}"


def _documents(numbers: list[int], scenario: Scenario | None) -> Any:
    rows = []
    for number in numbers:
        key = _id("doc", number, _is_edited(number, scenario))
        rows.append(
            {
                "document_id": key, "story_id": key, "source_uri": f"pages/{number:07d}.txt",
                "source_sha256": sha256(key.encode()).hexdigest(), "source_bytes": 5000,
                "format": "npr", "title": f"Headline {number}", "program": "Morning Edition",
                "language": "en", "n_turns": TURNS_PER_DOCUMENT, "n_people": 4, "n_words": 900,
                "regions": REGIONS, "unexplained_chars": 0, "flags": [],
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=arrow_schema(MODELS["documents"]))


def _turns(numbers: list[int], scenario: Scenario | None) -> Any:
    """The turns of some documents: words and speakers are drawn by the document's number alone."""
    columns: dict[str, list[Any]] = {name: [] for name in arrow_schema(MODELS["turns"]).names}
    for number in numbers:
        _add_turns(columns, number, scenario)
    return pa.table(columns, schema=arrow_schema(MODELS["turns"]))


def _add_turns(columns: dict[str, list[Any]], number: int, scenario: Scenario | None) -> None:
    rng = np.random.default_rng(number)
    lengths = rng.geometric(0.04, TURNS_PER_DOCUMENT)
    words = [" ".join(NOUNS[rng.integers(0, len(NOUNS), length)]) for length in lengths]
    cast = rng.integers(0, PEOPLE, 4)
    edited = _is_edited(number, scenario)
    speakers = [int(cast[at % 4]) for at in range(TURNS_PER_DOCUMENT)]
    if scenario and rng.random() < scenario.reattributed * TURNS_PER_DOCUMENT:
        speakers[7] = speakers[8]
    if edited:
        words[3] += " indeed"
    start = np.cumsum([0, *map(len, words)])
    count = TURNS_PER_DOCUMENT
    confidence = 0.97 if scenario and scenario.rescored else 0.98
    columns["document_id"] += [_id("doc", number, edited)] * count
    columns["turn_index"] += range(count)
    columns["kind"] += ["speech"] * count
    columns["speaker_label"] += [f"SPEAKER {speaker}" for speaker in speakers]
    columns["person_id"] += [_PERSON_IDS[speaker] for speaker in speakers]
    columns["role"] += [("host", "guest", "reporter", "source")[at % 4] for at in range(count)]
    columns["role_label"] += [None] * count
    columns["attribution"] += ["matched"] * count
    columns["confidence"] += [confidence] * count
    columns["text"] += words
    columns["cues"] += [[]] * count
    columns["char_start"] += start[:-1].tolist()
    columns["char_end"] += start[1:].tolist()
    columns["n_words"] += [len(text.split()) for text in words]
    for name in ("start_ms", "end_ms", "continues"):
        columns[name] += [None] * count


def _people(schema: Any) -> Any:
    rows = [
        {
            "person_id": key, "name": f"Person {number}", "scope": "dataset", "kind": "named",
            "aliases": [], "roles": [], "affiliations": [], "descriptions": [],
            "n_documents": 1, "n_turns": 1, "n_words": 1,
        }
        for number, key in enumerate(_PERSON_IDS)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=schema)


_PERSON_IDS = [_id("per", number) for number in range(PEOPLE)]

if __name__ == "__main__":
    main()
