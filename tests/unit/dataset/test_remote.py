"""Datasets elsewhere: over HTTP on loopback, in memory, on a hub; what is fetched, what goes wrong."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import onrecord
from onrecord import addresses

fsspec = pytest.importorskip("fsspec")
pytest.importorskip("aiohttp")


@pytest.fixture
def in_memory(root: Path) -> str:
    """The sample dataset in fsspec's memory."""
    system = fsspec.filesystem("memory")
    for path in (root / "data").iterdir():
        system.pipe_file(f"/shelf/data/{path.name}", path.read_bytes())
    return "memory://shelf/data"


def test_http_gives_what_the_folder_gives(root: Path, serve) -> None:
    there = onrecord.load(serve(root).address + "/data/")
    here = onrecord.load(root / "data")
    assert there.tables == here.tables
    assert there.manifest == here.manifest
    for table in here.tables:
        assert there.arrow(table).equals(here.arrow(table))
    with there.in_documents({"format": "npr"}).duckdb() as connection:
        (count,) = connection.execute("SELECT count(*) FROM turns WHERE role = 'host'").fetchone()
    assert count == len(here.arrow("turns", where={"role": "host"}, documents={"format": "npr"}))


def test_memory_gives_what_the_folder_gives(root: Path, in_memory: str) -> None:
    there, here = onrecord.load(in_memory), onrecord.load(root / "data")
    assert there.arrow("turns").equals(here.arrow("turns"))
    assert repr(there) == "Dataset('memory://shelf/data', version 0.1.0)"
    with pytest.raises(onrecord.DatasetError, match="is no folder of this machine"):
        _ = there.folder


def test_an_archive_is_an_address_too(root: Path, tmp_path: Path) -> None:
    shutil.make_archive(str(tmp_path / "release"), "zip", root / "data")
    with pytest.raises(onrecord.DatasetError, match=r"name it zip://::.*/release\.zip"):
        onrecord.load(tmp_path / "release.zip")
    shutil.make_archive(str(tmp_path / "deeper"), "zip", root, "data")
    for name in ("release", "deeper"):
        there = onrecord.load(f"zip://::{tmp_path}/{name}.zip")
        assert there.manifest["name"] == "onrecord-sample"
        assert there.arrow("turns").equals(onrecord.load(root / "data").arrow("turns"))


def test_a_file_address_is_a_folder(root: Path) -> None:
    assert onrecord.load((root / "data").as_uri()).folder == root / "data"


def test_only_the_columns_wanted_are_fetched(long_dataset: Path, serve) -> None:
    server = serve(long_dataset)
    file = pq.ParquetFile(long_dataset / "turns.parquet").metadata
    wanted = sum(
        file.row_group(g).column(c).total_compressed_size
        for g in range(file.num_row_groups)
        for c in range(file.num_columns)
        if file.row_group(g).column(c).path_in_schema in {"document_id", "n_words"}
    )
    table = onrecord.load(server.address, "turns", ["document_id", "n_words"]).arrow()
    assert table.equals(pq.read_table(long_dataset / "turns.parquet", columns=table.column_names))
    footer = file.serialized_size + 8
    joined = 8_192 * file.num_row_groups  # holes that Arrow reads over to save a request
    assert server.bytes_of("turns.parquet") <= wanted + max(footer, 65_536) + joined
    assert server.bytes_of("turns.parquet") < (long_dataset / "turns.parquet").stat().st_size / 4


def test_only_the_row_groups_wanted_are_fetched(long_dataset: Path, serve) -> None:
    server = serve(long_dataset)
    table = onrecord.load(server.address, "turns", documents=["doc-00500", "doc-00501"])
    assert table.arrow()["document_id"].unique().to_pylist() == ["doc-00500", "doc-00501"]
    file = pq.ParquetFile(long_dataset / "turns.parquet").metadata
    group = max(file.row_group(g).total_byte_size for g in range(file.num_row_groups))
    assert file.num_row_groups == 20
    assert server.bytes_of("turns.parquet") <= group + max(file.serialized_size + 8, 65_536)


def test_loading_reads_no_table(root: Path, serve) -> None:
    server = serve(root)
    loaded = onrecord.load(server.address + "/data")
    assert {path for path, _ in server.sent} == {"manifest.json"}
    assert loaded.table("turns", where={"role": "host"}).count() > 0
    assert {path for path, _ in server.sent} == {"manifest.json", "turns.parquet"}


def test_without_a_manifest_or_a_listing_names_are_asked_for(long_dataset: Path, serve) -> None:
    assert onrecord.load(serve(long_dataset).address).tables == ("documents", "turns")


def test_no_dataset_there(tmp_path: Path, serve, in_memory: str) -> None:
    address = serve(tmp_path).address
    for target in (address, f"{address}/data", "memory://shelf/nowhere"):
        with pytest.raises(onrecord.DatasetError, match="is no dataset built by onrecord"):
            onrecord.load(target)
    assert onrecord.load(in_memory).tables


