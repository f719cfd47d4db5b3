"""Publishing to a folder: renamed into place, gone on with, never changed, versions in step."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import onrecord
from onrecord.errors import CallError, DatasetError
from onrecord.publishing import folder as module

Release = Callable[..., Path]

_ODD = '{"titles": [3], "creators": [1], "descriptions": [1], "dates": [1]}'


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_release_lies_under_name_and_version_byte_for_byte(release: Path, tmp_path: Path) -> None:
    made = onrecord.publish(release, tmp_path / "out")
    assert made.state == "published"
    assert made.address == str(tmp_path / "out/talks/1.0.0")
    assert files_of(Path(made.address)) == files_of(release)
    assert made.bytes == sum(map(len, files_of(release).values()))
    assert [path.name for path in (tmp_path / "out/talks").iterdir()] == ["1.0.0"]


def test_what_is_there_and_the_same_is_said_and_nothing_is_sent(
    release: Path, tmp_path: Path
) -> None:
    onrecord.publish(release, tmp_path)
    again = onrecord.publish(release, tmp_path)
    assert (again.state, again.calls) == ("published", ())
    assert len(again.kept) == len(files_of(release))


def test_a_dry_run_shows_the_calls_and_writes_nothing(release: Path, tmp_path: Path) -> None:
    planned = onrecord.publish(release, tmp_path / "out", dry_run=True)
    assert planned.state == "planned"
    assert not (tmp_path / "out").exists()
    made = onrecord.publish(release, tmp_path / "out")
    assert planned.calls == made.calls
    assert [one.method for one in planned.calls] == ["COPY"] * len(made.calls[:-1]) + ["RENAME"]


def test_a_published_version_is_never_changed(
    release: Path, make_release: Release, tmp_path: Path
) -> None:
    onrecord.publish(release, tmp_path)
    before = files_of(tmp_path)
    other = make_release(more='contact = "data@archive.example"')
    with pytest.raises(
        DatasetError, match=r"a published version is never changed\. Set a higher version"
    ):
        onrecord.publish(other, tmp_path)
    assert files_of(tmp_path) == before


def test_a_run_that_was_interrupted_is_gone_on_with(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    copy = module._copy

    def stop_after_three(file, draft, sent):  # type: ignore[no-untyped-def]
        if len(copied) == 3:
            raise KeyboardInterrupt
        copy(file, draft, sent)
        copied.append(file.name)

    monkeypatch.setattr(module, "_copy", stop_after_three)
    with pytest.raises(KeyboardInterrupt):
        onrecord.publish(release, tmp_path)
    assert not (tmp_path / "talks/1.0.0").exists()
    monkeypatch.setattr(module, "_copy", copy)
    made = onrecord.publish(release, tmp_path)
    assert list(made.kept) == copied
    assert len(made.calls) == len(files_of(release)) - 3 + 1
    assert files_of(tmp_path / "talks/1.0.0") == files_of(release)


def test_what_another_try_left_is_no_part_of_the_version(
    release: Path, make_release: Release, tmp_path: Path
) -> None:
    """The draft of a release that was packaged anew meanwhile."""
    draft = tmp_path / "talks/.onrecord-publishing-1.0.0"
    shutil.copytree(make_release(pages=2), draft)
    onrecord.publish(release, tmp_path)
    assert files_of(tmp_path / "talks/1.0.0") == files_of(release)
    assert not draft.exists()


def test_a_file_that_changes_while_it_is_copied_is_noticed(
    copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = module._copy

    def change_first(file, draft, sent):  # type: ignore[no-untyped-def]
        if file.name == "README.md":
            file.path.write_bytes(file.path.read_bytes()[::-1])
        copy(file, draft, sent)

    monkeypatch.setattr(module, "_copy", change_first)
    with pytest.raises(DatasetError, match=r"README\.md changed while it was published"):
        onrecord.publish(copied, tmp_path / "out")
    assert not (tmp_path / "out/talks/1.0.0").exists()


def test_a_published_version_that_was_damaged_is_told(release: Path, tmp_path: Path) -> None:
    onrecord.publish(release, tmp_path)
    turns = next((tmp_path / "talks/1.0.0/turns").iterdir())
    turns.write_bytes(turns.read_bytes()[:200] + b"x" + turns.read_bytes()[201:])
    with pytest.raises(
        DatasetError, match=r"was changed after it was published: turns/.*row group 0"
    ):
        onrecord.publish(release, tmp_path)


@pytest.mark.parametrize("there", ["a file", "another folder"])
def test_what_onrecord_did_not_put_there_stays(release: Path, tmp_path: Path, there: str) -> None:
    target = tmp_path / "talks/1.0.0"
    target.parent.mkdir()
    target.write_text("mine") if there == "a file" else (target / "mine").mkdir(parents=True)
    with pytest.raises(DatasetError, match="never changed"):
        onrecord.publish(release, tmp_path)
    assert target.exists()


@pytest.mark.parametrize(
    ("below", "says"),
    [("", "is a file; name a folder"), ("/out", "cannot write beside .*another --to")],
)
def test_where_no_folder_can_be(release: Path, tmp_path: Path, below: str, says: str) -> None:
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(CallError, match=says):
        onrecord.publish(release, f"{tmp_path}/taken{below}")
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.parametrize("link", ["", "turns"])
def test_a_draft_that_leads_elsewhere_is_not_written_to(
    release: Path, tmp_path: Path, link: str
) -> None:
    draft, elsewhere = tmp_path / "out/talks/.onrecord-publishing-1.0.0", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (draft / link).parent.mkdir(parents=True)
    (draft / link).symlink_to(elsewhere)
    with pytest.raises(CallError, match="leads elsewhere through a link"):
        onrecord.publish(release, tmp_path / "out")
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    "record", ["[]", "{}", '{"titles": 3}', "nonsense", "[" * 100_000, _ODD, None]
)
def test_metadata_that_are_missing_or_damaged(
    copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record: str | None
) -> None:
    """Of a release whose lists were made anew by whoever changed it."""
    monkeypatch.setattr("onrecord.publishing.outgoing.verify_release", lambda *_: [])
    text = (copied / "datacite.json").read_text("utf-8").replace('"Talks"', "[]")
    (copied / "datacite.json").write_text(record or text.replace('"titles"', '"title"'))
    with pytest.raises(DatasetError, match=r"datacite\.json: .*package"):
        onrecord.publish(copied, tmp_path / "out")


@pytest.mark.parametrize(
    ("was", "then", "says"),
    [
        ('"version": "1.0.0"', '"version": "first"', "is no semantic version"),
        ('"name": "talks"', '"name": "../talks"', "is no name of a dataset"),
    ],
)
def test_names_and_versions_that_lead_elsewhere(
    copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, was: str, then: str, says: str
) -> None:
    monkeypatch.setattr("onrecord.publishing.outgoing.verify_release", lambda *_: [])
    manifest = copied / "manifest.json"
    text = manifest.read_text("utf-8")
    assert was in text
    manifest.write_text(text.replace(was, then), encoding="utf-8")
    with pytest.raises(DatasetError, match=says):
        onrecord.publish(copied, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_two_runs_at_once_for_one_version(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, others = module._copy, []
    command = [sys.executable, "-m", "onrecord", "publish", str(release), "--to", str(tmp_path)]

    def publish_too(file, draft, sent):  # type: ignore[no-untyped-def]
        if not others:
            others.append(subprocess.run(command, capture_output=True, text=True, check=False))
        copy(file, draft, sent)

    monkeypatch.setattr(module, "_copy", publish_too)
    assert onrecord.publish(release, tmp_path).state == "published"
    assert others[0].returncode == 2
    assert "is being made by process" in others[0].stderr
    assert "--out" not in others[0].stderr


# The release itself


def test_a_release_that_was_tampered_with_is_not_sent(copied: Path, tmp_path: Path) -> None:
    turns = next((copied / "turns").iterdir())
    content = bytearray(turns.read_bytes())
    content[100] ^= 1
    turns.write_bytes(content)
    with pytest.raises(DatasetError, match=r"turns/part-.*row group 0 .*\n.*nothing was sent"):
        onrecord.publish(copied, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("what", "says"), [("nothing", "is not there"), ("data", "has no SHA256SUMS")]
)
def test_what_is_no_release(root: Path, tmp_path: Path, what: str, says: str) -> None:
    with pytest.raises(CallError, match=f"{says}; make one with onrecord package"):
        onrecord.publish(root / "data" if what == "data" else tmp_path / what, tmp_path / "out")


# The step of the version


@pytest.mark.parametrize(
    ("first", "then", "says"),
    [
        (("1.0.0", 2), ("1.0.1", 3), 'they are minor .*Set version = "1.1.0"'),
        (("1.0.0", 3), ("1.1.0", 2), 'they are major .*documents.*Set version = "2.0.0"'),
        (("0.1.0", 3), ("0.1.1", 2), 'Set version = "0.2.0"'),
    ],
)
def test_too_small_a_step_is_refused_with_the_one_to_take(
    make_release: Release, tmp_path: Path, first: tuple[str, int], then: tuple[str, int], says: str
) -> None:
    onrecord.publish(make_release(*first), tmp_path)
    with pytest.raises(DatasetError, match=says):
        onrecord.publish(make_release(*then), tmp_path)
    assert [path.name for path in (tmp_path / "talks").iterdir()] == [first[0]]


@pytest.mark.parametrize(
    ("first", "then", "verdict"),
    [
        (("1.0.0", 2), ("1.1.0", 3), "minor"),
        (("1.0.0", 3), ("2.0.0", 2), "major"),
        (("1.0.0", 3), ("1.0.1", 3), "none"),
        (("2.0.0-rc.1", 3), ("2.0.0", 2), "major"),
    ],
)
def test_a_large_enough_step_is_taken(
    make_release: Release,
    tmp_path: Path,
    first: tuple[str, int],
    then: tuple[str, int],
    verdict: str,
) -> None:
    onrecord.publish(make_release(*first), tmp_path)
    made = onrecord.publish(make_release(*then), tmp_path)
    assert (made.previous, made.verdict, made.state) == (first[0], verdict, "published")


def test_the_version_before_is_the_highest_below_and_not_the_last(
    make_release: Release, tmp_path: Path
) -> None:
    """A correction of an old line is held against that line."""
    onrecord.publish(make_release("1.0.0", 3), tmp_path)
    onrecord.publish(make_release("2.0.0", 2), tmp_path)
    assert onrecord.publish(make_release("1.0.1", 3), tmp_path).previous == "1.0.0"


def test_previous_may_be_a_dataset(make_release: Release, tmp_path: Path) -> None:
    built = make_release("1.0.0", 2).parent / "data"
    with pytest.raises(DatasetError, match=r'Set version = "1\.1\.0"'):
        onrecord.publish(make_release("1.0.1", 3), tmp_path, previous=built)


def test_previous_is_of_the_same_dataset_and_comes_before(
    make_release: Release, root: Path, tmp_path: Path
) -> None:
    with pytest.raises(CallError, match="is onrecord-sample, not an earlier version of talks"):
        onrecord.publish(make_release(), tmp_path, previous=root / "data")
    with pytest.raises(DatasetError, match=r"is no step from 2\.0\.0"):
        onrecord.publish(make_release(), tmp_path, previous=make_release("2.0.0", 2))
