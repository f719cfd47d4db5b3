"""``hf://``: a dataset on a hub, spoken to as huggingface_hub speaks, on loopback."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import onrecord

pytest.importorskip("fsspec")
pytest.importorskip("huggingface_hub")

_JSON = {"Content-Type": "application/json"}
_REPOSITORY = {"id": "anna/talks", "sha": "a" * 40, "private": False, "tags": [], "siblings": []}


class _Hub(BaseHTTPRequestHandler):
    """The calls of the hub that reading needs: the repository, its tree, its files by ranges."""

    protocol_version = "HTTP/1.1"

    def __init__(self, folder: Path, log: list[tuple[str, str | None]], *args: object):
        self.folder, self.log = folder, log
        super().__init__(*args)  # type: ignore[arg-type]

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._send(200, json.dumps(self._entries(asked["paths"])).encode(), _JSON)

    def _entries(self, names: list[str]) -> list[dict[str, object]]:
        files = [self.folder / name for name in names]
        return [
            {"type": "file", "oid": "0" * 40, "size": file.stat().st_size, "path": file.name}
            for file in files
            if file.is_file()
        ]

    def _answer(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.log.append((path, self.headers.get("Range")))
        if path in {"/api/datasets/anna/talks", "/api/datasets/anna/talks/revision/v2"}:
            return self._send(200, json.dumps(_REPOSITORY).encode(), _JSON)
        if re.fullmatch(r"/api/datasets/anna/talks/tree/(main|v2)", path):
            names = [file.name for file in self.folder.iterdir()]
            return self._send(200, json.dumps(self._entries(names)).encode(), _JSON)
        file = re.fullmatch(r"/datasets/anna/talks/resolve/(main|v2)/([\w.-]+)", path)
        if file and (self.folder / file[2]).is_file():
            content = (self.folder / file[2]).read_bytes()
            start, end = map(int, re.findall(r"\d+", self.headers["Range"]))
            end = min(end, len(content) - 1)
            said = {"Content-Range": f"bytes {start}-{end}/{len(content)}"}
            return self._send(206, content[start : end + 1], said)
        return self._send(404, b"{}", {"X-Error-Code": "RepoNotFound"})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Nothing: `log` has what was asked."""


@pytest.fixture
def hub(
    root: Path, tmp_path: Path
) -> Iterator[tuple[dict[str, object], list[tuple[str, str | None]]]]:
    """The storage options that lead to the hub, and what it was asked."""
    log: list[tuple[str, str | None]] = []
    shutil.copytree(root / "data", tmp_path / "hub")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Hub, tmp_path / "hub", log))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {"endpoint": f"http://127.0.0.1:{server.server_address[1]}", "token": False}, log
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("revision", ["", "@v2"])
def test_a_dataset_on_the_hub_is_read_by_ranges(root: Path, hub, revision: str) -> None:
    options, log = hub
    address = f"hf://datasets/anna/talks{revision}"
    table = onrecord.load(address, "turns", ["text"], storage_options=options)
    assert table.arrow().equals(onrecord.load(root / "data").arrow("turns", ["text"]))
    read = [(path.rpartition("/")[2], asked) for path, asked in log if "/resolve/" in path]
    assert {name for name, _ in read} == {"manifest.json", "turns.parquet"}
    assert all(asked for _, asked in read)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("hf://datasets/anna/nothing", "check the address, and log in if the place is not public"),
        ("hf://anna/talks", "a dataset's address begins with hf://datasets/"),
    ],
)
def test_no_dataset_on_the_hub(hub, address: str, says: str) -> None:
    with pytest.raises(onrecord.DatasetError, match=says):
        onrecord.load(address, storage_options=hub[0])


def test_a_dataset_that_changed_is_read_anew(hub, tmp_path: Path) -> None:
    address, options = "hf://datasets/anna/talks", hub[0]
    turns = onrecord.load(address, storage_options=options).arrow("turns")
    twice = pa.concat_tables([turns, turns])
    pq.write_table(twice, tmp_path / "hub/turns.parquet")
    assert onrecord.load(address, storage_options=options).arrow("turns").equals(twice)
