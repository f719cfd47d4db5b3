"""Who and what a takedown means: lines of the suppression list for people, documents and sources."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any

from onrecord.dataset import Dataset
from onrecord.errors import CallError
from onrecord.grammar.names import fold_name
from onrecord.keys import Key
from onrecord.redaction import names_of
from onrecord.suppression import Entry, hashed

_SHOWN = 5


@dataclass(frozen=True)
class Choice:
    """What a takedown is about, as its caller puts it.

    People by name or person_id, documents by id or source URI, sources by URI or pattern. `copies`
    takes other copies of a removed document's story along; `mentioned` allows people who speak nowhere.
    """

    people: Sequence[str] = ()
    documents: Sequence[str] = ()
    sources: Sequence[str] = ()
    copies: bool = False
    mentioned: bool = False

    def __bool__(self) -> bool:
        return bool(self.people or self.documents or self.sources)


def entries_for(
    choice: Choice, dataset: Dataset, plain: Entry, key: Key | None
) -> tuple[list[Entry], list[str]]:
    """The lines for a choice, and the URIs of copies of removed documents that stay.

    `plain` has id, action, since and reason; with a key, names and URIs are hashed. Raises
    `CallError` for whoever or whatever is not in the dataset, or is in it several times.
    """
    found: list[Entry] = []
    people = dataset.arrow("people").select(["person_id", "name", "aliases", "n_turns"]).to_pylist()
    for one in choice.people:
        found += _of_person(one, people, choice, plain, key)
    columns = ["document_id", "story_id", "source_uri", "source_sha256"]
    documents = dataset.arrow("documents").select(columns).to_pylist()
    chosen = [_document(one, documents) for one in choice.documents]
    ids = {one["document_id"] for one in chosen}
    stories = {one["story_id"] for one in chosen}
    copies = [
        one for one in documents if one["story_id"] in stories and one["document_id"] not in ids
    ]
    for one in [*chosen, *(copies if choice.copies else ())]:
        found += _of_document(one, plain, key)
    listed = [*dataset.manifest.get("sources", ()), *({"uri": d["source_uri"]} for d in documents)]
    for pattern in choice.sources:
        found += _of_source(pattern, listed, plain, key)
    return found, [] if choice.copies else sorted(one["source_uri"] for one in copies)


def _line(plain: Entry, kind: str, key: str) -> Entry:
    action = plain.action if kind == "person" else "remove"
    return Entry(plain.id, kind, key, action, plain.since, plain.reason)


def _of_person(
    wanted: str, people: Iterable[dict[str, Any]], choice: Choice, plain: Entry, key: Key | None
) -> list[Entry]:
    rows = [(row, {fold_name(one) for one in _full_names(row)}) for row in people]
    folded = fold_name(wanted)
    fits = [(row, names) for row, names in rows if wanted == row["person_id"] or folded in names]
    if len(fits) > 1:
        some = ", ".join(f"{row['person_id']} ({row['n_turns']} turns)" for row, _ in fits[:_SHOWN])
        raise CallError(f"{len(fits)} people are called {wanted}: {some}; give one's id")
    if not fits:
        if choice.mentioned and folded and key is None:
            return [_line(plain, "person", f"name:{wanted.strip()}")]
        raise CallError(_nobody(wanted, [name for _, names in rows for name in names], key))
    row, names = fits[0]
    others = {name for other, theirs in rows if other is not row for name in theirs}
    own = sorted(names - others)
    if not own or fold_name(row["name"] or "") in others:
        person_id = row["person_id"]
        return [_line(plain, "person", hashed(key, "person", person_id) if key else person_id)]
    if key:
        return [_line(plain, "person", hashed(key, "person", name)) for name in own]
    printed = {fold_name(one): one for one in reversed(_full_names(row))}
    return [_line(plain, "person", f"name:{printed[name]}") for name in own]


def _full_names(row: dict[str, Any]) -> list[str]:
    names = names_of(row["name"], row["aliases"])
    return [one for one in names if one == row["name"] or len(fold_name(one).split()) > 1]


def _nobody(wanted: str, names: list[str], key: Key | None) -> str:
    near = get_close_matches(fold_name(wanted), names, n=3)
    hint = f"; near are: {', '.join(near)}" if near else ""
    if key is not None:
        return f"nobody called {wanted} speaks in this dataset{hint}; who only is mentioned is found by the name itself, not by its hash"
    return f"nobody called {wanted} speaks in this dataset{hint}; with --only-mentioned the name is taken out of what others say"


def _document(wanted: str, documents: Sequence[dict[str, Any]]) -> dict[str, Any]:
    fits = [
        one
        for one in documents
        if wanted in {one["document_id"], one["source_uri"]}
        or one["source_uri"].endswith(f"/{wanted}")
    ]
    exact = [one for one in fits if wanted in {one["document_id"], one["source_uri"]}]
    fits = exact or fits
    if len(fits) == 1:
        return fits[0]
    if not fits:
        raise CallError(f"there is no document {wanted}; give its document_id or source_uri")
    some = ", ".join(one["source_uri"] for one in fits[:_SHOWN])
    raise CallError(f"{len(fits)} documents fit {wanted}: {some}; give one's document_id")


def _of_document(one: dict[str, Any], plain: Entry, key: Key | None) -> list[Entry]:
    """A document is known by its id, its bytes and its place: changed bytes do not bring it back."""
    uri = one["source_uri"]
    place = hashed(key, "source", uri) if key else f"uri:{glob.escape(uri)}"
    return [
        _line(plain, "document", one["document_id"]),
        _line(plain, "source", f"sha256:{one['source_sha256']}"),
        _line(plain, "source", place),
    ]


def _of_source(
    pattern: str, listed: Sequence[dict[str, Any]], plain: Entry, key: Key | None
) -> list[Entry]:
    fits = [one for one in listed if one["uri"] == pattern or fnmatchcase(one["uri"], pattern)]
    if not fits:
        raise CallError(f"no source is called {pattern}; give its source_uri, or a pattern with *")
    hashes = sorted({f"sha256:{one['sha256']}" for one in fits if "sha256" in one})
    if key:
        places = sorted({hashed(key, "source", one["uri"]) for one in fits})
    else:
        exact = any(one["uri"] == pattern for one in fits)
        places = [f"uri:{glob.escape(pattern) if exact else pattern}"]
    return [_line(plain, "source", one) for one in (*hashes, *places)]
