"""What one would run instead of a build: ``python peer.py WHAT SHARDS OUT``, with a Python that has the peers.

Each reads the pages of Parquet shards, has onrecord's converter make turns of each page, and writes the
turns to Parquet: the work of a build's first part, in two processes where the peer has them. There is no
validation, no people or stories across documents, no order, no account of sources. `script` is the pandas
script of ``benchmarks/pandas_script.py`` on the same shards, in which a regular expression finds labels.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from onrecord.conversion import converse
from onrecord.source import Source
from onrecord.tables import Batch, Origin


def turns_of(text: str, uri: str) -> list[dict[str, Any]]:
    """The turns of one page."""
    source, batch = Source(uri, text.encode()), Batch()
    for record, conversation in enumerate(converse(source)):
        batch.add(conversation, Origin(source, record))
    rows: list[dict[str, Any]] = batch.to_tables()["turns"].to_pylist()
    return rows


def run_datatrove(shards: Path, out: Path) -> None:
    """A pipeline of reader, a step of one's own, and writer."""
    from datatrove.data import Document
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import ParquetReader
    from datatrove.pipeline.writers import ParquetWriter

    def to_turns(pages: Any, rank: int = 0, world_size: int = 1) -> Iterator[Any]:  # noqa: ARG001
        for page in pages:
            for at, turn in enumerate(turns_of(page.text, page.metadata["path"])):
                yield Document(turn.pop("text"), f"{page.id}-{at}", metadata=_flat(turn))

    LocalPipelineExecutor(
        [ParquetReader(str(shards)), to_turns, ParquetWriter(str(out), expand_metadata=True)],
        tasks=2,
        workers=2,
        logging_dir=str(out / "logs"),
    ).run()


def _flat(turn: dict[str, Any]) -> dict[str, Any]:
    """A turn without what the writer's schema, which it takes from the first row, cannot hold."""
    return {name: str(value) for name, value in turn.items()}


def run_datasets(shards: Path, out: Path) -> None:
    """Hugging Face `datasets.map` over pages, a page's turns for each."""
    import datasets
    import pyarrow as pa

    from onrecord.tables import table_schema

    features = datasets.Features.from_arrow_schema(
        pa.schema(
            field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field
            for field in table_schema("turns").remove_metadata()
        )
    )

    def to_turns(pages: dict[str, list[str]]) -> dict[str, list[Any]]:
        rows = [
            row
            for text, path in zip(pages["text"], pages["path"], strict=True)
            for row in turns_of(text, path)
        ]
        return {name: [row[name] for row in rows] for name in features}

    pages = datasets.load_dataset(
        "parquet", data_dir=str(shards), split="train", cache_dir=str(out / "cache")
    )
    turns = pages.map(
        to_turns, batched=True, num_proc=2, remove_columns=pages.column_names, features=features
    )
    turns.to_parquet(out / "turns.parquet")


def run_pandas(shards: Path, out: Path) -> None:
    """pandas: a list of rows, a frame, a file."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for path in sorted(shards.glob("*.parquet")):
        for page in pd.read_parquet(path).itertuples():
            rows += turns_of(page.text, page.path)
    pd.DataFrame(rows).to_parquet(out / "turns.parquet")


def run_script(shards: Path, out: Path) -> None:
    """The same with a regular expression in the place of the converter."""
    import pandas as pd

    from benchmarks.pandas_script import parse

    rows = [
        {"path": page.path, "turn_index": at, "speaker": speaker, "text": words}
        for path in sorted(shards.glob("*.parquet"))
        for page in pd.read_parquet(path).itertuples()
        for at, (speaker, words) in enumerate(parse(page.text))
    ]
    pd.DataFrame(rows).to_parquet(out / "turns.parquet")


def run_convokit(corpus: Path, out: Path) -> None:
    """ConvoKit's load of the corpus that was exported for it."""
    from convokit import Corpus

    print(len(list(Corpus(str(corpus)).iter_utterances())), file=(out / "counted").open("w"))


PEERS: dict[str, Callable[[Path, Path], None]] = {
    "datatrove": run_datatrove,
    "datasets": run_datasets,
    "pandas": run_pandas,
    "script": run_script,
    "convokit": run_convokit,
}

if __name__ == "__main__":
    Path(sys.argv[3]).mkdir(parents=True)
    PEERS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
