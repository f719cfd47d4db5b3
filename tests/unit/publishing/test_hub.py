"""Publishing to the Hugging Face Hub: a host on loopback that answers as its API does."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import new, sha256
from pathlib import Path
from typing import Any

import pytest

import onrecord
from onrecord.errors import CallError, DatasetError

from .conftest import TOKEN, Answer, Host, Request

pytest.importorskip("huggingface_hub")

# huggingface_hub sends files to large-file storage in a way that httpx2 will not take for ever.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning"),
    pytest.mark.usefixtures("host"),
]

Release = Callable[..., Path]
_NAME = "anna/talks"
_API = f"/api/datasets/{_NAME}"
_ABSENT = Answer(
    404,
    {"error": "Repository not found"},
    {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"},
)


@dataclass
class Hub:
    """A dataset repository: commits with their files, tags, and large files by hash."""

    address: str = ""
    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    head: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    large: dict[str, bytes] = field(default_factory=dict)
    ignored: str = "nothing"

    def answer(self, request: Request) -> Answer:
        """What the hub answers."""
        if request.headers.get("authorization") not in {f"Bearer {TOKEN}", None}:
            return Answer(401, {"error": "Invalid credentials in Authorization header"})
        if request.method == "POST" and "authorization" not in request.headers:
            return Answer(401, {"error": "Unauthorized"})
        routes = {
            ("POST", "/api/repos/create"): self._create,
            ("POST", "/api/validate-yaml"): lambda _: Answer(200, {"errors": [], "warnings": []}),
            ("GET", f"{_API}/refs"): self._refs,
            ("GET", f"{_API}/revision/(.+)"): self._info,
            ("GET", f"{_API}/tree/(.+)"): self._tree,
            ("POST", f"{_API}/preupload/main"): self._preupload,
            ("POST", f"/datasets/{_NAME}.git/info/lfs/objects/batch"): self._batch,
            ("PUT", "/lfs/([0-9a-f]{64})"): self._store,
            ("POST", "/lfs/verify"): self._verify,
            ("POST", f"{_API}/commit/main"): self._commit,
            ("POST", f"{_API}/tag/([0-9a-f]{{40}})"): self._tag,
            ("HEAD", f"/datasets/{_NAME}/resolve/([0-9a-f]{{40}})/(.+)"): self._resolve,
            ("GET", f"/datasets/{_NAME}/resolve/([0-9a-f]{{40}})/(.+)"): self._resolve,
        }
        for (method, path), route in routes.items():
            match = re.fullmatch(path, request.path)
            if match and method == request.method:
                is_there = self.head or request.path.startswith(("/api/repos", "/api/validate"))
                return route(request, *match.groups()) if is_there else _ABSENT
        return _ABSENT

    def add_commit(self, files: dict[str, bytes]) -> str:
        """Put these files in the place of those of main."""
        listed = json.dumps({name: sha256(one).hexdigest() for name, one in files.items()})
        self.head = _sha1(f"{len(self.commits)}{listed}".encode())
        self.commits[self.head] = files
        return self.head

    def _create(self, request: Request) -> Answer:
        assert {key: request.value[key] for key in ("name", "organization", "type")} == {
            "name": "talks",
            "organization": "anna",
            "type": "dataset",
        }
        if self.head:
            return Answer(
                409,
                {
                    "error": "You already created this dataset repo",
                    "url": f"{self.address}/datasets/{_NAME}",
                },
            )
        self.add_commit({".gitattributes": b"*.parquet filter=lfs\n"})
        return Answer(200, {"url": f"{self.address}/datasets/{_NAME}", "name": _NAME, "id": "1"})

    def _refs(self, _request: Request) -> Answer:
        def shown(kind: str, name: str, commit: str) -> dict[str, str]:
            return {"name": name, "ref": f"refs/{kind}/{name}", "targetCommit": commit}

        tags = [shown("tags", name, commit) for name, commit in self.tags.items()]
        return Answer(
            200, {"branches": [shown("heads", "main", self.head)], "converts": [], "tags": tags}
        )

    def _at(self, revision: str) -> str:
        return self.head if revision == "main" else self.tags.get(revision, revision)

    def _info(self, _request: Request, revision: str) -> Answer:
        return Answer(
            200,
            {"id": _NAME, "sha": self._at(revision), "private": False, "tags": [], "siblings": []},
        )

    def _tree(self, request: Request, revision: str) -> Answer:
        assert request.query["recursive"] in {"true", "True"}
        found: list[dict[str, Any]] = []
        for name, content in sorted(self.commits[self._at(revision)].items()):
            one: dict[str, Any] = {
                "type": "file",
                "path": name,
                "size": len(content),
                "oid": _git(content),
            }
            if _is_large(name):
                digest = sha256(content).hexdigest()
                one |= {
                    "oid": _sha1(digest.encode()),
                    "lfs": {"oid": digest, "size": len(content), "pointerSize": 134},
                }
            found.append(one)
        folders = sorted({one["path"].split("/")[0] for one in found if "/" in one["path"]})
        return Answer(
            200,
            [{"type": "directory", "path": name, "oid": "0" * 40, "size": 0} for name in folders]
            + found,
        )

    def _preupload(self, request: Request) -> Answer:
        main = self.commits[self.head]
        files = [
            {
                "path": one["path"],
                "uploadMode": "lfs" if _is_large(one["path"]) else "regular",
                "shouldIgnore": bool(re.search(self.ignored, one["path"])),
                "oid": _git(main[one["path"]])
                if one["path"] in main and not _is_large(one["path"])
                else None,
            }
            for one in request.value["files"]
        ]
        return Answer(200, {"files": files})

    def _batch(self, request: Request) -> Answer:
        assert (request.value["operation"], request.value["hash_algo"]) == ("upload", "sha256")
        objects = []
        for one in request.value["objects"]:
            found: dict[str, Any] = {"oid": one["oid"], "size": one["size"]}
            if one["oid"] not in self.large:
                found["actions"] = {
                    "upload": {"href": f"{self.address}/lfs/{one['oid']}"},
                    "verify": {"href": f"{self.address}/lfs/verify"},
                }
            objects.append(found)
        return Answer(
            200,
            {"transfer": "basic", "objects": objects},
            {"Content-Type": "application/vnd.git-lfs+json"},
        )

    def _store(self, request: Request, oid: str) -> Answer:
        if sha256(request.body).hexdigest() != oid:
            return Answer(400, {"error": "wrong hash"})
        self.large[oid] = request.body
        return Answer(200, {})

    def _verify(self, request: Request) -> Answer:
        return Answer(
            200 if len(self.large[request.value["oid"]]) == request.value["size"] else 422, {}
        )

    def _commit(self, request: Request) -> Answer:
        lines = [json.loads(line) for line in request.body.splitlines()]
        header = lines[0]["value"]
        if header.get("parentCommit") not in {None, self.head}:
            return Answer(
                412, {"error": "A commit has happened since. Please refresh and try again."}
            )
        files = dict(self.commits[self.head])
        for line in lines[1:]:
            one = line["value"]
            if line["key"] == "file":
                files[one["path"]] = base64.b64decode(one["content"])
            elif line["key"] == "lfsFile":
                files[one["path"]] = self.large[one["oid"]]
            else:
                assert line["key"] == "deletedFile"
                del files[one["path"]]
        commit = self.add_commit(files)
        url = f"{self.address}/datasets/{_NAME}/commit/{commit}"
        return Answer(
            200, {"success": True, "commitOid": commit, "commitUrl": url, "hookOutput": ""}
        )

    def _tag(self, request: Request, commit: str) -> Answer:
        if request.value["tag"] in self.tags:
            return Answer(409, {"error": "Tag reference exists already"})
        self.tags[request.value["tag"]] = commit
        return Answer(200, {})

    def _resolve(self, request: Request, revision: str, name: str) -> Answer:
        content = self.commits[revision][name]
        said = {"X-Repo-Commit": revision, "ETag": f'"{_git(content)}"', "Accept-Ranges": "bytes"}
        if request.method == "HEAD":
            return Answer(200, b"", said | {"Content-Length": str(len(content))})
        return Answer(200, content, said)


def _is_large(name: str) -> bool:
    return name.endswith(".parquet")


def _sha1(content: bytes) -> str:
    return new("sha1", content, usedforsecurity=False).hexdigest()


def _git(content: bytes) -> str:
    return _sha1(b"blob %d\0" % len(content) + content)


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def host(hub: Hub, serve: Callable[..., Host], monkeypatch: pytest.MonkeyPatch) -> Host:
    """The hub on loopback, without Xet, and the token for it in the environment."""
    served = serve(hub.answer)
    hub.address = served.address
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
    monkeypatch.setenv("HF_ENDPOINT", served.address)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    return served


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def published(hub: Hub, tag: str = "v1.0.0") -> dict[str, bytes]:
    files = dict(hub.commits[hub.tags[tag]])
    files.pop(".gitattributes", None)
    return files


TO = f"hf://datasets/{_NAME}"


def test_a_release_is_one_commit_and_a_tag(release: Path, host: Host, hub: Hub) -> None:
    made = onrecord.publish(release, TO)
    assert (made.state, made.address) == (
        "published",
        f"{host.address}/datasets/{_NAME}/tree/v1.0.0",
    )
    assert published(hub) == files_of(release)
    assert hub.tags == {"v1.0.0": hub.head}
    assert len(hub.commits) == 2  # the first is the hub's own
    commit = next(one for one in host.log if one.path == f"{_API}/commit/main")
    assert json.loads(commit.body.splitlines()[0])["value"]["summary"] == "talks 1.0.0"


def test_the_large_files_are_sent_before_anything_is_seen(release: Path, host: Host) -> None:
    onrecord.publish(release, TO)
    paths = [path for _, path, _ in host.writes()]
    assert sum(path.startswith("/lfs/") and path != "/lfs/verify" for path in paths) == sum(
        map(_is_large, files_of(release))
    )
    assert [path.rpartition("/")[0] if "/tag/" in path else path for path in paths[-2:]] == [
        f"{_API}/commit/main",
        f"{_API}/tag",
    ]


def test_what_is_published_and_the_same_is_left_alone(release: Path, host: Host) -> None:
    onrecord.publish(release, TO)
    sent = len(host.writes())
    again = onrecord.publish(release, TO)
    assert (again.state, again.calls) == ("published", ())
    assert len(host.writes()) == sent


def test_a_published_version_is_never_changed(
    release: Path, make_release: Release, host: Host
) -> None:
    onrecord.publish(release, TO)
    sent = len(host.writes())
    with pytest.raises(DatasetError, match="a published version is never changed"):
        onrecord.publish(make_release(more='contact = "data@archive.example"'), TO)
    assert len(host.writes()) == sent


def test_the_next_version_takes_the_place_of_the_files_before_and_of_no_others(
    release: Path, make_release: Release, hub: Hub
) -> None:
    onrecord.publish(release, TO)
    hub.add_commit(hub.commits[hub.head] | {"notebook.ipynb": b"{}"})
    new = make_release("2.0.0", 2)
    made = onrecord.publish(new, TO)
    assert published(hub, "v2.0.0") == files_of(new) | {"notebook.ipynb": b"{}"}
    assert published(hub, "v1.0.0") == files_of(release)
    same = {name for name, one in files_of(new).items() if files_of(release).get(name) == one}
    assert set(made.kept) == same
    assert same


def test_an_older_version_is_not_put_in_front(make_release: Release) -> None:
    onrecord.publish(make_release("2.0.0", 2), TO)
    with pytest.raises(
        DatasetError, match=r"has talks 2\.0\.0 already, and its main branch shows one version"
    ):
        onrecord.publish(make_release("1.0.1"), TO)


def test_a_dry_run_shows_the_calls_and_sends_nothing(release: Path, host: Host) -> None:
    planned = onrecord.publish(release, TO, dry_run=True)
    assert planned.state == "planned"
    assert host.writes() == []
    files = [one for one in planned.calls if one.method == "PUT"]
    assert {one.address.removeprefix(f"{TO}/"): one.bytes for one in files} == {
        name: len(one) for name, one in files_of(release).items()
    }
    onrecord.publish(release, TO)
    assert host.writes()[0][2] == planned.calls[0].bytes
    made = [path for _, path, _ in host.writes()]
    for call in planned.calls:
        if call.method == "POST":
            pattern = re.escape(call.address.removeprefix(host.address)).replace(
                r"\{commit\}", "[0-9a-f]{40}"
            )
            assert [path for path in made if re.fullmatch(pattern, path)], call


def test_a_dry_run_needs_no_token(
    release: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    onrecord.publish(release, TO)
    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "none"))
    assert onrecord.publish(release, TO, dry_run=True).calls == ()


# What goes wrong


def test_a_run_that_was_interrupted_is_gone_on_with(release: Path, host: Host, hub: Hub) -> None:
    host.fail("POST", "/commit/main$", Answer(503, {"error": "Service unavailable"}), times=6)
    with pytest.raises(
        CallError, match=r"answers with status 503, 6 times in a row; what was sent is kept"
    ):
        onrecord.publish(release, TO)
    assert hub.tags == {}
    assert set(hub.commits[hub.head]) == {".gitattributes"}
    sent = len(host.writes())
    onrecord.publish(release, TO)
    assert not [path for method, path, _ in host.writes()[sent:] if method == "PUT"]
    assert published(hub) == files_of(release)


@pytest.mark.parametrize("where", ["PUT /lfs/[0-9a-f]", "POST /objects/batch", "POST /preupload/main", "POST /validate-yaml", "POST /commit/main$", "POST /tag/", "GET /refs$", "POST /repos/create"])  # fmt: skip
@pytest.mark.parametrize("what", ["cut", Answer(429, {"error": "Too many"}, {"Retry-After": "2"}), Answer(500, {"error": "Internal"}), "lost"])  # fmt: skip
def test_what_passes_is_waited_for(
    release: Path, host: Host, hub: Hub, where: str, what: Answer | str
) -> None:
    host.fail(*where.split(" "), what)
    assert onrecord.publish(release, TO).state == "published"
    assert published(hub) == files_of(release)
    assert len(hub.commits) == 2


def test_a_commit_whose_tag_failed_gets_it_from_the_next_run(
    release: Path, host: Host, hub: Hub
) -> None:
    host.fail("POST", "/tag/", Answer(500, {"error": "Internal"}), times=6)
    with pytest.raises(CallError, match="6 times in a row"):
        onrecord.publish(release, TO)
    planned = onrecord.publish(release, TO, dry_run=True)
    assert [one.what for one in planned.calls] == ["the tag v1.0.0"]
    onrecord.publish(release, TO)
    assert published(hub) == files_of(release)
    assert len(hub.commits) == 2


def test_a_repository_that_somebody_changes_meanwhile(
    release: Path, make_release: Release, host: Host, hub: Hub
) -> None:
    onrecord.publish(release, TO)
    answer = hub.answer

    def change_first(request: Request) -> Answer:
        if request.path.endswith("/preupload/main"):
            hub.add_commit(hub.commits[hub.head] | {"other": b"1"})
        return answer(request)

    host.answer = change_first
    with pytest.raises(
        CallError, match="was changed by somebody else meanwhile; run the same command again"
    ):
        onrecord.publish(make_release("2.0.0", 2), TO)
    assert list(hub.tags) == ["v1.0.0"]


def test_files_that_the_repository_ignores_are_told_and_not_tagged(release: Path, hub: Hub) -> None:
    hub.ignored = r"croissant\.json"
    with pytest.raises(
        CallError, match=r"lacks croissant\.json after the commit; if its \.gitignore"
    ):
        onrecord.publish(release, TO)
    assert hub.tags == {}


def test_a_token_that_has_expired_is_told_without_it(
    release: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", f"{TOKEN}expired")
    done = run("publish", release, "--to", TO)
    assert done.returncode == 2
    assert "does not accept the token in HF_TOKEN (status 401" in done.stderr
    assert "https://huggingface.co/settings/tokens" in done.stderr
    assert TOKEN not in done.stdout + done.stderr


def test_a_call_without_a_token_says_where_one_is_had(
    release: Path,
    run: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "none"))
    done = run("publish", release, "--to", TO)
    assert "set HF_TOKEN or run hf auth login" in done.stderr


def test_the_store_of_the_hubs_own_tool_is_read(
    release: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HF_TOKEN")
    (tmp_path / "token").write_text(TOKEN)
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "token"))
    onrecord.publish(release, TO)
    assert published(hub) == files_of(release)


def test_a_hub_that_cannot_be_reached(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    with pytest.raises(
        CallError, match=r"http://127\.0\.0\.1:1: the connection failed: .*, 6 times in a row"
    ):
        onrecord.publish(release, TO)


@pytest.mark.parametrize(
    "to",
    ["hf://anna/talks", "hf://datasets/anna", "hf://datasets/anna/talks@v1", "hf://datasets/../x"],
)
def test_what_is_no_repository(release: Path, to: str) -> None:
    with pytest.raises(CallError, match="is no repository: write hf://datasets/OWNER/NAME"):
        onrecord.publish(release, to)
