"""Publishing to Zenodo: a host on loopback that answers as its deposit API does."""

from __future__ import annotations

import json
import logging
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import new
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import onrecord
from onrecord.errors import CallError, DatasetError

from .conftest import TOKEN, Answer, Host, Request

pytestmark = pytest.mark.usefixtures("host")

Release = Callable[..., Path]
Run = Callable[..., Any]

_PREFIX = "10.5281"


@dataclass
class Zenodo:
    """The deposit API of one user: depositions, their files in buckets, versions by concept."""

    address: str = ""
    token: str = TOKEN
    depositions: dict[int, dict[str, Any]] = field(default_factory=dict)
    buckets: dict[str, dict[str, bytes]] = field(default_factory=dict)
    spoil: bool = False

    def answer(self, request: Request) -> Answer:
        """What Zenodo answers."""
        if request.headers.get("authorization") != f"Bearer {self.token}":
            said = {
                "status": 401,
                "message": f"The token {request.headers.get('authorization')} is not known.",
            }
            return Answer(401, said)
        routes = {
            ("GET", r"/api/deposit/depositions"): self._list,
            ("POST", r"/api/deposit/depositions"): self._create,
            ("GET", r"/api/deposit/depositions/(\d+)"): self._read,
            ("PUT", r"/api/deposit/depositions/(\d+)"): self._update,
            ("GET", r"/api/deposit/depositions/(\d+)/files"): self._files,
            ("DELETE", r"/api/deposit/depositions/(\d+)/files/([\w.-]+)"): self._delete_file,
            ("POST", r"/api/deposit/depositions/(\d+)/actions/newversion"): self._new_version,
            ("POST", r"/api/deposit/depositions/(\d+)/actions/publish"): self._publish,
            ("PUT", r"/api/files/([\w-]+)/([\w.-]+)"): self._put,
        }
        for (method, path), route in routes.items():
            match = re.fullmatch(path, request.path)
            if match and method == request.method:
                return route(request, *match.groups())
        return Answer(404, {"status": 404, "message": "The requested URL was not found."})

    def _list(self, request: Request) -> Answer:
        size, page = int(request.query["size"]), int(request.query["page"])
        if size > 100:
            return Answer(400, {"status": 400, "message": "Page size must be at most 100."})
        assert request.query["all_versions"] == "true"
        found = [self._shown(one, is_listed=True) for one in sorted(self.depositions, reverse=True)]
        return Answer(200, found[(page - 1) * size : page * size])

    def _create(self, request: Request) -> Answer:
        wrong = self._wrong(request.value["metadata"])
        if wrong:
            return wrong
        made = self.add(request.value["metadata"])
        return Answer(201, self._shown(made))

    def add(self, metadata: dict[str, Any], concept: int | None = None) -> int:
        """A new draft."""
        base = max([100, *self.depositions]) + 1
        concept, number = (base, base + 1) if concept is None else (concept, base)
        bucket = f"b0c0ffee-{number}"
        self.buckets[bucket] = {}
        self.depositions[number] = {
            "concept": concept,
            "bucket": bucket,
            "submitted": False,
            "metadata": dict(metadata),
        }
        return number

    def _wrong(self, metadata: dict[str, Any]) -> Answer | None:
        """What Zenodo says of metadata that it does not take."""
        errors = [
            {"field": f"metadata.{name}", "message": "Missing data for required field."}
            for name in ("title", "upload_type", "description", "creators", "publication_date")
            if not metadata.get(name)
        ]
        if metadata.get("license") not in {"cc-by-4.0", "cc0-1.0", "other-open"}:
            errors.append({"field": "metadata.license", "message": "Not a valid choice."})
        return (
            Answer(400, {"status": 400, "message": "Validation error.", "errors": errors})
            if errors
            else None
        )

    def _shown(self, number: int, *, is_listed: bool = False) -> dict[str, Any]:
        one = self.depositions[number]
        doi = f"{_PREFIX}/zenodo.{number}"
        own = f"{self.address}/api/deposit/depositions/{number}"
        metadata = {**one["metadata"], "prereserve_doi": {"doi": doi, "recid": number}}
        links = {
            "self": own,
            "html": f"{self.address}/deposit/{number}",
            "publish": f"{own}/actions/publish",
        }
        if not is_listed:
            links["bucket"] = f"{self.address}/api/files/{one['bucket']}"
        if one["submitted"]:
            links["record_html"] = f"{self.address}/records/{number}"
        return {
            "created": "2026-03-01T00:00:00+00:00", "id": number, "record_id": number, "conceptrecid": str(one["concept"]),
            "state": "done" if one["submitted"] else "unsubmitted", "submitted": one["submitted"],
            "doi": doi if one["submitted"] else "", "title": one["metadata"].get("title", ""), "metadata": metadata, "links": links,
        }  # fmt: skip

    def _read(self, _request: Request, number: str) -> Answer:
        if int(number) not in self.depositions:
            return Answer(
                404, {"status": 404, "message": "The persistent identifier does not exist."}
            )
        return Answer(200, self._shown(int(number)))

    def _update(self, request: Request, number: str) -> Answer:
        wrong = self._wrong(request.value["metadata"])
        if wrong:
            return wrong
        if self.depositions[int(number)]["submitted"]:
            return Answer(403, {"status": 403, "message": "Deposition is published."})
        self.depositions[int(number)]["metadata"] = request.value["metadata"]
        return Answer(200, self._shown(int(number)))

    def _files(self, request: Request, number: str) -> Answer:
        files = self.buckets[self.depositions[int(number)]["bucket"]]
        listed = [
            {"id": f"f-{name}", "filename": name, "filesize": len(content), "checksum": _md5(content), "links": {}}
            for name, content in sorted(files.items())
        ]  # fmt: skip
        size, page = int(request.query["size"]), int(request.query["page"])
        return Answer(200, listed[(page - 1) * size : page * size])

    def _delete_file(self, _request: Request, number: str, file: str) -> Answer:
        del self.buckets[self.depositions[int(number)]["bucket"]][file.removeprefix("f-")]
        return Answer(204)

    def _new_version(self, _request: Request, number: str) -> Answer:
        """A draft with the metadata and the files of the version before; asked twice, the same."""
        before = self.depositions[int(number)]
        if not before["submitted"]:
            return Answer(403, {"status": 403, "message": "Not published."})
        drafts = [
            n
            for n, one in self.depositions.items()
            if one["concept"] == before["concept"] and not one["submitted"]
        ]
        draft = drafts[0] if drafts else self.add(before["metadata"], before["concept"])
        if not drafts:
            self.buckets[self.depositions[draft]["bucket"]] = dict(self.buckets[before["bucket"]])
        shown = self._shown(int(number))
        shown["links"]["latest_draft"] = f"{self.address}/api/deposit/depositions/{draft}"
        return Answer(201, shown)

    def _publish(self, _request: Request, number: str) -> Answer:
        one = self.depositions[int(number)]
        if not self.buckets[one["bucket"]]:
            return Answer(400, {"status": 400, "message": "Minimum one file must be provided."})
        if one["submitted"]:
            return Answer(404, {"status": 404, "message": "No draft."})
        one["submitted"] = True
        return Answer(202, self._shown(int(number)))

    def _put(self, request: Request, bucket: str, name: str) -> Answer:
        if len(request.body) != int(request.headers["content-length"]):
            return Answer(400, {"status": 400, "message": "Incomplete."})
        content = request.body[:-1] + b"?" if self.spoil else request.body
        self.buckets[bucket][name] = content
        return Answer(
            201,
            {
                "key": name,
                "size": len(content),
                "checksum": f"md5:{_md5(content)}",
                "links": {},
            },
        )

    def files(self, number: int) -> dict[str, bytes]:
        """The files of a deposition."""
        return self.buckets[self.depositions[number]["bucket"]]


