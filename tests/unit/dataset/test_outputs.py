"""Rows in other libraries' forms: Hugging Face, polars, conversations, PyTorch."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import onrecord
from onrecord.dataset import TABLES


@pytest.fixture(scope="module")
def data(root: Path) -> onrecord.Dataset:
    return onrecord.load(root / "data")


@pytest.mark.parametrize("table", TABLES)
def test_huggingface_has_the_same_rows(data: onrecord.Dataset, table: str) -> None:
    pytest.importorskip("datasets")
    made = data.table(table).huggingface()
    assert made.to_list() == data.arrow(table).to_pylist()


def test_huggingface_holds_conversations(data: onrecord.Dataset) -> None:
    pytest.importorskip("datasets")
    made = data.conversations(["role", "text"]).huggingface()
    assert made[0]["turns"] == [
        {"role": row["role"], "text": row["text"]}
        for row in data.arrow("turns", documents=made[0]["document_id"]).to_pylist()
    ]


def test_polars_reads_lazily_what_is_asked(data: onrecord.Dataset) -> None:
    polars = pytest.importorskip("polars")
    table = data.table("turns", ["role", "text"], where={"kind": "clip"})
    lazy = table.polars(lazy=True)
    assert isinstance(lazy, polars.LazyFrame)
    assert lazy.collect().rows() == table.polars().rows()
    assert 0 < len(table.polars()) < len(data.turns)


def test_conversations_hold_each_turn_once_in_order(data: onrecord.Dataset) -> None:
    nested = data.conversations().arrow()
    flat = [
        {"document_id": row["document_id"], **turn}
        for row in nested.to_pylist()
        for turn in row["turns"]
    ]
    assert flat == data.arrow("turns").to_pylist()
    assert nested["document_id"].to_pylist() == sorted(set(nested["document_id"].to_pylist()))


def test_conversations_of_some_turns(data: onrecord.Dataset) -> None:
    nested = data.conversations(["text"], where={"role": "host"}, documents={"format": "npr"})
    rows = list(nested)
    turns = data.arrow("turns", where={"role": "host"}, documents={"format": "npr"})
    assert [turn["text"] for row in rows for turn in row["turns"]] == turns["text"].to_pylist()
    none = data.conversations(["text"], where={"role": "nobody"})
    assert none.arrow().num_rows == 0
    assert none.arrow().column_names == ["document_id", "turns"]


def test_a_conversation_in_two_row_groups_is_one(tmp_path: Path) -> None:
    turns = pa.table(
        {
            "document_id": ["a"] * 5 + ["b"] * 2 + ["c"] * 6,
            "turn_index": [*range(5), *range(2), *range(6)],
        }
    )
    pq.write_table(turns, tmp_path / "turns.parquet", row_group_size=2)
    made = onrecord.load(tmp_path).conversations()
    assert [(row["document_id"], len(row["turns"])) for row in made] == [
        ("a", 5),
        ("b", 2),
        ("c", 6),
    ]
    shards = [[row["document_id"] for part in made.shard(at, 2) for row in part] for at in range(2)]
    assert shards == [["a"], ["b", "c"]]
    rows = [
        row["turn_index"] for at in range(3) for part in made.table.shard(at, 3) for row in part
    ]
    assert sorted(rows) == sorted(turns["turn_index"].to_pylist())


def test_turns_that_do_not_lie_together_are_refused(tmp_path: Path) -> None:
    turns = pa.table({"document_id": ["a", "b", "a"], "turn_index": [0, 0, 1]})
    pq.write_table(turns, tmp_path / "turns.parquet")
    with pytest.raises(onrecord.DatasetError, match="the turns of a do not lie together"):
        onrecord.load(tmp_path).conversations().arrow()


@pytest.mark.parametrize("library", ["polars", "datasets", "torch"])
def test_a_library_that_is_missing_is_said(
    data: onrecord.Dataset, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    table = data.table("people")
    ask = {"polars": table.polars, "datasets": table.huggingface, "torch": table.torch}[library]
    with pytest.raises(onrecord.CallError, match=f"{library} is not installed; run: pip install"):
        ask()


_TORCH = """
import sys
import onrecord
sys.path += sys.argv[2:]
from torch.utils.data import DataLoader

if __name__ == "__main__":
    data = onrecord.load(sys.argv[1])
    first = lambda rows: rows[0]
    for workers in (0, 3):
        for rows, key in ((data.table("turns"), "text"), (data.conversations(), "document_id")):
            loader = DataLoader(rows.torch(), batch_size=None, num_workers=workers)
            got = [row[key] for row in loader]
            assert sorted(got) == sorted(row[key] for row in rows), (workers, key)
    batches = list(DataLoader(data.table("turns", ["n_words"]).torch(batch_size=100), batch_size=None))
    assert [len(b["n_words"]) for b in batches][:2] == [100, 100]
    assert sum(map(len, (b["n_words"] for b in batches))) == len(data.turns)
    print("torch is fed")
"""


def test_torch_gets_every_row_once_from_any_number_of_workers(root: Path, tmp_path: Path) -> None:
    elsewhere = os.environ.get("ONRECORD_TORCH")  # a folder of packages with torch, read last
    if elsewhere is None:
        pytest.importorskip("torch")
    script = tmp_path / "fed.py"
    script.write_text(_TORCH)
    done = subprocess.run(
        [sys.executable, script, root / "data", *([elsewhere] if elsewhere else [])],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.stdout == "torch is fed\n", done.stderr
