"""What a source was taken for: `explain`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord._api.calls import Path_, as_recipe, wanted_sources
from onrecord._api.opening import load
from onrecord.dataset import Dataset
from onrecord.errors import CallError
from onrecord.recipe import Recipe
from onrecord.rereading import explain_again
from onrecord.source import companions_told, source_uris
from onrecord.sources import Found, Wanted, discover, is_shard, locate
from onrecord.speakers import Authority

if TYPE_CHECKING:
    pass


def explain(
    folder: Path_,
    document: str,
    turn: int | None = None,
    *,
    sources: Path_ | Sequence[Path_] = (),
    recipe: Path_ | Recipe | None = None,
) -> dict[str, Any]:
    """What each piece of a document's source was taken for, and the evidence of its turns.

    `document` is a document_id, a source_uri, or the end of one. A dataset holds no sources:
    `sources`, or what the recipe names, must have the one it was built from, which is converted
    again. With `turn`, only that turn. See `onrecord.explaining` for the keys. Raises
    `CallError`, `DatasetError`, `SourceError`.
    """
    from onrecord.explaining import add_across

    dataset = load(folder)
    row = _find_document(dataset, document)
    loaded = as_recipe(recipe, Path(folder))
    found = _find_source(row, wanted_sources(sources, loaded, None, None))
    told = companions_told(dataset.manifest)
    beside = next((told[uri] for uri in source_uris(row["source_uri"]) if uri in told), ())
    found = replace(found, beside=beside)
    again = explain_again(
        found, row, Authority(loaded.people), loaded.limits.max_source_bytes, loaded.turns
    )
    explained = {"document_id": row["document_id"]} | again
    for told, kept in zip(
        explained["turns"], _kept_turns(dataset, row["document_id"]), strict=False
    ):
        add_across(told, kept)
    if turn is not None:
        explained["turns"] = [t for t in explained["turns"] if t["turn_index"] == turn]
        if not explained["turns"]:
            last = len(again["turns"]) - 1
            raise CallError(f"{document} has no turn {turn}: its turns are 0 to {last}")
    return explained


def _kept_turns(dataset: Dataset, document_id: str) -> list[dict[str, Any]]:
    """Name, role, attribution and confidence of the turns of a document, in order."""
    query = """SELECT p.name, t.role::VARCHAR, t.attribution::VARCHAR, t.confidence
        FROM turns t LEFT JOIN people p USING (person_id)
        WHERE t.document_id = ? ORDER BY t.turn_index"""
    with dataset.duckdb() as connection:
        rows = connection.execute(query, [document_id]).fetchall()
    columns = ("name", "role", "attribution", "confidence")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _find_document(dataset: Dataset, wanted: str) -> dict[str, Any]:
    """The one row of documents that `wanted` means."""
    columns = ["document_id", "source_uri", "source_sha256", "format"]
    rows: list[dict[str, Any]] = dataset.arrow("documents").select(columns).to_pylist()
    exact = [row for row in rows if wanted in (row["document_id"], row["source_uri"])]
    found = exact or [row for row in rows if f"/{row['source_uri']}".endswith(f"/{wanted}")]
    if len(found) != 1:
        names = ", ".join(row["source_uri"] for row in (found or rows)[:5])
        what = f"means {len(found)} documents" if found else "is no document of this dataset"
        raise CallError(f"{wanted!r} {what}; for instance: {names}")
    return found[0]


def _find_source(row: dict[str, Any], wanted: Sequence[Wanted]) -> Found:
    """The source of a document among those wanted: the one of its URI, or the only one."""
    if not wanted:
        raise CallError(
            f"a dataset holds no sources: name the file or folder that {row['source_uri']} came "
            "from with --source, or a --recipe"
        )
    candidates = discover(wanted)
    uris = source_uris(row["source_uri"])
    if len(candidates) == 1:
        if not is_shard(candidates[0]):
            return candidates[0]
        uris = tuple(f"{candidates[0].uri}#{uri.partition('#')[2]}" for uri in uris)
    named = locate(candidates, uris)
    for uri in uris:
        if uri in named:
            return named[uri]
    raise CallError(f"{row['source_uri']} is not among the {len(candidates)} sources given")
