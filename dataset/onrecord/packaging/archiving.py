"""The archives of a release: which there are, and what each holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from onrecord.packaging.archives import Member, write_tar_zst, write_zip
from onrecord.packaging.bag import bag_tags
from onrecord.packaging.release import Release, Stamp
from onrecord.progress import Teller

#: The kinds of archive: a zip, a tar, and a zip that is a BagIt bag.
ARCHIVES = ("zip", "tar.zst", "bag.zip")


@dataclass(frozen=True)
class Archiving:
    """What to archive: a folder, the stamps of its files by path, and as what."""

    release: Release
    folder: Path
    stamps: Mapping[str, Stamp]
    kinds: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(one.bytes for one in self.stamps.values())


def write_archives(plan: Archiving, folder: Path, told: Teller) -> list[tuple[str, Path]]:
    """The archives that are wanted, by kind, in `folder`; each unpacks to one folder."""
    kinds = [kind for kind in ARCHIVES if kind in plan.kinds]
    done, total = 0, plan.size * len(kinds)

    def wrote(size: int) -> None:
        nonlocal done
        done += size
        told("archives", min(done, total), total, unit="bytes")

    made = []
    for kind in kinds:
        write = write_tar_zst if kind == "tar.zst" else write_zip
        write(folder / kind, _members(plan, kind), plan.release.published_on, wrote)
        made.append((kind, folder / kind))
    return made


def _members(plan: Archiving, kind: str) -> list[Member]:
    """The files of one archive, below a folder of the name and version."""
    top = f"{plan.release.name}-{plan.release.version}"
    if kind != "bag.zip":
        return [Member(f"{top}/{name}", plan.folder / name) for name in plan.stamps]
    tags = bag_tags(plan.release, plan.stamps)
    members = [Member(f"{top}/{name}", content) for name, content in tags.items()]
    return members + [Member(f"{top}/data/{name}", plan.folder / name) for name in plan.stamps]
