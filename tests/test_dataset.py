"""A built dataset, loaded: pandas, Arrow, DuckDB, polars agree."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

import onrecord
from onrecord_schemas import MODELS, arrow_schema


@pytest.fixture(scope="module")
def dataset(root: Path) -> onrecord.Dataset:
    return onrecord.load(root / "data")


@pytest.mark.parametrize("table", MODELS)
def test_arrow_has_the_types_of_the_contract(dataset: onrecord.Dataset, table: str) -> None:
    assert dataset.arrow(table).schema.equals(arrow_schema(MODELS[table]))


def test_files_carry_descriptions_and_no_pandas(dataset: onrecord.Dataset) -> None:
    schema = dataset.arrow("turns").schema
    assert schema.metadata is None or b"pandas" not in schema.metadata
    assert schema.field("text").metadata[b"description"].startswith(b"the words")


def test_pandas_filters_by_plain_strings(dataset: onrecord.Dataset) -> None:
    clips = dataset.turns[dataset.turns["kind"] == "clip"]
    assert 0 < len(clips) < len(dataset.turns)
    assert dataset.turns.groupby("role")["n_words"].sum().loc["host"] > 0


def test_duckdb_joins_the_tables(dataset: onrecord.Dataset) -> None:
    with dataset.duckdb() as connection:
        (count,) = connection.execute(
            "SELECT count(*) FROM turns JOIN people USING (person_id) WHERE role = 'host'"
        ).fetchone()
    assert count == (dataset.turns["role"] == "host").sum()


def test_polars_has_the_same_rows(dataset: onrecord.Dataset) -> None:
    frame = dataset.polars("people")
    assert frame["person_id"].to_list() == dataset.people["person_id"].to_list()


def test_rows_are_sorted_by_key(dataset: onrecord.Dataset) -> None:
    turns = dataset.arrow("turns")
    keys = list(zip(turns["document_id"].to_pylist(), turns["turn_index"].to_pylist(), strict=True))
    assert keys == sorted(keys)
    for table, key in (("documents", "document_id"), ("people", "person_id")):
        values = dataset.arrow(table)[key].to_pylist()
        assert values == sorted(values)


def test_unknown_tables_are_named(dataset: onrecord.Dataset) -> None:
    with pytest.raises(onrecord.DatasetError, match="documents, turns, people, rejects"):
        dataset.arrow("speakers")


def test_a_missing_file_is_named(dataset: onrecord.Dataset, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes((dataset.folder / "manifest.json").read_bytes())
    for ask in (lambda data: data.turns, lambda data: data.files("turns")):
        with pytest.raises(onrecord.DatasetError, match=r"turns\.parquet is missing"):
            ask(onrecord.load(tmp_path))


def test_a_damaged_file_is_named(dataset: onrecord.Dataset, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes((dataset.folder / "manifest.json").read_bytes())
    (tmp_path / "turns.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(onrecord.DatasetError, match="turns cannot be read"):
        onrecord.load(tmp_path).arrow("turns")


def test_the_sample_keeps_the_contract(dataset: onrecord.Dataset) -> None:
    assert onrecord.validate(dataset.folder) == []
    assert onrecord.verify(dataset.folder) == []


def test_other_columns_are_found(dataset: onrecord.Dataset, tmp_path: Path) -> None:
    for path in dataset.folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    table = dataset.arrow("people").append_column("mood", pa.array(["fine"] * len(dataset.people)))
    pa.parquet.write_table(table.drop_columns(["bio"]), tmp_path / "people.parquet")
    checks = {finding.check: finding.example for finding in onrecord.validate(tmp_path)}
    assert checks == {"columns_are_there": "bio", "no_other_columns": "mood"}


def test_the_committed_sample_is_what_the_seeds_give(
    dataset: onrecord.Dataset, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    assert onrecord.verify_rebuild(dataset.folder, recipe="onrecord.toml") == []
