"""Which documents the reader holds."""

from __future__ import annotations

from hashlib import md5
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from onrecord.reporting.opening import open_folder
from onrecord.reporting.sample import Sample, choose, interleaved

KEYS = [f"d{n:02}" for n in range(20)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty documents of one turn; d07 is nobody's, d03 is unsure, d11 half unexplained."""
    turns = pa.table(
        {
            "document_id": KEYS,
            "turn_index": [0] * 20,
            "n_words": [10] * 20,
            "attribution": ["none" if key == "d07" else "printed" for key in KEYS],
            "confidence": [{"d07": 0.0, "d03": 0.4}.get(key, 1.0) for key in KEYS],
        }
    )
    regions = [{"kind": "speech", "start": 0, "end": 100}]
    documents = pa.table(
        {
            "document_id": KEYS,
            "regions": [regions] * 20,
            "unexplained_chars": [50 if key == "d11" else 0 for key in KEYS],
        }
    )
    pq.write_table(turns, tmp_path / "turns.parquet")
    pq.write_table(documents, tmp_path / "documents.parquet")
    return tmp_path


def test_a_small_dataset_is_held_whole_worst_first(folder: Path) -> None:
    with open_folder(folder) as opened:
        sample = choose(opened, 20)
    keys = [key for key, _ in sample.documents]
    assert sorted(keys) == KEYS
    assert keys[:3] == ["d07", "d03", "d11"]
    assert sample.says == "All 20 documents, those with most doubt first."


def test_of_a_large_one_half_are_doubtful_and_half_by_lot(folder: Path) -> None:
    with open_folder(folder) as opened:
        sample = choose(opened, 6)
    assert sample.documents[:3] == (("d07", "doubt"), ("d03", "doubt"), ("d11", "doubt"))
    others = [key for key in KEYS if key not in {"d07", "d03", "d11"}]
    lots = sorted(others, key=lambda key: md5(key.encode(), usedforsecurity=False).hexdigest())
    assert [key for key, why in sample.documents if why == "lot"] == lots[:3]
    assert sample.says.startswith("6 of 20 documents: the 3 with most doubt")


def test_what_checks_point_to_comes_first_up_to_half(folder: Path) -> None:
    with open_folder(folder) as opened:
        sample = choose(opened, 6, ["d15", "d07", "d01", "d02"])
    assert [why for _, why in sample.documents] == ["check"] * 3 + ["doubt"] * 2 + ["lot"]
    assert [key for key, _ in sample.documents][:5] == ["d15", "d07", "d01", "d03", "d11"]


def test_chosen_and_drawn_take_turns_when_room_runs_out() -> None:
    documents = (("a", "check"), ("b", "doubt"), ("c", "doubt"), ("x", "lot"))
    assert [key for key, _ in interleaved(Sample(documents, ""))] == ["a", "x", "b", "c"]
