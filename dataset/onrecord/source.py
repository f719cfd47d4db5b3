"""A source as it reaches a converter: bytes with a name, and the text decoded from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from onrecord.decoding import Decoded, decode
from onrecord.json_text import read_json

_ROW = "#row="


def record_uri(uri: str, record: int) -> str:
    """The URI of one transcript of a source: the source's own for the first, ``#row=1`` after it."""
    return f"{uri}{_ROW}{record}" if record else uri


def source_uris(uri: str) -> tuple[str, ...]:
    """The URIs that the source of a transcript can have: its own, and that without ``#row=1``."""
    whole, row, number = uri.rpartition(_ROW)
    return (uri, whole) if row and number.isdigit() else (uri,)


@dataclass(frozen=True)
class Source:
    """The bytes of one source record and the URI they are known by.

    `encoding` is the declared encoding, if any (a name that Python's codecs know); `columns` what the
    columns of a table are declared to hold, by what they hold.
    """

    uri: str
    data: bytes
    encoding: str | None = None
    columns: Mapping[str, str] | None = None

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the bytes, 64 hexadecimal digits."""
        return sha256(self.data).hexdigest()

    @property
    def document_id(self) -> str:
        """``doc-`` and the first 20 digits of the SHA-256: the same for the same bytes."""
        return f"doc-{self.sha256[:20]}"

    @cached_property
    def decoded(self) -> Decoded:
        """The text of the bytes. Raises `Undecodable`."""
        return decode(self.data, self.encoding)

    @cached_property
    def json(self) -> Any:
        """The value of a JSON text; None where the text is none. Raises `SourceError`."""
        return read_json(self.decoded.text)
