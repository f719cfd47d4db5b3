"""The order of a release: steps before, files copied and hashed, described, written, archived.

::

    dataset folder -> steps -> splits -> files placed -> figures -> rights -> checks -> Release
                   -> metadata -> seals -> archives -> in place, all at once
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from onrecord import store
from onrecord.checksums import is_release, written_names
from onrecord.disk import flush
from onrecord.errors import CallError
from onrecord.hashing import hash_file
from onrecord.packaging.archives import refuse_foreign_archive
from onrecord.packaging.archiving import ARCHIVES, Archiving, write_archives
from onrecord.packaging.columns import describe_table
from onrecord.packaging.describing import describe_release, refuse_unlicensed, require_metadata
from onrecord.packaging.figures import count_figures, summarise_quality
from onrecord.packaging.parting import Parted, part_by_recipe
from onrecord.packaging.placing import Listed, place_file, row_group_spans
from onrecord.packaging.registry import SEALS, files_for
from onrecord.packaging.release import DataFile, Quality, Release, Stamp, Table
from onrecord.progress import Progress, Teller
from onrecord.quality import Settings, check_dataset
from onrecord.recipe import Recipe
from onrecord.staging import locked, refuse_foreign, scratch_beside, staged

#: What may stand between the dataset and its release: reads the first folder, makes the second,
#: a dataset with a manifest of its own. Taking the words out is such a step.
Step = Callable[[Path, Path], None]


@dataclass(frozen=True)
class Wishes:
    """What may differ between two releases of one dataset.

    `checks` runs the checks for the card. `why_unlicensed` is the reason for which words under no
    known licence may be published. `steps` are applied in order before anything is packaged.
    """

    archives: tuple[str, ...] = ARCHIVES
    checks: bool = True
    why_unlicensed: str | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Packaged:
    """A release that was made: where, its description, its files and archives with their bytes.

    `older` are archives of earlier runs that lie beside it and were not made anew.
    """

    out: Path
    release: Release
    files: tuple[tuple[str, int], ...]
    archives: tuple[tuple[Path, int, str], ...]
    older: tuple[Path, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The figures, ready for JSON."""
        return {
            "out": str(self.out),
            "name": self.release.name,
            "version": self.release.version,
            "licence": self.release.licence,
            "rows": {one.name: one.rows for one in self.release.tables},
            "files": [{"path": path, "bytes": size} for path, size in self.files],
            "archives": [
                {"path": str(path), "bytes": size, "sha256": digest}
                for path, size, digest in self.archives
            ],
            "older": [str(path) for path in self.older],
        }


def pack(
    folder: Path, out: Path, recipe: Recipe, wishes: Wishes, progress: Progress | None = None
) -> Packaged:
    """The dataset at `folder` packaged at `out`, with its archives beside it.

    Raises `DatasetError` for a dataset that is damaged or may not be published, `RecipeError`
    for metadata that is missing, `CallError` where nothing can be written. Nothing is left half
    written: the folder is swapped in whole, and each archive is renamed into place after it.
    """
    told = Teller(progress)
    _refuse_places(folder, out, wishes.archives)
    require_metadata(store.read_manifest(folder), recipe)
    with tempfile.TemporaryDirectory(prefix="onrecord-package-") as scratch:
        dataset = _prepared(folder, wishes.steps, Path(scratch))
        parted = part_by_recipe(dataset, recipe, Path(scratch) / "parted", progress)
        with locked(out), scratch_beside(out) as drafts:
            with staged(out, partial(refuse_foreign, written=written_names)) as staging:
                release = _assemble(parted, staging, recipe, wishes, told)
                stamps = _write_metadata(release, staging)
                told("describing", 3, 3)
                plan = Archiving(release, staging, stamps, wishes.archives)
                made = write_archives(plan, drafts, told)
            archives = tuple(_put(draft, out, kind) for kind, draft in made)
    sizes = tuple((path, stamp.bytes) for path, stamp in stamps.items())
    others = [_archive_path(out, kind) for kind in ARCHIVES if kind not in wishes.archives]
    return Packaged(out, release, sizes, archives, tuple(one for one in others if one.exists()))


