"""Releases to publish, and hosts on loopback that answer as the real ones do and fail on demand."""

from __future__ import annotations

import json
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

import onrecord
from onrecord.publishing import patience

TOKEN = "secret-Token-0123456789"  # noqa: S105 - of no host


@dataclass(frozen=True)
class Request:
    """What a host was asked."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        """The body as JSON; None where there is none."""
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True)
class Answer:
    """What a host answers: a status, and JSON or bytes."""

    status: int = 200
    value: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """The bytes."""
        return self.value if isinstance(self.value, bytes) else json.dumps(self.value).encode()


@dataclass
class Fault:
    """What goes wrong with the next calls that fit: an answer of its own, or a connection that ends.

    ``cut`` ends it in the midst of the body, ``lost`` after the call was carried out.
    """

    method: str
    path: str
    what: Answer | str
    times: int = 1


@dataclass
class Host:
    """An API served on 127.0.0.1: `log` has every call, `faults` what goes wrong with the next."""

    answer: Callable[[Request], Answer]
    address: str = ""
    log: list[Request] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fail(self, method: str, path: str, what: Answer | str, times: int = 1) -> None:
        """Let the next calls that fit go wrong."""
        self.faults.append(Fault(method, path, what, times))

    def take_fault(self, method: str, path: str) -> Answer | str | None:
        """What goes wrong with a call, once for each time it was asked for."""
        for fault in self.faults:
            if fault.times and fault.method == method and re.search(fault.path, path):
                fault.times -= 1
                return fault.what
        return None

    def writes(self) -> list[tuple[str, str, int]]:
        """Method, path and bytes of the calls that change something, and were answered."""
        return [
            (one.method, one.path, len(one.body))
            for one in self.log
            if one.method not in {"GET", "HEAD"}
        ]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, host: Host, *args: object):
        self.host = host
        super().__init__(*args)  # type: ignore[arg-type]

    def _any(self) -> None:
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        fault = self.host.take_fault(self.command, path)
        size = int(self.headers.get("Content-Length", 0))
        if fault == "cut":
            self.rfile.read(size // 2)
            self._hang_up()
            return
        body = self._chunks() if "chunked" in self.headers.get("Transfer-Encoding", "") else self.rfile.read(size)  # fmt: skip
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, path, query, headers, body)
        if isinstance(fault, Answer):
            answer = fault
        else:
            self.host.log.append(request)
            answer = self.host.answer(request)
        if fault == "lost":
            self._hang_up()
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        content = b"" if answer.status == 204 else answer.body
        if "Content-Length" not in answer.headers:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_args: object) -> None:
        """Nothing: `Host.log` has what was asked."""


for _method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
    setattr(_Handler, f"do_{_method}", _Handler._any)


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[Request], Answer]], Host]]:
    """A function that serves an API until the test ends."""
    running: list[ThreadingHTTPServer] = []

    def start(answer: Callable[[Request], Answer]) -> Host:
        host = Host(answer)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, host))
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign] - connections are cut
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host.address = f"http://127.0.0.1:{server.server_address[1]}"
        running.append(server)
        return host

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were waited, none of which pass; no token of whoever runs the tests is used."""
    waited: list[float] = []
    monkeypatch.setattr(patience.time, "sleep", waited.append)
    for variable in (
        "GITHUB_TOKEN",
        "GH_TOKEN",
        "ZENODO_TOKEN",
        "ZENODO_SANDBOX_TOKEN",
        "HF_TOKEN",
    ):
        monkeypatch.delenv(variable, raising=False)
    for variable in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ):
        monkeypatch.delenv(variable, raising=False)
    return waited


RECIPE = """
[dataset]
name = "talks"
version = "{version}"
description = "Invented talks."
license = "CC-BY-4.0"

[rights]
allow_unknown = "Invented for a test."

[release]
title = "Talks"
published_on = 2026-03-01
keywords = ["radio"]
languages = ["en"]
{more}
[[release.creators]]
given_name = "Ada"
family_name = "Marsh"
orcid = "0000-0002-1825-0097"
affiliation = "Institute of Talk"
"""

_PAGES = (
    "npr/missing-first-host-label.txt",
    "npr/unnamed-and-groups.txt",
    "labelled/earnings-call.txt",
)

Release = Callable[..., Path]


@pytest.fixture(scope="session")
def make_release(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A function that gives a release of a version with so many pages; not to be changed."""
    made: dict[tuple[str, int, str], Path] = {}

    def make(version: str = "1.0.0", pages: int = 3, more: str = "") -> Path:
        if (version, pages, more) not in made:
            folder = tmp_path_factory.mktemp("made")
            recipe = folder / "onrecord.toml"
            recipe.write_text(RECIPE.format(version=version, more=more), encoding="utf-8")
            (folder / "pages").mkdir()
            for name in _PAGES[:pages]:
                shutil.copy(seeds / name, folder / "pages")
            onrecord.build(
                folder / "pages", out=folder / "data", recipe=recipe, workers=1, cache=False
            )
            onrecord.package(
                folder / "data", folder / "release", recipe=recipe, archives=["zip"], checks=False
            )
            made[version, pages, more] = folder / "release"
        return made[version, pages, more]

    return make


@pytest.fixture
def release(make_release: Release) -> Path:
    """Version 1.0.0."""
    return make_release()


@pytest.fixture
def copied(release: Path, tmp_path: Path) -> Path:
    """A copy of the release to change."""
    return Path(shutil.copytree(release, tmp_path / "copied"))
