"""`onrecord show` and `onrecord split` on the command line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import onrecord

from .conftest import Done

Run = Callable[..., Done]


@pytest.fixture
def sample(root: Path, tmp_path: Path) -> Path:
    """A folder in which the sample lies as ``data``."""
    shutil.copytree(root / "data", tmp_path / "data")
    return tmp_path


def test_show_tells_the_tables(run: Run, sample: Path) -> None:
    done = run("show", "data", cwd=sample)
    n_turns = len(onrecord.load(sample / "data").turns)
    shown = done.stdout.splitlines()[1]
    assert shown.startswith(f"turns  {n_turns:,} rows: document_id, turn_index, kind")
    told = json.loads(run("show", "data", "--json", cwd=sample).stdout)
    assert [one["table"] for one in told["tables"]] == ["documents", "turns", "people", "rejects"]
    assert told["version"] == "0.1.0"


def test_show_prints_the_rows_asked_for(run: Run, sample: Path) -> None:
    done = run(
        "show", "data", "turns", "-c", "role", "-c", "n_words", "--where", "role=host",
        "--where", "n_words>=20", "--rows", "3", "--json", cwd=sample,
    )  # fmt: skip
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    wanted = onrecord.load(
        sample / "data",
        "turns",
        ["role", "n_words"],
        where=[("role", "=", "host"), ("n_words", ">=", 20)],
    )
    assert rows == wanted.arrow().to_pylist()[:3]
    lines = run(
        "show", "data", "people", "-c", "name", "--rows", "0", cwd=sample
    ).stdout.splitlines()
    assert len(lines) == len(onrecord.load(sample / "data").people)


def test_show_prints_nothing_that_steers_a_terminal(
    run: Run, hostile: Path, tmp_path: Path
) -> None:
    for path in hostile.glob("*.parquet"):
        shutil.copy(path, tmp_path)
    for table in ("documents", "turns"):
        done = run("show", tmp_path, table, "--rows", "0", cwd=tmp_path)
        assert "window.broken" in done.stdout
        assert not set(done.stdout) & set("\x1b\x07\x00\u202e")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("show", "nowhere"), 1, "nowhere is no dataset built by onrecord"),
        (("show", "data", "speakers"), 1, "no table 'speakers'; there are: documents, turns"),
        (
            ("show", "data", "turns", "-c", "txt"),
            2,
            "turns has no column 'txt'; did you mean text?",
        ),
        (
            ("show", "data", "turns", "--where", "role"),
            2,
            "'role' is no condition; write role=host",
        ),
        (("show", "data", "--where", "role=host"), 2, "name the table"),
        (("show", "data", "--split", "train"), 2, "data has no splits; run onrecord split data"),
        (("show", "http://127.0.0.1:1/data"), 1, "127.0.0.1:1 cannot be reached"),
        (("split", "data", "--ratios", "80,x"), 2, "ratios '80,x' are none; write 80,10,10"),
        (("split", "data", "--ratios", "train=1,train=2"), 2, "ratios 'train=1,train=2' are none"),
        (("split", "data", "--stratify", "x"), 2, "documents has no column 'x' to stratify by"),
        (("split", "data", "--previous", "none.csv"), 2, "none.csv: cannot be read as splits"),
        (("split", "nowhere"), 1, "nowhere is no dataset built by onrecord"),
    ],
)
def test_what_goes_wrong_is_one_message(
    run: Run, sample: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    if arguments[1].startswith("http"):
        pytest.importorskip("aiohttp")
    done = run(*arguments, cwd=sample)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_split_writes_beside_the_dataset(run: Run, sample: Path) -> None:
    done = run("split", "data", cwd=sample)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "written    data-splits.parquet"
    made = onrecord.split(sample / "data")
    assert pq.read_table(sample / "data-splits.parquet").equals(made.table)
    assert run("verify", "data", cwd=sample).returncode == 0
    shown = run(
        "show",
        "data",
        "documents",
        "--split",
        "test",
        "-c",
        "document_id",
        "--rows",
        "0",
        cwd=sample,
    )
    assert len(shown.stdout.splitlines()) == made.sizes[2].documents
    inside = run("split", ".", cwd=sample / "data")
    assert inside.stdout.splitlines()[-1].endswith("data-splits.parquet")
    assert sorted(path.name for path in (sample / "data").iterdir()) == sorted(
        ["documents.parquet", "manifest.json", "people.parquet", "rejects.parquet", "turns.parquet"]
    )


def test_split_says_the_same_as_json(run: Run, sample: Path) -> None:
    done = run(
        "split", "data", "--ratios", "train=90,test=10", "--people", "guests", "--overlaps", "drop",
        "--stratify", "format", "--salt", "x", "--out", "s.csv", "--json", cwd=sample,
    )  # fmt: skip
    made = onrecord.split(
        sample / "data", ratios={"train": 9, "test": 1}, people="guests", overlaps="drop",
        stratify=["format"], salt="x",
    )  # fmt: skip
    assert json.loads(done.stdout) == json.loads(json.dumps(made.as_dict())) | {"written": "s.csv"}
    head = (sample / "s.csv").read_text().splitlines()[:2]
    assert head[0] == '"document_id","split","group_id","reason"'
    again = run(
        "split", "data", "--previous", "s.csv", "--ratios", "90,10", "--dry-run", cwd=sample
    )
    assert "previous   0 documents are not where they were" in again.stdout
    assert sorted(path.name for path in sample.iterdir()) == ["data", "s.csv"]


def test_loading_imports_nothing_heavy() -> None:
    script = (
        "import onrecord, sys; d = onrecord.load('data'); d.tables; "
        "print({'pandas', 'pandera', 'duckdb', 'fsspec', 'pydantic', 'datasets'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert done.stdout == "set()\n"
