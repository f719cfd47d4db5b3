"""Documents, people and rejects of a redacted dataset, counted again from its turns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from onrecord.grammar.names import fold_name
from onrecord.redaction.model import Redaction
from onrecord.redaction.scrubbing import Scrubber
from onrecord.tables import make_table, table_schema

#: Columns of documents that hold words.
_WORDS = ("title", "program", "network", "station", "summary", "rights")
_LISTS = ("aliases", "affiliations", "descriptions")


def redact_documents(
    documents: Any,
    redaction: Redaction,
    scrubber: Scrubber,
    counts: Mapping[str, Mapping[str, int]],
    stories: Mapping[str, str],
) -> Any:
    """The documents that have turns in `counts` (n_turns, n_people, n_words by id), without the names."""
    ids = pa.array(sorted(counts), pa.string())
    documents = documents.filter(pc.is_in(documents["document_id"], ids))
    keys = documents["document_id"].to_pylist()
    for name in ("n_turns", "n_people", "n_words"):
        documents = _set(documents, name, [counts[key][name] for key in keys])
    documents = _set(documents, "story_id", [stories[key] for key in keys])
    if not redaction.targets:
        return documents
    words = [documents[name].to_pylist() for name in _WORDS]
    scrubbed = [
        [scrubber.scrub(value, key) for value in values]
        for key, *values in zip(keys, *words, strict=True)
    ]
    for at, name in enumerate(_WORDS):
        documents = _set(documents, name, [row[at] for row in scrubbed])
    if redaction.whole:
        return documents
    uris = [
        uri_without_names(uri, key, redaction)
        for uri, key in zip(documents["source_uri"].to_pylist(), keys, strict=True)
    ]
    documents = _set(documents, "source_uri", uris)
    urls = [
        None if url is not None and names_in_address(url, redaction) else url
        for url in documents["url"].to_pylist()
    ]
    return _set(documents, "url", urls)


def names_in_address(address: str, redaction: Redaction) -> bool:
    """Whether a file name or an address spells the name of somebody redacted."""
    words = "".join(c if c.isalnum() else " " for c in address)
    pattern = redaction.spelled
    return pattern is not None and pattern.search(f" {fold_name(words)} ") is not None


def uri_without_names(uri: str, document_id: str, redaction: Redaction) -> str:
    """The name of a source, or another one where it spells somebody's name."""
    return f"redacted/{document_id}" if names_in_address(uri, redaction) else uri


def surviving_stories(stories: Mapping[str, str], kept: Collection[str]) -> dict[str, str]:
    """The story of each document in `kept`: told by the first that is kept, where its own is gone."""
    first: dict[str, str] = {}
    for key in sorted(kept):
        first.setdefault(stories[key], key)
    return {key: stories[key] if stories[key] in kept else first[stories[key]] for key in kept}


def redact_people(
    people: Any,
    redaction: Redaction,
    scrubber: Scrubber,
    counts: Mapping[str, Mapping[str, Any]],
    touched: frozenset[str],
) -> Any:
    """The people who still speak (in `counts`, by new id), without what would tell the redacted ones.

    Of people in `touched`, who spoke in a document that is gone, only what turns still show stays.
    """
    rows: dict[str, dict[str, Any]] = {}
    for old in people.to_pylist():
        row = _redacted(old, redaction, scrubber)
        known = counts.get(row["person_id"])
        if known is None or old["person_id"] in redaction.removed:
            continue
        if row["person_id"] in touched:
            row = _reduced(row, known)
        if same := rows.get(row["person_id"]):
            row["roles"] = sorted({*same["roles"], *row["roles"]})
        names = ("n_documents", "n_turns", "n_words", "first_seen", "last_seen")
        rows[row["person_id"]] = {**row, **{name: known[name] for name in names}}
    return _table("people", [rows[key] for key in sorted(rows)])


def _redacted(row: dict[str, Any], redaction: Redaction, scrubber: Scrubber) -> dict[str, Any]:
    target = redaction.people.get(row["person_id"])
    if target is None:
        return _scrubbed(row, scrubber)
    return row if target.is_removed else _renamed(row, target.person_id, target.place)


def _renamed(row: dict[str, Any], person_id: str | None, place: str) -> dict[str, Any]:
    """A person of whom nothing stays but another name, the kind and the roles."""
    gone = dict.fromkeys(("given_name", "family_name", "bio", "wikidata_id"))
    lists: dict[str, list[str]] = {name: [] for name in _LISTS}
    return {**row, **gone, **lists, "person_id": person_id, "name": place}


def _scrubbed(row: dict[str, Any], scrubber: Scrubber) -> dict[str, Any]:
    """Somebody else, without the names of those redacted."""
    lists = {name: sorted({scrubber.scrub(v) or "" for v in row[name] or ()}) for name in _LISTS}
    return {**row, **lists, "bio": scrubber.scrub(row["bio"])}


def _reduced(row: dict[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Somebody whose description may come from a document that is gone."""
    printed = [fold_name(label) for label in known["labels"]]
    lists = {
        name: [v for v in row[name] if any(fold_name(v) in label for label in printed)]
        for name in ("aliases", "affiliations")
    }
    roles = sorted(set(row["roles"]) & set(known["roles"]))
    return {**row, **lists, "roles": roles, "descriptions": [], "bio": None}


def redact_rejects(
    rejects: Any, redaction: Redaction, scrubber: Scrubber, gone: Callable[[str | None], bool]
) -> Any:
    """Rejects without those of removed documents, and without values where people are redacted.

    `gone` tells of a source by its URI whether it was removed.
    """
    kept = [
        row if not redaction.targets else _without_names(row, redaction, scrubber)
        for row in rejects.to_pylist()
        if row["document_id"] not in redaction.documents and not gone(row["source_uri"])
    ]
    return _table("rejects", kept)


def _without_names(row: dict[str, Any], redaction: Redaction, scrubber: Scrubber) -> dict[str, Any]:
    """A reject without value, its message and the name of its source without names."""
    uri = row["source_uri"]
    if uri is not None:
        uri = uri_without_names(uri, row["document_id"] or "source", redaction)
    key = uri if row["table"] == "sources" else row["key"]
    message = scrubber.scrub(row["message"])
    if names_in_address(row["message"], redaction):
        message = "left out; the reason would name somebody who was redacted"
    return {**row, "source_uri": uri, "key": key, "value": None, "message": message}


def _table(name: str, rows: list[dict[str, Any]]) -> Any:
    names = table_schema(name).names
    return make_table(name, [tuple(row[column] for column in names) for row in rows])


def _set(table: Any, column: str, values: list[Any]) -> Any:
    at = table.schema.get_field_index(column)
    field = table.schema.field(at)
    return table.set_column(at, field, pa.array(values, field.type))
