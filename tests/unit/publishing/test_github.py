"""Publishing to GitHub Releases: a host on loopback that answers as its REST API does."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import onrecord
from onrecord.errors import CallError, DatasetError

from .conftest import TOKEN, Answer, Host, Request

pytestmark = pytest.mark.usefixtures("host")

Release = Callable[..., Path]
_REPOSITORY = "/repos/anna/talks"


@dataclass
class Github:
    """The releases of anna/talks, with their assets."""

    address: str = ""
    releases: dict[int, dict[str, Any]] = field(default_factory=dict)
    assets: dict[int, dict[str, Any]] = field(default_factory=dict)
    has_digests: bool = True
    spoil: bool = False

    def answer(self, request: Request) -> Answer:
        """What GitHub answers."""
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Answer(
                401,
                {"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest"},
            )
        assert request.headers["x-github-api-version"] == "2022-11-28"
        routes = {
            ("GET", f"{_REPOSITORY}/releases"): self._list,
            ("POST", f"{_REPOSITORY}/releases"): self._create,
            ("PATCH", rf"{_REPOSITORY}/releases/(\d+)"): self._update,
            ("GET", rf"{_REPOSITORY}/releases/(\d+)/assets"): self._assets,
            ("POST", rf"/uploads{_REPOSITORY}/releases/(\d+)/assets"): self._upload,
            ("DELETE", rf"{_REPOSITORY}/releases/assets/(\d+)"): self._delete,
        }
        for (method, path), route in routes.items():
            match = re.fullmatch(path, request.path)
            if match and method == request.method:
                return route(request, *map(int, match.groups()))
        return Answer(404, {"message": "Not Found", "status": "404"})

    def _page(self, request: Request, found: list[Any]) -> Answer:
        size, page = int(request.query["per_page"]), int(request.query["page"])
        assert size <= 100
        return Answer(200, found[(page - 1) * size : page * size])

    def _list(self, request: Request) -> Answer:
        return self._page(
            request, [self._shown(one) for one in sorted(self.releases, reverse=True)]
        )

    def _create(self, request: Request) -> Answer:
        fields = request.value
        published = [one for one in self.releases.values() if not one["draft"]]
        if any(one["tag_name"] == fields["tag_name"] for one in published):
            errors = [{"resource": "Release", "code": "already_exists", "field": "tag_name"}]
            return Answer(422, {"message": "Validation Failed", "errors": errors})
        number = 500 + len(self.releases)
        self.releases[number] = {**fields, "id": number}
        return Answer(201, self._shown(number))

    def _shown(self, number: int) -> dict[str, Any]:
        one = self.releases[number]
        tag = f"untagged-{number:x}" if one["draft"] else one["tag_name"]
        own = f"{self.address}{_REPOSITORY}/releases/{number}"
        return {
            "url": own, "assets_url": f"{own}/assets", "id": number, "tag_name": one["tag_name"], "draft": one["draft"],
            "upload_url": f"{self.address}/uploads{_REPOSITORY}/releases/{number}/assets{{?name,label}}",
            "html_url": f"https://github.example/anna/talks/releases/tag/{tag}", "name": one["name"], "body": one["body"],
            "prerelease": one["prerelease"], "immutable": False, "target_commitish": "main",
        }  # fmt: skip

    def _update(self, request: Request, number: int) -> Answer:
        self.releases[number] |= request.value
        return Answer(200, self._shown(number))

    def _assets(self, request: Request, number: int) -> Answer:
        found = [self._shown_asset(n) for n, one in self.assets.items() if one["release"] == number]
        return self._page(request, found)

    def _shown_asset(self, number: int) -> dict[str, Any]:
        one = self.assets[number]
        digest = f"sha256:{sha256(one['content']).hexdigest()}"
        return {
            "url": f"{self.address}{_REPOSITORY}/releases/assets/{number}", "id": number, "name": one["name"], "label": "",
            "state": one["state"], "size": len(one["content"]), "digest": digest if self.has_digests else None,
        }  # fmt: skip

    def add_asset(self, release: int, name: str, content: bytes, state: str = "uploaded") -> int:
        """An asset, whole or cut off (``starter``)."""
        number = 9000 + len(self.assets)
        self.assets[number] = {"release": release, "name": name, "content": content, "state": state}
        return number

    def _upload(self, request: Request, release: int) -> Answer:
        name = request.query["name"]
        if any((one["release"], one["name"]) == (release, name) for one in self.assets.values()):
            errors = [{"resource": "ReleaseAsset", "code": "already_exists", "field": "name"}]
            return Answer(422, {"message": "Validation Failed", "errors": errors})
        content = request.body[:-1] + b"?" if self.spoil else request.body
        return Answer(201, self._shown_asset(self.add_asset(release, name, content)))

    def _delete(self, _request: Request, asset: int) -> Answer:
        del self.assets[asset]
        return Answer(204)

    def files(self, release: int) -> dict[str, bytes]:
        """The assets of a release that are whole."""
        found = [one for one in self.assets.values() if one["release"] == release]
        assert all(one["state"] == "uploaded" for one in found)
        return {one["name"]: one["content"] for one in found}


@pytest.fixture
def github() -> Github:
    return Github()


@pytest.fixture
def host(github: Github, serve: Callable[..., Host], monkeypatch: pytest.MonkeyPatch) -> Host:
    """GitHub on loopback, and the token for it in the environment."""
    served = serve(github.answer)
    github.address = served.address
    monkeypatch.setenv("ONRECORD_GITHUB_URL", served.address)
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    return served


def expected(release: Path, version: str = "1.0.0") -> dict[str, bytes]:
    top = {path.name: path.read_bytes() for path in release.iterdir() if path.is_file()}
    return top | {f"talks-{version}.zip": (release.parent / "release.zip").read_bytes()}


TO = "github:anna/talks"


def test_a_release_has_the_tag_the_archive_and_the_files(release: Path, github: Github) -> None:
    made = onrecord.publish(release, TO)
    assert (made.state, made.address) == (
        "published",
        "https://github.example/anna/talks/releases/tag/v1.0.0",
    )
    one = github.releases[500]
    assert (one["tag_name"], one["name"], one["draft"], one["prerelease"]) == (
        "v1.0.0",
        "Talks 1.0.0",
        False,
        False,
    )
    assert one["make_latest"] == "legacy"
    assert re.search("Invented talks.\n\nSHA-256 of SHA256SUMS: `[0-9a-f]{64}`", one["body"])
    assert github.files(500) == expected(release)


def test_it_is_a_draft_until_every_asset_is_there(
    release: Path,
    host: Host,
) -> None:
    onrecord.publish(release, TO)
    methods = [(method, path.rpartition("/")[2]) for method, path, _ in host.writes()]
    assert methods[0] == ("POST", "releases")
    assert host.log[1].value["draft"] is True or host.log[0].method == "GET"
    assert methods[1:-1] == [("POST", "assets")] * len(expected(release))
    assert methods[-1] == ("PATCH", "500")


def test_what_changed_stands_in_the_notes(
    make_release: Release, host: Host, github: Github
) -> None:
    made = onrecord.publish(make_release("1.1.0"), TO, previous=make_release("1.0.0", 2))
    assert (made.previous, made.verdict) == ("1.0.0", "minor")
    assert made.calls[0].bytes == host.writes()[0][2]
    assert "1 document" in github.releases[500]["body"]


def test_a_version_before_a_release_is_marked_so(make_release: Release, github: Github) -> None:
    onrecord.publish(make_release("2.0.0-rc.1"), TO)
    assert github.releases[500]["prerelease"] is True


@pytest.mark.parametrize("has_digests", [True, False])
def test_what_is_published_and_the_same_is_left_alone(
    release: Path, host: Host, github: Github, has_digests: bool
) -> None:
    github.has_digests = has_digests
    onrecord.publish(release, TO)
    sent = len(host.writes())
    again = onrecord.publish(release, TO)
    assert (again.state, again.calls) == ("published", ())
    assert set(again.kept) == set(expected(release))
    assert len(host.writes()) == sent


@pytest.mark.parametrize("has_digests", [True, False])
def test_a_published_version_is_never_changed(
    release: Path, make_release: Release, host: Host, github: Github, has_digests: bool
) -> None:
    github.has_digests = has_digests
    onrecord.publish(release, TO)
    sent = len(host.writes())
    with pytest.raises(DatasetError, match="a published version is never changed"):
        onrecord.publish(make_release(more='contact = "data@archive.example"'), TO)
    assert len(host.writes()) == sent


def test_a_release_that_somebody_else_made_under_the_tag_is_left_alone(
    release: Path, host: Host, github: Github
) -> None:
    github.releases[500] = {
        "id": 500,
        "tag_name": "v1.0.0",
        "draft": False,
        "name": "x",
        "body": "",
        "prerelease": False,
    }
    with pytest.raises(DatasetError, match="never changed"):
        onrecord.publish(release, TO)
    assert host.writes() == []


def test_a_dry_run_shows_the_calls_that_are_then_made(release: Path, host: Host) -> None:
    planned = onrecord.publish(release, TO, dry_run=True)
    assert planned.state == "planned"
    assert host.writes() == []
    onrecord.publish(release, TO)
    made = host.writes()
    assert len(made) == len(planned.calls)
    for call, (method, path, size) in zip(planned.calls, made, strict=True):
        address = call.address.partition("?")[0].removeprefix(host.address)
        pattern = (
            re.escape(address).replace(r"\{upload_url\}", ".*/assets").replace(r"\{id\}", "[0-9]+")
        )
        assert method == call.method
        assert re.fullmatch(pattern, path)
        assert size == call.bytes


# What goes wrong


@pytest.mark.parametrize("what", ["cut", Answer(500, {"message": "Server Error"})])
def test_the_next_run_goes_on_with_the_draft(
    release: Path, host: Host, github: Github, what: Answer | str
) -> None:
    host.fail("POST", "/assets$", Answer(503, None), times=1)
    host.fail("PATCH", "/releases/", what, times=6)
    with pytest.raises(CallError, match="6 times in a row; what was sent is kept"):
        onrecord.publish(release, TO)
    assert github.releases[500]["draft"]
    sent = len(host.writes())
    made = onrecord.publish(release, TO)
    assert [(method, path) for method, path, _ in host.writes()[sent:]] == [
        ("PATCH", f"{_REPOSITORY}/releases/500")
    ]
    assert set(made.kept) == set(expected(release))
    assert list(github.releases) == [500]


def test_assets_that_were_cut_off_or_are_others_are_replaced(release: Path, github: Github) -> None:
    github.releases[500] = {
        "id": 500,
        "tag_name": "v1.0.0",
        "draft": True,
        "name": "x",
        "body": "",
        "prerelease": False,
    }
    readme = (release / "README.md").read_bytes()
    github.add_asset(500, "README.md", readme, state="starter")
    github.add_asset(500, "SHA256SUMS", b"?" * (release / "SHA256SUMS").stat().st_size)
    github.add_asset(500, "of-another-release.zip", b"zip")
    planned = onrecord.publish(release, TO, dry_run=True)
    assert [one.what.partition(":")[0] for one in planned.calls if one.method == "DELETE"] == [
        "README.md", "SHA256SUMS", "of-another-release.zip",
    ]  # fmt: skip
    onrecord.publish(release, TO)
    assert github.files(500) == expected(release)


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "talks/releases$"), ("POST", "/assets$"), ("PATCH", "/500$")]
)
def test_an_answer_that_was_lost_makes_nothing_twice(
    release: Path, host: Host, github: Github, method: str, path: str
) -> None:
    host.fail(method, path, "lost")
    assert onrecord.publish(release, TO).state == "published"
    assert list(github.releases) == [500]
    assert github.files(500) == expected(release)


def test_an_asset_that_was_cut_off_on_the_way_is_removed_and_sent_again(
    release: Path, host: Host, github: Github
) -> None:
    """GitHub keeps what was cut off under its name, and refuses another of that name."""
    answer, cut = github.answer, []

    def leave_starter(request: Request) -> Answer:
        if "uploads" in request.path and not cut:
            cut.append(github.add_asset(500, request.query["name"], b"", state="starter"))
            return Answer(502, {"message": "Bad gateway"})
        return answer(request)

    host.answer = leave_starter
    assert onrecord.publish(release, TO).state == "published"
    assert github.files(500) == expected(release)


def test_an_asset_that_arrives_with_other_bytes_is_not_published(
    release: Path, github: Github
) -> None:
    github.spoil = True
    with pytest.raises(CallError, match="arrived with other bytes; nothing is published yet"):
        onrecord.publish(release, TO)
    assert github.releases[500]["draft"]
    github.spoil = False
    onrecord.publish(release, TO)
    assert github.files(500) == expected(release)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(
            403,
            {"message": "API rate limit exceeded"},
            {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"},
        ),
        Answer(403, {"message": "You have exceeded a secondary rate limit"}, {"Retry-After": "1"}),
        Answer(429, {"message": "Too many"}, {"Retry-After": "Thu, 01 Jan 2026 00:00:00 GMT"}),
    ],
)
def test_limits_are_waited_for(
    release: Path, host: Host, waits: list[float], answer: Answer
) -> None:
    host.fail("POST", "/assets$", answer)
    assert onrecord.publish(release, TO).state == "published"
    assert sum(waits) <= 1


def test_what_goes_wrong_with_tokens_and_names(
    release: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run("publish", release, "--to", "github:anna/nothing")
    assert done.returncode == 2
    assert "there is nothing there, or the token may not see it" in done.stderr
    monkeypatch.setenv("GITHUB_TOKEN", f"{TOKEN}expired")
    done = run("publish", release, "--to", TO)
    assert "does not accept the token in GITHUB_TOKEN (status 401: Bad credentials)" in done.stderr
    assert TOKEN not in done.stderr
    monkeypatch.delenv("GITHUB_TOKEN")
    assert "set GITHUB_TOKEN or GH_TOKEN" in run("publish", release, "--to", TO).stderr
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    assert run("publish", release, "--to", TO).returncode == 0


def test_an_asset_that_is_too_large_for_github(
    release: Path, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.publishing.github.MOST", 1000)
    with pytest.raises(
        DatasetError,
        match=r"talks-1\.0\.0\.zip would have .* bytes, and GitHub takes files up to 1,000",
    ):
        onrecord.publish(release, TO)
    assert host.log == []


@pytest.mark.parametrize(
    "to", ["github:anna", "github:anna/../talks", "github:anna/talks/x", "github:a b/c", "github:"]
)
def test_what_is_no_repository(release: Path, to: str) -> None:
    with pytest.raises(CallError, match="is no repository: write github:OWNER/REPOSITORY"):
        onrecord.publish(release, to)