def _md5(content: bytes) -> str:
    return new("md5", content, usedforsecurity=False).hexdigest()


@pytest.fixture
def zenodo() -> Zenodo:
    return Zenodo()


@pytest.fixture
def host(zenodo: Zenodo, serve: Callable[..., Host], monkeypatch: pytest.MonkeyPatch) -> Host:
    """Zenodo on loopback, and the token for it in the environment."""
    served = serve(zenodo.answer)
    zenodo.address = served.address
    monkeypatch.setenv("ONRECORD_ZENODO_URL", served.address)
    monkeypatch.setenv("ZENODO_TOKEN", TOKEN)
    return served


def top_files(release: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in release.iterdir() if path.is_file()}


def expected(release: Path, version: str = "1.0.0") -> dict[str, bytes]:
    archive = release.parent / "release.zip"
    return top_files(release) | {f"talks-{version}.zip": archive.read_bytes()}


def test_a_draft_has_the_archive_the_files_the_metadata_and_a_doi(
    release: Path, host: Host, zenodo: Zenodo
) -> None:
    made = onrecord.publish(release, "zenodo:")
    assert (made.state, made.doi) == ("draft", "10.5281/zenodo.102")
    assert made.address == f"{host.address}/deposit/102"
    assert not zenodo.depositions[102]["submitted"]
    assert zenodo.files(102) == expected(release)
    with zipfile.ZipFile(BytesIO(zenodo.files(102)["talks-1.0.0.zip"])) as archive:
        assert "talks-1.0.0/manifest.json" in archive.namelist()


