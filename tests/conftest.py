"""Shared fixtures: where things lie, and a small corpus to build from."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write what the converters give now as golden"
    )
    parser.addoption(
        "--kills", type=int, default=10, help="how many runs tests/faults kills at random moments"
    )


#: What takes long and is the same however onrecord is installed.
ONCE = ("unit/publishing", "unit/exporting/test_round_trip.py", "test_tutorial.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if any(item.path.is_relative_to(here / one) for one in ONCE):
            item.add_marker(pytest.mark.once)


@pytest.fixture(scope="session", autouse=True)
def _heeding_ctrl_c() -> None:
    """A shell that starts tests in the background has them ignore Ctrl-C, and all that they start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _cache_of_the_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing is kept in the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONRECORD_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache of one test, empty when it begins: what is built is really converted."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("ONRECORD_CACHE", str(folder))
    return folder


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def seeds(root: Path) -> Path:
    """The seeds the sample dataset is built from."""
    return root / "seeds"


@pytest.fixture(scope="session")
def n_documents(root: Path) -> int:
    """How many documents the sample dataset has."""
    return int(pq.read_metadata(root / "data/documents.parquet").num_rows)


@pytest.fixture(scope="session")
def shared(root: Path) -> Path:
    """The folder beside the checkout that holds the real page; skips where there is none."""
    folder = Path(os.environ.get("ONRECORD_SHARED", root.parent / "shared"))
    if not (folder / "seeds").is_dir():
        pytest.skip("the real page is not here")
    return folder


@pytest.fixture(scope="session")
def write_pages(seeds: Path) -> Callable[[Path, int], Path]:
    """Writes so many pages into a new folder, made different by a last line, so that none is a copy."""

    def write(folder: Path, count: int) -> Path:
        folder.mkdir()
        originals = [path.read_bytes() for path in sorted((seeds / "npr").glob("*.txt"))]
        for number in range(count):
            page = originals[number % len(originals)] + f"\nDonate\n{'.' * number}".encode()
            (folder / f"{number:05d}.txt").write_bytes(page)
        return folder

    return write


@pytest.fixture
def pages(tmp_path: Path, seeds: Path) -> Path:
    """A folder ``pages`` with a few seeds that convert, and one that does not."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in (
        "npr/missing-first-host-label.txt",
        "npr/unnamed-and-groups.txt",
        "labelled/earnings-call.txt",
        "rejected/bare-numbers.csv",
    ):
        shutil.copy(seeds / name, folder)
    return folder


@pytest.fixture
def broken(tmp_path: Path, root: Path) -> Path:
    """A copy of the sample dataset in which one turn has a role that is none."""
    folder = tmp_path / "broken"
    shutil.copytree(root / "data", folder)
    read = pq.read_table(folder / "turns.parquet")
    rows = read.to_pylist()
    rows[3]["role"] = "hostess"
    pq.write_table(pa.Table.from_pylist(rows, read.schema), folder / "turns.parquet")
    return folder


class Done(NamedTuple):
    """What a command printed, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Done]:
    """A function that runs a command in a folder, in this process."""
    from onrecord.cli import main

    def run_here(*arguments: object, cwd: Path = tmp_path) -> Done:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, arguments)])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        return Done(code, *capsys.readouterr())

    return run_here


#: Text that would run, load or break out wherever a page took it for more than text.
HOSTILE = (
    "</script><script>window.broken=1</script>",
    "<img src=x onerror=window.broken=1>",
    "\"><svg onload=window.broken=1>",
    "' onfocus=window.broken=1 autofocus x='",
    "{{7*7}}{% include 'x' %}",
    "javascript:window.broken=1",
    "]]><!--\u2028\u2029--></style><script>window.broken=1</script>",
    "\u202egnp.exe\u0000\u0007\x1b[31m",
    "</title></svg><script>window.broken=1</script>",
)  # fmt: skip


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset whose every text is hostile, keys and file names of the manifest included."""
    folder = tmp_path_factory.mktemp("hostile")
    bad = HOSTILE
    turns, documents, people = [], [], []
    for at, text in enumerate(bad):
        key = f"doc:{text}"
        documents.append(
            {"document_id": key, "story_id": key, "source_uri": f"pages/{text}", "format": text,
             "title": text, "program": text, "network": text, "station": text, "language": text,
             "published_on": date(2020, 1, 1 + at), "flags": [text], "unexplained_chars": 5,
             "regions": [{"kind": text, "start": 0, "end": 50}]}
        )  # fmt: skip
        people.append({"person_id": text, "name": text, "kind": text, "roles": [text]})
        turns += [
            {"document_id": key, "turn_index": index, "kind": kind, "speaker_label": text,
             "person_id": bad[at - index], "role": text, "role_label": text, "attribution": text,
             "confidence": 0.5, "text": text * 3, "n_words": 9,
             "cues": [{"kind": text, "text": text, "offset": 4}]}
            for index, kind in enumerate(["speech", "clip", text])
        ]  # fmt: skip
    rejects = [{"source_uri": text, "check": text, "message": text} for text in bad]
    tables = {"documents": documents, "turns": turns, "people": people, "rejects": rejects}
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")
    files = [
        {"path": f"{name}.parquet", "sha256": bad[0], "bytes": 1, "rows": 1} for name in tables
    ]
    files += [{"path": path, "sha256": bad[2]} for path in (*bad, "/dev/zero", "../../etc/passwd")]
    files.append({"path": "turns/\u0000.parquet"})
    manifest = {"name": bad[0], "description": bad[1], "license": bad[2], "version": bad[3],
                "made_with": {bad[4]: bad[5]}, "files": files}  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder
