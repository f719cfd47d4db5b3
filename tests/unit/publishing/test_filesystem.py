"""Publishing to an address that fsspec writes to: the list of hashes last, gone on with, never changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import onrecord
from onrecord.errors import CallError, DatasetError

fsspec = pytest.importorskip("fsspec")

from fsspec.implementations.memory import MemoryFileSystem  # noqa: E402 - after the skip

Release = Callable[..., Path]
TO = "memory://bucket/data"
PLACE = "/bucket/data/talks"


@pytest.fixture(autouse=True)
def store() -> Iterator[dict[str, Any]]:
    """What lies in the bucket: nothing yet."""
    MemoryFileSystem.store.clear()
    MemoryFileSystem.pseudo_dirs[:] = [""]
    yield MemoryFileSystem.store
    MemoryFileSystem.store.clear()


def lying() -> dict[str, bytes]:
    return {path: one.getvalue() for path, one in MemoryFileSystem.store.items()}


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def expected(release: Path, version: str = "1.0.0") -> dict[str, bytes]:
    return {f"{PLACE}/{version}/{name}": one for name, one in files_of(release).items()}


def test_a_release_lies_under_name_and_version_and_is_named_as_the_latest(release: Path) -> None:
    made = onrecord.publish(release, TO)
    assert (made.state, made.address) == ("published", f"{TO}/talks/1.0.0")
    found = lying()
    note = json.loads(found.pop(f"{PLACE}/latest.json"))
    assert found == expected(release)
    assert (note["name"], note["version"]) == ("talks", "1.0.0")
    assert onrecord.load(made.address).arrow("turns").equals(onrecord.load(release).arrow("turns"))


def test_the_list_of_hashes_is_written_after_all_files_and_the_note_last(release: Path) -> None:
    made = onrecord.publish(release, TO, dry_run=True)
    names = [one.address.removeprefix(f"{TO}/talks/") for one in made.calls]
    assert names[-3:] == ["1.0.0/manifest.json", "1.0.0/SHA256SUMS", "latest.json"]
    assert made.bytes == sum(one.bytes for one in made.calls) > 100_000
    assert lying() == {}


def test_what_is_there_and_the_same_is_left_alone(release: Path) -> None:
    onrecord.publish(release, TO)
    before = lying()
    again = onrecord.publish(release, TO)
    assert (again.state, again.calls) == ("published", ())
    assert lying() == before


def test_a_published_version_is_never_changed(release: Path, make_release: Release) -> None:
    onrecord.publish(release, TO)
    before = lying()
    with pytest.raises(DatasetError, match="a published version is never changed"):
        onrecord.publish(make_release(more='contact = "data@archive.example"'), TO)
    assert lying() == before


def test_versions_lie_beside_each_other_and_the_highest_is_the_latest(
    release: Path, make_release: Release
) -> None:
    onrecord.publish(make_release("2.0.0", 2), TO)
    onrecord.publish(release, TO)
    onrecord.publish(make_release("3.0.0-rc.1"), TO)
    assert json.loads(lying()[f"{PLACE}/latest.json"])["version"] == "2.0.0"
    assert expected(release).items() <= lying().items()


def test_files_of_another_try_that_are_no_part_of_the_release_are_told(release: Path) -> None:
    MemoryFileSystem().pipe_file(f"{PLACE}/1.0.0/turns/part-00000-0123.parquet", b"PAR1")
    before = lying()
    with pytest.raises(
        DatasetError, match=r"holds turns/part-00000-0123\.parquet, which is no part of this"
    ):
        onrecord.publish(release, TO)
    assert lying() == before


def test_a_cut_file_of_an_interrupted_run_is_sent_again_and_a_whole_one_is_not(
    release: Path,
) -> None:
    whole, cut, other = "README.md", "croissant.json", "datapackage.json"
    contents = files_of(release)
    writer = MemoryFileSystem()
    writer.pipe_file(f"{PLACE}/1.0.0/{whole}", contents[whole])
    writer.pipe_file(f"{PLACE}/1.0.0/{cut}", contents[cut][:100])
    writer.pipe_file(f"{PLACE}/1.0.0/{other}", contents[other][::-1])
    made = onrecord.publish(release, TO)
    assert made.kept == (whole,)
    assert expected(release).items() <= lying().items()


def test_a_run_that_fails_is_not_published_and_gone_on_with(
    release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, sent = MemoryFileSystem.put_file, []

    def fail_on_manifest(self: Any, local: str, path: str, **how: Any) -> None:
        if path.endswith("manifest.json"):
            raise PermissionError("bucket is read-only")
        sent.append(path)
        put(self, local, path, **how)

    monkeypatch.setattr(MemoryFileSystem, "put_file", fail_on_manifest)
    with pytest.raises(CallError, match="memory://bucket/data: bucket is read-only"):
        onrecord.publish(release, TO)
    assert f"{PLACE}/1.0.0/SHA256SUMS" not in lying()
    monkeypatch.setattr(MemoryFileSystem, "put_file", put)
    made = onrecord.publish(release, TO)
    assert len(made.kept) == len(sent)
    assert [one.address.rpartition("/")[2] for one in made.calls] == [
        "manifest.json",
        "SHA256SUMS",
        "latest.json",
    ]
    assert expected(release).items() <= lying().items()


def test_connections_that_drop_are_tried_again(
    release: Path, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    put, failures = MemoryFileSystem.put_file, [ConnectionResetError("reset"), TimeoutError()]

    def drop(self: Any, local: str, path: str, **how: Any) -> None:
        if failures and path.endswith(".parquet"):
            raise failures.pop()
        put(self, local, path, **how)

    monkeypatch.setattr(MemoryFileSystem, "put_file", drop)
    steps: list[onrecord.Step] = []
    made = onrecord.publish(release, TO, progress=steps.append)
    assert sum(waits) == 1 + 2
    assert expected(release).items() <= lying().items()
    last = [one for one in steps if one.stage == "publishing"][-1]
    assert last.done == last.total == made.bytes


def test_a_file_that_arrives_cut_is_sent_again(
    release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, cuts = MemoryFileSystem.put_file, ["README.md"]

    def cut(self: Any, local: str, path: str, **how: Any) -> None:
        put(self, local, path, **how)
        if cuts and path.endswith(cuts[0]):
            cuts.pop()
            self.pipe_file(path, b"#")

    monkeypatch.setattr(MemoryFileSystem, "put_file", cut)
    onrecord.publish(release, TO)
    assert expected(release).items() <= lying().items()


def test_a_note_that_is_none_is_replaced(release: Path) -> None:
    for note in (b"[" * 100_000, b"{}", b'{"version": 3}', b'{"version": "x"}', b"\xff"):
        MemoryFileSystem().pipe_file(f"{PLACE}/latest.json", note)
        onrecord.publish(release, TO)
        assert json.loads(lying()[f"{PLACE}/latest.json"])["version"] == "1.0.0"


@pytest.mark.parametrize(
    ("to", "says"),
    [
        (
            "https://anna:geheim@archive.example/data?key=geheim",
            "https:// can be read, but not be published to",
        ),
        ("zip://x::memory://a.zip", "can be read, but not"),
        ("nothing://a/b", "nothing://a/b"),
        ("zenodo", "is no place to publish to: name a folder, s3://"),
        ("s3:bucket", "is no place to publish to"),
        ("", "is no place to publish to"),
        ("a\0b", "is no place to publish to"),
    ],
)
def test_what_is_no_place_to_publish_to(
    release: Path, to: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CallError, match=says) as caught:
        onrecord.publish(release, to)
    assert "geheim" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_final_is_for_zenodo(release: Path) -> None:
    with pytest.raises(CallError, match="--final is for Zenodo"):
        onrecord.publish(release, TO, final=True)


def test_a_file_address_is_a_folder(release: Path, tmp_path: Path) -> None:
    made = onrecord.publish(release, f"file://{tmp_path}/out%20here")
    assert made.address == str(tmp_path / "out here/talks/1.0.0")
    assert files_of(Path(made.address)) == files_of(release)