def test_the_metadata_are_those_of_datacite_in_zenodos_words(
    make_release: Release, zenodo: Zenodo
) -> None:
    more = (
        '\n[[release.related]]\ndoi = "10.1234/other"\nrelation = "IsSupplementTo"\n'
        '\n[[release.funding]]\nfunder = "Council for Words"\naward = "W-7"\n'
        '\n[release.rai]\ndata_collection = "From <pages> & feeds."\n'
    )
    onrecord.publish(make_release(more=more), "zenodo:")
    metadata = zenodo.depositions[102]["metadata"]
    notes = metadata.pop("notes")
    assert metadata == {
        "upload_type": "dataset",
        "title": "Talks",
        "publication_date": "2026-03-01",
        "creators": [
            {
                "name": "Marsh, Ada",
                "affiliation": "Institute of Talk",
                "orcid": "0000-0002-1825-0097",
            }
        ],
        "description": "<p>Invented talks.</p>",
        "method": "<p>From &lt;pages&gt; &amp; feeds.</p>",
        "access_right": "open",
        "license": "cc-by-4.0",
        "keywords": ["radio"],
        "version": "1.0.0",
        "language": "eng",
        "related_identifiers": [{"identifier": "10.1234/other", "relation": "isSupplementTo"}],
        "prereserve_doi": True,
    }
    assert re.search(
        r"talks 1\.0\.0, made with onrecord; SHA-256 of SHA256SUMS: [0-9a-f]{64}", notes
    )
    assert "Funded by Council for Words, award W-7" in notes


def test_a_draft_is_published_for_good_only_with_final(
    release: Path, host: Host, zenodo: Zenodo
) -> None:
    onrecord.publish(release, "zenodo:")
    sent = len(host.writes())
    made = onrecord.publish(release, "zenodo:", final=True)
    assert (made.state, made.address) == ("published", f"{host.address}/records/102")
    assert zenodo.depositions[102]["submitted"]
    assert [(method, path) for method, path, _ in host.writes()[sent:]] == [
        ("PUT", "/api/deposit/depositions/102"),
        ("POST", "/api/deposit/depositions/102/actions/publish"),
    ]


def test_what_is_published_and_the_same_is_left_alone(release: Path, host: Host) -> None:
    onrecord.publish(release, "zenodo:", final=True)
    sent = len(host.writes())
    again = onrecord.publish(release, "zenodo:", final=True)
    assert (again.state, again.calls, again.doi) == ("published", (), "10.5281/zenodo.102")
    assert len(host.writes()) == sent


