"""A dataset without the words that may not be published: a release, which `hydrate` fills again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from onrecord import staging, store
from onrecord.dataset import Dataset
from onrecord.errors import CallError, DatasetError
from onrecord.progress import Progress, Teller
from onrecord.rights.columns import WITHHELD, blank, empty_documents, empty_people, empty_turns
from onrecord.rights.evidence import quoting, withhold_evidence
from onrecord.rights.judging import JUDGED, Judgement, Text, judge
from onrecord.rights.opening import open_whole
from onrecord.speakers import KnownPerson


@dataclass(frozen=True)
class Withheld:
    """A release that was made: where, of what text, and why words are withheld.

    `hydrates` says whether it can be filled again, `because` why not; `pseudonyms` how many people
    have one.
    """

    out: Path
    judgement: Judgement
    files: Sequence[store.StoredFile] = field(default_factory=tuple)
    hydrates: bool = True
    because: str | None = None
    pseudonyms: int = 0


def make_release(
    folder: Path,
    out: Path,
    text: Text,
    allowed_because: str | None = None,
    known: Sequence[KnownPerson] | None = None,
    progress: Progress | None = None,
) -> Withheld:
    """A release of the dataset at `folder`, made at `out`, with all, licensed or no text.

    `known` are the people of the recipe's people file, which a release needs to be filled again.
    Raises `CallError` where text may not be published, `DatasetError` where the dataset is not whole.
    """
    told = Teller(progress)
    dataset = _opened(folder, out)
    judgement = judge(dataset.arrow("documents").select(JUDGED), text, allowed_because)
    manifest = dict(dataset.manifest)
    rights = _rights(judgement)
    if not judgement.withheld:
        with staging.staged(out) as staged:
            for file in manifest["files"]:
                _copy(folder / file["path"], staged / file["path"])
            store.write_manifest(staged, {**manifest, "rights": rights})
        files = [
            store.StoredFile(*(file[name] for name in store.StoredFile._fields))
            for file in manifest["files"]
        ]
        return Withheld(out, judgement, files, hydrates=False, because="nothing is withheld")
    needs = _needs(dataset, judgement)
    because = _why_not(manifest, known)
    if because is None:
        rights["full"] = _full(folder, manifest, needs, known or ())
    rights["withheld"] = {table: list(columns) for table, columns in WITHHELD.items()}
    if because:
        rights["cannot_be_filled"] = because
    with staging.staged(out) as staged:
        files = _write_tables(dataset, judgement, needs, staged, told)
        manifest = dict(withhold_evidence(manifest, needs.people))
        manifest |= {"files": [file._asdict() for file in files], "rights": rights}
        store.write_manifest(staged, manifest)
    return Withheld(out, judgement, files, because is None, because)


def _opened(folder: Path, out: Path) -> Dataset:
    """The dataset, if its bytes are those of its manifest and it may become a release at `out`."""
    dataset = open_whole(folder)
    if store.withholds(dataset.manifest):
        raise CallError(
            f"{folder} is a release with words withheld already; start from the full dataset"
        )
    if folder.resolve() == out.resolve():
        raise CallError(f"{out} is the dataset itself; choose another --out for the release")
    staging.refuse_foreign(out)
    return dataset


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _rights(judgement: Judgement) -> dict[str, Any]:
    """What the manifest says of rights."""
    withheld = len(judgement.withheld)
    documents: dict[str, Any] = {"kept": judgement.n_documents - withheld, "withheld": withheld}
    rights: dict[str, Any] = {"text": judgement.text, "documents": documents}
    if withheld:
        rights["reasons"] = judgement.reasons
    if judgement.allowed_because:
        rights["allowed_because"] = judgement.allowed_because
        documents["kept_though_unknown"] = judgement.n_allowed
    return rights


@dataclass(frozen=True)
class _Needs:
    """People who lose words, and the documents whose sources are needed to give them back."""

    people: Any
    losing: frozenset[str]
    also: list[str]
    also_sources: list[str]


def _needs(dataset: Dataset, judgement: Judgement) -> _Needs:
    """Whatever documents that are withheld may have told of a person is withheld."""
    gone = pa.table({"document_id": judgement.withheld_ids()})
    with dataset.duckdb() as connection:
        connection.register("gone", gone)
        connection.execute(
            "CREATE TABLE losing AS SELECT DISTINCT person_id FROM turns SEMI JOIN gone "
            "USING (document_id) WHERE person_id IS NOT NULL"
        )
        losing = [row[0] for row in connection.execute("FROM losing").fetchall()]
        also = connection.execute(
            "SELECT DISTINCT document_id FROM turns SEMI JOIN (FROM people SEMI JOIN losing USING "
            "(person_id) WHERE bio IS NOT NULL OR len(descriptions) > 0) USING (person_id) "
            "ANTI JOIN gone USING (document_id) ORDER BY document_id"
        ).fetchall()
        sources = connection.execute(
            "SELECT DISTINCT source_uri FROM rejects WHERE value IS NOT NULL ORDER BY source_uri"
        ).fetchall()
    people = dataset.arrow("people").select(["person_id", "affiliations", "descriptions"])
    people = people.filter(
        pc.is_in(people["person_id"], pa.array(quoting(dataset.manifest), pa.string()))
    )
    return _Needs(people, frozenset(losing), [row[0] for row in also], [row[0] for row in sources])


def _why_not(manifest: Mapping[str, Any], known: Sequence[KnownPerson] | None) -> str | None:
    """Why a release of this dataset could not be filled again; None if it could.

    Raises `CallError` where it could if the recipe were given.
    """
    redaction = manifest.get("redaction") or {}
    if redaction.get("changes_words"):
        return "people were redacted, and the sources would bring them back"
    if redaction.get("without_sources"):
        return "the dataset was redacted without its sources, so no source gives it again"
    if manifest.get("identity", {}).get("people_file") and known is None:
        raise CallError(
            "the dataset was built with a people file, which hydrate needs too: name the recipe (--recipe)"
        )
    return None


def _full(
    folder: Path, manifest: Mapping[str, Any], needs: _Needs, known: Sequence[KnownPerson]
) -> dict[str, Any]:
    """What `hydrate` needs besides the tables: hashes of the full dataset, and how it was read."""
    text = store.render_manifest(manifest)
    if text.encode() != (folder / store.MANIFEST).read_bytes():
        raise DatasetError(
            f"{folder}: {store.MANIFEST} was changed by hand; build the dataset again"
        )
    return {
        "files": manifest["files"],
        "manifest_sha256": sha256(text.encode()).hexdigest(),
        "also_needs": needs.also,
        "also_needs_rejected": needs.also_sources,
        "people_file": [_as_row(person) for person in known],
    }


def _as_row(person: KnownPerson) -> dict[str, Any]:
    days = {"valid_from": person.valid_from, "valid_until": person.valid_until}
    return {
        "name": person.name,
        "keys": sorted(person.keys),
        "disambiguator": person.disambiguator,
        "affiliations": list(person.affiliations),
        "wikidata_id": person.wikidata_id,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }


def _write_tables(
    dataset: Dataset, judgement: Judgement, needs: _Needs, staged: Path, told: Teller
) -> list[store.StoredFile]:
    stated = {
        source["uri"]: set(source["stated"])
        for source in dataset.manifest.get("sources", ())
        if isinstance(source.get("stated"), dict)
    }
    reasons, ids = dict(judgement.withheld), judgement.withheld_ids()
    changes: dict[str, Callable[[Any], Any]] = {
        "documents": lambda table: empty_documents(table, reasons, stated),
        "turns": lambda table: empty_turns(table, ids),
        "people": lambda table: empty_people(table, needs.losing),
        "rejects": _empty_rejects,
    }
    files: list[store.StoredFile] = []
    for step, (name, change) in enumerate(changes.items(), start=1):
        pieces = store.read_groups(dataset.files(name), name)
        schema = change(_schema(dataset, name).empty_table()).schema
        files += store.write_table(staged, name, schema, (change(one) for one in pieces))
        told("withholding", step, len(changes), unit="tables")
    return files


def _schema(dataset: Dataset, name: str) -> Any:
    return store.read_schema(dataset.files(name)[0])


def _empty_rejects(rejects: Any) -> Any:
    return blank(rejects, "value", pa.array([True] * len(rejects), pa.bool_()))
