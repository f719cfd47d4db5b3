"""The suppression list: what may never come back, in a CSV file that the recipe names.

Columns: ``id`` (the takedown), ``kind`` (source, document, person), ``key``, ``action`` (remove or
pseudonymise), ``since`` (a date), ``reason`` (published). Keys are written ``uri:pages/x.txt`` (with
``*`` for several), ``sha256:...`` of a source's bytes, ``doc-...``, ``per-...``, ``name:Ann Roe``, or
``hmac:...``, which stands for a name or a URI under a secret key. The list itself is not published.
"""

from __future__ import annotations

import csv
import hmac
import io
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from onrecord.disk import flush
from onrecord.errors import RecipeError
from onrecord.grammar.names import fold_name
from onrecord.keys import Key, need_key
from onrecord.locking import hold

COLUMNS = ("id", "kind", "key", "action", "since", "reason")
Action = Literal["remove", "pseudonymise"]

_KEYS = {
    "source": r"uri:\S.*|sha256:[0-9a-f]{64}|hmac:[0-9a-f]{64}",
    "document": r"doc-[0-9a-f]{20}",
    "person": r"name:.*\S.*|per-[0-9a-f]{20}|hmac:[0-9a-f]{64}",
    "key": r"check:[0-9a-f]{16}",
}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True)
class Entry:
    """One line of the list; `since` is a date as written."""

    id: str
    kind: str
    key: str
    action: str = "remove"
    since: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Suppression:
    """A suppression list, with the key that its hashed entries need. An empty one suppresses nothing."""

    entries: tuple[Entry, ...] = ()
    secret: Key | None = field(default=None, repr=False)

    def __bool__(self) -> bool:
        return bool(self.entries)

    @cached_property
    def _keys(self) -> dict[str, frozenset[str]]:
        kinds = {entry.kind for entry in self.entries}
        return {k: frozenset(e.key for e in self.entries if e.kind == k) for k in kinds}

    @cached_property
    def _patterns(self) -> list[str]:
        keys = (key for key in self._keys.get("source", ()) if key.startswith("uri:"))
        return [key.removeprefix("uri:") for key in keys]

    def drops_uri(self, uri: str | None) -> bool:
        """Whether the source of this URI is not to be read."""
        if uri is None or not self._keys.get("source"):
            return False
        if any(uri == one or fnmatchcase(uri, one) for one in self._patterns):
            return True
        return self._has_hashed("source", uri)

    def drops_bytes(self, sha256: str) -> bool:
        """Whether a source of these bytes is not to be converted."""
        return f"sha256:{sha256}" in self._keys.get("source", ()) or self.drops_document(
            f"doc-{sha256[:20]}"
        )

    def drops_document(self, document_id: str) -> bool:
        """Whether a document is to be left out."""
        return document_id in self._keys.get("document", ())

    def entry_for(self, person_id: str, names: Iterable[str]) -> Entry | None:
        """The entry that means a person of this id and these names; removal before renaming."""
        if "person" not in self._keys:
            return None
        wanted = {person_id}
        if self._is_hashed:
            wanted.add(hashed(self._secret, "person", person_id))
        for folded in {fold_name(name) for name in names}:
            wanted.add(f"name:{folded}")
            if self._is_hashed:
                wanted.add(hashed(self._secret, "person", folded))
        found = [self._people[key] for key in wanted if key in self._people]
        return min(found, key=lambda entry: (entry.action != "remove", entry.id), default=None)

    @cached_property
    def named(self) -> list[tuple[Entry, str]]:
        """The entries that write a person's name down, with that name."""
        return [
            (entry, entry.key.removeprefix("name:").strip())
            for entry in self.entries
            if entry.kind == "person" and entry.key.startswith("name:")
        ]

    @cached_property
    def _people(self) -> dict[str, Entry]:
        """Entries of people by what means them, names folded; removal before renaming."""
        found: dict[str, Entry] = {}
        for entry in self.entries:
            if entry.kind != "person":
                continue
            key = entry.key
            if key.startswith("name:"):
                key = f"name:{fold_name(key.removeprefix('name:'))}"
            if key not in found or entry.action == "remove":
                found[key] = entry
        return found

    @cached_property
    def _is_hashed(self) -> bool:
        return any(entry.key.startswith("hmac:") for entry in self.entries)

    @property
    def _secret(self) -> Key:
        return need_key(self.secret, "a suppression list with hashed entries")

    def _has_hashed(self, kind: str, value: str) -> bool:
        return self._is_hashed and hashed(self._secret, kind, value) in self._keys[kind]

    @property
    def tombstones(self) -> list[dict[str, Any]]:
        """What may be published of each takedown: no names, no hashes of names."""
        stones: dict[str, dict[str, Any]] = {}
        for entry in self.entries:
            if entry.kind == "key":
                continue
            stone = stones.setdefault(
                entry.id, {"id": entry.id, "kind": entry.kind, "action": entry.action}
            )
            stone |= {k: v for k, v in (("since", entry.since), ("reason", entry.reason)) if v}
            if document := _document_of(entry):
                stone["documents"] = sorted({*stone.get("documents", ()), document})
        return [stones[one] for one in sorted(stones)]


def _document_of(entry: Entry) -> str | None:
    if entry.kind == "document":
        return entry.key
    if entry.key.startswith("sha256:"):
        return f"doc-{entry.key.removeprefix('sha256:')[:20]}"
    return None