def test_a_published_version_is_never_changed(
    release: Path, make_release: Release, host: Host
) -> None:
    onrecord.publish(release, "zenodo:", final=True)
    sent = len(host.writes())
    with pytest.raises(DatasetError, match="a published version is never changed"):
        onrecord.publish(make_release(more='contact = "data@archive.example"'), "zenodo:")
    assert len(host.writes()) == sent


def test_a_draft_takes_the_release_that_was_packaged_anew(
    release: Path, make_release: Release, zenodo: Zenodo
) -> None:
    """The reserved DOI goes into the recipe, and the release with it replaces the one before."""
    doi = onrecord.publish(release, "zenodo:").doi
    with_doi = make_release(more=f'doi = "{doi}"')
    made = onrecord.publish(with_doi, "zenodo:", final=True)
    assert (made.state, made.doi) == ("published", doi)
    assert zenodo.files(102) == expected(with_doi)
    assert made.kept == ("LICENSE.md",) or "LICENSE.md" in made.kept


def test_another_doi_than_the_reserved_one_is_not_published(
    make_release: Release, zenodo: Zenodo
) -> None:
    with pytest.raises(DatasetError, match=r'Set doi = "10\.5281/zenodo\.102" in \[release\]'):
        onrecord.publish(make_release(more='doi = "10.5281/zenodo.7"'), "zenodo:", final=True)
    assert not zenodo.depositions[102]["submitted"]
    assert (
        onrecord.publish(
            make_release(more='doi = "10.5281/zenodo.101"'), "zenodo:", final=True
        ).state
        == "published"
    )


def test_a_release_becomes_a_new_version_of_a_record(
    release: Path, make_release: Release, zenodo: Zenodo
) -> None:
    onrecord.publish(release, "zenodo:", final=True)
    new = make_release("1.0.1")
    made = onrecord.publish(new, "zenodo:102", final=True)
    assert (made.state, made.doi) == ("published", "10.5281/zenodo.103")
    assert zenodo.depositions[103]["concept"] == zenodo.depositions[102]["concept"]
    assert zenodo.files(103) == expected(new, "1.0.1")
    assert zenodo.files(102) == expected(release)
    third = onrecord.publish(make_release("1.0.2"), "zenodo:102")
    assert third.doi == "10.5281/zenodo.104"


def test_a_draft_of_another_record_is_not_taken_for_a_new_version(
    release: Path, make_release: Release, zenodo: Zenodo
) -> None:
    new = make_release("1.0.1")
    onrecord.publish(new, "zenodo:")
    onrecord.publish(release, "zenodo:", final=True)
    record = max(zenodo.depositions)
    made = onrecord.publish(new, f"zenodo:{record}")
    draft = max(zenodo.depositions)
    assert made.doi == f"10.5281/zenodo.{draft}"
    assert zenodo.depositions[draft]["concept"] == zenodo.depositions[record]["concept"]


def test_depositions_on_later_pages_are_found(release: Path, zenodo: Zenodo) -> None:
    onrecord.publish(release, "zenodo:", final=True)
    for _ in range(230):
        zenodo.add({"title": "another"})
    assert onrecord.publish(release, "zenodo:").calls == ()


def test_a_host_that_knows_no_pages_is_not_asked_for_ever(
    release: Path, zenodo: Zenodo, host: Host
) -> None:
    for _ in range(100):
        zenodo.add({"title": "another"})
    answer = zenodo.answer
    host.answer = lambda asked: answer(replace(asked, query=asked.query | {"page": "1"}))
    assert onrecord.publish(release, "zenodo:").state == "draft"
    assert sum(one.path.endswith("/depositions") for one in host.log) == 3


