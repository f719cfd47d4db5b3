"""A dataset that lies there, redacted by a suppression list, without its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord import staging, store
from onrecord.dataset import Dataset
from onrecord.errors import CallError
from onrecord.redaction import (
    Redaction,
    clean_manifest,
    decide_redaction,
    describe_redaction,
    redact_tables,
)
from onrecord.rights.opening import open_whole
from onrecord.suppression import Suppression
from onrecord_schemas import MODELS


@dataclass(frozen=True)
class Redacted:
    """A redacted dataset: where, how many documents and people are gone or renamed, and what is told.

    `tombstones` and `no_longer_promised` are what its manifest says of it in public; `copies_left` are
    the sources of other copies of a removed document's story.
    """

    out: Path
    documents_removed: int = 0
    people_removed: int = 0
    people_renamed: int = 0
    tombstones: list[dict[str, Any]] = field(default_factory=list)
    no_longer_promised: list[str] = field(default_factory=list)
    copies_left: tuple[str, ...] = ()


def redact_dataset(folder: Path, out: Path, suppression: Suppression) -> Redacted:
    """The dataset at `folder` without what the list suppresses, made at `out`, which may be `folder`.

    Raises `CallError` for a release with words withheld: those are made from a redacted dataset.
    """
    dataset = open_whole(folder)
    if store.withholds(dataset.manifest):
        raise CallError(f"{folder} withholds words: redact the full dataset, then withhold again")
    redaction = decide_redaction(
        suppression,
        dataset.arrow("people").select(["person_id", "name", "aliases"]),
        _documents_gone(dataset, suppression),
    )
    paths = {name: dataset.files(name) for name in MODELS}
    with staging.staged(out) as staged:
        files, redaction = redact_tables(
            paths, staged, redaction, suppression.drops_uri, rebuilt=False
        )
        manifest = _manifest(dataset, suppression, redaction, files)
        store.write_manifest(staged, manifest)
    told = manifest["redaction"]
    renamed = len(redaction.people) - len(redaction.removed)
    return Redacted(
        out,
        len(redaction.documents),
        len(redaction.removed),
        renamed,
        tombstones=told["tombstones"],
        no_longer_promised=told["no_longer_promised"],
    )


def _documents_gone(dataset: Dataset, suppression: Suppression) -> set[str]:
    columns = ("document_id", "source_uri", "source_sha256")
    documents = dataset.arrow("documents").select(list(columns))
    return {
        document_id
        for document_id, uri, sha256 in zip(
            *(documents[name].to_pylist() for name in columns), strict=True
        )
        if suppression.drops_document(document_id)
        or suppression.drops_uri(uri)
        or suppression.drops_bytes(sha256)
    }


def _manifest(
    dataset: Dataset,
    suppression: Suppression,
    redaction: Redaction,
    files: list[store.StoredFile],
) -> dict[str, Any]:
    old = dataset.manifest
    manifest = clean_manifest(old, redaction, suppression.drops_uri)
    gone = len(old.get("sources", ())) - len(manifest["sources"])
    before = old.get("redaction") or {}
    told = describe_redaction(
        suppression, redaction, gone + before.get("suppressed_sources", 0), rebuilt=False
    )
    stones = {one["id"]: one for one in (*before.get("tombstones", ()), *told["tombstones"])}
    lost = dict.fromkeys((*told["no_longer_promised"], *_kept_promises(before)))
    told |= {
        "tombstones": [stones[one] for one in sorted(stones)],
        "changes_words": told["changes_words"] or bool(before.get("changes_words")),
        "no_longer_promised": list(lost),
    }
    return {
        **manifest,
        "files": [file._asdict() for file in files],
        "counts": recount(old.get("counts", {}), manifest["sources"], files),
        "recipe_sha256": None,
        "redaction": told,
    }


def _kept_promises(before: Mapping[str, Any]) -> list[str]:
    """What was lost before; how many sources were suppressed is told anew."""
    lost = before.get("no_longer_promised", ())
    return [one for one in lost if "suppressed, listed nowhere" not in one]


def recount(
    counts: Mapping[str, Any], sources: list[dict[str, Any]], files: list[store.StoredFile]
) -> dict[str, Any]:
    """The counts of a manifest after rows and sources went."""
    rows = {}
    for name, old in counts.get("rows", {}).items():
        written = store.count_rows(files, name)
        gone = old["made"] - old["rejected"] - written
        rows[name] = {**old, "written": written, **({"redacted": gone} if gone else {})}
    built = sum(one["fate"] == "built" for one in sources)
    return {
        **counts,
        "sources": len(sources),
        "built": built,
        "rejected": len(sources) - built,
        "rows": rows,
    }
