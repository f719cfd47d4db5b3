"""Checking a dataset that lies there: its contract (`validate`) and its bytes (`verify`)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from onrecord import store
from onrecord.checksums import is_release
from onrecord.dataset import Dataset
from onrecord.errors import DatasetError
from onrecord.hashing import hash_file
from onrecord.validation import check_table, in_whole_documents
from onrecord_schemas import MODELS, RELEASE_MODELS, arrow_schema, check_tables


@dataclass(frozen=True)
class Finding:
    """Something wrong with a dataset: where, which rule, how often, and an example."""

    where: str
    check: str
    count: int
    example: str

    def __str__(self) -> str:
        return f"{self.where}: {self.check}: {self.count} ({self.example})"


_BATCH = 100_000

#: A table in one file as a release names it; one in several keeps the names of its parts.
_RELEASED = re.compile(r"^(?P<table>[a-z]+)/part-00000-[0-9a-f]{16}\.parquet$")


def validate(folder: str | Path) -> list[Finding]:
    """What in a dataset breaks the contract; an empty list if nothing does.

    Raises `DatasetError` where there is no dataset to look at.
    """
    dataset = Dataset(Path(folder))
    findings: list[Finding] = []
    for name in MODELS:
        findings += _validate_table(dataset, name)
    if findings:
        return findings
    with dataset.duckdb() as connection:
        violations = check_tables(connection)
    return [
        Finding("across tables", v.rule.name, v.rows, f"{v.rule.says}: {', '.join(v.keys)}")
        for v in violations
    ]


def _validate_table(dataset: Dataset, name: str) -> list[Finding]:
    models = RELEASE_MODELS if store.withholds(dataset.manifest) else MODELS
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    first = 0
    try:
        table = dataset.table(name)
        findings = _compare_schemas(name, table.schema)
        if findings:
            return findings
        pieces = (pa.Table.from_batches([batch]) for batch in table.batches(_BATCH))
        for batch in in_whole_documents(name, pieces, _BATCH):
            for failure in check_table(name, batch, models[name]):
                row = "" if failure.row is None else f"row {first + failure.row}"
                value = "" if failure.value is None else f": {failure.value}"
                counts[failure.check] += 1
                examples.setdefault(failure.check, f"{row}{value}")
            first += len(batch)
    except DatasetError as error:
        return [Finding(name, "readable", 1, str(error))]
    return [Finding(name, check, count, examples[check]) for check, count in sorted(counts.items())]


def _compare_schemas(name: str, actual: Any) -> list[Finding]:
    expected = arrow_schema(MODELS[name], optional=True)
    required = arrow_schema(MODELS[name])
    missing = [field.name for field in required if field.name not in actual.names]
    extra = [column for column in actual.names if column not in expected.names]
    wrong = [
        f"{field.name} is {actual.field(field.name).type}, not {field.type}"
        for field in expected
        if field.name in actual.names and actual.field(field.name).type != field.type
    ]
    findings = []
    if missing:
        findings.append(Finding(name, "columns_are_there", len(missing), ", ".join(missing)))
    if extra:
        findings.append(Finding(name, "no_other_columns", len(extra), ", ".join(extra[:10])))
    if wrong:
        findings.append(Finding(name, "types_are_as_agreed", len(wrong), "; ".join(wrong[:5])))
    return findings


def verify(folder: str | Path) -> list[Finding]:
    """Files whose bytes are not those of the manifest; an empty list if all are.

    Raises `DatasetError` where there is no manifest to compare with.
    """
    folder = Path(folder)
    manifest = store.read_manifest(folder)
    findings = []
    for file in manifest["files"]:
        finding = _verify_file(folder, file)
        if finding:
            findings.append(finding)
    listed = {file["path"].split("/")[0] for file in manifest["files"]} | {store.MANIFEST}
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in listed)
    if foreign:
        findings.append(
            Finding(str(folder), "no_other_files", len(foreign), ", ".join(foreign[:5]))
        )
    return findings


def _verify_file(folder: Path, file: dict[str, Any]) -> Finding | None:
    name = file["path"]
    path = folder / name
    if path.resolve().parent != folder.resolve() and folder.resolve() not in path.resolve().parents:
        return Finding(
            name, "inside_the_dataset", 1, "the manifest names a path outside the folder"
        )
    if not path.is_file():
        return Finding(name, "file_is_there", 1, "listed in the manifest, but missing")
    if path.stat().st_size != file.get("bytes"):
        return Finding(
            name, "size_agrees", 1, f"{path.stat().st_size} bytes, not {file.get('bytes')}"
        )
    if hash_file(path) != file.get("sha256"):
        return Finding(name, "sha256_agrees", 1, "the bytes are not those that were built")
    return None


def compare(folder: str | Path, rebuilt: str | Path) -> list[Finding]:
    """How a dataset differs from another build of the same sources; empty if byte for byte equal."""
    old, new = store.read_manifest(Path(folder)), store.read_manifest(Path(rebuilt))
    before = {_name_as_built(file["path"]): file for file in old["files"]}
    after = {_name_as_built(file["path"]): file for file in new["files"]}
    findings = []
    for name in sorted(before | after):
        finding = _compare_file(name, before.get(name), after.get(name))
        if finding:
            findings.append(finding)
    if not findings and not _same_manifests(Path(folder), Path(rebuilt), old, new):
        keys = sorted(key for key in old | new if old.get(key) != new.get(key))
        findings.append(
            Finding(
                store.MANIFEST,
                "same_manifest",
                len(keys),
                f"differs in {', '.join(keys) or 'its form'}",
            )
        )
    return findings


def _name_as_built(name: str) -> str:
    """The name that a build gives to a file of a release: the table's, where it is in one file."""
    match = _RELEASED.match(name)
    return f"{match['table']}.parquet" if match else name


def _same_manifests(folder: Path, rebuilt: Path, old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether manifests are the same to the byte.

    Of a release, whose files have other names: whether all but the files is the same.
    """
    if is_release(folder):
        return {**old, "files": None} == {**new, "files": None}
    return (folder / store.MANIFEST).read_bytes() == (rebuilt / store.MANIFEST).read_bytes()


def _compare_file(
    name: str, one: dict[str, Any] | None, other: dict[str, Any] | None
) -> Finding | None:
    if one is None or other is None:
        return Finding(
            name,
            "same_files",
            1,
            "only in the " + ("rebuilt" if one is None else "old") + " dataset",
        )
    if one.get("sha256") == other.get("sha256"):
        return None
    if one.get("logical_sha256") == other.get("logical_sha256"):
        return Finding(
            name,
            "same_bytes",
            1,
            "the same rows in other bytes: another version of pyarrow wrote them",
        )
    return Finding(
        name, "same_rows", abs(one.get("rows", 0) - other.get("rows", 0)), "the rows differ"
    )