def test_a_second_record_of_the_same_dataset_is_refused(
    release: Path,
    make_release: Release,
) -> None:
    onrecord.publish(release, "zenodo:", final=True)
    with pytest.raises(
        DatasetError,
        match=r"as record 102: publish 1\.0\.1 as a new version of it, --to zenodo:102",
    ):
        onrecord.publish(make_release("1.0.1"), "zenodo:")


@pytest.mark.parametrize(
    ("record", "says"), [("7", "has no record 7"), ("102", "is a draft, which has no versions")]
)
def test_a_record_that_can_have_no_new_version(
    release: Path, make_release: Release, record: str, says: str
) -> None:
    onrecord.publish(release, "zenodo:")
    with pytest.raises(CallError, match=says):
        onrecord.publish(make_release("1.0.1"), f"zenodo:{record}")


# Dry runs


@pytest.mark.parametrize("begun", [False, True])
def test_a_dry_run_shows_the_calls_that_are_then_made(
    release: Path, make_release: Release, host: Host, begun: bool
) -> None:
    if begun:
        onrecord.publish(make_release(pages=2), "zenodo:")
    sent = len(host.writes())
    planned = onrecord.publish(release, "zenodo:", final=True, dry_run=True)
    assert planned.state == "planned"
    assert len(host.writes()) == sent
    onrecord.publish(release, "zenodo:", final=True)
    made = host.writes()[sent:]
    assert len(made) == len(planned.calls)
    for call, (method, path, size) in zip(planned.calls, made, strict=True):
        pattern = re.escape(call.address.removeprefix(host.address))
        pattern = pattern.replace(r"\{bucket\}", "/api/files/[^/]+").replace(r"\{id\}", "[0-9]+")
        assert method == call.method
        assert re.fullmatch(pattern, path)
        assert size == call.bytes


# What goes wrong


def test_a_limit_on_calls_is_waited_for(release: Path, host: Host, waits: list[float]) -> None:
    host.fail("POST", "/depositions$", Answer(429, {"message": "Rate limit"}, {"Retry-After": "7"}))
    assert onrecord.publish(release, "zenodo:").state == "draft"
    assert sum(waits) == 7


def test_a_limit_that_lasts_is_told(release: Path, host: Host, waits: list[float]) -> None:
    host.fail("GET", "/depositions$", Answer(429, None, {"Retry-After": "3600"}))
    with pytest.raises(
        CallError, match=r"\(status 429\), and asks to wait 3600 seconds; what was sent is kept"
    ):
        onrecord.publish(release, "zenodo:")
    assert waits == []


def test_a_host_that_fails_for_a_while_is_asked_again(
    release: Path, host: Host, waits: list[float]
) -> None:
    host.fail("PUT", "/api/files/.*zip", Answer(502, b"<html>Bad gateway</html>"), times=3)
    assert onrecord.publish(release, "zenodo:").state == "draft"
    assert sum(waits) == 1 + 2 + 4


@pytest.mark.parametrize("what", ["cut", Answer(500, {"message": "Internal"})])
def test_a_host_that_goes_on_failing_is_told_and_the_next_run_goes_on(
    release: Path, host: Host, zenodo: Zenodo, what: Answer | str
) -> None:
    host.fail("PUT", "/api/files/.*/croissant.json", what, times=6)
    with pytest.raises(
        CallError, match="6 times in a row; what was sent is kept: run the same command again"
    ):
        onrecord.publish(release, "zenodo:", final=True)
    assert not zenodo.depositions[102]["submitted"]
    there = dict(zenodo.files(102))
    sent = len(host.writes())
    made = onrecord.publish(release, "zenodo:", final=True)
    assert set(made.kept) == set(there)
    assert len(there) > 1
    again = {
        path.rpartition("/")[2] for method, path, _ in host.writes()[sent:] if "/api/files/" in path
    }
    assert again == set(expected(release)) - set(there)
    assert list(zenodo.depositions) == [102]
    assert zenodo.files(102) == expected(release)


