"""Sources at addresses: in memory, on a server of S3's kind, on the web; and what goes wrong there."""

from __future__ import annotations

import gzip
import io
import socket
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import onrecord
from onrecord import addresses
from onrecord.errors import CallError, SourceError
from onrecord.sources import (
    Wanted,
    discover,
    is_shard,
    read_source,
    read_sources,
    records_of,
    survey,
)

fsspec = pytest.importorskip("fsspec")


def talk(subject: str) -> bytes:
    turns = [f"ANN ROE: What of the {subject}?\n\nBOB ITO: It is number {n}.\n" for n in range(4)]
    return "\n".join(turns).encode()


FILES = {
    "a.txt": talk("kiln"),
    "2021/c.txt": talk("quay"),
    "2021/.hidden": b"no",
    ".git/x": b"no",
    "2021/page.txt.gz": gzip.compress(talk("pond"), mtime=0),
    "rows.jsonl": b'{"text": "ANN: Seven."}\n{"text": null}\n',
}


_NUMBERS = count()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("in/d.txt", "ANN: Nine.\nBOB: Ten.\n")
    return out.getvalue()


@pytest.fixture
def memory() -> Iterator[str]:
    system = fsspec.filesystem("memory")
    for name, data in {**FILES, "talks.zip": zipped()}.items():
        system.pipe_file(f"/shelf/pages/{name}", data)
    yield "memory://shelf/pages"
    system.rm("/shelf", recursive=True)


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket on a server of S3's kind, on loopback."""
    moto = pytest.importorskip("moto.server")
    s3fs = pytest.importorskip("s3fs")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    s3fs.S3FileSystem.clear_instance_cache()
    system = s3fs.S3FileSystem()
    bucket = f"bucket-{port}-{next(_NUMBERS)}"
    system.mkdir(bucket)
    for name, data in {**FILES, "talks.zip": zipped()}.items():
        system.pipe_file(f"{bucket}/pages/{name}", data)
    yield f"s3://{bucket}/pages"
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


@pytest.fixture(params=["memory", "s3"])
def folder(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def uris(*wanted: Wanted) -> list[str]:
    return [one.uri for one in discover(wanted)]


def test_a_folder_elsewhere_is_as_one_here(folder: str, tmp_path: Path) -> None:
    for name, data in {**FILES, "talks.zip": zipped()}.items():
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    here = list(records_of(discover([Wanted(str(tmp_path / "pages"), records="text")])))
    there = list(records_of(discover([Wanted(folder, records="text")])))
    assert [one.uri for one in there] == [one.uri for one in here]
    assert [one.uri for one in here] == [
        "pages/2021/c.txt",
        "pages/2021/page.txt.gz",
        "pages/a.txt",
        "pages/rows.jsonl#row=0",
        "pages/rows.jsonl#row=1",
        "pages/talks.zip#in/d.txt",
    ]
    read = [
        [getattr(one, "data", str(one)) for one in read_sources(found)] for found in (there, here)
    ]
    assert read[0] == read[1]


def test_one_file_a_pattern_and_a_prefix(folder: str) -> None:
    assert uris(Wanted(f"{folder}/a.txt")) == ["a.txt"]
    assert uris(Wanted(f"{folder}/**/*.txt")) == ["pages/2021/c.txt", "pages/a.txt"]
    assert uris(Wanted(f"{folder}/*.txt")) == ["pages/a.txt"]
    assert uris(Wanted(f"{folder}/", prefix="p", include=("*.txt",))) == ["p/2021/c.txt", "p/a.txt"]
    (shard,) = discover([Wanted(f"{folder}/talks.zip")])
    assert is_shard(shard)
    assert [one.uri for one in records_of([shard])] == ["talks.zip#in/d.txt"]


def test_what_is_not_there_is_an_error_of_the_call(folder: str) -> None:
    for address in (f"{folder}/no.txt", f"{folder}-no", f"{folder}/*.pdf"):
        with pytest.raises(CallError, match="there is no file"):
            uris(Wanted(address))


def test_a_build_from_elsewhere_is_that_from_here(memory: str, tmp_path: Path) -> None:
    for name, data in FILES.items():
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    recipe = tmp_path / "onrecord.toml"
    for out, path in {"here": "pages", "there": memory}.items():
        recipe.write_text(
            '[dataset]\nname = "pages"\nversion = "1.0.0"\n[[sources]]\n'
            f'path = "{path}"\ninclude = ["*.txt", "*.gz"]\n',
            encoding="utf-8",
        )
        assert onrecord.build(recipe=recipe, out=tmp_path / out, workers=1).n_built == 3
    for name in ("documents.parquet", "turns.parquet", "people.parquet"):
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "there" / name).read_bytes()


