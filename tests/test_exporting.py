"""Exports as a whole: the same bytes, all or nothing, nothing else overwritten, every refusal said."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import onrecord
from onrecord.cli import app
from onrecord.errors import CallError, DatasetError
from onrecord.exporting import reading, registry
from onrecord.exporting.model import Conversation

FORMATS = sorted(onrecord.EXPORTS)


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, ["export", *map(str, arguments)], catch_exceptions=True)


def content(path: Path) -> dict[str, bytes]:
    """The bytes of a file, or of the files of a folder."""
    if path.is_file():
        return {"": path.read_bytes()}
    return {one.name: one.read_bytes() for one in path.iterdir()}


@pytest.fixture
def data(root: Path) -> Path:
    return root / "data"


@pytest.fixture
def copied(data: Path, tmp_path: Path) -> Path:
    """A copy of the sample dataset to do damage to."""
    return Path(shutil.copytree(data, tmp_path / "copied"))


@pytest.mark.parametrize("to", FORMATS)
def test_bytes_are_the_same_each_time_and_in_any_batches(
    data: Path, tmp_path: Path, to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    onrecord.export(data, to, tmp_path / "one")
    monkeypatch.setattr(reading, "BATCH", 7)
    monkeypatch.setattr(reading, "ROWS", 3)
    onrecord.export(data, to, tmp_path / "two")
    assert content(tmp_path / "one") == content(tmp_path / "two")


@pytest.mark.parametrize("to", ["convokit", "sqlite", "datasette"])
def test_bytes_are_the_same_in_another_process(data: Path, tmp_path: Path, to: str) -> None:
    command = [sys.executable, "-m", "onrecord", "export", str(data), "--to", to, "--out"]
    for name, seed in (("one", "1"), ("two", "2")):
        environment = {"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo", "LC_ALL": "C"}
        subprocess.run([*command, str(tmp_path / name)], check=True, env=environment, timeout=120)
    assert content(tmp_path / "one") == content(tmp_path / "two")


@pytest.mark.parametrize("to", FORMATS)
def test_an_export_replaces_the_one_before_it(data: Path, tmp_path: Path, to: str) -> None:
    out = tmp_path / "out"
    name = "bracket-times-before-names.txt"
    onrecord.export(data, to, out)
    first = content(out)
    onrecord.export(data, to, out, documents=name)
    assert content(out) != first
    onrecord.export(data, to, out)
    assert content(out) == first
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("to", FORMATS)
def test_a_failure_leaves_the_export_before_it(
    data: Path, tmp_path: Path, to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    onrecord.export(data, to, out)
    before = content(out)
    whole = reading.Reading.conversations

    def broken(self: reading.Reading, **options: Any) -> Iterator[Conversation]:
        for number, conversation in enumerate(whole(self, **options)):
            if number == 20:
                raise OSError(28, "No space left on device")
            yield conversation

    monkeypatch.setattr(reading.Reading, "conversations", broken)
    with pytest.raises(CallError, match=r"disk is full|No space left"):
        onrecord.export(data, to, out)
    assert content(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("to", FORMATS)
def test_what_is_no_export_is_not_overwritten(data: Path, tmp_path: Path, to: str) -> None:
    out = tmp_path / "mine"
    if onrecord.EXPORTS[to].shape == "file":
        out.write_text("my thesis\n" * 20)
    else:
        out.mkdir()
        (out / "thesis.txt").write_text("my thesis")
    before = content(out)
    done = run(data, "--to", to, "--out", out)
    assert done.exit_code != 0
    assert "would be lost" in str(done.exception)
    assert content(out) == before


def test_a_file_of_ones_own_in_an_exported_folder_is_not_lost(data: Path, tmp_path: Path) -> None:
    onrecord.export(data, "tei", tmp_path / "tei")
    (tmp_path / "tei/notes.txt").write_text("mine")
    with pytest.raises(CallError, match=r"holds notes\.txt.*would be lost"):
        onrecord.export(data, "tei", tmp_path / "tei")


@pytest.mark.parametrize(("to", "make"), [("csv", "file"), ("sqlite", "folder"), ("csv", "link")])
def test_what_is_in_the_way_is_named(data: Path, tmp_path: Path, to: str, make: str) -> None:
    out = tmp_path / "out"
    if make == "file":
        out.write_text("x")
    elif make == "link":
        out.symlink_to(tmp_path / "elsewhere")
    else:
        out.mkdir()
    with pytest.raises(CallError, match="in the way"):
        onrecord.export(data, to, out)


def test_another_database_is_not_overwritten(data: Path, tmp_path: Path) -> None:
    """Any database of SQLite begins alike; ours are told by their application id."""
    import sqlite3

    database = sqlite3.connect(tmp_path / "mine.db")
    database.execute("CREATE TABLE mine (x)")
    database.close()
    with pytest.raises(CallError, match="would be lost"):
        onrecord.export(data, "sqlite", tmp_path / "mine.db")


@pytest.mark.parametrize("to", FORMATS)
def test_a_hostile_dataset_makes_no_traceback(hostile: Path, tmp_path: Path, to: str) -> None:
    done = run(hostile, "--to", to, "--out", tmp_path / "out")
    assert done.exit_code == 0 or isinstance(done.exception, onrecord.OnrecordError)
    assert {path.name for path in tmp_path.iterdir()} <= {"out"}


@pytest.mark.parametrize(
    "document_id", ["../../evil", "/etc/passwd", "a/b", "CON", "..", "x\x00y", "x" * 300]
)
@pytest.mark.parametrize("to", ["webvtt", "tei", "chat"])
def test_no_id_leads_out_of_the_folder(
    copied: Path, tmp_path: Path, to: str, document_id: str
) -> None:
    for table in ("documents", "turns"):
        read = pq.read_table(copied / f"{table}.parquet")
        wanted = "doc-97b6ec3bc7f636d64a0b"
        rows = [{**row, "document_id": document_id} for row in read.to_pylist()
                if row["document_id"] == wanted]  # fmt: skip
        pq.write_table(type(read).from_pylist(rows, read.schema), copied / f"{table}.parquet")
    onrecord.export(copied, to, tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()} - {"export.json"}
    assert len(names) == 1
    assert re.fullmatch(r"doc-[0-9a-f]{20}\.(vtt|xml|cha)", names.pop())
    assert {path.name for path in tmp_path.iterdir()} == {"out", "copied"}


def change(folder: Path, table: str, change_rows: Any) -> None:
    read = pq.read_table(folder / f"{table}.parquet")
    rows = change_rows(read.to_pylist())
    fields = [pa.field(one.name, one.type) for one in read.schema if one.name in rows[0]]
    table_ = pa.Table.from_pylist(rows, pa.schema(fields))
    pq.write_table(table_, folder / f"{table}.parquet")


@pytest.mark.parametrize(
    ("table", "damage", "says"),
    [
        ("turns", lambda rows: rows[::-1], "not in order|numbered"),
        ("turns", lambda rows: rows[1:], "numbered from 0"),
        ("turns", lambda rows: rows[:3] + rows[2:], "numbered from 0"),
        ("documents", lambda rows: rows[1:], "do not follow a row of documents"),
        ("turns", lambda rows: rows[:-40], "has no turns|"),
        ("people", lambda rows: rows[:5], "has no row of people"),
        ("turns", lambda rows: [{k: v for k, v in row.items() if k != "text"} for row in rows],
         "no column text: their words are withheld"),
        ("turns", lambda rows: [{**row, "turn_index": None} for row in rows], "numbered from 0"),
        ("people", lambda rows: [{"person_id": row["person_id"]} for row in rows], "has no column"),
    ],
)  # fmt: skip
def test_damaged_tables_are_told(
    copied: Path, tmp_path: Path, table: str, damage: Any, says: str
) -> None:
    change(copied, table, damage)
    with pytest.raises(DatasetError, match=says) as caught:
        onrecord.export(copied, "tei", tmp_path / "out")
    assert "run onrecord v" in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_documents_whose_words_are_withheld_are_left_out(copied: Path, tmp_path: Path) -> None:
    def withhold(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        first = rows[0]["document_id"]
        return [
            {**row, "text": None if row["document_id"] == first else row["text"]} for row in rows
        ]

    change(copied, "turns", withhold)
    done = onrecord.export(copied, "mediasum", tmp_path / "news.json")
    assert done.left_out["its words are withheld"].documents == 1
    assert len(json.loads((tmp_path / "news.json").read_bytes())) == done.documents
    whole = onrecord.export(copied, "sqlite", tmp_path / "data.db")
    assert whole.documents == done.documents + 1
    change(copied, "turns", lambda rows: [{**row, "text": None} for row in rows])
    with pytest.raises(DatasetError, match="words are withheld"):
        onrecord.export(copied, "mediasum", tmp_path / "news.json")


def test_columns_that_a_dataset_may_lack_are_null(copied: Path, tmp_path: Path) -> None:
    change(
        copied,
        "turns",
        lambda rows: [{k: v for k, v in row.items() if k != "continues"} for row in rows],
    )
    onrecord.export(copied, "convokit", tmp_path / "out")
    line = (tmp_path / "out/utterances.jsonl").read_bytes().splitlines()[0]
    assert json.loads(line)["meta"]["continues"] is None


def test_documents_are_named_by_id_source_or_its_end(data: Path, tmp_path: Path) -> None:
    for name in (
        "doc-7ad79ef1c62248f2bf46",
        "seeds/npr/clip-without-cue.txt",
        "clip-without-cue.txt",
    ):
        done = onrecord.export(data, "csv", tmp_path / "csv", documents=name)
        assert (done.documents, done.turns) == (1, 15)
    people = (tmp_path / "csv/people.csv").read_text("utf-8").splitlines()
    assert len(people) == 1 + 4
    both = onrecord.export(
        data, "csv", tmp_path / "csv", documents=[name, "earnings-call.txt", name]
    )
    assert both.documents == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--to", "jsonl"], "no export format 'jsonl'; there are: convokit, mediasum"),
        (["--to", "csv", "--document", "x'y"], '"x\'y" is no document of it'),
        (["--to", "csv", "--document", "txt"], "is no document of it"),
        (["--to", "tei", "--assistant", "host"], "--assistant means nothing to tei"),
        (["--to", "convokit", "--multi-party"], "--multi-party means nothing to convokit"),
        (["--to", "sqlite", "--unguarded"], "--unguarded means nothing to sqlite"),
    ],
)  # fmt: skip
def test_wrong_calls_say_what_to_do(
    data: Path, tmp_path: Path, arguments: list[str], says: str
) -> None:
    done = run(data, *arguments, "--out", tmp_path / "out")
    assert isinstance(done.exception, CallError)
    assert says in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_no_dataset_and_no_place_to_write_are_told(data: Path, tmp_path: Path) -> None:
    assert "no dataset built by onrecord" in str(run(tmp_path, "--to", "csv", "-o", "x").exception)
    (tmp_path / "file").write_text("x")
    done = run(data, "--to", "csv", "--out", tmp_path / "file/below")
    assert isinstance(done.exception, CallError)


def test_the_command_prints_what_it_did(data: Path, tmp_path: Path) -> None:
    done = run(data, "--to", "srt", "--out", tmp_path / "srt")
    assert done.exit_code == 0
    assert re.search(r"left out: \d+ documents: no turn has a time: seeds/", done.output)
    assert "does not survive: documents without times" in done.output
    told = json.loads(run(data, "--to", "srt", "--out", tmp_path / "srt", "--json").output)
    assert told["files"] == len(list((tmp_path / "srt").iterdir()))
    assert told["bytes"] == sum(path.stat().st_size for path in (tmp_path / "srt").iterdir())
    assert run(data, "--to", "srt", "--out", tmp_path / "srt", "--quiet").output == ""


def test_a_folder_says_what_it_is_and_lacks(data: Path, tmp_path: Path) -> None:
    onrecord.export(data, "tei", tmp_path / "tei")
    notice = json.loads((tmp_path / "tei/export.json").read_bytes())
    assert notice["format"] == "tei"
    assert notice["dataset"]["license"] == "CC0-1.0"
    assert notice["does_not_survive"] == list(onrecord.EXPORTS["tei"].loses)
    assert str(tmp_path) not in json.dumps(notice)


def test_progress_is_told(data: Path, tmp_path: Path, n_documents: int) -> None:
    told = list[onrecord.Step]()
    onrecord.export(data, "csv", tmp_path / "csv", progress=told.append)
    last = told[-1]
    assert (last.stage, last.done, last.total) == ("exporting", n_documents, n_documents)


def test_the_help_names_every_format() -> None:
    shown = " ".join(run("--help").output.split())
    assert all(name in shown for name in registry.EXPORTS)


def test_every_format_says_what_it_is_and_what_does_not_survive() -> None:
    for name, one in registry.EXPORTS.items():
        assert name == one.name
        assert one.writes
        assert one.loses
        assert (one.shape == "documents") == bool(one.suffix and one.owns.pattern)
