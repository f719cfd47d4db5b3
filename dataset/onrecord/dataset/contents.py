"""What a dataset holds: its manifest, and which files each table has.

Files are those that the manifest lists, whatever they are called: an entry may say its ``table``;
where it does not, its path tells (``turns.parquet``, ``turns/part-00001.parquet``,
``data/turns-00000-of-00002-9f86d081.parquet``). Without a manifest, files are found by their names.
"""

from __future__ import annotations

import json
from typing import Any

from onrecord import store
from onrecord.dataset.place import Place
from onrecord.errors import DatasetError
from onrecord.printable import printable

#: The tables of a dataset; those of the contract, which costs more to import than a load may.
TABLES = ("documents", "turns", "people", "rejects")
SPLITS = "splits"
#: A larger manifest is read only as far as its list of files; one beyond the limit not at all.
_WHOLE = 1 << 20
_MOST = 1 << 30
_SPACE = " \t\n\r"


class Contents:
    """The files of a dataset; the manifest whole when first asked for."""

    def __init__(self, place: Place):
        self.place = place
        head = place.read(store.MANIFEST, 0, _WHOLE + 1)
        self._manifest: dict[str, Any] | None = None
        self.files: list[dict[str, Any]] = []
        if head is None:
            self.files = self._named()
            self._manifest = {}
        elif len(head) <= _WHOLE:
            self._manifest = store.parse_manifest(head, self._manifest_name)
            self.files = self._manifest["files"]
        else:
            self.files = self._listed_first(head)
        self.tables = tuple(name for name in (*TABLES, SPLITS) if self.paths(name))

    @property
    def _manifest_name(self) -> str:
        return f"{self.place.shown}/{store.MANIFEST}"

    @property
    def manifest(self) -> dict[str, Any]:
        """The whole manifest; empty where there is none. Raises `DatasetError` if damaged."""
        if self._manifest is None:
            whole = self.place.read(store.MANIFEST, 0, _MOST + 1) or b""
            self._manifest = store.parse_manifest(self._limited(whole), self._manifest_name)
        return self._manifest

    @property
    def version(self) -> str | None:
        """The dataset's version, if it is known without reading more."""
        version = (self._manifest or {}).get("version")
        return str(version) if version is not None else None

    def paths(self, table: str) -> list[str]:
        """The names of a table's files, in order. Raises `DatasetError` for one that leads out."""
        names = store.names_of(self.files, table)
        for name in names:
            if leads_out(name):
                raise DatasetError(
                    f"{self._manifest_name}: names a file outside the dataset, {printable(name)!r}; "
                    "do not trust it"
                )
        return names

    def stated_size(self, name: str) -> int | None:
        """How many bytes the manifest says that a file has."""
        sizes = (entry.get("bytes") for entry in self.files if entry.get("path") == name)
        return next((size for size in sizes if isinstance(size, int)), None)

    def _named(self) -> list[dict[str, Any]]:
        """Files by their names; asked for one by one where a place cannot list what it holds."""
        names = self.place.names() or [
            f"{table}.parquet"
            for table in TABLES
            if self.place.size(f"{table}.parquet") is not None
        ]
        files: list[dict[str, Any]] = [{"path": name} for name in names]
        if not any(store.names_of(files, table) for table in TABLES):
            raise DatasetError(
                f"{self.place.shown} is no dataset built by onrecord: it has no {store.MANIFEST}, "
                f"and no {', '.join(TABLES[:3])} as Parquet; {self.place.hint}"
            )
        return files

    def _listed_first(self, head: bytes) -> list[dict[str, Any]]:
        """The list of files at the head of a long manifest, whose sources follow it."""
        read = len(head)
        while True:
            files = first_value(head.decode("utf-8", errors="ignore"), "files")
            if files is not None:
                return list(store.checked_files({"files": files}, self._manifest_name)["files"])
            more = self.place.read(store.MANIFEST, read, read * 2) or b""
            if not more:
                break
            head, read = self._limited(head + more), read + len(more)
        self._manifest = store.parse_manifest(head, self._manifest_name)
        return list(self._manifest["files"])

    def _limited(self, read: bytes) -> bytes:
        if len(read) > _MOST:
            raise DatasetError(f"{self._manifest_name}: longer than {_MOST} bytes; no manifest is")
        return read


def first_value(text: str, wanted: str) -> Any:
    """The value of a key at the top of a JSON object whose end may be missing; None if not reached."""
    decoder = json.JSONDecoder()
    at = _skip(text, 0, "{")
    while at is not None:
        try:
            key, at_colon = decoder.raw_decode(text, _blank(text, at))
            begin = _skip(text, at_colon, ":")
            if begin is None:
                return None
            value, end = decoder.raw_decode(text, _blank(text, begin))
        except (ValueError, RecursionError):
            return None
        if key == wanted and end < len(text):
            return value
        at = _skip(text, end, ",")
    return None


def _blank(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _skip(text: str, at: int, mark: str) -> int | None:
    """The place after a mark that comes next, white space aside; None if another comes."""
    at = _blank(text, at)
    return at + 1 if text[at : at + 1] == mark else None


def leads_out(name: str) -> bool:
    """Whether a file's name could lead out of its folder, on any system."""
    parts = name.replace("\\", "/").split("/")
    return (
        ".." in parts
        or not name.isprintable()
        or ":" in name
        or "\\" in name
        or name.startswith("/")
        or "" in parts
    )