def test_a_host_that_cannot_be_reached() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(
        onrecord.DatasetError, match=rf"127\.0\.0\.1:{port} cannot be reached: .*check address"
    ):
        onrecord.load(f"http://127.0.0.1:{port}/data")


def test_a_host_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_ANSWER", 0.2)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}/data"
        with pytest.raises(onrecord.DatasetError, match="did not answer in time; try again later"):
            onrecord.load(address)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, r"access denied \(status 401\); log in"),
        (403, r"access denied \(status 403\)"),
        (429, "answered with status 429; try again later"),
        (503, "answered with status 503; try again later"),
    ],
)
def test_what_a_server_refuses_is_said(root: Path, serve, status: int, says: str) -> None:
    server = serve(root, status=status)
    with pytest.raises(onrecord.DatasetError, match=says):
        onrecord.load(server.address + "/data")
    server.status = None
    loaded = onrecord.load(server.address + "/data")
    server.status = status
    with pytest.raises(onrecord.DatasetError, match=r"turns\.parquet"):
        loaded.arrow("turns")


def test_a_file_that_is_missing_there_is_named(root: Path, tmp_path: Path, serve) -> None:
    shutil.copy(root / "data/manifest.json", tmp_path)
    with pytest.raises(onrecord.DatasetError, match=r"turns\.parquet is missing"):
        onrecord.load(serve(tmp_path).address).arrow("turns")


def test_a_file_that_is_truncated_there_is_named(root: Path, tmp_path: Path, serve) -> None:
    shutil.copytree(root / "data", tmp_path / "data")
    path = tmp_path / "data/turns.parquet"
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(
        onrecord.DatasetError, match=r"turns\.parquet: .*truncated: .* the manifest says"
    ):
        onrecord.load(serve(tmp_path / "data").address).arrow("turns")


def test_a_server_without_ranges_is_said_and_has_a_way_out(root: Path, serve) -> None:
    server = serve(root, ranges=False)
    loaded = onrecord.load(server.address + "/data")
    with pytest.raises(onrecord.DatasetError, match="no range requests; put simplecache::"):
        loaded.arrow("turns")
    copied = onrecord.load(f"simplecache::{server.address}/data")
    assert copied.arrow("turns").equals(onrecord.load(root / "data").arrow("turns"))


def test_an_answer_without_end_is_not_read_to_its_end(tmp_path: Path, serve) -> None:
    server = serve(tmp_path, endless=True)
    with pytest.raises(onrecord.DatasetError, match=r"manifest\.json"):
        onrecord.load(server.address)
    assert sum(size for _, size in server.sent) < 64_000_000


def test_pages_of_links_are_not_followed(tmp_path: Path, serve) -> None:
    for folder in (tmp_path, tmp_path / "a"):
        folder.mkdir(exist_ok=True)
        (folder / "index.html").write_text('<a href="a/">a</a><a href="turns.parquet">t</a>')
    server = serve(tmp_path)
    with pytest.raises(onrecord.DatasetError, match="is no dataset built by onrecord"):
        onrecord.load(server.address)
    assert server.sent == []


def test_secrets_in_an_address_are_not_told() -> None:
    with pytest.raises(onrecord.OnrecordError) as raised:
        onrecord.load("http://anna:hunter2@127.0.0.1:1/data")
    assert "hunter2" not in str(raised.value)
    with pytest.raises(onrecord.CallError) as refused:
        onrecord.load("https://example.invalid/data?token=hunter2")
    assert "hunter2" not in str(refused.value)


def test_what_no_address_can_be_is_said(root: Path) -> None:
    with pytest.raises(onrecord.CallError, match="Protocol not known: gopher"):
        onrecord.load("gopher://127.0.0.1/data")
    with pytest.raises(onrecord.CallError, match="it takes no storage_options"):
        onrecord.load(root / "data", storage_options={"token": "x"})


def test_what_reads_an_address_may_be_missing() -> None:
    try:
        import s3fs  # noqa: F401
    except ImportError:
        with pytest.raises(
            onrecord.CallError, match="s3:// is not installed; run: pip install 'onrecord\\[s3\\]'"
        ):
            onrecord.load("s3://bucket/data")


def test_splits_beside_a_dataset_elsewhere(root: Path, tmp_path: Path, serve) -> None:
    shutil.copytree(root / "data", tmp_path / "data")
    onrecord.split(tmp_path / "data", out=tmp_path / "data-splits.parquet")
    there = onrecord.load(serve(tmp_path).address + "/data", split="train")
    here = onrecord.load(tmp_path / "data", split="train")
    assert there.arrow("turns").equals(here.arrow("turns"))
    with pytest.raises(onrecord.CallError, match="has no splits; run onrecord split"):
        onrecord.load(serve(root).address + "/data", split="train")