def _refuse_places(folder: Path, out: Path, archives: Sequence[str]) -> None:
    """Raise `CallError` where the release would lie in the dataset's way."""
    one, other = folder.resolve(), out.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise CallError(f"{out} and {folder} lie in one another; choose another --out")
    if (out / store.MANIFEST).is_file() and not is_release(out):
        raise CallError(f"{out} is a dataset, not a release; choose another --out")
    for kind in archives:
        if kind not in ARCHIVES:
            raise CallError(f"there is no archive {kind[:40]!r}; there are: {', '.join(ARCHIVES)}")
        refuse_foreign_archive(_archive_path(out, kind))


def _prepared(folder: Path, steps: Sequence[Step], scratch: Path) -> Path:
    """The dataset after all steps; the folder itself where there are none."""
    for number, step in enumerate(steps):
        made = scratch / f"step-{number}"
        step(folder, made)
        folder = made
    return folder


def _assemble(
    parted: Parted, staging: Path, recipe: Recipe, wishes: Wishes, told: Teller
) -> Release:
    """The release, its Parquet files copied into `staging`."""
    manifest = store.read_manifest(parted.folder)
    day = require_metadata(manifest, recipe)
    tables = _place(parted.files, staging, told)
    paths = {one.name: [staging / file.path for file in one.files] for one in tables}
    told("describing", 0, 3)
    figures = count_figures(paths)
    rows = {one.name: one.rows for one in tables}
    refuse_unlicensed(figures, rows["documents"], wishes.why_unlicensed)
    told("describing", 1, 3)
    quality = _checked(parted.folder, recipe, day, told) if wishes.checks else None
    told("describing", 2, 3)
    return describe_release(
        manifest,
        recipe,
        tables,
        figures,
        quality,
        published_on=day,
        why_unlicensed=wishes.why_unlicensed,
        splits=parted.splits,
    )


def _place(listed: Sequence[Listed], staging: Path, told: Teller) -> tuple[Table, ...]:
    """The tables, each file copied and hashed in one pass."""
    import pyarrow.parquet as pq

    for one in listed:
        row_group_spans(one.path)
    total, done = sum(one.path.stat().st_size for one in listed), 0

    def copied(size: int) -> None:
        nonlocal done
        done += size
        told("copying", done, total, unit="bytes")

    parts: dict[str, list[DataFile]] = {}
    for one in listed:
        placed = parts.setdefault(one.table, [])
        placed.append(place_file(one, len(placed), staging, copied))
    return tuple(
        describe_table(name, pq.read_schema(staging / files[0].path), tuple(files))
        for name, files in parts.items()
    )


def _checked(dataset: Path, recipe: Recipe, day: date, told: Teller) -> Quality:
    """The figures of the checks on the day of publication, without the sources."""
    settings: Settings = replace(recipe.checks, today=day, sources=())
    return summarise_quality(check_dataset(dataset, settings, told))


def _write_metadata(release: Release, staging: Path) -> dict[str, Stamp]:
    """Write all that stands beside the data; the stamps of all files by path."""
    stamps = {one.path: Stamp(one.sha256, one.bytes) for one in release.files}
    contents = {path: write(release) for path, write in files_for(release).items()}
    for path, content in contents.items():
        stamps[path] = _write(staging / path, content)
    for path, seal in SEALS.items():
        stamps[path] = _write(staging / path, seal(release, dict(stamps)))
    return dict(sorted(stamps.items()))


def _write(path: Path, content: bytes) -> Stamp:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return Stamp(sha256(content).hexdigest(), len(content))


def _put(draft: Path, out: Path, kind: str) -> tuple[Path, int, str]:
    """Rename an archive into its place; its path, bytes and SHA-256."""
    target = _archive_path(out, kind)
    digest, size = hash_file(draft), draft.stat().st_size
    draft.chmod(0o644)
    try:
        flush(draft)
        draft.replace(target)
        flush(target.parent)
    except OSError as error:
        raise CallError(f"cannot write {target}: {error.strerror}; {out} is whole") from None
    return target, size, digest


def _archive_path(out: Path, kind: str) -> Path:
    return out.parent / f"{out.name}.{kind}"
