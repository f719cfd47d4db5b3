"""Datasets to export: the sample, and one whose every value is hostile but whose keys fit."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from onrecord_schemas import MODELS, arrow_schema

#: What breaks a format, or the program that shows it, where it is taken for more than words.
WILD = (
    '=HYPERLINK("http://example.test","x")',
    "+1 and @cmd",
    "-- Yes. -- No.",
    "\t=1+1",
    "''=quoted twice",
    "00:00:01.000 --> 00:00:02.000",
    "1\n\n2\n00:00:05,000 --> 00:00:06,000\nx",
    "</v><v Eve>said & done &amp; <b>bold</b> {\\an8}<00:00:01.000>",
    "tab\tline\nreturn\r\nvertical\x0bend",
    "\x00nul \x07bell \x1b[31mred\x85\x9f",
    "*CHI:\tno tier\n@End\n%mor:\tn|x",
    "[+ code] (be)cause &-uh xxx <ret> [//] +... \x15100_200\x15 0word",
    "]]><!-- \"double\" 'single' \ufffe\uffff --><?pi?><u who='#x'>",
    "5,000.50 in the U.S., Mr. Smith... said -- what?",
    "42",
    "\u2028line\u2029separators \u202egnp.exe",
    "{title} ' OR 1=1; DROP TABLE turns; --",
    "مرحبا بكم. 你好。 Zoë’s naïve café — done…",
    "\U0001f600 smile\U000e0001",
    ". . . ?!",
)


def write_dataset(folder: Path, **tables: list[dict[str, Any]]) -> Path:
    """A dataset folder with these rows; columns that a row lacks are null, empty or zero."""
    folder.mkdir(parents=True)
    for name, rows in {"people": [], "rejects": [], **tables}.items():
        schema = arrow_schema(MODELS[name])
        filled = [{**_defaults(schema), **row} for row in rows]
        pq.write_table(pa.Table.from_pylist(filled, schema), folder / f"{name}.parquet")
    files = [{"path": f"{name}.parquet"} for name in MODELS]
    manifest = {"name": "wild", "version": "1.0.0", "license": 7, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _defaults(schema: pa.Schema) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in schema:
        if field.nullable:
            values[field.name] = None
        elif pa.types.is_list(field.type):
            values[field.name] = []
        elif pa.types.is_integer(field.type) or pa.types.is_floating(field.type):
            values[field.name] = 0
        else:
            values[field.name] = "x"
    return values


def key(kind: str, number: int) -> str:
    return f"{kind}-{number:020x}"


@pytest.fixture(scope="session")
def wild(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset whose keys fit and whose every other value is hostile; all turns have times."""
    documents, turns, people = [], [], []
    for at, text in enumerate(WILD):
        documents.append(
            {"document_id": key("doc", at), "story_id": key("doc", at), "source_uri": f"pages/{at}",
             "title": text, "program": text, "network": text, "station": text, "summary": text,
             "url": text, "rights": text, "license": text, "language": text, "format": text,
             "published_on": date(2020, 1, 1 + at), "n_turns": 4, "duration_ms": 60_000,
             "flags": [text], "regions": [{"kind": text, "start": 0, "end": 5}]}
        )  # fmt: skip
        people.append(
            {"person_id": key("per", at), "name": text, "given_name": text, "family_name": text,
             "kind": "collective" if at == 3 else "named", "scope": "dataset", "aliases": [text],
             "affiliations": [text], "descriptions": [text], "bio": text, "n_turns": 1,
             "wikidata_id": text}
        )  # fmt: skip
        kinds = ("speech", "cue", "clip", "speech", text)
        for index, kind in enumerate(kinds):
            said = {"person_id": key("per", (at + index) % len(WILD)), "role": text,
                    "role_label": text, "speaker_label": text}  # fmt: skip
            turns.append(
                {"document_id": key("doc", at), "turn_index": index, "kind": kind,
                 "attribution": text, "confidence": 0.98, "text": text,
                 "start_ms": 1_000 * (index + 1), "end_ms": 1_000 * (index + 1) + 500,
                 "cues": [{"kind": text, "text": text, "offset": 1},
                          {"kind": "vocal", "text": text, "offset": 10_000}],
                 **({} if kind == "cue" or index == 3 else said)}
            )  # fmt: skip
    folder = tmp_path_factory.mktemp("wild") / "dataset"
    return write_dataset(folder, documents=documents, turns=turns, people=people)


@pytest.fixture(scope="session")
def make_dataset() -> Callable[..., Path]:
    """`write_dataset`: a folder and rows by table in, a dataset out."""
    return write_dataset


@pytest.fixture(scope="session")
def sample(root: Path) -> Path:
    """The sample dataset."""
    return root / "data"


@pytest.fixture(params=["sample", "wild"])
def dataset(request: pytest.FixtureRequest) -> Path:
    """The sample, then the wild one."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


@pytest.fixture(scope="session")
def peer(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """What a script of tests/peers prints as JSON, run by a Python that has the peers; else skips."""
    python = Path(os.environ.get("ONRECORD_PEERS", root / ".venv-peers/bin/python"))
    home = tmp_path_factory.mktemp("home")

    def run(script: str, *arguments: Path | str) -> Any:
        if not python.is_file():
            pytest.skip("the environment of tests/peers is not here")
        done = subprocess.run(
            [str(python), str(root / "tests/peers" / script), *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env={**os.environ, "HOME": str(home)},
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return run
