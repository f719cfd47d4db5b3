"""A source as it reaches a converter: bytes with a name, and the text decoded from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from onrecord.decoding import Decoded, decode
from onrecord.errors import SourceError
from onrecord.json_text import read_json

_ROW = "#row="


def record_uri(uri: str, record: int) -> str:
    """The URI of one transcript of a source: the source's own for the first, ``#row=1`` after it."""
    return f"{uri}{_ROW}{record}" if record else uri


def companion_uri(uri: str, name: str) -> str:
    """The URI of a companion of the source at `uri`: in the same folder, in the same archive."""
    return uri[: max(uri.rfind("/"), uri.rfind("#")) + 1] + name


def source_uris(uri: str) -> tuple[str, ...]:
    """The URIs that the source of a transcript can have: its own, and that without ``#row=1``."""
    whole, row, number = uri.rpartition(_ROW)
    return (uri, whole) if row and number.isdigit() else (uri,)


class Companion(NamedTuple):
    """What a file beside a source is known by: name, SHA-256 and size; these None if it cannot be read."""

    name: str
    sha256: str | None
    bytes: int | None


def companions_listed(entry: Mapping[str, Any]) -> tuple[Companion, ...]:
    """The companions of a source that a manifest lists."""
    listed = entry.get("companions")
    found = (one for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()
    return tuple(
        Companion(str(one.get("name")), one.get("sha256"), one.get("bytes")) for one in found
    )


def companions_told(manifest: Mapping[str, Any]) -> dict[str, tuple[Companion, ...]]:
    """The companions that sources of a dataset were built with, by URI, as its manifest has them."""
    listed = manifest.get("sources")
    entries = listed if isinstance(listed, list) else []
    told = (one for one in entries if isinstance(one, dict) and one.get("companions"))
    return {str(one.get("uri")): companions_listed(one) for one in told}


@dataclass(frozen=True)
class Source:
    """The bytes of one source record and the URI they are known by.

    `encoding` is the declared encoding, if any (a name that Python's codecs know); `columns` what the
    columns of a table are declared to hold, by what they hold. `companions` are files that lie beside it
    and tell about it, or why one cannot be read, by the names that its format gives them.
    """

    uri: str
    data: bytes
    encoding: str | None = None
    columns: Mapping[str, str] | None = None
    companions: Mapping[str, Source | SourceError] = field(default_factory=dict)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the bytes, 64 hexadecimal digits."""
        return sha256(self.data).hexdigest()

    @property
    def beside(self) -> tuple[Companion, ...]:
        """What its companions are known by, in the order of their names."""
        return tuple(
            Companion(name, one.sha256, len(one.data))
            if isinstance(one, Source)
            else Companion(name, None, None)
            for name, one in sorted(self.companions.items())
        )

    def companion(self, name: str) -> Source | None:
        """The companion of that name, None where there is none. Raises the `SourceError` of one that is lost."""
        found = self.companions.get(name)
        if isinstance(found, SourceError):
            raise found
        return found

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