def test_an_upload_that_was_cut_off_is_sent_again(
    release: Path, host: Host, zenodo: Zenodo
) -> None:
    steps: list[onrecord.Step] = []
    host.fail("PUT", "/api/files/.*zip", "cut")
    made = onrecord.publish(release, "zenodo:", progress=steps.append)
    assert zenodo.files(102) == expected(release)
    sending = [one for one in steps if one.stage == "publishing"]
    assert (sending[-1].done, sending[-1].total) == (made.bytes, made.bytes)


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/depositions$"), ("PUT", "/api/files/.*zip"), ("POST", "/actions/publish$")],
)
def test_an_answer_that_was_lost_makes_nothing_twice(
    release: Path, host: Host, zenodo: Zenodo, method: str, path: str
) -> None:
    host.fail(method, path, "lost")
    assert onrecord.publish(release, "zenodo:", final=True).state == "published"
    assert list(zenodo.depositions) == [102]
    assert zenodo.files(102) == expected(release)


def test_a_file_that_arrives_with_other_bytes_is_not_published(
    release: Path, zenodo: Zenodo
) -> None:
    zenodo.spoil = True
    with pytest.raises(CallError, match=r"arrived with other bytes .*nothing is published yet"):
        onrecord.publish(release, "zenodo:", final=True)
    assert not zenodo.depositions[102]["submitted"]
    zenodo.spoil = False
    assert onrecord.publish(release, "zenodo:", final=True).state == "published"
    assert zenodo.files(102) == expected(release)


