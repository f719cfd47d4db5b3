"""Places to load from: a server on loopback that speaks ranges and counts what it sends."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq
import pytest


@dataclass
class Server:
    """A folder served over HTTP; `sent` has the path and the size of each answer with a body."""

    folder: Path
    ranges: bool = True
    status: int | None = None
    endless: bool = False
    address: str = ""
    sent: list[tuple[str, int]] = field(default_factory=list)

    def bytes_of(self, name: str) -> int:
        """How many bytes of a file were sent."""
        return sum(size for path, size in self.sent if path.endswith(name))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, served: Server, *args: object):
        self.served = served
        super().__init__(*args)  # type: ignore[arg-type]

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        if self.served.endless:
            self._answer_without_end(body=body)
            return
        path = self.served.folder / unquote(self.path).lstrip("/")
        if self.served.status or not path.is_file():
            self.send_response(self.served.status or 404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        content = path.read_bytes()
        size = len(content)
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked and self.served.ranges:
            start, end = int(asked[1]), min(int(asked[2] or size - 1), size - 1)
            if start >= size:
                self.send_response(416)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            content = content[start : end + 1]
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{end}/{size}")
        else:
            self.send_response(200)
        if self.served.ranges:
            self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if body:
            self.served.sent.append((path.name, len(content)))
            self.wfile.write(content)

    def _answer_without_end(self, *, body: bool) -> None:
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        while body:
            self.served.sent.append((self.path, 1 << 16))
            self.wfile.write(b" " * (1 << 16))

    def log_message(self, *_args: object) -> None:
        """Nothing: the test prints what it wants."""


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """A function that serves a folder on 127.0.0.1 until the test ends."""
    running: list[ThreadingHTTPServer] = []

    def start(folder: Path, **how: object) -> Server:
        served = Server(folder, **how)  # type: ignore[arg-type]
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, served))
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign] - clients may hang up
        threading.Thread(target=server.serve_forever, daemon=True).start()
        served.address = f"http://127.0.0.1:{server.server_address[1]}"
        running.append(server)
        return served

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def long_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset without a manifest: 2,000 documents of 20 turns in 20 row groups of random words."""
    folder = tmp_path_factory.mktemp("long") / "data"
    folder.mkdir()
    ids = [f"doc-{at:05d}" for at in range(2_000)]
    pq.write_table(
        pa.table({"document_id": ids, "program": [f"p{at % 4}" for at in range(2_000)]}),
        folder / "documents.parquet",
    )
    n = len(ids) * 20
    turns = pa.table(
        {
            "document_id": pa.array([one for one in ids for _ in range(20)]),
            "turn_index": pa.array(list(range(20)) * 2_000, pa.int32()),
            "kind": pa.array(["speech"] * n).dictionary_encode(),
            "person_id": [f"per-{at % 7}" for at in range(n)],
            "n_words": pa.array([at % 50 for at in range(n)], pa.int32()),
            "text": [f"{at * 2_654_435_761 % 2**64:020d}" * 8 for at in range(n)],
        }
    )
    pq.write_table(turns, folder / "turns.parquet", row_group_size=2_000)
    return folder