def hashed(key: Key, kind: str, value: str) -> str:
    """What stands for a folded name or a URI in the list where it may not be written down."""
    return f"hmac:{key.digest(f'suppressed {kind}', value)}"


def _check_of(key: Key) -> str:
    return f"check:{key.digest('suppression key', '')[:16]}"


def load_suppression(path: Path, key: Key | None = None) -> Suppression:
    """The list at `path`. Raises `RecipeError` with file, line and remedy.

    A list with hashed entries also needs the key that they were made with: without it, or with
    another one, nothing is built.
    """
    entries = tuple(_entry(path, number, row) for number, row in _read(path))
    if any(entry.key.startswith("hmac:") for entry in entries):
        need_key(key, f"{path}: a suppression list with hashed entries")
        checks = {entry.key for entry in entries if entry.kind == "key"}
        if key is not None and not any(hmac.compare_digest(_check_of(key), c) for c in checks):
            raise RecipeError(
                f"{path}: the key is not the one its hashed entries were made with, so they would not hold"
            )
    return Suppression(entries, key)


def _read(path: Path) -> list[tuple[int, dict[str, Any]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        rows = [(reader.line_num, row) for row in reader]
    except OSError as error:
        raise RecipeError(
            f"{path}: the suppression list cannot be read: {error.strerror}; nothing is built without it"
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise RecipeError(f"{path}: the suppression list is not UTF-8 CSV: {error}") from None
    if list(reader.fieldnames or ()) != list(COLUMNS):
        raise RecipeError(f"{path}:1: the columns of a suppression list are {','.join(COLUMNS)}")
    return rows


def _entry(path: Path, number: int, row: Mapping[Any, Any]) -> Entry:
    """A line, checked: an entry that cannot match would be a takedown that does not hold."""
    if None in row or None in row.values():
        raise RecipeError(f"{path}:{number}: a line has {len(COLUMNS)} cells, this one has not")
    entry = Entry(**{name: str(row[name]).strip() for name in COLUMNS})
    problem = _problem(entry)
    if problem:
        raise RecipeError(f"{path}:{number}: {problem}")
    return entry


def _problem(entry: Entry) -> str | None:
    if entry.kind not in _KEYS:
        return f"kind {entry.kind[:40]!r} is none of source, document, person"
    if not re.fullmatch(_KEYS[entry.kind], entry.key):
        return f"the key of a {entry.kind} has the form {_KEYS[entry.kind]}"
    if entry.kind == "key":
        return None
    if not _ID.fullmatch(entry.id):
        return f"id {entry.id[:40]!r} is not a short name of letters, digits, dots and dashes"
    if entry.action not in {"remove", "pseudonymise"}:
        return f"action {entry.action[:40]!r} is neither remove nor pseudonymise"
    if entry.action == "pseudonymise" and entry.kind != "person":
        return f"a {entry.kind} can only be removed"
    if entry.key.startswith("name:") and not fold_name(entry.key.removeprefix("name:")):
        return "the name has no letters"
    try:
        date.fromisoformat(entry.since or "2000-01-01")
    except ValueError:
        return f"since {entry.since[:40]!r} is not a date of the form 2021-05-20"
    if entry.key.startswith("name:") and _is_told(entry.key.removeprefix("name:"), entry.reason):
        return "the reason is published, and it holds the name"
    return None


def _is_told(name: str, reason: str) -> bool:
    return f" {fold_name(name)} " in f" {fold_name(reason)} "


def next_id(entries: Sequence[Entry]) -> str:
    """The id of the next takedown: a number, which tells nothing."""
    numbers = [int(e.id[1:]) for e in entries if re.fullmatch(r"t[0-9]{1,9}", e.id)]
    return f"t{max(numbers, default=0) + 1:04d}"


def add_entries(path: Path, entries: Iterable[Entry], key: Key | None = None) -> None:
    """Add lines to the list at `path`, which is made if there is none; the same line is added once.

    The file can be read by its owner only. Raises `RecipeError` where it cannot be written, or where
    a line would not hold, `CallError` where another run is adding to it.
    """
    with hold(Path(os.path.abspath(path))):  # noqa: PTH100 - resolve() would follow a link
        _add_entries(path, entries, key)


def _add_entries(path: Path, entries: Iterable[Entry], key: Key | None) -> None:
    old = [_entry(path, number, row) for number, row in _read(path)] if path.exists() else []
    new = [entry for entry in dict.fromkeys(entries) if entry not in old]
    for entry in new:
        if problem := _problem(entry):
            raise RecipeError(f"{path}: {problem}")
    if any(entry.key.startswith("hmac:") for entry in new):
        check = Entry("", "key", _check_of(need_key(key, "an entry without the name")), "")
        others = [e for e in old if e.kind == "key" and e.key != check.key]
        if others:
            raise RecipeError(
                f"{path}: its hashed entries were made with another key; use that one"
            )
        new = [entry for entry in (check, *new) if entry not in old]
    beside = path.with_name(f".{path.name}.new")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows([getattr(e, name) for name in COLUMNS] for e in (*old, *new))
        flush(beside)
        beside.replace(path)
        flush(path.parent)
    except OSError as error:
        raise RecipeError(
            f"{path}: the suppression list cannot be written: {error.strerror}"
        ) from None