def test_metadata_that_zenodo_refuses_are_told_field_by_field(
    release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.publishing.zenodo_metadata._licence", lambda _: "wtfpl")
    with pytest.raises(
        CallError,
        match=r"refused \(status 400: Validation error\.; metadata\.license: Not a valid choice",
    ):
        onrecord.publish(release, "zenodo:")


def test_words_under_no_known_licence_are_not_sent(
    host: Host, make_release: Release, tmp_path: Path
) -> None:
    data = make_release().parent / "data"
    manifest = json.loads((data / "manifest.json").read_text("utf-8"))
    assert manifest["license"] == "CC-BY-4.0"
    out = _unlicensed(data, tmp_path)
    with pytest.raises(
        DatasetError, match="under no known licence, and an open record of Zenodo needs one"
    ):
        onrecord.publish(out, "zenodo:")
    assert host.writes() == []


def _unlicensed(data: Path, folder: Path) -> Path:
    """A release of pages without a licence, published for a reason."""
    recipe = (data.parent / "onrecord.toml").read_text("utf-8")
    (folder / "onrecord.toml").write_text(
        recipe.replace('license = "CC-BY-4.0"\n', ""), encoding="utf-8"
    )
    onrecord.build(
        data.parent / "pages", out=folder / "data", recipe=folder / "onrecord.toml", workers=1
    )
    onrecord.package(folder / "data", folder / "out", recipe=folder / "onrecord.toml", archives=(), checks=False,
                     allow_unknown_licence="They were invented.")  # fmt: skip
    return folder / "out"


# Tokens


@pytest.mark.parametrize("answer", [401, 403])
def test_a_token_that_is_not_accepted_names_its_variable_and_not_itself(
    release: Path, host: Host, run: Run, answer: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    host.fail("GET", "/depositions$", Answer(answer, {"message": f"Bearer {TOKEN} has expired"}))
    done = run("publish", release, "--to", "zenodo:")
    assert done.returncode == 2
    assert "does not accept the token in ZENODO_TOKEN" in done.stderr
    assert "Bearer [token] has expired" in done.stderr
    assert "make a token with the scopes deposit:write and deposit:actions at" in done.stderr
    assert TOKEN not in done.stdout + done.stderr + caplog.text
    assert host.writes() == []


def test_no_token_is_told_before_anything_else(
    release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZENODO_TOKEN")
    with pytest.raises(CallError, match="needs a token: set ZENODO_TOKEN"):
        onrecord.publish(release, "zenodo:")
    with pytest.raises(CallError, match="set ZENODO_SANDBOX_TOKEN"):
        onrecord.publish(release, "zenodo-sandbox:")


@pytest.mark.parametrize("bad", ["two words", "a\nb", "naïve"])
def test_a_token_that_is_none_is_told_without_it(
    release: Path, host: Host, monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    monkeypatch.setenv("ZENODO_TOKEN", bad)
    with pytest.raises(CallError, match="the token in ZENODO_TOKEN has a space") as caught:
        onrecord.publish(release, "zenodo:")
    assert bad not in str(caught.value)
    assert host.log == []


@pytest.mark.parametrize(
    "address",
    [
        "http://archive.example",
        "ftp://127.0.0.1",
        "archive.example",
        "https://ada:geheim@archive.example",
    ],
)
def test_a_token_goes_over_no_open_line(
    release: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("ONRECORD_ZENODO_URL", address)
    with pytest.raises(CallError, match="a token goes only to an address that begins") as caught:
        onrecord.publish(release, "zenodo:")
    assert "geheim" not in str(caught.value)


def test_a_token_goes_to_no_host_that_an_answer_names(
    release: Path, zenodo: Zenodo, serve: Callable[..., Host]
) -> None:
    elsewhere = serve(lambda _: Answer(201, {"checksum": "md5:0"}))
    shown = zenodo._shown
    zenodo._shown = lambda *a, **k: (
        (one := shown(*a, **k)) | {"links": one["links"] | {"bucket": f"{elsewhere.address}/b"}}
    )  # type: ignore[method-assign]
    with pytest.raises(CallError, match=r"sends on to .*, which gets no token"):
        onrecord.publish(release, "zenodo:")
    assert elsewhere.log == []


def test_what_is_shown_never_has_the_token(release: Path, host: Host, run: Run) -> None:
    for arguments in (["--dry-run"], ["--dry-run", "--json"], ["--progress", "json"], []):
        done = run("publish", release, "--to", "zenodo:", *arguments)
        assert done.returncode == 0
        assert TOKEN not in done.stdout + done.stderr
    assert all(one.headers["authorization"] == f"Bearer {TOKEN}" for one in host.log)


# Hostile hosts


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(200, b"<html>"), "something other than JSON"),
        (Answer(200, {"hits": []}), "the answer is no list"),
        (Answer(200, [{"id": "x"}]), r"answers in another way than its API does \(id\)"),
        (Answer(200, [None]), "answers in another way"),
        (Answer(200, b"[" * 200_000), "something other than JSON"),
        (Answer(302, None, {"Location": "https://elsewhere.example/?token=1"}), "has moved to https://elsewhere.example/;"),
        (Answer(418, {"message": "\x1b[31m" + "a" * 10_000}), r"refused \(status 418: .\[31maaa"),
        (Answer(200, b"", {"Content-Length": "10"}), "did not answer in time, 6 times in a row"),
    ],
)  # fmt: skip
def test_a_host_that_is_not_zenodo_is_told(
    release: Path, host: Host, monkeypatch: pytest.MonkeyPatch, answer: Answer, says: str
) -> None:
    monkeypatch.setattr("onrecord.publishing.calling._BETWEEN", 0.2)
    host.fail("GET", "/depositions$", answer, times=9)
    with pytest.raises(CallError, match=says) as caught:
        onrecord.publish(release, "zenodo:")
    assert len(str(caught.value)) < 1000
    assert "\x1b" not in str(caught.value)


def test_a_host_that_cannot_be_reached(
    release: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.setenv("ONRECORD_ZENODO_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("ZENODO_TOKEN", TOKEN)
    done = run("publish", release, "--to", "zenodo:")
    assert done.returncode == 2
    assert "onrecord: 127.0.0.1:1: the connection failed: " in done.stderr


def test_too_many_files_for_a_record(
    release: Path, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.publishing.zenodo.MOST_FILES", 3)
    with pytest.raises(DatasetError, match="Zenodo takes 3 of"):
        onrecord.publish(release, "zenodo:")
    assert host.log == []
