"""The files of a dataset: whether they are there, whole, and of the agreed columns and types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from onrecord import store
from onrecord.checksums import written_names
from onrecord.errors import DatasetError
from onrecord.hashing import hash_file
from onrecord.quality.model import Check
from onrecord.quality.opening import TABLES, Opened, Problem
from onrecord.quality.rules import CannotRun, Fault, FunctionRule, Rule, Run
from onrecord.quality.settings import Settings
from onrecord_schemas import MODELS, arrow_schema


def _told(check_id: str, count: Callable[[Opened], int]) -> Run:
    """A run that tells the problems met with while the folder was opened."""

    def run(found: Opened, _settings: Settings) -> tuple[Iterable[Fault], int]:
        problems = [problem for problem in found.problems if problem.check == check_id]
        return [_fault(problem) for problem in problems], max(count(found), len(problems))

    return run


def _fault(problem: Problem) -> Fault:
    return Fault(None, value=f"{problem.key}: {problem.value}", key=problem.key)


def _compare_with_manifest(found: Opened, _settings: Settings) -> tuple[Iterable[Fault], int]:
    if found.manifest is None:
        raise CannotRun("there is no manifest.json to compare with")
    check = "files_are_those_of_the_manifest"
    faults = [_fault(problem) for problem in found.problems if problem.check == check]
    listed = found.manifest["files"]
    ours = {path.relative_to(found.folder).as_posix(): path for path in _all_files(found)}
    for entry in listed:
        path = ours.get(entry["path"])
        if path is None or not path.is_file():
            continue
        if path.stat().st_size != entry.get("bytes"):
            said = f"{path.stat().st_size} bytes, not {entry.get('bytes')}"
        elif hash_file(path) != entry.get("sha256"):
            said = "the bytes are not those that were built"
        else:
            continue
        faults.append(_fault(Problem(check, entry["path"], said)))
    return faults, len(listed)


def _all_files(found: Opened) -> Iterable[Path]:
    return found.folder.rglob("*.parquet")


def _find_others(found: Opened, _settings: Settings) -> tuple[Iterable[Fault], int]:
    if found.manifest is None:
        raise CannotRun("there is no manifest.json that says which files belong here")
    listed = {str(entry["path"]).split("/")[0] for entry in found.manifest["files"]}
    with suppress(DatasetError):  # a damaged list names nothing
        listed |= written_names(found.folder) or set()
    names = sorted(path.name for path in found.folder.iterdir())
    others = [name for name in names if name not in listed | {store.MANIFEST}]
    return [Fault(None, value=name, key=name) for name in others], len(names)


def _columns(_found: Opened) -> int:
    return sum(len(arrow_schema(MODELS[table])) for table in TABLES)


def _files(found: Opened) -> int:
    return sum(map(len, found.files.values()))


RULES: tuple[Rule, ...] = (
    FunctionRule(
        Check(
            id="tables_are_there",
            severity="error",
            table="dataset",
            description="documents, turns and people each have a file that can be read",
            why="a dataset without one of its tables answers no question about it",
            fix="build the dataset again, or copy the missing file back",
        ),
        _told("tables_are_there", lambda _found: len(TABLES)),
        last=True,
    ),
    FunctionRule(
        Check(
            id="files_can_be_read",
            severity="error",
            table="dataset",
            description="every file can be read to its end",
            why="a file cut short or damaged on the way loses rows, often without a word",
            fix="copy the file again, or build the dataset again; onrecord verify compares bytes",
        ),
        _told("files_can_be_read", _files),
        last=True,
    ),
    FunctionRule(
        Check(
            id="files_are_those_of_the_manifest",
            severity="error",
            table="dataset",
            description="the files the manifest lists are there, with the bytes that were built",
            why="rows changed by hand after the build can be neither traced nor rebuilt",
            fix="build the dataset again, and correct what was wrong in sources, recipe or people file",
        ),
        _compare_with_manifest,
    ),
    FunctionRule(
        Check(
            id="columns_are_there",
            severity="error",
            table="dataset",
            description="the tables have every column of the contract",
            why="queries written against the contract fail without it",
            fix="build again with this version, or add the column as docs/columns.md describes it",
        ),
        _told("columns_are_there", _columns),
        last=True,
    ),
    FunctionRule(
        Check(
            id="types_are_as_agreed",
            severity="error",
            table="dataset",
            description="the columns have the types of the contract",
            why="numbers kept as text sort and compare wrongly, and joins find nothing",
            fix="cast the column before it is written; onrecord validate names every type",
        ),
        _told("types_are_as_agreed", _columns),
        last=True,
    ),
    FunctionRule(
        Check(
            id="no_other_columns",
            severity="info",
            table="dataset",
            description="the tables have no columns besides those of the contract",
            why="nobody but their author knows what further columns mean",
            fix="keep them in a table of their own, joined by document_id and turn_index",
        ),
        _told("no_other_columns", _columns),
        last=True,
    ),
    FunctionRule(
        Check(
            id="no_other_files",
            severity="info",
            table="dataset",
            description="the folder holds nothing that the manifest does not list",
            why="the next build would refuse to replace it, and a package would leave it out",
            fix="move it away, or keep it beside the dataset's folder",
        ),
        _find_others,
    ),
)
