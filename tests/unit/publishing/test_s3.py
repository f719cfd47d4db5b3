"""Publishing to ``s3://``: a bucket on loopback that answers as S3 does."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import new
from pathlib import Path

import pytest

import onrecord
from onrecord.errors import CallError

from .conftest import Answer, Host, Request

pytest.importorskip("s3fs")

_XML = '<?xml version="1.0" encoding="UTF-8"?>'


@dataclass
class Bucket:
    """Objects by key; whoever lacks the right gets ``AccessDenied``."""

    objects: dict[str, bytes] = field(default_factory=dict)
    is_closed: bool = False

    def answer(self, request: Request) -> Answer:
        """What S3 answers: PutObject, GetObject, HeadObject, ListObjectsV2."""
        key = request.path.removeprefix("/bucket").lstrip("/")
        if request.method == "PUT":
            if self.is_closed:
                return _error(403, "AccessDenied", "Access Denied")
            self.objects[key] = _unchunked(request)
            return Answer(200, b"", {"ETag": _etag(self.objects[key])})
        if "list-type" in request.query:
            return self._list(request.query.get("prefix", ""))
        if key not in self.objects:
            return _error(404, "NoSuchKey", "The specified key does not exist.")
        return _part(self.objects[key], request)

    def _list(self, prefix: str) -> Answer:
        found = "".join(
            f"<Contents><Key>{key}</Key><Size>{len(content)}</Size><ETag>{_etag(content)}</ETag>"
            "<LastModified>2026-01-01T00:00:00.000Z</LastModified><StorageClass>STANDARD</StorageClass></Contents>"
            for key, content in sorted(self.objects.items())
            if key.startswith(prefix)
        )
        result = (
            f'{_XML}<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name>'
            f"<Prefix>{prefix}</Prefix><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"
        )
        return Answer(200, result.encode(), {"Content-Type": "application/xml"})


def _part(content: bytes, request: Request) -> Answer:
    said = {"ETag": _etag(content), "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"}
    if request.method == "HEAD":
        return Answer(200, b"", said | {"Content-Length": str(len(content))})
    asked = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("range", ""))
    if asked is None:
        return Answer(200, content, said)
    start, end = int(asked[1]), min(int(asked[2] or len(content) - 1), len(content) - 1)
    return Answer(
        206,
        content[start : end + 1],
        said | {"Content-Range": f"bytes {start}-{end}/{len(content)}"},
    )


def _unchunked(request: Request) -> bytes:
    """The body of a PUT, which botocore may send in signed chunks with a checksum after them."""
    if "aws-chunked" not in request.headers.get("content-encoding", ""):
        return request.body
    content, rest = b"", request.body
    while size := int((head := rest.partition(b"\r\n"))[0].split(b";")[0], 16):
        content += head[2][:size]
        rest = head[2][size + 2 :]
    return content


def _error(status: int, code: str, message: str) -> Answer:
    return Answer(
        status, f"{_XML}<Error><Code>{code}</Code><Message>{message}</Message></Error>".encode()
    )


def _etag(content: bytes) -> str:
    return f'"{new("md5", content, usedforsecurity=False).hexdigest()}"'


@pytest.fixture
def bucket(serve: Callable[..., Host], monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A bucket on loopback, and keys for it in the environment."""
    made = Bucket()
    monkeypatch.setenv("AWS_ENDPOINT_URL", serve(made.answer).address)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hidden")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    return made


def test_a_release_lies_in_a_bucket_and_is_not_sent_twice(release: Path, bucket: Bucket) -> None:
    made = onrecord.publish(release, "s3://bucket/data")
    assert (made.state, made.address) == ("published", "s3://bucket/data/talks/1.0.0")
    for path in release.rglob("*"):
        if path.is_file():
            key = f"data/talks/1.0.0/{path.relative_to(release).as_posix()}"
            assert bucket.objects[key] == path.read_bytes()
    assert list(bucket.objects)[-2:] == ["data/talks/1.0.0/SHA256SUMS", "data/talks/latest.json"]
    assert onrecord.publish(release, "s3://bucket/data").calls == ()


def test_a_bucket_without_the_right_to_write_is_told(release: Path, bucket: Bucket) -> None:
    bucket.is_closed = True
    with pytest.raises(
        CallError, match="s3://bucket/data: Access Denied; give credentials that may write there"
    ) as caught:
        onrecord.publish(release, "s3://bucket/data")
    assert "hidden" not in str(caught.value)
    assert bucket.objects == {}
