"""The run of the checks: what is counted, sampled, skipped."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from onrecord.errors import DatasetError
from onrecord.quality import CHECKS, Rules, Settings, check_dataset


@pytest.fixture
def dataset(tmp_path: Path, root: Path) -> Path:
    """A copy of the sample dataset's tables, without its manifest."""
    for table in ("documents", "turns", "people"):
        (tmp_path / f"{table}.parquet").write_bytes(
            (root / "data" / f"{table}.parquet").read_bytes()
        )
    return tmp_path


def test_a_long_turn_is_found_where_it_stands(dataset: Path) -> None:
    turns = pq.read_table(dataset / "turns.parquet")
    words = turns["n_words"].to_pylist()
    at = words.index(max(words))
    pq.write_table(
        turns.set_column(
            turns.schema.get_field_index("n_words"),
            "n_words",
            pa.array([9000 if row == at else n for row, n in enumerate(words)], pa.int32()),
        ),
        dataset / "turns.parquet",
    )
    report = check_dataset(dataset, Settings(only=("turns_are_of_plausible_length",)))
    (finding,) = report.findings
    assert (finding.failing, finding.documents) == (1, 1)
    assert finding.looked_at == pc.sum(pc.not_equal(turns["kind"].cast(pa.string()), "cue")).as_py()
    (sample,) = finding.samples
    assert sample.document_id == turns["document_id"][at].as_py()
    assert (sample.char_start, sample.char_end) == (
        turns["char_start"][at].as_py(),
        turns["char_end"][at].as_py(),
    )
    assert sample.source_uri is not None
    assert sample.value.startswith("9000 words: ")


def test_limits_and_severity_are_those_set(dataset: Path) -> None:
    check = "turns_are_of_plausible_length"
    report = check_dataset(
        dataset,
        Settings(only=(check,), rules={check: Rules("info", limits={"most_words": 1})}),
    )
    (finding,) = report.findings
    assert finding.severity == "info"
    assert finding.failing > 100
    assert report.falls_short("info")
    assert not report.falls_short("warn")


def test_a_tolerated_share_is_no_finding(dataset: Path) -> None:
    check = "turns_are_of_plausible_length"
    loose = Rules(allow=1.0, limits={"most_words": 1})
    report = check_dataset(dataset, Settings(only=(check,), rules={check: loose}))
    assert report.results
    assert not report.findings


def test_a_check_without_its_column_is_skipped_with_the_reason(dataset: Path) -> None:
    turns = pq.read_table(dataset / "turns.parquet")
    pq.write_table(turns.drop_columns(["n_words"]), dataset / "turns.parquet")
    report = check_dataset(dataset)
    skipped = {one.check.id: one.reason for one in report.skipped}
    assert "turns.n_words" in skipped["turns_are_of_plausible_length"]
    assert "labels_are_not_left_in_text" in {one.check.id for one in report.results}


def test_no_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="does not exist"):
        check_dataset(tmp_path / "nowhere")


def test_every_check_is_told() -> None:
    for check in CHECKS.values():
        assert check.description
        assert check.why
        assert check.fix
        assert check.limits.keys() == check.limits_say.keys(), check.id