def test_a_source_that_is_gone_is_a_reject(memory: str) -> None:
    (found,) = discover([Wanted(f"{memory}/a.txt")])
    fsspec.filesystem("memory").rm("/shelf/pages/a.txt")
    ((_, error),) = survey(found)
    assert isinstance(error, SourceError)
    assert error.reason == "unreadable"


def test_too_large_elsewhere(folder: str) -> None:
    (found,) = discover([Wanted(f"{folder}/a.txt")])
    with pytest.raises(SourceError, match=r"(over|than) the limit"):
        read_source(found, 5)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "web").mkdir()
    for name, data in {
        "a.txt": FILES["a.txt"],
        "p.txt.gz": FILES["2021/page.txt.gz"],
        "t.zip": zipped(),
    }.items():
        (tmp_path / "web" / name).write_bytes(data)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path / "web")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_files_of_the_web(web: str) -> None:
    pytest.importorskip("aiohttp")
    (found,) = discover([Wanted(f"{web}/a.txt?key=secret")])
    assert found.uri == "a.txt"
    assert read_source(found).data == FILES["a.txt"]
    (found,) = discover([Wanted(f"{web}/p.txt.gz?key=secret")])
    assert read_source(found).data == talk("pond")
    with pytest.raises(CallError, match="name its files"):
        discover([Wanted(f"{web}/")])
    (gone,) = discover([Wanted(f"{web}/no.txt?key=secret")])
    with pytest.raises(SourceError, match="cannot be read") as error:
        read_source(gone)
    assert "secret" not in error.value.message


def test_an_archive_of_a_server_without_ranges_says_so(web: str) -> None:
    pytest.importorskip("aiohttp")
    (found,) = discover([Wanted(f"{web}/t.zip")])
    ((_, error),) = survey(found)
    assert isinstance(error, SourceError)
    assert "range requests" in error.message


def test_a_host_that_cannot_be_reached() -> None:
    pytest.importorskip("aiohttp")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (found,) = discover([Wanted(f"http://127.0.0.1:{port}/a.txt")])
    with pytest.raises(SourceError, match="cannot be reached"):
        read_source(found)


def test_what_reads_an_address_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
    with pytest.raises(CallError, match=r"needs fsspec; run: pip install 'onrecord\[remote\]'"):
        discover([Wanted("memory://shelf")])


def test_drives_and_odd_names_are_no_addresses(tmp_path: Path) -> None:
    for name in ("C:\\pages", "C:/pages", "a:b", "x::y"):
        with pytest.raises(CallError, match="there is no file or folder"):
            discover([Wanted(str(tmp_path / name))])
        with pytest.raises(CallError, match="there is no file or folder"):
            discover([Wanted(name)])
    (tmp_path / "a.txt").write_bytes(b"A: one")
    assert uris(Wanted((tmp_path / "a.txt").as_uri())) == ["a.txt"]


def test_missing_credentials_are_told_with_what_to_do() -> None:
    """As botocore names it, which need not be installed here."""
    error = type("NoCredentialsError", (Exception,), {})("Unable to locate credentials")
    said = addresses.explain(error, "s3://bucket/pages")
    assert said.startswith("access needs credentials, and there are none; log in")
